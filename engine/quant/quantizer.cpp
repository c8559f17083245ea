// SPDX-License-Identifier: Apache-2.0
#include "engine/quant/quantizer.h"

#include <algorithm>
#include <cmath>

#include "engine/base/files.h"
#include "engine/data/preprocess.h"
#include "engine/quant/bias_correction.h"
#include "engine/quant/calibration_pictures.h"
#include "engine/quant/layer_signal.h"
#include "engine/quant/pool.h"
#include "engine/quant/range.h"
#include "engine/quant/structure.h"
#include "engine/runtime/int8_ops.h"
#include "engine/train/forward/embed.h"
#include "engine/train/forward/torch_runtime.h"

namespace microt {

namespace {

constexpr std::size_t kBatch = 16;
constexpr std::size_t kCloserLook = 16; ///< pictures that are compared layer by layer
constexpr double kMaxBias = 1 << 24;    ///< steps; beyond that the weights no longer matter beside it

/// What calibration pictures show of every tensor and of every pooled exit.
struct Observed
{
    std::vector<RangeObserver> tensors;
    std::vector<RangeObserver> pooled;
};

/// One pass of all pictures through the float network; `see` gets each node's output for one batch.
Status runAll(const FloatExecutor& executor, const std::vector<Picture>& pictures,
              const Preprocessing& preprocessing, Progress& progress, const JobContext& job,
              const std::function<void(int node, int batch, const float* values, const Shape& shape)>& see)
{
    const TorchThreads threads(1); // with more, sums depend on how many
    for (std::size_t first = 0; first < pictures.size(); first += kBatch) {
        MICROT_CHECK(job.checkCancelled());
        job.report(progress);
        const std::size_t count = std::min(kBatch, pictures.size() - first);
        const std::size_t size = pictures[first].rgb.size();
        std::vector<float> planes(count * size);
        for (std::size_t i = 0; i < count; ++i)
            normalise(pictures[first + i], preprocessing, planes.data() + i * size);
        MICROT_CHECK(executor.observe(planes.data(), static_cast<int>(count),
                                      [&](int node, const float* values, const Shape& shape) {
                                          see(node, static_cast<int>(count), values, shape);
                                      }));
        progress.done += static_cast<std::int64_t>(count);
    }
    return {};
}

Result<Observed> observeAll(const QuantStructure& structure, const FloatExecutor& executor,
                            const std::vector<Picture>& pictures, RangeMethod method, const JobContext& job)
{
    const QuantModel& model = structure.model;
    Observed observed;
    observed.tensors.resize(model.tensors.size());
    observed.pooled.resize(model.cuts.size());
    std::vector<int> tensorOf(structure.folded.nodes.size(), -1);
    for (std::size_t t = 0; t < model.tensors.size(); ++t)
        tensorOf[static_cast<std::size_t>(structure.tensorNode[t])] = static_cast<int>(t);

    const int passes = method == RangeMethod::minMax ? 1 : 2;
    Progress progress{"Calibrating int8 ranges", 0, static_cast<std::int64_t>(pictures.size()) * passes,
                      "pictures"};
    for (int pass = 0; pass < passes; ++pass)
        MICROT_CHECK(
            runAll(executor, pictures, model.preprocessing, progress, job,
                   [&](int node, int batch, const float* values, const Shape& shape) {
                       const int tensor = tensorOf[static_cast<std::size_t>(node)];
                       if (tensor < 0)
                           return;
                       const auto size = static_cast<std::size_t>(shape.elements());
                       RangeObserver& observer = observed.tensors[static_cast<std::size_t>(tensor)];
                       if (pass == 1)
                           return observer.addHistogram(values, size * static_cast<std::size_t>(batch));
                       observer.addExtremes(values, size * static_cast<std::size_t>(batch));
                       for (std::size_t c = 0; c < model.cuts.size(); ++c)
                           for (int i = 0; i < batch && model.cuts[c].tensor == tensor; ++i) {
                               const auto pooled = poolActivation(values + static_cast<std::size_t>(i) * size,
                                                                  shape, model.cuts[c].pooled.shape.channels);
                               observed.pooled[c].addExtremes(pooled.data(), pooled.size());
                           }
                   }));
    for (std::size_t t = 0; t < observed.tensors.size(); ++t)
        if (observed.tensors[t].bad() > 0)
            return Failure{
                Error::numericFailure,
                "The operator " +
                    printable(
                        structure.folded.nodes[static_cast<std::size_t>(structure.tensorNode[t])].name) +
                    " computes values that are not finite on the calibration pictures."};
    return observed;
}

/// The input stands for all pixel values of all colours. Pictures scaled to [-1, 1] become pixel - 128, as
/// the field has it.
void setInputScale(QuantTensor& input, const Preprocessing& preprocessing)
{
    Range range;
    for (std::size_t colour = 0; colour < static_cast<std::size_t>(preprocessing.channels()); ++colour) {
        const double mean = preprocessing.mean[colour];
        const double deviation = preprocessing.deviation[colour];
        range.low = std::min(range.low, (0.0 - mean) / deviation);
        range.high = std::max(range.high, (1.0 - mean) / deviation);
    }
    setScale(input, range);
}

/// Weights of one output channel in float order, and where each goes in the op.
void setWeights(QuantOp& op, const Node& node, const QuantModel& model)
{
    const auto channels = static_cast<std::size_t>(node.output.channels);
    const std::size_t perChannel = node.weight.size() / channels;
    const auto window =
        static_cast<std::size_t>(node.window.height) * static_cast<std::size_t>(node.window.width);
    const std::size_t inputs = perChannel / window;
    const double inputScale = model.tensors[static_cast<std::size_t>(op.input)].scale;
    for (std::size_t o = 0; o < channels; ++o) {
        const float* weights = node.weight.data() + o * perChannel;
        double largest = 0.0;
        for (std::size_t i = 0; i < perChannel; ++i)
            largest = std::max(largest, std::abs(double{weights[i]}));
        const double bias = node.bias.empty() ? 0.0 : node.bias[o];
        // A channel of tiny weights gets steps wide enough for its bias.
        const double needed = std::max(largest / 127.0, std::abs(bias) / (inputScale * kMaxBias));
        const auto scale = needed > 0.0 ? std::max(static_cast<float>(needed), 1e-30F) : 1.0F;
        op.weightScale[o] = scale;
        op.bias[o] = static_cast<std::int32_t>(std::round(bias / (inputScale * scale)));
        // From [out, in, window] to [out, window, in]; depthwise from [channel, window] to [window, channel].
        for (std::size_t in = 0; in < inputs; ++in)
            for (std::size_t w = 0; w < window; ++w) {
                const std::size_t to =
                    op.kind == ImageOpKind::depthwise ? w * channels + o : o * perChannel + w * inputs + in;
                const double value = std::round(double{weights[in * window + w]} / scale);
                op.weights[to] = static_cast<std::int8_t>(std::clamp(value, -127.0, 127.0));
            }
    }
}

/// Where a table does no more than rescale, TFLite's rounding instead of the nearest step: a network that is
/// written as .tflite then gives the same bytes.
void roundAsTflite(QuantOp& op, const std::vector<QuantTensor>& tensors)
{
    const bool clips = op.meaning && op.meaning->kind == OpKind::clip;
    if (op.kind != ImageOpKind::concat && !clips)
        return;
    const QuantTensor& output = tensors[static_cast<std::size_t>(op.output)];
    OutputRange range{output.zeroPoint, -128, 127};
    if (clips) {
        range.low = quantizedBound(op.meaning->clipMin, output);
        range.high = quantizedBound(op.meaning->clipMax, output);
    }
    for (std::size_t entry = 0; entry < op.weights.size(); ++entry) {
        const bool second = op.kind == ImageOpKind::concat && entry >= 256;
        const QuantTensor& input = tensors[static_cast<std::size_t>(second ? op.input2 : op.input)];
        std::int32_t multiplier = 0;
        int shift = 0;
        quantizeMultiplier(static_cast<double>(input.scale) / static_cast<double>(output.scale), multiplier,
                           shift);
        const std::int32_t value = static_cast<std::int32_t>(entry % 256) - 128 - input.zeroPoint;
        op.weights[entry] = requantize(value, multiplier, shift, range);
    }
}

/// A convolution's output range is what its clip leaves.
void setRange(QuantOp& op, const Node& last, const QuantTensor& output)
{
    if (last.kind != OpKind::clip || op.kind == ImageOpKind::table)
        return;
    op.low = quantizedBound(last.clipMin, output);
    op.high = quantizedBound(last.clipMax, output);
}

void setNumbers(const QuantStructure& structure, const Observed& observed, RangeMethod method,
                QuantModel& model)
{
    for (std::size_t t = 0; t < model.tensors.size(); ++t)
        setScale(model.tensors[t], observed.tensors[t].range(method));
    setInputScale(model.tensors[static_cast<std::size_t>(model.inputTensor)], model.preprocessing);
    for (const QuantOp& op : model.ops) // in order: a chain of these has its first input's
        if (keepsScale(op.kind)) {
            QuantTensor& output = model.tensors[static_cast<std::size_t>(op.output)];
            output.scale = model.tensors[static_cast<std::size_t>(op.input)].scale;
            output.zeroPoint = model.tensors[static_cast<std::size_t>(op.input)].zeroPoint;
        }
    for (std::size_t c = 0; c < model.cuts.size(); ++c) {
        const QuantTensor& activation = model.tensors[static_cast<std::size_t>(model.cuts[c].tensor)];
        if (model.cuts[c].flat)
            model.cuts[c].pooled = {model.cuts[c].pooled.shape, activation.scale, activation.zeroPoint};
        else
            setScale(model.cuts[c].pooled, observed.pooled[c].range(RangeMethod::minMax));
    }
    for (std::size_t i = 0; i < model.ops.size(); ++i) {
        QuantOp& op = model.ops[i];
        const QuantTensor& output = model.tensors[static_cast<std::size_t>(op.output)];
        const Node& last =
            structure.folded
                .nodes[static_cast<std::size_t>(structure.tensorNode[static_cast<std::size_t>(op.output)])];
        setRange(op, last, output);
        if (op.kind == ImageOpKind::table || op.kind == ImageOpKind::concat) {
            fillTables(op, model.tensors);
            roundAsTflite(op, model.tensors);
        }
        if (isConvolution(op.kind))
            setWeights(op, structure.folded.nodes[static_cast<std::size_t>(structure.opNode[i])], model);
        prepareScaling(op, model.tensors);
    }
}

/// At most kCloserLook of the pictures, spread over all; `phase` 1 takes others than 0 where there are
/// enough.
std::vector<Picture> spread(const std::vector<Picture>& pictures, std::size_t phase)
{
    const std::size_t count = std::min(pictures.size(), kCloserLook);
    std::vector<Picture> some;
    for (std::size_t i = 0; i < count; ++i)
        some.push_back(pictures[(2 * i + phase) * pictures.size() / (2 * count)]);
    return some;
}

} // namespace

Result<QuantizeResult> quantize(const Graph& graph, const Dataset& dataset, const QuantizeOptions& options,
                                const JobContext& job)
{
    MICROT_CHECK(checkFields(options));
    MICROT_TRY(const QuantStructure structure, quantStructure(graph));
    MICROT_TRY(const FloatExecutor executor, FloatExecutor::create(structure.folded));
    QuantizeResult result;
    result.model = structure.model;
    result.calibration = chooseCalibration(dataset, options);
    MICROT_TRY(const std::vector<Picture> pictures,
               loadCalibration(dataset, result.calibration, graph.preprocessing, job));
    MICROT_TRY(const Observed observed, observeAll(structure, executor, pictures, options.method, job));
    setNumbers(structure, observed, options.method, result.model);
    MICROT_CHECK(correctBias(structure, executor, spread(pictures, 0), result.model, job));
    MICROT_CHECK(measureSignal(structure, executor, spread(pictures, 1), result, job));
    return result;
}

} // namespace microt
