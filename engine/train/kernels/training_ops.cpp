// SPDX-License-Identifier: Apache-2.0
#include "engine/train/kernels/training_ops_private.h"

#include <memory>

#include "engine/model/parameters.h"
#include "engine/train/kernels/batch_norm.h"
#include "engine/train/kernels/depthwise_gradient.h"

namespace microt {

namespace {

/// A convolution without the rows and columns of its kernel that meet padding alone. With them oneDNN 2.6
/// takes a path on inputs smaller than the padding that is four hundred times slower (7 x 7 on 2 x 2: 39
/// against 0.09 ms), half the time of a step of mcunet-vww0 at 64 pixels in convolutions.
struct MetKernel
{
    torch::Tensor weight;
    std::vector<std::int64_t> padding;
};

MetKernel metKernel(const torch::Tensor& weight, const torch::Tensor& input, std::int64_t stride,
                    std::int64_t padding)
{
    MetKernel met{weight, {padding, padding}};
    if (padding >= weight.size(2))
        return met; // some places see padding alone
    for (const std::int64_t side : {2, 3}) {
        const auto kernel = static_cast<int>(weight.size(side));
        const auto step = static_cast<int>(stride);
        const auto border = static_cast<int>(padding);
        const std::int64_t output = convolvedSide(input.size(side), kernel, step, border);
        const Taps taps =
            metTaps(static_cast<int>(input.size(side)), static_cast<int>(output), kernel, step, border);
        met.weight = met.weight.slice(side, taps.first, taps.end);
        met.padding[static_cast<std::size_t>(side - 2)] -= taps.first;
    }
    return met;
}

/// Every channel with its own kernel, without gradients.
torch::Tensor plainDepthwise(const torch::Tensor& input, const torch::Tensor& weight,
                             const torch::Tensor& bias, std::int64_t stride, std::int64_t padding)
{
    const MetKernel met = metKernel(weight, input, stride, padding);
    return torch::conv2d(input, met.weight, bias, stride, met.padding, 1, input.size(1));
}

/// A depthwise convolution whose gradients are fast: the input's is a convolution with the kernel turned
/// round, the weights' our own sum.
class DepthwiseConvolution : public torch::autograd::Function<DepthwiseConvolution>
{
public:
    static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& input,
                                 const torch::Tensor& weight, std::int64_t stride, std::int64_t padding)
    {
        context->save_for_backward({input, weight});
        context->saved_data["stride"] = stride;
        context->saved_data["padding"] = padding;
        return plainDepthwise(input, weight, {}, stride, padding);
    }

    static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::tensor_list& gradients)
    {
        const torch::autograd::variable_list saved = context->get_saved_variables();
        const std::int64_t stride = context->saved_data["stride"].toInt();
        const std::int64_t padding = context->saved_data["padding"].toInt();
        const torch::Tensor input = saved[0].contiguous(at::MemoryFormat::ChannelsLast);
        const torch::Tensor gradient = gradients[0].contiguous(at::MemoryFormat::ChannelsLast);
        const torch::Tensor weightGradient = torch::empty_like(saved[1], at::MemoryFormat::Contiguous);
        depthwiseWeightGradient(
            {static_cast<int>(input.size(0)), static_cast<int>(input.size(1)),
             static_cast<int>(input.size(2)), static_cast<int>(input.size(3)),
             static_cast<int>(gradient.size(2)), static_cast<int>(gradient.size(3)),
             static_cast<int>(saved[1].size(2)), static_cast<int>(stride), static_cast<int>(padding)},
            input.data_ptr<float>(), gradient.data_ptr<float>(), weightGradient.data_ptr<float>());
        return {inputGradient(gradient, input, saved[1], stride, padding), weightGradient, {}, {}};
    }

private:
    static torch::Tensor inputGradient(const torch::Tensor& gradient, const torch::Tensor& input,
                                       const torch::Tensor& weight, std::int64_t stride, std::int64_t padding)
    {
        if (stride == 1)
            return plainDepthwise(gradient, weight.flip({2, 3}), {}, 1, weight.size(2) - 1 - padding);
        const MetKernel met = metKernel(weight, input, stride, padding);
        return std::get<0>(at::convolution_backward(gradient, input, met.weight, at::OptionalIntArrayRef(),
                                                    {stride, stride}, met.padding, {1, 1}, false, {0, 0},
                                                    input.size(1), {true, false, false}));
    }
};

