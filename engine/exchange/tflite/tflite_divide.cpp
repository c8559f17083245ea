// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "engine/exchange/tflite/tflite_network_private.h"

namespace microt::tflite {

namespace {

/// What the pool of a cut needs to hold: every value of the activation, and a deviation of half its range.
QuantTensor cutFeatures(const QuantTensor& activation)
{
    QuantTensor pooled = activation;
    pooled.shape = {1, 1, kCutFeaturesPerChannel * activation.shape.channels};
    constexpr double kHalfRange = 127.5;
    const double below = 128.0 + activation.zeroPoint;
    const double above = 127.0 - activation.zeroPoint;
    if (above < kHalfRange) {
        const double wider = (below + kHalfRange) / 255.0;
        pooled.scale = static_cast<float>(activation.scale * wider);
        pooled.zeroPoint = static_cast<std::int32_t>(std::lround(below / wider)) - 128;
    }
    return pooled;
}

bool isClipped(const TfliteNetwork& network, int tensor)
{
    const auto value = std::find_if(network.values.begin(), network.values.end(),
                                    [tensor](const auto& one) { return one.second.tensor == tensor; });
    return value != network.values.end() && value->second.clipped;
}

/// The last operator that reads each tensor; -1: none.
std::vector<int> lastUses(const QuantModel& model)
{
    std::vector<int> last(model.tensors.size(), -1);
    for (std::size_t i = 0; i < model.ops.size(); ++i)
        for (const int input : {model.ops[i].input, model.ops[i].input2})
            if (input >= 0)
                last[static_cast<std::size_t>(input)] = static_cast<int>(i);
    return last;
}

void addCuts(TfliteNetwork& network, std::size_t pool, const std::vector<int>& lastUse)
{
    QuantModel& model = network.model;
    int reach = -1; ///< the last operator that reads what was computed before
    for (std::size_t i = 0; i + 1 < pool; ++i) {
        const QuantOp& op = model.ops[i];
        for (const int input : {op.input, op.input2})
            if (input >= 0)
                reach = std::max(reach, lastUse[static_cast<std::size_t>(input)]);
        if (reach <= static_cast<int>(i) && op.low == -128 && op.high == 127 &&
            !isClipped(network, op.output))
            model.cuts.push_back(
                {static_cast<int>(model.cuts.size()) + 1, op.output, cutFeatures(network.tensor(op.output)), false});
    }
}

} // namespace

Status divide(TfliteNetwork& network, int output)
{
    QuantModel& model = network.model;
    std::vector<QuantOp>& ops = model.ops;
    const auto found =
        std::find_if(ops.begin(), ops.end(), [](const QuantOp& op) { return op.kind == ImageOpKind::averagePool || op.kind == ImageOpKind::mean; });
    if (found == ops.end() || found == ops.begin())
        return network.file.fail(Error::unsupportedFormat,
                                 "no average over the whole picture was found, which gives the features.");
    const auto pool = static_cast<std::size_t>(found - ops.begin());
    const std::vector<int> lastUse = lastUses(model);
    for (std::size_t i = 0; i < pool; ++i)
        if (lastUse[static_cast<std::size_t>(ops[i].output)] <= static_cast<int>(i))
            return network.file.fail(Error::malformed,
                                     "the operator " + ops[i].name + " computes what nothing reads.");
    const QuantOp& full = ops[pool];
    if (full.input != ops[pool - 1].output)
        return network.file.fail(Error::unsupportedFormat,
                                 "the global pool does not read the last activation.");
    addCuts(network, pool, lastUse);
    model.cuts.push_back({0, full.input, network.tensor(full.output), false});
    if (output != full.output)
        model.logitsTensor = output;
    model.classifier.assign(ops.begin() + static_cast<std::ptrdiff_t>(pool), ops.end());
    ops.resize(pool);
    return {};
}

} // namespace microt::tflite
