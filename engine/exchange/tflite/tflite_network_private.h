// SPDX-License-Identifier: Apache-2.0
// Private to engine/exchange/tflite: includes flatbuffers.
#pragma once

#include <map>

#include "engine/exchange/tflite/tflite_file_private.h"
#include "engine/model/quant_model.h"

namespace microt::tflite {

constexpr int kMaxWindow = 255; ///< what a deployment image can hold

/// An operator of the file with one output, whose number says its kind.
struct TfliteOperator
{
    const TfliteFile& file;
    int index;
    int code;
    const Operator& raw;

    std::uint32_t inputs() const { return raw.inputs()->size(); }
    int input(std::uint32_t which) const { return raw.inputs()->Get(which); }
    int output() const { return raw.outputs()->Get(0); }
    Failure fail(Error error, const std::string& why) const;
    /// The constant that is input `which`. Errors: malformed, unsupportedFormat (another type).
    Result<TensorInfo> constant(std::uint32_t which, TensorType type) const;
    /// `options` if they are there. Error: malformed.
    template <typename Options>
    Result<const Options*> options(const Options* found) const
    {
        if (found == nullptr)
            return fail(Error::malformed,
                        "has no options (type " + std::to_string(static_cast<int>(raw.options_type())) + ")");
        return found;
    }
};

/// An int8 activation on its way into the model.
struct Value
{
    int tensor = -1; ///< of the model
    int padTop = 0, padBottom = 0, padLeft = 0, padRight = 0;
    bool clipped = false; ///< its operator bounds it
    bool padded() const { return padTop + padBottom + padLeft + padRight > 0; }
};

/// A QuantModel while its operators are read from a file, one after the other.
struct TfliteNetwork
{
    const TfliteFile& file;
    QuantModel model{};
    std::map<int, Value> values{}; ///< by tensor of the file
    int resolution = 0;
    int rawInput = -1;  ///< a picture that a QUANTIZE makes int8
    bool ended = false; ///< nothing may follow

    /// Makes the file's tensor `index` the model's input. Errors: unsupportedFormat, hostileContent,
    /// shapeMismatch.
    Status setInput(int index, const TensorInfo& info);
    /// What is input `which` of `op`. Error: malformed.
    Result<Value> inputOf(const TfliteOperator& op, std::uint32_t which) const;
    /// An activation that is read as it is. Errors: malformed, unsupportedOperator (padded).
    Result<Value> plainInputOf(const TfliteOperator& op, std::uint32_t which) const;
    /// Where an operator's output goes, as a tensor of the model, and the clamp of its fused activation as
    /// TFLite computes it. Errors as setInput, unsupportedOperator, malformed.
    Result<int> setOutput(const TfliteOperator& op, Activation activation, QuantOp& made);
    /// Appends with multipliers and shifts.
    Status append(QuantOp op);

    const QuantTensor& tensor(int index) const { return model.tensors[static_cast<std::size_t>(index)]; }
    const Shape& shapeOf(int index) const { return tensor(index).shape; }

private:
    Result<int> newTensor(const TensorInfo& info);
};

/// Reads operator `index` as the table of readers says. Errors: unsupportedOperator, shapeMismatch,
/// hostileContent, malformed, unsupportedFormat.
Status readTfliteOperator(TfliteNetwork& network, int index);

/// One for each kind of operator: checks it, and adds what it computes to the network.
Status readConvolution(TfliteNetwork& network, const TfliteOperator& op); ///< depthwise, too
Status readAdd(TfliteNetwork& network, const TfliteOperator& op);
Status readPad(TfliteNetwork& network, const TfliteOperator& op);
Status readAveragePool(TfliteNetwork& network, const TfliteOperator& op);
Status readMean(TfliteNetwork& network, const TfliteOperator& op);
Status readLinear(TfliteNetwork& network, const TfliteOperator& op);
Status readReshape(TfliteNetwork& network, const TfliteOperator& op);
Status readQuantize(TfliteNetwork& network, const TfliteOperator& op);
Status readEnd(TfliteNetwork& network, const TfliteOperator& op); ///< what follows the logits

/// Finds the cuts, and parts the extractor from its classifier at the global pool. `output`: the model's
/// tensor that the file's output is. Errors: unsupportedFormat, malformed.
Status divide(TfliteNetwork& network, int output);

} // namespace microt::tflite
