// SPDX-License-Identifier: Apache-2.0
// Private to engine/exchange/tflite: includes flatbuffers.
#pragma once

#include <map>
#include <optional>

#include "engine/exchange/tflite/tflite_file_private.h"
#include "engine/exchange/tflite/tflite_view_private.h"
#include "engine/model/exits.h"
#include "engine/model/extractor.h"

namespace microt::tflite {

constexpr int kMaxWindow = 255; ///< what a deployment image can hold

/// An operator of the file, whose number says its kind.
struct TfliteOperator
{
    const TfliteFile& file;
    int index;
    int code;
    const Operator& raw;

    std::uint32_t inputs() const { return raw.inputs() == nullptr ? 0 : raw.inputs()->size(); }
    std::uint32_t outputs() const { return raw.outputs() == nullptr ? 0 : raw.outputs()->size(); }
    /// The file's tensor, -1 if there is none.
    int input(std::uint32_t which) const { return which < inputs() ? raw.inputs()->Get(which) : -1; }
    int output(std::uint32_t which = 0) const { return which < outputs() ? raw.outputs()->Get(which) : -1; }
    Failure fail(Error error, const std::string& why) const;
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

/// Zeros around a picture.
struct Pads
{
    int top = 0, bottom = 0, left = 0, right = 0;
    bool any() const { return top + bottom + left + right > 0; }
};

/// What a tensor of the file that an operator wrote, or the input, is here.
struct Value
{
    enum class Kind {
        read,   ///< an activation
        input,  ///< the file's input times `gain`, plus `offset`, before anything is made of it
        shape,  ///< integers that only say sizes
        answer, ///< what a SOFTMAX or its like makes of the activation `place`
        unread  ///< of an operator that could not be read
    };
    Kind kind = Kind::read;
    int place = -1; ///< node of the graph or tensor of the int8 model
    View view;
    Pads pads;                ///< read: a PAD that no operator has needed yet; the view is without it
    std::vector<double> gain; ///< input: one, or one a channel
    std::vector<double> offset;
    bool lowest = false;    ///< the pads are no zeros but what no maximum sees
    bool real = false;      ///< read: an int8 activation that a DEQUANTIZE made float
    std::size_t reason = 0; ///< unread: which of the network's `unread`
};

/// One operator of ours before it stands in the network: what it computes in `node` (inputs are places; float
/// numbers if the network is float), its integers in `op`.
struct Step
{
    Node node;
    Activation activation = Activation::NONE;
    std::optional<ImageOpKind> kind; ///< int8: where the node's kind leaves several
    QuantOp op;                      ///< int8: weights, weightScale, bias, meaning
    bool floatProduct = false;       ///< int8: TFLite multiplies the two scales in float
};

/// A network while its operators are read from a file, one after the other: int8 operators become a
/// QuantModel, all others a float Graph.
class TfliteNetwork
{
public:
    TfliteNetwork(const TfliteFile& file, bool int8) : file(file), int8(int8) {}

    const TfliteFile& file;
    const bool int8;
    Graph graph;
    QuantModel model;
    std::map<int, Value> values;    ///< by tensor of the file
    std::map<int, int> constants;   ///< DEQUANTIZE of a constant: which
    std::map<int, int> readerCount; ///< by tensor of the file
    std::vector<UnreadOperator> unread;
    InputSource inputSource = InputSource::file;

    /// Checks that the file has one input that is a picture. Errors: unsupportedFormat, shapeMismatch.
    Status findInput();
    /// The file's input, scaled as `value` says, as node or tensor; `quantized`: the int8 tensor that
    /// QUANTIZE makes of it. Errors: unsupportedFormat, hostileContent.
    Result<int> makeInput(const Value& value, const TensorInfo* quantized);
    /// CAST: pixels are numbers whatever scale the tensor has.
    void forgetInputScale() { m_input.scale.clear(); }
    TensorType inputType() const { return m_input.type; }

    /// Shape of an activation with the batch left at 1.
    std::vector<int> shapeIn(const TensorInfo& info) const;

    bool isConstant(const TfliteOperator& op, std::uint32_t which) const;
    /// The constant that is input `which`, behind a DEQUANTIZE too. Error: unsupportedOperator.
    Result<TensorInfo> constant(const TfliteOperator& op, std::uint32_t which) const;
    /// int32 or int64 constants as int. Errors: unsupportedOperator, hostileContent.
    Result<std::vector<int>> integers(const TfliteOperator& op, std::uint32_t which) const;
    /// A constant's numbers, dequantized. `scale`: of those that have none of their own. Error:
    /// unsupportedFormat.
    Result<std::vector<float>> reals(const TfliteOperator& op, const TensorInfo& info,
                                     float scale = 1.0F) const;

