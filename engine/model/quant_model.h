// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/graph.h"
#include "engine/runtime/image.h"

namespace microt {

/// An int8 activation: real = scale * (q - zeroPoint), TFLite's convention.
struct QuantTensor
{
    Shape shape;
    float scale = 1.0F;
    std::int32_t zeroPoint = 0; ///< [-128, 127]
};

/// One int8 operator, batch-norm folded and clip fused into its output range. Fully connected layers are
/// convolutions whose window is the whole input.
struct QuantOp
{
    ImageOpKind kind = ImageOpKind::convolution; ///< never depthwiseInPlace: the planner decides that
    std::string name;
    int input = -1;
    int input2 = -1; ///< add, multiply, concat
    int output = -1;
    Window window;           ///< convolutions and local pools; pad: padTop and padLeft
    int groups = 1;          ///< convolution; table: how many tables
    std::int32_t low = -128; ///< clamp of the output
    std::int32_t high = 127;
    /// Convolution [out, ky, kx, in / groups], depthwise [ky, kx, channels], table [1 or channels][256],
    /// concat [2][256]: see int8_ops.h.
    std::vector<std::int8_t> weights;
    std::vector<std::uint16_t> channels; ///< selectChannels
    /// table: what it computes in real numbers, an activation, a batchNorm or a clip without inputs, output
    /// and name. Nothing: the same numbers at another scale.
    std::optional<Node> meaning;
    std::vector<float> weightScale;       ///< one an output channel, zero point 0
    std::vector<std::int32_t> bias;       ///< scale = input scale * weightScale
    std::vector<std::int32_t> multiplier; ///< see ImageOp::multiplier
    std::vector<std::int8_t> shift;
};

/// Where the extractor may stop: `tensor` is pooled there, to its mean in the end, to mean and deviation at a
/// cut (kCutFeaturesPerChannel).
struct QuantCut
{
    int cut = 0;        ///< index users see; 0 is the full extractor
    int tensor = -1;    ///< activation before pooling
    QuantTensor pooled; ///< [1, 1, features]; its scale is finer than the activation's, averages vary less
    bool flat = false;  ///< full extractor: the features are the tensor itself, channels fastest
};

/// A network in int8, from the quantizer or an imported .tflite. Values; ops in execution order. Pools at the
/// exits are not in `ops`: they follow from `cuts`.
struct QuantModel
{
    std::string name;
    Preprocessing preprocessing;
    std::vector<QuantTensor> tensors;
    std::vector<QuantOp> ops; ///< up to the last activation before the final pooling
    int inputTensor = 0;
    std::vector<QuantCut> cuts;      ///< ascending, the full extractor (cut 0) last
    std::vector<QuantOp> classifier; ///< what an imported network does after `ops`, or nothing
    int logitsTensor = -1;           ///< of the classifier, or -1

    /// int8 input for each pixel value of each colour: round((value / 255 - mean) / deviation / scale) +
    /// zeroPoint, limited.
    std::array<std::array<std::int8_t, 256>, 3> inputTable() const; ///< grey: the first row alone
    const QuantCut* findCut(int cut) const;
};

/// The fixed-point form of a positive real factor, TFLite's rounding: factor ~ multiplier * 2^(shift - 31). 0
/// gives 0, 0.
void quantizeMultiplier(double factor, std::int32_t& multiplier, int& shift);

/// A real bound as a clamp of int8 outputs, TFLite's rounding (float32 division, halves away from zero); an
/// infinite one is no bound.
std::int32_t quantizedBound(float bound, const QuantTensor& tensor);

/// Fills multiplier and shift of an operator that has them from the scales of its tensors, as TFLite prepares
/// them (double arithmetic on float32 scales).
void prepareScaling(QuantOp& op, const std::vector<QuantTensor>& tensors);

/// Fills the entries of a table or of a concatenation, which are there, from what it computes and the scales
/// of its tensors: the nearest step, halves away from zero.
void fillTables(QuantOp& op, const std::vector<QuantTensor>& tensors);

/// The float network that an int8 one stands for: convolutions with bias, clips from the clamps and from
/// ranges that begin at zero, the same cuts. For costs, layer tables and float features. Errors: those of
/// validateGraph.
Result<Graph> dequantize(const QuantModel& model);

/// The nodes that `ops` stand for, without exits; `nodeOf`: the node of each tensor, -1 where no operator
/// made it.
Graph dequantizeOps(const QuantModel& model, std::vector<int>& nodeOf);

} // namespace microt
