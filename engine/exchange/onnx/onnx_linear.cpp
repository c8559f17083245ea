// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/onnx/onnx_network_private.h"

namespace microt {

namespace {

/// The right side of a product: `inputs` rows of `outputs` numbers, or the other way round.
struct Matrix
{
    OnnxConstantPointer numbers;
    std::int64_t inputs = 0;
    std::int64_t outputs = 0;
    bool transposed = false; ///< [outputs, inputs]
    float factor = 1.0F;

    float at(std::int64_t in, std::int64_t out) const
    {
        const std::int64_t index = transposed ? out * inputs + in : in * outputs + out;
        return factor * numbers->real[static_cast<std::size_t>(index)];
    }
};

/// For every number along `dim` its place in weights [channels, height, width].
std::vector<std::int64_t> placesOf(const OnnxDim& dim, const Shape& shape, bool whole)
{
    const std::vector<int> channel = indicesAlong(dim, OnnxAxis::channel);
    const std::vector<int> row = indicesAlong(dim, OnnxAxis::row);
    const std::vector<int> column = indicesAlong(dim, OnnxAxis::column);
    std::vector<std::int64_t> places(channel.size());
    for (std::size_t i = 0; i < places.size(); ++i)
        places[i] =
            whole ? (std::int64_t{channel[i]} * shape.height + row[i]) * shape.width + column[i] : channel[i];
    return places;
}

/// The product along the last dimension: of the channels, a convolution of single pixels; of all numbers of a
/// picture, a convolution whose window is the picture.
Status addProduct(OnnxNetwork& network, const OnnxOperator& op, OnnxView view, const Matrix& matrix,
                  std::vector<float> bias, OnnxConstantPointer biasNumbers)
{
    const Shape in = network.shapeOf(view.node);
    const OnnxDim dim = view.dims.empty() ? OnnxDim() : view.dims.back();
    if (lengthOf(dim) != matrix.inputs || matrix.outputs < 1 || matrix.outputs > kMaxOnnxSide)
        return op.fail(Error::shapeMismatch, "its weights are for " + std::to_string(matrix.inputs) +
                                                 " features, its input has " + std::to_string(lengthOf(dim)) +
                                                 ".");
    const bool whole = matrix.inputs == in.elements();
    const bool channels = isOnly(dim, OnnxAxis::channel) && matrix.inputs == in.channels;
    if (partOf(dim, OnnxAxis::batch) != 1 || (!whole && !channels))
        return op.fail(Error::unsupportedOperator,
                       "it joins neither the channels nor all numbers of a picture.");
    const std::vector<std::int64_t> places = placesOf(dim, in, whole);
    const bool vector = in.height == 1 && in.width == 1;
    // Behind the features chooseExits makes linear layers of them.
    Node node = network.nodeOf(op, vector && network.ours ? OpKind::linear : OpKind::convolution, view.node);
    node.output = {1, 1, static_cast<int>(matrix.outputs)};
    if (!vector && whole)
        node.window = {in.height, in.width};
    else if (!vector)
        node.output = {in.height, in.width, static_cast<int>(matrix.outputs)};
    node.weight.resize(static_cast<std::size_t>(matrix.inputs * matrix.outputs));
    for (std::int64_t o = 0; o < matrix.outputs; ++o)
        for (std::int64_t i = 0; i < matrix.inputs; ++i)
            node.weight[static_cast<std::size_t>(o * matrix.inputs + places[static_cast<std::size_t>(i)])] =
                matrix.at(i, o);
    node.bias = std::move(bias);
    view.dims.back() = wholeAxis(OnnxAxis::channel, matrix.outputs);
    MICROT_CHECK(network.addInPlace(op, std::move(view), std::move(node)));
    network.layers.emplace(network.graph.nodes.back().name,
                           OnnxLayer{matrix.numbers, std::move(biasNumbers)});
    return {};
}

} // namespace

Status readOnnxGemm(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const OnnxView view, network.view(op, 0));
    Matrix matrix;
    MICROT_TRY(matrix.numbers, network.reals(op, 1, 2));
    MICROT_TRY(matrix.factor, op.real("alpha", 1.0F));
    MICROT_TRY(const float beta, op.real("beta", 1.0F));
    MICROT_TRY(const std::int64_t inputTransposed, op.integer("transA", 0));
    MICROT_TRY(const std::int64_t transposed, op.integer("transB", 0));
    if (inputTransposed != 0 || transposed < 0 || transposed > 1)
        return op.fail(Error::unsupportedOperator, "its input is transposed.");
    matrix.transposed = transposed == 1;
    matrix.inputs = matrix.numbers->shape[matrix.transposed ? 1 : 0];
    matrix.outputs = matrix.numbers->shape[matrix.transposed ? 0 : 1];
    std::vector<float> bias;
    OnnxConstantPointer biasNumbers;
    if (!op.input(2).empty() && beta != 0.0F) {
        MICROT_TRY(const OnnxConstantPointer numbers, network.constant(op, 2));
        const auto count = static_cast<std::int64_t>(numbers->count());
        const bool row = !numbers->shape.empty() && numbers->shape.back() == matrix.outputs;
        if (count != 1 && !(row && count == matrix.outputs))
            return op.fail(Error::shapeMismatch, "its bias must be one number, or one an output.");
        if (matrix.outputs > kMaxOnnxSide)
            return op.fail(Error::shapeMismatch, "it has more than 16384 outputs.");
        for (std::int64_t o = 0; o < matrix.outputs; ++o)
            bias.push_back(beta *
                           static_cast<float>(numbers->number(count == 1 ? 0 : static_cast<std::size_t>(o))));
        biasNumbers = numbers;
    }
    return addProduct(network, op, view, matrix, std::move(bias), std::move(biasNumbers));
}

Status readOnnxMatMul(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const OnnxView view, network.view(op, 0));
    Matrix matrix;
    MICROT_TRY(matrix.numbers, network.constant(op, 1));
    const OnnxIntegers& shape = matrix.numbers->shape;
    if (shape.size() < 2 || shape.size() > view.dims.size() || matrix.numbers->real.empty() ||
        !allAre(OnnxIntegers(shape.begin(), shape.end() - 2), 1))
        return op.fail(Error::unsupportedOperator, "its second input must be a matrix of the file.");
    matrix.inputs = shape[shape.size() - 2];
    matrix.outputs = shape.back();
    return addProduct(network, op, view, matrix, {}, nullptr);
}

} // namespace microt