    /// Input `which` as an activation, a PAD perhaps still to come. Errors: malformed, unsupportedOperator.
    Result<Value> padded(const TfliteOperator& op, std::uint32_t which);
    /// The same with the zeros in place.
    Result<Value> value(const TfliteOperator& op, std::uint32_t which);
    /// The place of input `which` in our order: [1, height, width, channels] or [1, channels] in the file.
    Result<int> picture(const TfliteOperator& op, std::uint32_t which);
    /// Takes `count` weights or table entries out of what one network may have, as constants that many
    /// operators share are copied. Error: hostileContent.
    Status spend(const TfliteOperator& op, std::int64_t count);
    /// Puts a value into our order.
    Result<int> inOrder(const TfliteOperator& op, const Value& value);

    /// Appends what `op` computes; its output `which` is seen as `view`, or by default as the file's shape
    /// says. Errors: shapeMismatch, unsupportedOperator (activation), unsupportedFormat, hostileContent.
    Status define(const TfliteOperator& op, Step step, std::uint32_t which = 0);
    Status define(const TfliteOperator& op, Step step, const View& view, std::uint32_t which = 0);
    /// Output `which` is `value` seen another way. Error: shapeMismatch.
    Status alias(const TfliteOperator& op, Value value, std::uint32_t which = 0);
    /// Appends a step whose output has the scale of `like`, and returns its place.
    int insert(Step step, const std::string& name, const QuantTensor& like);
    /// A step whose output has the scale of its input.
    int insertLike(Step step, int place, const std::string& name);

    const Shape& shapeOf(int place) const;
    const std::string& nameOf(int place) const;
    const QuantTensor& tensor(int place) const { return model.tensors[static_cast<std::size_t>(place)]; }
    /// The int8 tensor that `info` tells. Errors: unsupportedFormat, hostileContent.
    Result<QuantTensor> quantTensor(const TensorInfo& info, const Shape& shape) const;
    QuantTensor likeOf(int place) const { return int8 ? tensor(place) : QuantTensor{}; }

private:
    int insertInt8(Step& step, const QuantTensor& like);
    int insertReal(Step& step);

    TensorInfo m_input;
    int m_inputTensor = -1;
    int m_batch = 1;
    Shape m_inputShape;
    int m_inputPlace = -1;
    Value m_inputMade;                ///< what the input's place is
    std::vector<std::string> m_names; ///< int8: of tensors
    NodeNames m_taken;
    std::int64_t m_spent = 0;
};

/// What an activation lets through; infinities are no bound. Nothing if it is not known here.
struct Bounds
{
    float low;
    float high;
};
std::optional<Bounds> boundsOf(Activation activation);

/// Reads operator `index` as the table of readers says; one that cannot be read joins the network's `unread`.
/// Errors: malformed, hostileContent, and what the network was compiled for.
Status readTfliteOperator(TfliteNetwork& network, int index);

/// One for each kind of operator: checks it, and adds what it computes to the network.
Status readConvolution(TfliteNetwork& network, const TfliteOperator& op); ///< depthwise, too
Status readLinear(TfliteNetwork& network, const TfliteOperator& op);
Status readArithmetic(TfliteNetwork& network, const TfliteOperator& op); ///< ADD, SUB, MUL, DIV
Status readLimit(TfliteNetwork& network, const TfliteOperator& op);      ///< MAXIMUM, MINIMUM
Status readActivation(TfliteNetwork& network, const TfliteOperator& op);
Status readPool(TfliteNetwork& network, const TfliteOperator& op);   ///< average and maximum over windows
Status readReduce(TfliteNetwork& network, const TfliteOperator& op); ///< MEAN, SUM, REDUCE_MAX
Status readPad(TfliteNetwork& network, const TfliteOperator& op);
Status readReshape(TfliteNetwork& network, const TfliteOperator& op); ///< SQUEEZE, EXPAND_DIMS
Status readTranspose(TfliteNetwork& network, const TfliteOperator& op);
Status readConcatenation(TfliteNetwork& network, const TfliteOperator& op);
Status readSplit(TfliteNetwork& network, const TfliteOperator& op);
Status readSlice(TfliteNetwork& network, const TfliteOperator& op); ///< SLICE, STRIDED_SLICE, GATHER, REVERSE
Status readResize(TfliteNetwork& network, const TfliteOperator& op);
Status readQuantize(TfliteNetwork& network, const TfliteOperator& op); ///< DEQUANTIZE, CAST

/// Leaves out what neither the file's outputs nor an operator that could not be read depend on.
void dropUnused(TfliteNetwork& network);

} // namespace microt::tflite
