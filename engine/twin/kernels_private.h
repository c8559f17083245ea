// SPDX-License-Identifier: Apache-2.0
// Private to engine/twin: the fast kernels, once for every instruction set. A file that includes this defines
// a type Isa before and is compiled for its instructions alone; everything here has internal linkage, so that
// no other file ever runs it.
//
// Isa: kLanes, kTaps; Vector (kLanes int32); load, store32, splat, dot(sum, data, weights), add, sub, mulHigh
// (gemmlowp's rounding doubling high multiplication), shiftRight (per lane), shiftLeftAll<n>, signOf, bitAnd,
// minimum, maximum, storeBytes(values, to, count), loadBytes (kLanes int8 to int32), groupOf(byte),
// appendTap(group, next).

namespace microt {
namespace {

using Vector = Isa::Vector;
constexpr int kLanes = Isa::kLanes;
constexpr int kTaps = Isa::kTaps;
constexpr int kMostPixels = 8;

/// How the sums of one block of channels become outputs.
struct Requantize
{
    Vector multiplier, rightShift, rounding, sign, zeroPoint, low, high;

    Requantize(const PackedOp& op, int block, const OutputRange& range)
        : multiplier(Isa::load(op.multiplier.data() + block * kLanes)),
          rightShift(Isa::load(op.rightShift.data() + block * kLanes)),
          rounding(Isa::load(op.rounding.data() + block * kLanes)),
          sign(Isa::load(op.sign.data() + block * kLanes)), zeroPoint(Isa::splat(range.zeroPoint)),
          low(Isa::splat(range.low)), high(Isa::splat(range.high))
    {}

