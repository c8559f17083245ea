// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numeric>

#include "tests/engine/exchange/onnx/onnx_builder.h"

namespace microt::test {

namespace {

std::int64_t countOf(const Sides& shape)
{
    return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

/// The index in every dimension of number `flat`.
Sides indexOf(std::int64_t flat, const Sides& shape)
{
    Sides index(shape.size());
    for (std::size_t d = shape.size(); d-- > 0;) {
        index[d] = flat % shape[d];
        flat /= shape[d];
    }
    return index;
}

std::int64_t flatOf(const Sides& index, const Sides& shape)
{
    std::int64_t flat = 0;
    for (std::size_t d = 0; d < shape.size(); ++d)
        flat = flat * shape[d] + index[d];
    return flat;
}

OnnxTensor made(const Sides& shape, const std::function<double(const Sides&)>& value)
{
    OnnxTensor tensor{shape, std::vector<double>(static_cast<std::size_t>(countOf(shape)))};
    for (std::size_t i = 0; i < tensor.values.size(); ++i)
        tensor.values[i] = value(indexOf(static_cast<std::int64_t>(i), shape));
    return tensor;
}

double at(const OnnxTensor& tensor, const Sides& index)
{
    return tensor.values[static_cast<std::size_t>(flatOf(index, tensor.shape))];
}

/// The number of a tensor that is broadcast to something of this index.
double broadcastAt(const OnnxTensor& tensor, const Sides& index)
{
    Sides own(tensor.shape.size());
    for (std::size_t d = 0; d < own.size(); ++d)
        own[d] = tensor.shape[d] == 1 ? 0 : index[index.size() - own.size() + d];
    return at(tensor, own);
}

/// Attributes and inputs of one operator.
struct Op
{
    const onnx::NodeProto& node;
    std::map<std::string, OnnxTensor>& tensors;

    const onnx::AttributeProto* find(const char* name) const
    {
        for (const onnx::AttributeProto& attribute : node.attribute())
            if (attribute.name() == name)
                return &attribute;
        return nullptr;
    }
    std::int64_t integer(const char* name, std::int64_t otherwise) const
    {
        return find(name) != nullptr ? find(name)->i() : otherwise;
    }
    double real(const char* name, double otherwise) const
    {
        return find(name) != nullptr ? find(name)->f() : otherwise;
    }
    Sides sides(const char* name, const Sides& otherwise) const
    {
        return find(name) != nullptr ? Sides(find(name)->ints().begin(), find(name)->ints().end())
                                     : otherwise;
    }
    bool has(int index) const { return index < node.input_size() && !node.input(index).empty(); }
    const OnnxTensor& in(int index = 0) const { return tensors.at(node.input(index)); }
    Sides integers(int index, const Sides& otherwise) const
    {
        return has(index) ? Sides(in(index).values.begin(), in(index).values.end()) : otherwise;
    }
};

OnnxTensor broadcast(const OnnxTensor& a, const OnnxTensor& b, const std::function<double(double, double)>& f)
{
    Sides shape(std::max(a.shape.size(), b.shape.size()), 1);
    for (const OnnxTensor* tensor : {&a, &b})
        for (std::size_t d = 0; d < tensor->shape.size(); ++d) {
            std::int64_t& side = shape[shape.size() - tensor->shape.size() + d];
            side = std::max(side, tensor->shape[d]);
        }
    return made(shape, [&](const Sides& index) { return f(broadcastAt(a, index), broadcastAt(b, index)); });
}

/// Padding in front of each side, and the output's sides, of a window.
struct Slide
{
    Sides kernel, strides, before, output;
};

Slide slideOf(const Op& op, const Sides& in, const Sides& kernel)
{
    Slide slide{op.sides("kernel_shape", kernel), op.sides("strides", {1, 1}), {0, 0}, {0, 0}};
    const Sides pads = op.sides("pads", {0, 0, 0, 0});
    const std::string automatic = op.find("auto_pad") != nullptr ? op.find("auto_pad")->s() : "NOTSET";
    for (std::size_t d = 0; d < 2; ++d) {
        const std::int64_t length = in[d + 2];
        const std::int64_t room = length + pads[d] + pads[d + 2] - slide.kernel[d];
        slide.before[d] = pads[d];
        slide.output[d] = room / slide.strides[d] + 1;
        if (op.integer("ceil_mode", 0) == 1 && room % slide.strides[d] != 0 &&
            slide.output[d] * slide.strides[d] < length + pads[d])
            ++slide.output[d];
        if (automatic.rfind("SAME", 0) == 0) {
            slide.output[d] = (length + slide.strides[d] - 1) / slide.strides[d];
            const std::int64_t all = std::max<std::int64_t>(0, (slide.output[d] - 1) * slide.strides[d] +
                                                                   slide.kernel[d] - length);
            slide.before[d] = automatic == "SAME_UPPER" ? all / 2 : (all + 1) / 2;
        }
    }
    return slide;
}

/// Calls `see` with the input's row and column and the kernel's, for each place of the window at (y, x).
void lookThrough(const Slide& slide, std::int64_t y, std::int64_t x,
                 const std::function<void(std::int64_t, std::int64_t, std::int64_t, std::int64_t)>& see)
{
    for (std::int64_t ky = 0; ky < slide.kernel[0]; ++ky)
        for (std::int64_t kx = 0; kx < slide.kernel[1]; ++kx)
            see(y * slide.strides[0] + ky - slide.before[0], x * slide.strides[1] + kx - slide.before[1], ky,
                kx);
}

OnnxTensor convolve(const Op& op)
{
    const OnnxTensor& x = op.in();
    const OnnxTensor& w = op.in(1);
    const std::int64_t groups = op.integer("group", 1);
    const Slide slide = slideOf(op, x.shape, {w.shape[2], w.shape[3]});
    return made({x.shape[0], w.shape[0], slide.output[0], slide.output[1]}, [&](const Sides& i) {
        double sum = op.has(2) ? op.in(2).values[static_cast<std::size_t>(i[1])] : 0.0;
        const std::int64_t first = i[1] / (w.shape[0] / groups) * w.shape[1];
        lookThrough(slide, i[2], i[3], [&](auto row, auto column, auto ky, auto kx) {
            if (row < 0 || row >= x.shape[2] || column < 0 || column >= x.shape[3])
                return;
            for (std::int64_t c = 0; c < w.shape[1]; ++c)
                sum += at(x, {i[0], first + c, row, column}) * at(w, {i[1], c, ky, kx});
        });
        return sum;
    });
}

OnnxTensor pool(const Op& op)
{
    const OnnxTensor& x = op.in();
    const bool largest = op.node.op_type() == "MaxPool";
    const Slide slide = slideOf(op, x.shape, {});
    const Sides pads = op.sides("pads", {0, 0, 0, 0});
    const bool counts = op.integer("count_include_pad", 0) == 1;
    return made({x.shape[0], x.shape[1], slide.output[0], slide.output[1]}, [&](const Sides& i) {
        double best = -std::numeric_limits<double>::infinity();
        double sum = 0.0;
        int count = 0;
        lookThrough(slide, i[2], i[3], [&](auto row, auto column, auto, auto) {
            const bool inside = row >= 0 && row < x.shape[2] && column >= 0 && column < x.shape[3];
            if (inside) {
                best = std::max(best, at(x, {i[0], i[1], row, column}));
                sum += at(x, {i[0], i[1], row, column});
            }
            count +=
                inside || (counts && row < x.shape[2] + pads[2] && column < x.shape[3] + pads[3]) ? 1 : 0;
        });
        return largest ? best : sum / count;
    });
}

OnnxTensor reduce(const Op& op)
{
    const OnnxTensor& x = op.in();
    const std::string& type = op.node.op_type();
    const auto rank = static_cast<std::int64_t>(x.shape.size());
    Sides axes = op.sides("axes", op.integers(1, {}));
    if (type.rfind("Global", 0) == 0)
        axes = {2, 3};
    const bool largest = type == "ReduceMax" || type == "GlobalMaxPool";
    Sides shape = x.shape;
    for (std::int64_t axis : axes)
        shape[static_cast<std::size_t>(axis < 0 ? axis + rank : axis)] = 1;
    OnnxTensor result = made(shape, [&](const Sides&) { return largest ? -1e30 : 0.0; });
    for (std::size_t i = 0; i < x.values.size(); ++i) {
        Sides index = indexOf(static_cast<std::int64_t>(i), x.shape);
        for (std::size_t d = 0; d < shape.size(); ++d)
            index[d] = shape[d] == 1 ? 0 : index[d];
        double& to = result.values[static_cast<std::size_t>(flatOf(index, shape))];
        to = largest ? std::max(to, x.values[i])
                     : to + x.values[i] * static_cast<double>(result.values.size()) /
                                static_cast<double>(x.values.size());
    }
    if (op.integer("keepdims", 1) == 0) {
        std::vector<bool> gone(shape.size(), false);
        for (std::int64_t axis : axes)
            gone[static_cast<std::size_t>(axis < 0 ? axis + rank : axis)] = true;
        Sides kept;
        for (std::size_t d = 0; d < shape.size(); ++d)
            if (!gone[d])
                kept.push_back(shape[d]);
        result.shape = kept;
    }
    return result;
}

OnnxTensor product(const Op& op)
{
    const OnnxTensor& x = op.in();
    const OnnxTensor& w = op.in(1);
    const bool transposed = op.integer("transB", 0) == 1;
    Sides shape = x.shape;
    shape.back() = w.shape[transposed ? 0 : 1];
    return made(shape, [&](const Sides& index) {
        double sum = 0.0;
        Sides from = index;
        for (std::int64_t k = 0; k < x.shape.back(); ++k) {
            from.back() = k;
            sum += at(x, from) * (transposed ? at(w, {index.back(), k}) : at(w, {k, index.back()}));
        }
        sum *= op.real("alpha", 1.0);
        return op.has(2) ? sum + op.real("beta", 1.0) * broadcastAt(op.in(2), index) : sum;
    });
}

OnnxTensor reshape(const Op& op)
{
    OnnxTensor x = op.in();
    const std::string& type = op.node.op_type();
    const auto total = static_cast<std::int64_t>(x.values.size());
    if (type == "Flatten") {
        const auto axis = static_cast<std::ptrdiff_t>(op.integer("axis", 1));
        const std::int64_t first = countOf(Sides(x.shape.begin(), x.shape.begin() + axis));
        x.shape = {first, total / first};
    } else if (type == "Reshape") {
        Sides shape = op.integers(1, {});
        for (std::size_t d = 0; d < shape.size(); ++d)
            shape[d] = shape[d] == 0 ? x.shape[d] : shape[d];
        const std::int64_t known = -countOf(shape);
        for (std::int64_t& side : shape)
            side = side == -1 ? total / known : side;
        x.shape = shape;
    } else {
        const Sides axes = op.sides("axes", op.integers(1, {}));
        for (std::size_t i = 0; i < axes.size(); ++i) {
            if (type == "Unsqueeze")
                x.shape.insert(x.shape.begin() + axes[i], 1);
            else
                x.shape.erase(x.shape.begin() + axes[axes.size() - 1 - i]);
        }
    }
    return x;
}

OnnxTensor transpose(const Op& op)
{
    const Sides order = op.sides("perm", {});
    Sides shape;
    for (const std::int64_t axis : order)
        shape.push_back(op.in().shape[static_cast<std::size_t>(axis)]);
    return made(shape, [&](const Sides& index) {
        Sides from(index.size());
        for (std::size_t d = 0; d < order.size(); ++d)
            from[static_cast<std::size_t>(order[d])] = index[d];
        return at(op.in(), from);
    });
}

/// Numbers at `indices` along an axis.
OnnxTensor along(const OnnxTensor& x, std::int64_t axis, const Sides& indices)
{
    const auto d =
        static_cast<std::size_t>(axis < 0 ? axis + static_cast<std::int64_t>(x.shape.size()) : axis);
    Sides shape = x.shape;
    shape[d] = static_cast<std::int64_t>(indices.size());
    return made(shape, [&](const Sides& index) {
        Sides from = index;
        from[d] = indices[static_cast<std::size_t>(index[d])];
        return at(x, from);
    });
}

OnnxTensor slice(const Op& op)
{
    OnnxTensor x = op.in();
    const Sides starts = op.sides("starts", op.integers(1, {}));
    const Sides ends = op.sides("ends", op.integers(2, {}));
    const Sides axes = op.sides("axes", op.integers(3, {}));
    const Sides steps = op.integers(4, Sides(starts.size(), 1));
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const std::int64_t length = x.shape[static_cast<std::size_t>(axes[i])];
        const std::int64_t end =
            std::min(ends[i] < 0 && ends[i] > -length ? ends[i] + length : ends[i], length);
        Sides indices;
        for (std::int64_t j = starts[i] < 0 ? starts[i] + length : starts[i];
             steps[i] > 0 ? j < end : j > end && j >= 0; j += steps[i])
            indices.push_back(j);
        x = along(x, axes[i], indices);
    }
    return x;
}

OnnxTensor concat(const Op& op)
{
    const auto d = static_cast<std::size_t>(op.integer("axis", 1));
    Sides shape = op.in().shape;
    for (int i = 1; i < op.node.input_size(); ++i)
        shape[d] += op.in(i).shape[d];
    return made(shape, [&](const Sides& index) {
        Sides from = index;
        int which = 0;
        for (; from[d] >= op.in(which).shape[d]; ++which)
            from[d] -= op.in(which).shape[d];
        return at(op.in(which), from);
    });
}

OnnxTensor padded(const Op& op)
{
    const Sides pads = op.sides("pads", op.integers(1, {}));
    const OnnxTensor& x = op.in();
    Sides shape = x.shape;
    for (std::size_t d = 0; d < shape.size(); ++d)
        shape[d] += pads[d] + pads[d + shape.size()];
    return made(shape, [&](Sides index) {
        for (std::size_t d = 0; d < index.size(); ++d) {
            index[d] -= pads[d];
            if (index[d] < 0 || index[d] >= x.shape[d])
                return 0.0;
        }
        return at(x, index);
    });
}

/// Nearest neighbours at whole factors, which all rules of ONNX agree on.
OnnxTensor enlarged(const Op& op, const OnnxTensor& scales)
{
    Sides shape = op.in().shape;
    for (std::size_t d = 0; d < shape.size(); ++d)
        shape[d] = std::llround(static_cast<double>(shape[d]) * scales.values[d]);
    return made(shape, [&](Sides index) {
        for (std::size_t d = 0; d < index.size(); ++d)
            index[d] = index[d] * op.in().shape[d] / shape[d];
        return at(op.in(), index);
    });
}

OnnxTensor normalise(const Op& op)
{
    const double epsilon = op.real("epsilon", 1e-5);
    return made(op.in().shape, [&](const Sides& index) {
        const auto c = static_cast<std::size_t>(index[1]);
        return op.in(1).values[c] * (at(op.in(), index) - op.in(3).values[c]) /
                   std::sqrt(op.in(4).values[c] + epsilon) +
               op.in(2).values[c];
    });
}

/// QuantizeLinear and DequantizeLinear; types of integers are int8, or uint8 where the zero point is above 0.
OnnxTensor quantize(const Op& op, bool up)
{
    const OnnxTensor& scale = op.in(1);
    const bool wide = !op.has(2) || op.in(2).values[0] > 0.0;
    const auto axis = static_cast<std::size_t>(op.integer("axis", 1));
    return made(op.in().shape, [&](const Sides& index) {
        const auto part = scale.values.size() == 1 ? 0U : static_cast<std::size_t>(index[axis]);
        const double zero = op.has(2) ? op.in(2).values[op.in(2).values.size() == 1 ? 0 : part] : 0.0;
        const double value = at(op.in(), index);
        if (up)
            return (value - zero) * scale.values[part];
        return std::clamp(std::nearbyint(value / scale.values[part]) + zero, wide ? 0.0 : -128.0,
                          wide ? 255.0 : 127.0);
    });
}

OnnxTensor elementwise(const Op& op)
{
    static const std::map<std::string, std::function<double(double)>> kOne = {
        {"Relu", [](double x) { return std::max(x, 0.0); }},
        {"Sigmoid", [](double x) { return 1.0 / (1.0 + std::exp(-x)); }},
        {"Tanh", [](double x) { return std::tanh(x); }},
        {"HardSwish", [](double x) { return x * std::clamp(x / 6.0 + 0.5, 0.0, 1.0); }},
        {"Neg", [](double x) { return -x; }},
        {"Identity", [](double x) { return x; }},
        {"Dropout", [](double x) { return x; }},
        {"Cast", [](double x) { return x; }},
    };
    static const std::map<std::string, std::function<double(double, double)>> kTwo = {
        {"Add", std::plus<>()},
        {"Sub", std::minus<>()},
        {"Mul", std::multiplies<>()},
        {"Div", std::divides<>()},
        {"Max", [](double a, double b) { return std::max(a, b); }},
        {"Min", [](double a, double b) { return std::min(a, b); }},
        {"PRelu", [](double a, double b) { return a < 0.0 ? a * b : a; }},
    };
    const std::string& type = op.node.op_type();
    if (const auto two = kTwo.find(type); two != kTwo.end())
        return broadcast(op.in(), op.in(1), two->second);
    std::function<double(double)> one;
    if (type == "LeakyRelu")
        one = [a = op.real("alpha", 0.01)](double x) { return x < 0.0 ? a * x : x; };
    else if (type == "HardSigmoid")
        one = [a = op.real("alpha", 0.2), b = op.real("beta", 0.5)](double x) {
            return std::clamp(a * x + b, 0.0, 1.0);
        };
    else if (type == "Clip")
        one = [low = op.has(1) ? op.in(1).values[0] : op.real("min", -1e30),
               high = op.has(2) ? op.in(2).values[0] : op.real("max", 1e30)](double x) {
            return std::clamp(x, low, high);
        };
    else
        one = kOne.at(type);
    OnnxTensor result = op.in();
    std::transform(result.values.begin(), result.values.end(), result.values.begin(), one);
    return result;
}

void split(const Op& op)
{
    const std::int64_t axis = op.integer("axis", 0);
    const std::int64_t length = op.in().shape[static_cast<std::size_t>(axis)];
    const Sides equal(static_cast<std::size_t>(op.node.output_size()), length / op.node.output_size());
    const Sides sizes = op.sides("split", op.integers(1, equal));
    std::int64_t first = 0;
    for (int i = 0; i < op.node.output_size(); ++i) {
        Sides indices(static_cast<std::size_t>(sizes[static_cast<std::size_t>(i)]));
        std::iota(indices.begin(), indices.end(), first);
        first += static_cast<std::int64_t>(indices.size());
        op.tensors[op.node.output(i)] = along(op.in(), axis, indices);
    }
}

OnnxTensor compute(const Op& op)
{
    const std::string& type = op.node.op_type();
    if (type == "Conv")
        return convolve(op);
    if (type == "MaxPool" || type == "AveragePool")
        return pool(op);
    if (type.rfind("Reduce", 0) == 0 || type.rfind("Global", 0) == 0)
        return reduce(op);
    if (type == "Gemm" || type == "MatMul")
        return product(op);
    if (type == "Flatten" || type == "Reshape" || type == "Squeeze" || type == "Unsqueeze")
        return reshape(op);
    if (type == "Transpose")
        return transpose(op);
    if (type == "Gather")
        return along(op.in(), op.integer("axis", 0), op.integers(1, {}));
    if (type == "Slice")
        return slice(op);
    if (type == "Concat")
        return concat(op);
    if (type == "Pad")
        return padded(op);
    if (type == "Resize" || type == "Upsample")
        return enlarged(op, op.in(type == "Resize" ? 2 : 1));
    if (type == "BatchNormalization")
        return normalise(op);
    if (type == "QuantizeLinear" || type == "DequantizeLinear")
        return quantize(op, type == "DequantizeLinear");
    if (type == "Shape")
        return {{static_cast<std::int64_t>(op.in().shape.size())},
                std::vector<double>(op.in().shape.begin(), op.in().shape.end())};
    return elementwise(op);
}

} // namespace

OnnxTensor computeOnnx(const onnx::ModelProto& model, const OnnxTensor& picture, const std::string& tensor)
{
    std::map<std::string, OnnxTensor> tensors;
    for (const onnx::TensorProto& constant : model.graph().initializer()) {
        OnnxTensor& to = tensors[constant.name()];
        to.shape.assign(constant.dims().begin(), constant.dims().end());
        to.values.assign(constant.float_data().begin(), constant.float_data().end());
        to.values.insert(to.values.end(), constant.int64_data().begin(), constant.int64_data().end());
        to.values.insert(to.values.end(), constant.int32_data().begin(), constant.int32_data().end());
    }
    tensors["x"] = picture;
    for (const onnx::NodeProto& node : model.graph().node()) {
        const Op op{node, tensors};
        if (node.op_type() == "Split")
            split(op);
        else
            tensors[node.output(0)] = compute(op);
        if (tensors.count(tensor) > 0)
            break;
    }
    return tensors.at(tensor);
}

} // namespace microt::test