/// Batch-norm with the statistics of the batch, and the clip after it, as one operator.
class NormAndClip : public torch::autograd::Function<NormAndClip>
{
public:
    static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& anyInput,
                                 const torch::Tensor& gamma, const torch::Tensor& beta, torch::Tensor mean,
                                 torch::Tensor variance, double momentum, double epsilon, double low,
                                 double high)
    {
        const torch::Tensor input = anyInput.contiguous(at::MemoryFormat::ChannelsLast);
        const std::int64_t rows = input.numel() / input.size(1);
        auto norm = std::make_unique<BatchNorm>(rows, static_cast<int>(input.size(1)),
                                                gamma.data_ptr<float>(), beta.data_ptr<float>(), epsilon,
                                                static_cast<float>(low), static_cast<float>(high));
        const torch::Tensor output = torch::empty_like(input, at::MemoryFormat::ChannelsLast);
        norm->forward(input.data_ptr<float>(), output.data_ptr<float>());
        // The running variance is unbiased, as libtorch keeps it.
        const double unbiased = rows > 1 ? static_cast<double>(rows) / static_cast<double>(rows - 1) : 1.0;
        for (std::size_t c = 0; c < norm->mean().size(); ++c) {
            float& runningMean = mean.data_ptr<float>()[c];
            float& runningVariance = variance.data_ptr<float>()[c];
            runningMean += static_cast<float>(momentum * (norm->mean()[c] - runningMean));
            runningVariance +=
                static_cast<float>(momentum * (norm->variance()[c] * unbiased - runningVariance));
        }
        context->save_for_backward({input, gamma, beta});
        context->saved_data["norm"] = c10::IValue::make_capsule(c10::make_intrusive<Kept>(std::move(norm)));
        return output;
    }

    static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::tensor_list& gradients)
    {
        const torch::autograd::variable_list saved = context->get_saved_variables();
        const auto kept = c10::static_intrusive_pointer_cast<Kept>(context->saved_data["norm"].toCapsule());
        const torch::Tensor gradient = gradients[0].contiguous(at::MemoryFormat::ChannelsLast);
        const torch::Tensor inputGradient = torch::empty_like(saved[0], at::MemoryFormat::ChannelsLast);
        const torch::Tensor gammaGradient = torch::empty_like(saved[1]);
        const torch::Tensor betaGradient = torch::empty_like(saved[2]);
        kept->norm->backward(saved[0].data_ptr<float>(), gradient.data_ptr<float>(),
                             inputGradient.data_ptr<float>(), gammaGradient.data_ptr<float>(),
                             betaGradient.data_ptr<float>());
        return {inputGradient, gammaGradient, betaGradient, {}, {}, {}, {}, {}, {}};
    }

private:
    /// What the backward pass needs of the forward one.
    struct Kept : torch::CustomClassHolder
    {
        explicit Kept(std::unique_ptr<BatchNorm> made) : norm(std::move(made)) {}
        std::unique_ptr<BatchNorm> norm;
    };
};

} // namespace

bool isPlainFloat(const torch::Tensor& input)
{
    return input.device().is_cpu() && input.scalar_type() == torch::kFloat32 && input.dim() == 4;
}

bool isDepthwise(const torch::Tensor& input, const torch::Tensor& weight, std::int64_t groups)
{
    return groups > 1 && groups == input.size(1) && groups == weight.size(0) &&
           weight.size(2) == weight.size(3) && hasDepthwiseGradient(static_cast<int>(weight.size(2)));
}

torch::Tensor depthwiseConvolution(const torch::Tensor& input, const torch::Tensor& weight,
                                   const torch::Tensor& bias, std::int64_t stride, std::int64_t padding)
{
    if (bias.defined())
        return plainDepthwise(input, weight, bias, stride, padding);
    return DepthwiseConvolution::apply(input, weight, stride, padding);
}

torch::Tensor normAndClip(const torch::Tensor& input, const NormTensors& norm, double momentum,
                          double epsilon, double low, double high)
{
    return NormAndClip::apply(input, norm.gamma, norm.beta, norm.mean, norm.variance, momentum, epsilon, low,
                              high);
}

} // namespace microt