    /// As multiplyByQuantizedMultiplier without left shift, plus zero point, limited.
    Vector operator()(Vector sum) const
    {
        Vector x = Isa::mulHigh(sum, multiplier);
        x = Isa::add(x, Isa::add(Isa::bitAnd(Isa::signOf(x), sign), rounding));
        x = Isa::add(Isa::shiftRight(x, rightShift), zeroPoint);
        return Isa::minimum(Isa::maximum(x, low), high);
    }
};

/// Sums of `Pixels` outputs x `Blocks` blocks of channels. data: groups of each pixel, `stride` apart.
template <int Pixels, int Blocks>
void multiplyTile(const std::uint32_t* data, std::ptrdiff_t stride, const PackedOp& op, int block,
                  const OutputRange& range, std::int8_t* output, int channels)
{
    const std::uint32_t* weights =
        op.weights.data() + static_cast<std::ptrdiff_t>(block) * op.groups * kLanes;
    const std::ptrdiff_t blockStride = static_cast<std::ptrdiff_t>(op.groups) * kLanes;
    Vector sums[Pixels][Blocks];
    for (int b = 0; b < Blocks; ++b) {
        const Vector bias = Isa::load(op.bias.data() + (block + b) * kLanes);
        for (int p = 0; p < Pixels; ++p)
            sums[p][b] = bias;
    }
    for (int g = 0; g < op.groups; ++g) {
        Vector w[Blocks];
        for (int b = 0; b < Blocks; ++b)
            w[b] = Isa::load(weights + b * blockStride + g * kLanes);
        for (int p = 0; p < Pixels; ++p) {
            const Vector x = Isa::splat(static_cast<std::int32_t>(data[p * stride + g]));
            for (int b = 0; b < Blocks; ++b)
                sums[p][b] = Isa::dot(sums[p][b], x, w[b]);
        }
    }
    for (int b = 0; b < Blocks; ++b) {
        const Requantize requantize(op, block + b, range);
        const int first = (block + b) * kLanes;
        const int count = channels - first < kLanes ? channels - first : kLanes;
        for (int p = 0; p < Pixels; ++p)
            Isa::storeBytes(requantize(sums[p][b]),
                            output + static_cast<std::ptrdiff_t>(p) * channels + first, count);
    }
}

template <int Pixels>
void multiplyPixels(const std::uint32_t* data, std::ptrdiff_t stride, const PackedOp& op,
                    const OutputRange& range, std::int8_t* output, int channels)
{
    const int blocks = (channels + kLanes - 1) / kLanes;
    int block = 0;
    for (; block + 2 <= blocks; block += 2)
        multiplyTile<Pixels, 2>(data, stride, op, block, range, output, channels);
    if (block < blocks)
        multiplyTile<Pixels, 1>(data, stride, op, block, range, output, channels);
}

void multiplySome(int pixels, const std::uint32_t* data, std::ptrdiff_t stride, const PackedOp& op,
                  const OutputRange& range, std::int8_t* output, int channels)
{
    while (pixels > 0) {
        if (pixels >= Isa::kPixels) {
            multiplyPixels<Isa::kPixels>(data, stride, op, range, output, channels);
            data += Isa::kPixels * stride;
            output += static_cast<std::ptrdiff_t>(Isa::kPixels) * channels;
            pixels -= Isa::kPixels;
        } else if (pixels >= 2) {
            multiplyPixels<2>(data, stride, op, range, output, channels);
            data += 2 * stride;
            output += static_cast<std::ptrdiff_t>(2) * channels;
            pixels -= 2;
        } else {
            multiplyPixels<1>(data, stride, op, range, output, channels);
            --pixels;
        }
    }
}

/// The inputs under one window, in the weights' order, as bytes; what lies outside is the zero point.
void gather(const OpCall& call, int y, int x, std::int8_t* bytes)
{
    const int channels = call.inputTensor->channels;
    const int height = call.inputTensor->height;
    const int width = call.inputTensor->width;
    const int originY = y * call.window.strideY - call.window.padTop;
    const int originX = x * call.window.strideX - call.window.padLeft;
    const int begin = originX < 0 ? -originX : 0;
    const int end = originX + call.window.width > width ? width - originX : call.window.width;
    const int rowBytes = call.window.width * channels;
    for (int ky = 0; ky < call.window.height; ++ky, bytes += rowBytes) {
        const bool inside = originY + ky >= 0 && originY + ky < height;
        if (!inside || begin > 0 || end < call.window.width)
            std::memset(bytes, call.inputTensor->zeroPoint, static_cast<std::size_t>(rowBytes));
        if (inside)
            std::memcpy(bytes + begin * channels,
                        call.input +
                            (static_cast<std::ptrdiff_t>(originY + ky) * width + originX + begin) * channels,
                        static_cast<std::size_t>((end - begin) * channels));
    }
}

void runConvolution(const OpCall& call, const PackedOp& op, std::uint8_t* scratch)
{
    const int channels = call.outputTensor->channels;
    const int width = call.outputTensor->width;
    const int pixels = call.outputTensor->height * width;
    const Window& window = call.window;
    const int inputs = window.height * window.width * call.inputTensor->channels;
    const bool pointwise = window.height * window.width * window.strideX * window.strideY == 1 &&
                           window.padTop + window.padLeft == 0 && call.inputTensor->width == width &&
                           call.inputTensor->height == call.outputTensor->height;
    auto* groups = reinterpret_cast<std::uint32_t*>(scratch);
    const std::ptrdiff_t stride = (op.groups + 15) / 16 * 16;
    auto* bytes = reinterpret_cast<std::int8_t*>(groups + kMostPixels * stride);
    for (int first = 0; first < pixels; first += kMostPixels) {
        const int count = pixels - first < kMostPixels ? pixels - first : kMostPixels;
        for (int p = 0; p < count; ++p) {
            const std::int8_t* from = call.input + static_cast<std::ptrdiff_t>(first + p) * inputs;
            if (!pointwise) {
                gather(call, (first + p) / width, (first + p) % width, bytes);
                from = bytes;
            }
            Isa::makeGroups(from, inputs, groups + p * stride);
        }
        multiplySome(count, groups, stride, op, call.range,
                     call.output + static_cast<std::ptrdiff_t>(first) * channels, channels);
    }
}

/// Groups of horizontal neighbours for every place where a window may begin, for kLanes channels of one
/// input row with its padding: groups[x][lane]. `row` outside the input: padding alone.
void expandRow(const OpCall& call, int row, int firstChannel, int places, std::uint32_t* groups)
{
    const int width = call.inputTensor->width;
    const int channels = call.inputTensor->channels;
    const Vector padding = Isa::groupOf(Isa::splat(call.inputTensor->zeroPoint));
    const bool inside = row >= 0 && row < call.inputTensor->height;
    const std::int8_t* from = call.input + static_cast<std::ptrdiff_t>(row) * width * channels + firstChannel;
    Vector group = padding;
    for (int tap = 1; tap < kTaps; ++tap)
        group = Isa::appendTap(group, padding);
    // The group of place x holds taps x .. x + kTaps - 1, so it is whole once tap x + kTaps - 1 came in.
    for (int tap = 0; tap < places + kTaps - 1; ++tap) {
        const int x = tap - call.window.padLeft;
        const bool present = inside && x >= 0 && x < width;
        group = Isa::appendTap(
            group, present ? Isa::groupOf(Isa::loadBytes(from + static_cast<std::ptrdiff_t>(x) * channels))
                           : padding);
        if (tap >= kTaps - 1)
            Isa::store32(groups + static_cast<std::ptrdiff_t>(tap - kTaps + 1) * kLanes, group);
    }
}

/// `Outputs` neighbouring outputs of one row, Rows x Groups weights held in registers where they fit.
template <int Rows, int Groups, int Outputs>
void depthwiseTile(const std::uint32_t* const* rows, std::ptrdiff_t step, const Vector* weights, Vector bias,
                   const Requantize& requantize, std::int8_t* output, int channels, int count)
{
    Vector sums[Outputs];
    for (int i = 0; i < Outputs; ++i)
        sums[i] = bias;
    for (int r = 0; r < Rows; ++r)
        for (int g = 0; g < Groups; ++g)
            for (int i = 0; i < Outputs; ++i)
                sums[i] = Isa::dot(sums[i], Isa::load(rows[r] + i * step + g * kTaps * kLanes),
                                   weights[r * Groups + g]);
    for (int i = 0; i < Outputs; ++i)
        Isa::storeBytes(requantize(sums[i]), output + static_cast<std::ptrdiff_t>(i) * channels, count);
}

template <int Rows, int Groups>
void depthwiseRow(const std::uint32_t* const* rows, int strideX, const Vector* weights, Vector bias,
                  const Requantize& requantize, std::int8_t* output, int width, int channels, int count)
{
    const std::ptrdiff_t step = static_cast<std::ptrdiff_t>(strideX) * kLanes;
    const std::uint32_t* moving[Rows];
    for (int r = 0; r < Rows; ++r)
        moving[r] = rows[r];
    int x = 0;
    for (; x + 4 <= width; x += 4) {
        depthwiseTile<Rows, Groups, 4>(moving, step, weights, bias, requantize,
                                       output + static_cast<std::ptrdiff_t>(x) * channels, channels, count);
        for (int r = 0; r < Rows; ++r)
            moving[r] += 4 * step;
    }
    for (; x < width; ++x) {
        depthwiseTile<Rows, Groups, 1>(moving, step, weights, bias, requantize,
                                       output + static_cast<std::ptrdiff_t>(x) * channels, channels, count);
        for (int r = 0; r < Rows; ++r)
            moving[r] += step;
    }
}

constexpr int kMostRows = 7;

template <int Rows>
void runDepthwise(const OpCall& call, const PackedOp& op, std::uint8_t* scratch)
{
    constexpr int kGroups = (Rows + kTaps - 1) / kTaps;
    const int channels = call.outputTensor->channels;
    const int width = call.outputTensor->width;
    const int height = call.outputTensor->height;
    const int places = (width - 1) * call.window.strideX + (kGroups - 1) * kTaps + 1;
    const std::ptrdiff_t rowSize = static_cast<std::ptrdiff_t>(places) * kLanes;
    auto* ring = reinterpret_cast<std::uint32_t*>(scratch);
    for (int first = 0, block = 0; first < channels; first += kLanes, ++block) {
        const Requantize requantize(op, block, call.range);
        const Vector bias = Isa::load(op.bias.data() + first);
        Vector weights[Rows * kGroups];
        for (int i = 0; i < Rows * kGroups; ++i)
            weights[i] = Isa::load(op.weights.data() +
                                   (static_cast<std::ptrdiff_t>(block) * Rows * kGroups + i) * kLanes);
        const int count = channels - first < kLanes ? channels - first : kLanes;
        // Rows enter the ring before outputs may overwrite them.
        int expanded = -call.window.padTop;
        for (int y = 0; y < height; ++y) {
            const int origin = y * call.window.strideY - call.window.padTop;
            for (; expanded < origin + Rows; ++expanded)
                if (expanded >= origin)
                    expandRow(call, expanded, first, places,
                              ring + (expanded + call.window.padTop) % Rows * rowSize);
            const std::uint32_t* rows[Rows];
            for (int r = 0; r < Rows; ++r)
                rows[r] = ring + (origin + r + call.window.padTop) % Rows * rowSize;
            depthwiseRow<Rows, kGroups>(rows, call.window.strideX, weights, bias, requantize,
                                        call.output + static_cast<std::ptrdiff_t>(y) * width * channels +
                                            first,
                                        width, channels, count);
        }
    }
}

struct AddSide
{
    Vector zeroPoint, multiplier, rightShift, rounding, sign;

