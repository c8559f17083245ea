// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/counter_random.h"
#include "engine/data/preprocess.h"
#include "engine/model/architectures.h"
#include "engine/train/forward/torch_network_private.h"
#include "engine/train/kernels/batch_norm.h"
#include "engine/train/kernels/depthwise_gradient.h"
#include "engine/train/pictures/training_pictures.h"
#include "tests/engine/train/tiny.h"

namespace microt {
namespace {

std::vector<float> normalNumbers(std::size_t count, std::uint64_t stream, double mean = 0.0)
{
    CounterRandom random(5, stream, 0);
    std::vector<float> numbers(count);
    for (float& number : numbers)
        number = static_cast<float>(mean + random.normal());
    return numbers;
}

/// The sum as it is written down.
std::vector<double> plainWeightGradient(const DepthwiseShape& s, const std::vector<float>& input,
                                        const std::vector<float>& gradient)
{
    std::vector<double> sums(static_cast<std::size_t>(s.channels * s.kernel * s.kernel), 0.0);
    for (int n = 0; n < s.pictures; ++n)
        for (int y = 0; y < s.outputHeight; ++y)
            for (int x = 0; x < s.outputWidth; ++x)
                for (int ky = 0; ky < s.kernel; ++ky)
                    for (int kx = 0; kx < s.kernel; ++kx) {
                        const int iy = y * s.stride + ky - s.padding;
                        const int ix = x * s.stride + kx - s.padding;
                        if (iy < 0 || iy >= s.height || ix < 0 || ix >= s.width)
                            continue;
                        for (int c = 0; c < s.channels; ++c)
                            sums[static_cast<std::size_t>((c * s.kernel + ky) * s.kernel + kx)] +=
                                static_cast<double>(input[static_cast<std::size_t>(
                                    ((n * s.height + iy) * s.width + ix) * s.channels + c)]) *
                                gradient[static_cast<std::size_t>(
                                    ((n * s.outputHeight + y) * s.outputWidth + x) * s.channels + c)];
                    }
    return sums;
}

TEST(TrainingKernels, DepthwiseWeightsGetTheSumOfTheirPlaces)
{
    for (const DepthwiseShape& shape :
         {DepthwiseShape{2, 16, 6, 6, 6, 6, 3, 1, 1}, DepthwiseShape{3, 40, 9, 7, 5, 4, 5, 2, 2},
          DepthwiseShape{1, 24, 8, 8, 4, 4, 7, 2, 3}, DepthwiseShape{2, 5, 5, 8, 3, 6, 3, 1, 0},
          DepthwiseShape{1, 17, 7, 7, 3, 3, 3, 2, 0}, DepthwiseShape{2, 16, 2, 2, 2, 2, 7, 1, 3},
          DepthwiseShape{2, 24, 4, 4, 2, 2, 7, 2, 3}, DepthwiseShape{1, 8, 1, 1, 1, 1, 3, 1, 1},
          DepthwiseShape{2, 16, 2, 4, 2, 4, 5, 1, 2}, DepthwiseShape{1, 16, 4, 2, 4, 2, 7, 1, 3}}) {
        const auto input = normalNumbers(
            static_cast<std::size_t>(shape.pictures * shape.height * shape.width * shape.channels), 1);
        const auto gradient = normalNumbers(static_cast<std::size_t>(shape.pictures * shape.outputHeight *
                                                                     shape.outputWidth * shape.channels),
                                            2);
        const std::vector<double> wanted = plainWeightGradient(shape, input, gradient);
        std::vector<float> sums(wanted.size(), -1.0F);
        depthwiseWeightGradient(shape, input.data(), gradient.data(), sums.data());
        for (std::size_t i = 0; i < wanted.size(); ++i)
            ASSERT_NEAR(sums[i], wanted[i], 1e-4) << "kernel " << shape.kernel << " at " << i;
    }
    EXPECT_TRUE(hasDepthwiseGradient(5));
    EXPECT_FALSE(hasDepthwiseGradient(9));
}

/// Batch-norm's output as a function of its input and parameters, in float64.
std::vector<double> plainNorm(const std::vector<double>& input, int channels,
                              const std::vector<double>& gamma, const std::vector<double>& beta, double low,
                              double high)
{
    const std::size_t count = static_cast<std::size_t>(channels);
    const double rows = static_cast<double>(input.size()) / channels;
    std::vector<double> output(input.size());
    for (std::size_t c = 0; c < count; ++c) {
        double sum = 0.0;
        double squares = 0.0;
        for (std::size_t i = c; i < input.size(); i += count)
            sum += input[i];
        for (std::size_t i = c; i < input.size(); i += count)
            squares += (input[i] - sum / rows) * (input[i] - sum / rows);
        for (std::size_t i = c; i < input.size(); i += count)
            output[i] = std::min(
                high, std::max(low, gamma[c] * (input[i] - sum / rows) / std::sqrt(squares / rows + 1e-5) +
                                        beta[c]));
    }
    return output;
}

void expectNormOf(double low, double high)
{
    constexpr int kChannels = 19;
    constexpr std::int64_t kRows = 150;
    const auto input = normalNumbers(kRows * kChannels, 3, 2.0);
    const auto gamma = normalNumbers(kChannels, 4, 1.5);
    const auto beta = normalNumbers(kChannels, 5);
    const auto gradient = normalNumbers(input.size(), 6);
    BatchNorm norm(kRows, kChannels, gamma.data(), beta.data(), 1e-5, static_cast<float>(low),
                   static_cast<float>(high));
    std::vector<float> output(input.size());
    norm.forward(input.data(), output.data());
    std::vector<double> x(input.begin(), input.end());
    std::vector<double> g(gamma.begin(), gamma.end());
    std::vector<double> b(beta.begin(), beta.end());
    const auto wanted = plainNorm(x, kChannels, g, b, low, high);
    for (std::size_t i = 0; i < output.size(); ++i)
        ASSERT_NEAR(output[i], wanted[i], 2e-5) << i;

    std::vector<float> inputGradient(input.size());
    std::vector<float> gammaGradient(gamma.size());
    std::vector<float> betaGradient(beta.size());
    norm.backward(input.data(), gradient.data(), inputGradient.data(), gammaGradient.data(),
                  betaGradient.data());
    // Against the slope of what is minimised.
    const auto loss = [&] {
        const auto y = plainNorm(x, kChannels, g, b, low, high);
        double sum = 0.0;
        for (std::size_t i = 0; i < y.size(); ++i)
            sum += y[i] * gradient[i];
        return sum;
    };
    const auto slope = [&](double& number) {
        constexpr double kStep = 1e-6;
        number += kStep;
        const double above = loss();
        number -= 2 * kStep;
        const double below = loss();
        number += kStep;
        return (above - below) / (2 * kStep);
    };
    for (std::size_t c = 0; c < gamma.size(); ++c) {
        EXPECT_NEAR(gammaGradient[c], slope(g[c]), 1e-3) << c;
        EXPECT_NEAR(betaGradient[c], slope(b[c]), 1e-3) << c;
    }
    for (std::size_t i = 0; i < x.size(); i += 97)
        EXPECT_NEAR(inputGradient[i], slope(x[i]), 1e-3) << i;
}

TEST(TrainingKernels, BatchNormWithoutAClip)
{
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    expectNormOf(-kInfinity, kInfinity);
}

TEST(TrainingKernels, BatchNormWithAClip)
{
    expectNormOf(0.0, 1.5);
}

/// A training step's outputs, gradients and running figures, as float64.
std::vector<torch::Tensor> stepOf(const Graph& graph, bool ownOperators, torch::ScalarType type)
{
    TorchNetwork network(graph);
    if (!ownOperators)
        network.useLibtorchOperators();
    network.to(type);
    network.train();
    const int side = graph.preprocessing.side();
    const std::vector<float> numbers = normalNumbers(static_cast<std::size_t>(6 * 3 * side * side), 9);
    const torch::Tensor input =
        torch::from_blob(const_cast<float*>(numbers.data()), {6, 3, side, side}, torch::kFloat32).to(type);
    const auto output = network.forward(input, true);
    torch::Tensor loss = output.exits.back().square().mean();
    for (const torch::Tensor& exit : output.exits)
        loss = loss + exit.square().mean();
    loss.backward();
    std::vector<torch::Tensor> all{loss.detach()};
    for (const torch::Tensor& parameter : network.parameters())
        if (parameter.grad().defined())
            all.push_back(parameter.grad());
    for (const torch::Tensor& buffer : network.buffers())
        all.push_back(buffer);
    for (torch::Tensor& tensor : all)
        tensor = tensor.to(torch::kFloat64);
    return all;
}

TEST(TrainingKernels, AStepIsTheOneOfLibtorchsOperatorsInFloat64)
{
    // Both end in kernels of 7 on 2 x 2 pixels; before them, a stride of two meets 3 x 3 or 4 x 4.
    for (const int side : {48, 64}) {
        auto architecture = makeArchitecture("mcunet-vww0", side, 0);
        ASSERT_TRUE(architecture.ok());
        const Graph graph = test::withWeights(std::move(architecture.value()));
        const auto own = stepOf(graph, true, torch::kFloat32);
        const auto exact = stepOf(graph, false, torch::kFloat64);
        ASSERT_EQ(own.size(), exact.size());
        ASSERT_GT(own.size(), 100U);
        for (std::size_t i = 0; i < own.size(); ++i) {
            const double size = exact[i].abs().max().item<double>();
            EXPECT_LE((own[i] - exact[i]).abs().max().item<double>(), 1e-3 * size + 1e-7)
                << i << " at " << side << " pixels";
        }
    }
}

TEST(TrainingKernels, AWholeViewIsThePictureResized)
{
    constexpr int kSide = 40;
    CounterRandom random(1, 2, 3);
    Picture picture{kSide, kSide, {}};
    for (int i = 0; i < 3 * kSide * kSide; ++i)
        picture.rgb.push_back(static_cast<std::uint8_t>(random.below(256)));
    for (const int side : {16, 20, 40, 64}) {
        const Picture wanted = resizePicture(picture, side, side);
        const Picture view = renderView(picture.rgb.data(), kSide, side, wholeView(kSide));
        ASSERT_EQ(view.rgb.size(), wanted.rgb.size());
        // resizePicture rounds between its two passes.
        for (std::size_t i = 0; i < wanted.rgb.size(); ++i)
            ASSERT_NEAR(view.rgb[i], wanted.rgb[i], 1) << side << " at " << i;
        View mirrored = wholeView(kSide);
        mirrored.mirrored = true;
        const Picture turned = renderView(picture.rgb.data(), kSide, side, mirrored);
        for (int x = 0; x < side; ++x)
            ASSERT_EQ(turned.rgb[static_cast<std::size_t>(3 * x)],
                      view.rgb[static_cast<std::size_t>(3 * (side - 1 - x))]);
    }
}

} // namespace
} // namespace microt
