// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/onnx/onnx_network_private.h"

namespace microt {

namespace {

/// All operators that are read. A further one is a row here and its function, in a file of its own if it is
/// long.
const std::map<std::string, OnnxReader>& readers()
{
    static const std::vector<std::string> kWindow = {"auto_pad", "dilations", "group",    "kernel_shape",
                                                     "pads",     "strides",   "ceil_mode"};
    static const std::vector<std::string> kPool = {"auto_pad",      "ceil_mode",    "count_include_pad",
                                                   "dilations",     "kernel_shape", "pads",
                                                   "storage_order", "strides"};
    static const std::vector<std::string> kReduce = {"axes", "keepdims", "noop_with_empty_axes"};
    static const std::vector<std::string> kConstant = {"value", "value_float", "value_floats", "value_int",
                                                       "value_ints"};
    static const std::vector<std::string> kResize = {"antialias",
                                                     "axes",
                                                     "coordinate_transformation_mode",
                                                     "cubic_coeff_a",
                                                     "exclude_outside",
                                                     "extrapolation_value",
                                                     "keep_aspect_ratio_policy",
                                                     "mode",
                                                     "nearest_mode",
                                                     "scales"};
    static const std::map<std::string, OnnxReader> kReaders = {
        {"Conv", {2, 3, kWindow, readOnnxConvolution}},
        {"BatchNormalization",
         {5, 5, {"epsilon", "momentum", "training_mode", "spatial"}, readOnnxBatchNorm}},
        {"Clip", {1, 3, {"min", "max"}, readOnnxClip}},
        {"Relu", {1, 1, {}, readOnnxRelu}},
        {"LeakyRelu", {1, 1, {"alpha"}, readOnnxActivation}},
        {"Sigmoid", {1, 1, {}, readOnnxActivation}},
        {"HardSigmoid", {1, 1, {"alpha", "beta"}, readOnnxActivation}},
        {"HardSwish", {1, 1, {}, readOnnxActivation}},
        {"Tanh", {1, 1, {}, readOnnxActivation}},
        {"PRelu", {2, 2, {}, readOnnxPrelu}},
        {"Add", {2, 2, {}, readOnnxArithmetic}},
        {"Sub", {2, 2, {}, readOnnxArithmetic}},
        {"Mul", {2, 2, {}, readOnnxArithmetic}},
        {"Div", {2, 2, {}, readOnnxArithmetic}},
        {"Neg", {1, 1, {}, readOnnxNegative}},
        {"Max", {2, 2, {}, readOnnxBound}},
        {"Min", {2, 2, {}, readOnnxBound}},
        {"MaxPool", {1, 1, kPool, readOnnxPool}},
        {"AveragePool", {1, 1, kPool, readOnnxPool}},
        {"GlobalAveragePool", {1, 1, {}, readOnnxGlobalPool}},
        {"GlobalMaxPool", {1, 1, {}, readOnnxGlobalPool}},
        {"ReduceMean", {1, 2, kReduce, readOnnxReduction}},
        {"ReduceMax", {1, 2, kReduce, readOnnxReduction}},
        {"Pad", {1, 4, {"mode", "pads", "value"}, readOnnxPad}},
        {"Resize", {1, 4, kResize, readOnnxResize}},
        {"Upsample", {1, 2, kResize, readOnnxResize}},
        {"Expand", {2, 2, {}, readOnnxExpand}},
        {"Flatten", {1, 1, {"axis"}, readOnnxReshape}},
        {"Reshape", {2, 2, {"allowzero"}, readOnnxReshape}},
        {"Squeeze", {1, 2, {"axes"}, readOnnxReshape}},
        {"Unsqueeze", {1, 2, {"axes"}, readOnnxReshape}},
        {"Transpose", {1, 1, {"perm"}, readOnnxTranspose}},
        {"Concat", {1, kAnyInputs, {"axis"}, readOnnxConcat}},
        {"Split", {1, 2, {"axis", "num_outputs", "split"}, readOnnxSplit}},
        {"Slice", {1, 5, {"axes", "ends", "starts"}, readOnnxSlice}},
        {"Gather", {2, 2, {"axis"}, readOnnxGather}},
        {"Shape", {1, 1, {"start", "end"}, readOnnxShape}},
        {"Gemm", {2, 3, {"alpha", "beta", "transA", "transB"}, readOnnxGemm}},
        {"MatMul", {2, 2, {}, readOnnxMatMul}},
        {"Constant", {0, 0, kConstant, readOnnxConstant}},
        {"Identity", {1, 1, {}, readOnnxIdentity}},
        {"Cast", {1, 1, {"saturate", "to"}, readOnnxIdentity}},
        {"Dropout", {1, 3, {"is_test", "ratio", "seed"}, readOnnxIdentity}},
        {"QuantizeLinear", {2, 3, {"axis", "saturate"}, readOnnxQuantize}},
        {"DequantizeLinear", {2, 3, {"axis"}, readOnnxDequantize}},
        // Of constants alone.
        {"ConstantOfShape", {1, 1, {"value"}, nullptr}},
        {"Range", {3, 3, {}, nullptr}},
        {"Equal", {2, 2, {}, nullptr}},
        {"Where", {3, 3, {}, nullptr}},
        {"Sqrt", {1, 1, {}, nullptr}},
        {"Floor", {1, 1, {}, nullptr}},
        {"Ceil", {1, 1, {}, nullptr}},
    };
    return kReaders;
}

/// What to do about operators that people meet and nothing here computes.
const char* adviceFor(const std::string& type)
{
    static constexpr char kNoTable[] = "has no int8 form here; train the network with ReLU, LeakyReLU, "
                                       "hard-swish or SiLU instead.";
    static constexpr char kPerPicture[] = "normalises every picture by its own numbers, which boards do not; "
                                          "train with batch normalisation.";
    static constexpr char kIntegers[] = "computes with integers (QOperator format); quantize in the QDQ "
                                        "format, or bring the float network, which is quantized here.";
    static constexpr char kControl[] =
        "decides while it runs; export a traced network of a fixed input size.";
    static const std::map<std::string, const char*> kAdvice = {
        {"ConvTranspose", "enlarges pictures, which no operator on the boards does; use Resize (nearest) and "
                          "Conv."},
        {"Mish", kNoTable},
        {"Gelu", kNoTable},
        {"Erf", kNoTable},
        {"Elu", kNoTable},
        {"Selu", kNoTable},
        {"Celu", kNoTable},
        {"Softplus", kNoTable},
        {"Softsign", kNoTable},
        {"ThresholdedRelu", kNoTable},
        {"LayerNormalization", kPerPicture},
        {"InstanceNormalization", kPerPicture},
        {"GroupNormalization", kPerPicture},
        {"LRN", kPerPicture},
        {"QLinearConv", kIntegers},
        {"QLinearMatMul", kIntegers},
        {"QLinearAdd", kIntegers},
        {"QLinearGlobalAveragePool", kIntegers},
        {"ConvInteger", kIntegers},
        {"MatMulInteger", kIntegers},
        {"DynamicQuantizeLinear", kIntegers},
        {"If", kControl},
        {"Loop", kControl},
        {"Scan", kControl},
    };
    const auto found = kAdvice.find(type);
    return found == kAdvice.end() ? nullptr : found->second;
}

Failure notKnown(const onnx::NodeProto& node)
{
    const std::string start =
        "the operator " + onnxName(node.op_type()) + " (" + onnxName(node.name()) + ") ";
    if (const char* advice = adviceFor(node.op_type()))
        return {Error::unsupportedOperator, start + advice};
    std::string known;
    for (const auto& [type, reader] : readers())
        known += (known.empty() ? "" : ", ") + type;
    return {Error::unsupportedOperator, start + "is not supported; " + known + " are."};
}

/// What is known of the operator's inputs.
struct Inputs
{
    std::vector<int> reads;
    std::shared_ptr<const Failure> unknown; ///< why one of them is not known, or nullptr
    bool constant = true;
};

Result<Inputs> lookAtInputs(const OnnxNetwork& network, const onnx::NodeProto& node)
{
    Inputs inputs;
    for (const std::string& name : node.input()) {
        if (name.empty())
            continue;
        const OnnxValue* value = network.find(name);
        if (value == nullptr)
            return Failure{Error::malformed, "the operator " + onnxName(node.name()) + " (" +
                                                 onnxName(node.op_type()) + ") reads the tensor " +
                                                 onnxName(name) + ", which nothing before it computes."};
        if (const auto* view = std::get_if<OnnxView>(value))
            inputs.reads.push_back(view->node);
        if (const auto* unknown = std::get_if<OnnxUnknown>(value))
            inputs.unknown = unknown->why;
        inputs.constant = inputs.constant && std::holds_alternative<OnnxConstantPointer>(*value);
    }
    return inputs;
}

Status tryToRead(OnnxNetwork& network, const onnx::NodeProto& node, const Inputs& inputs)
{
    if (inputs.unknown)
        return *inputs.unknown;
    const bool standard = node.domain().empty() || node.domain() == "ai.onnx";
    const auto reader = readers().find(node.op_type());
    if (!standard || reader == readers().end())
        return notKnown(node);
    MICROT_TRY(const OnnxOperator op,
               OnnxOperator::of(node, reader->second.attributes, reader->second.leastInputs,
                                reader->second.mostInputs));
    if (inputs.constant && node.input_size() > 0)
        return foldOnnxOperator(network, op);
    if (reader->second.read == nullptr)
        return op.fail(Error::unsupportedOperator, "it is only understood of constants.");
    return reader->second.read(network, op);
}

} // namespace

Status readOnnxOperator(OnnxNetwork& network, const onnx::NodeProto& node)
{
    if (node.output_size() < 1 || node.output(0).empty())
        return Failure{Error::malformed, "the operator " + onnxName(node.name()) + " (" +
                                             onnxName(node.op_type()) + ") has no output."};
    for (const std::string& output : node.output())
        if (!output.empty() && network.find(output) != nullptr)
            return Failure{Error::malformed, "the tensor \"" + onnxName(output) + "\" is there twice."};
    MICROT_TRY(const Inputs inputs, lookAtInputs(network, node));
    const Status status = tryToRead(network, node, inputs);
    if (!status.ok() && status.failure().code == Error::hostileContent)
        return status.failure();
    MICROT_CHECK(network.checkCopies());
    std::shared_ptr<const Failure> why = inputs.unknown;
    if (!why)
        why = std::make_shared<const Failure>(
            status.ok() ? Failure{Error::unsupportedOperator,
                                  "a further output of the operator " + onnxName(node.name()) + " (" +
                                      onnxName(node.op_type()) + ") is read; only the first is understood."}
                        : status.failure());
    if (!status.ok())
        network.unread.push_back({inputs.reads, *why});
    for (const std::string& output : node.output())
        if (!output.empty() && network.find(output) == nullptr)
            MICROT_CHECK(network.give(output, OnnxUnknown{why}));
    return {};
}

Status readOnnxConstant(OnnxNetwork& network, const OnnxOperator& op)
{
    if (const onnx::AttributeProto* value = op.attribute("value"); value != nullptr && value->has_t()) {
        MICROT_TRY(OnnxConstant constant,
                   readOnnxTensor(value->t(), nullptr, "tensor " + onnxName(op.output()) + ": "));
        return network.giveConstant(op, std::move(constant));
    }
    OnnxConstant constant;
    if (op.attribute("value_float") != nullptr) {
        MICROT_TRY(const float single, op.real("value_float", 0.0F));
        constant.real = {single};
    } else if (op.attribute("value_floats") != nullptr) {
        MICROT_TRY(constant.real, op.reals("value_floats"));
        constant.shape = {static_cast<std::int64_t>(constant.real.size())};
    } else if (op.attribute("value_int") != nullptr) {
        MICROT_TRY(const std::int64_t single, op.integer("value_int", 0));
        constant.integer = {single};
        constant.isInteger = true;
    } else if (op.attribute("value_ints") != nullptr) {
        MICROT_TRY(constant.integer, op.integers("value_ints", {}));
        constant.isInteger = true;
        constant.shape = {static_cast<std::int64_t>(constant.integer.size())};
    } else {
        return op.fail(Error::unsupportedOperator, "it must hold numbers (attribute value).");
    }
    return network.giveConstant(op, std::move(constant));
}

Status readOnnxIdentity(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(OnnxView view, network.anyView(op, 0));
    if (op.type() == "Cast") {
        MICROT_TRY(const std::int64_t to, op.integer("to", 0));
        const bool real = to == onnx::TensorProto::FLOAT || to == onnx::TensorProto::FLOAT16 ||
                          to == onnx::TensorProto::BFLOAT16 || to == onnx::TensorProto::DOUBLE;
        if (!real)
            return op.fail(Error::unsupportedOperator, "it makes integers of what the network computes.");
    }
    if (op.type() == "Dropout" && !op.input(2).empty()) {
        MICROT_TRY(const float training, network.number(op, 2, 0.0F));
        if (training != 0.0F)
            return op.fail(Error::unsupportedOperator, "it is in training mode; export in evaluation mode.");
    }
    return network.give(op, std::move(view));
}

} // namespace microt