    AddSide(const AddConstants& constants, int which)
        : zeroPoint(Isa::splat(which < 2 ? constants.zeroPoint[which] : 0)),
          multiplier(Isa::splat(constants.multiplier[which])),
          rightShift(Isa::splat(-constants.shift[which])),
          rounding(
              Isa::splat(constants.shift[which] < 0 ? std::int32_t{1} << (-constants.shift[which] - 1) : 0)),
          sign(Isa::splat(constants.shift[which] < 0 ? -1 : 0))
    {}

    Vector scale(Vector x) const
    {
        x = Isa::mulHigh(x, multiplier);
        x = Isa::add(x, Isa::add(Isa::bitAnd(Isa::signOf(x), sign), rounding));
        return Isa::shiftRight(x, rightShift);
    }
};

void runAdd(const OpCall& call)
{
    const auto elements = static_cast<std::ptrdiff_t>(call.outputTensor->height) * call.outputTensor->width *
                          call.outputTensor->channels;
    const AddSide a(call.addition, 0);
    const AddSide b(call.addition, 1);
    const AddSide out(call.addition, 2);
    const Vector zeroPoint = Isa::splat(call.range.zeroPoint);
    const Vector low = Isa::splat(call.range.low);
    const Vector high = Isa::splat(call.range.high);
    for (std::ptrdiff_t i = 0; i < elements; i += kLanes) {
        const auto count = static_cast<int>(elements - i < kLanes ? elements - i : kLanes);
        const Vector x = a.scale(Isa::shiftLeftAll(Isa::sub(Isa::loadBytes(call.input + i), a.zeroPoint)));
        const Vector y = b.scale(Isa::shiftLeftAll(Isa::sub(Isa::loadBytes(call.input2 + i), b.zeroPoint)));
        const Vector sum = Isa::add(out.scale(Isa::add(x, y)), zeroPoint);
        Isa::storeBytes(Isa::minimum(Isa::maximum(sum, low), high), call.output + i, count);
    }
}

/// Mean over the picture, and with Deviation its standard deviation behind them. Sums are made as vectors,
/// and scaled one by one as the reference does.
template <bool Deviation>
void runMean(const OpCall& call, std::uint8_t* scratch)
{
    const int channels = call.inputTensor->channels;
    const std::int32_t pixels = call.inputTensor->height * call.inputTensor->width;
    const std::int32_t multiplier = call.constants.multiplier[0];
    const std::int32_t shift = call.constants.shift[0];
    auto* sums = reinterpret_cast<std::int32_t*>(scratch);
    auto* squares = sums + kLanes;
    for (int first = 0; first < channels; first += kLanes) {
        Vector sum = Isa::splat(0);
        Vector square = Isa::splat(0);
        const std::int8_t* from = call.input + first;
        for (int i = 0; i < pixels; ++i, from += channels) {
            const Vector values = Isa::loadBytes(from);
            sum = Isa::add(sum, values);
            if (Deviation)
                square = Isa::add(square, Isa::multiply(values, values));
        }
        Isa::store32(reinterpret_cast<std::uint32_t*>(sums), sum);
        Isa::store32(reinterpret_cast<std::uint32_t*>(squares), square);
        for (int i = 0; i < kLanes && first + i < channels; ++i) {
            std::int8_t* output = call.output + first + i;
            *output =
                requantize(sums[i] - call.inputTensor->zeroPoint * pixels, multiplier, shift, call.range);
            if (Deviation)
                output[channels] =
                    requantize(scaledDeviation(pixels, sums[i], squares[i]), multiplier, shift, call.range);
        }
    }
}

/// Whether squares of all pixels fit 32 bits.
bool squaresFit(const OpCall& call)
{
    return call.inputTensor->height * call.inputTensor->width <= (1 << 16);
}

void runFast(const OpCall& call, void* context)
{
    const auto& kernels = *static_cast<const KernelContext*>(context);
    const PackedOp& op = kernels.ops[call.index];
    if (!op.usable)
        return runOpReference(call, nullptr);
    switch (static_cast<ImageOpKind>(call.op->kind)) {
    case ImageOpKind::convolution:
        return runConvolution(call, op, kernels.scratch);
    case ImageOpKind::depthwise:
    case ImageOpKind::depthwiseInPlace:
        if (call.window.height == call.window.width) {
            if (call.window.height == 3)
                return runDepthwise<3>(call, op, kernels.scratch);
            if (call.window.height == 5)
                return runDepthwise<5>(call, op, kernels.scratch);
            if (call.window.height == 7)
                return runDepthwise<7>(call, op, kernels.scratch);
        }
        return runOpReference(call, nullptr);
    case ImageOpKind::add:
        return runAdd(call);
    case ImageOpKind::mean:
        return runMean<false>(call, kernels.scratch);
    case ImageOpKind::meanAndDeviation:
        return squaresFit(call) ? runMean<true>(call, kernels.scratch) : runOpReference(call, nullptr);
    default:
        return runOpReference(call, nullptr);
    }
}

} // namespace
} // namespace microt
