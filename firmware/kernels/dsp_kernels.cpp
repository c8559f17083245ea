// SPDX-License-Identifier: Apache-2.0
#include "firmware/kernels/dsp_kernels.h"

#include "firmware/kernels/dsp.h"

namespace microt::firmware {

using namespace dsp;

namespace {

constexpr int kMaxTaps = 1024;       // of one output of a convolution
constexpr int kMaxRowBytes = 4096;   // of convolution weights that have to be padded
constexpr int kMaxPlane = 12 * 1024; // 16-bit values of a padded depthwise plane
constexpr std::int32_t kMaxSum = 1 << 30;
constexpr std::int32_t kLargestTerm = 255 * 128;

alignas(8) std::int32_t s_inputs[4 * kMaxTaps / 2]; // pairs of 16-bit values, four pixels
alignas(4) std::int8_t s_rows[kMaxRowBytes];
alignas(4) std::int16_t s_plane[kMaxPlane];

bool isConvolution(const OpCall& call)
{
    return static_cast<ImageOpKind>(call.op->kind) == ImageOpKind::convolution && call.op->groups <= 1;
}

bool isDepthwise(const OpCall& call)
{
    const auto kind = static_cast<ImageOpKind>(call.op->kind);
    return kind == ImageOpKind::depthwise || kind == ImageOpKind::depthwiseInPlace;
}

int tapsOf(const OpCall& call)
{
    return call.window.height * call.window.width * (isConvolution(call) ? call.inputTensor->channels : 1);
}

/// No sum can leave 31 bits, and all scales only shift to the right.
bool sumsAreSmall(const OpCall& call)
{
    const std::int32_t products = tapsOf(call) * kLargestTerm;
    for (int c = 0; c < call.outputTensor->channels; ++c)
        if (call.constants.shift[c] > 0 || call.constants.bias[c] >= kMaxSum - products ||
            call.constants.bias[c] <= products - kMaxSum)
            return false;
    return true;
}

/// One channel's way from a sum to an output. Equal to multiplyByQuantizedMultiplier for sums below 2^30 and
/// shifts to the right: multiplyHigh of twice the sum is gemmlowp's doubling high product, and half a step,
/// less one for what is negative, makes the shift round halves away from zero.
struct Requantizer
{
    Requantizer(const OpCall& call, int channel)
        : Requantizer(call.constants.multiplier[channel], -call.constants.shift[channel], call.range)
    {}
    Requantizer(std::int32_t by, std::int32_t right, const OutputRange& range)
        : multiplier(by), shift(right), half(shift > 0 ? 1 << (shift - 1) : 0), sign(shift > 0 ? -1 : 0),
          zeroPoint(range.zeroPoint), low(range.low), high(range.high)
    {}

    std::int8_t operator()(std::int32_t sum) const
    {
        const std::int32_t scaled = multiplyHigh(sum * 2, multiplier);
        std::int32_t value = ((scaled + half + ((scaled >> 31) & sign)) >> shift) + zeroPoint;
        value = value < low ? low : value;
        value = value > high ? high : value;
        return static_cast<std::int8_t>(value);
    }

    std::int32_t multiplier;
    std::int32_t shift;
    std::int32_t half;
    std::int32_t sign;
    std::int32_t zeroPoint;
    std::int32_t low;
    std::int32_t high;
};

// --- Convolution

/// Widens `taps` bytes (a multiple of 4) of pixel `lane` less the zero point: of every four taps the even
/// ones, then the odd ones, four pixels in turn.
void widen(const std::int8_t* bytes, int taps, int lane, std::int32_t zeroPoints)
{
    std::int32_t* to = s_inputs + 2 * lane;
    for (int k = 0; k < taps; k += 4, to += 8) {
        const std::int32_t four = load(bytes + k);
        to[0] = subtractHalves(widenEven(four), zeroPoints);
        to[1] = subtractHalves(widenOdd(four), zeroPoints);
    }
}

/// Gathers the window of an output into `bytes`, the zero point where it hangs over.
void gather(const OpCall& call, int y, int x, int padded, std::int8_t* bytes)
{
    const int channels = call.inputTensor->channels;
    const int originY = y * call.window.strideY - call.window.padTop;
    const int originX = x * call.window.strideX - call.window.padLeft;
    const auto zero = static_cast<std::int8_t>(call.inputTensor->zeroPoint);
    std::int8_t* to = bytes;
    for (int ky = 0; ky < call.window.height; ++ky)
        for (int kx = 0; kx < call.window.width; ++kx, to += channels) {
            const int row = originY + ky;
            const int column = originX + kx;
            const bool inside =
                row >= 0 && row < call.inputTensor->height && column >= 0 && column < call.inputTensor->width;
            if (inside)
                std::memcpy(to, call.input + (row * call.inputTensor->width + column) * channels,
                            static_cast<std::size_t>(channels));
            else
                std::memset(to, zero, static_cast<std::size_t>(channels));
        }
    while (to < bytes + padded)
        *to++ = zero;
}

/// Adds the products of one row of weights with four widened pixels.
inline void dotFour(const std::int8_t* weights, int taps, std::int32_t (&sums)[4])
{
    const std::int32_t* inputs = s_inputs;
    std::int32_t c0 = sums[0];
    std::int32_t c1 = sums[1];
    std::int32_t c2 = sums[2];
    std::int32_t c3 = sums[3];
#if defined(__ARM_FEATURE_DSP)
    const std::int8_t* end = weights + taps;
    std::int32_t even;
    std::int32_t odd;
    std::int32_t a;
    std::int32_t b;
    // Four taps of four pixels in 15 instructions; the compiler would not pair the loads.
#define MICROT_FOUR_TAPS                                                                                     \
    "ldr %[even], [%[w]], #4\n"                                                                              \
    "ldrd %[a], %[b], [%[x]], #8\n"                                                                          \
    "sxtb16 %[odd], %[even], ror #8\n"                                                                       \
    "sxtb16 %[even], %[even]\n"                                                                              \
    "smlad %[c0], %[even], %[a], %[c0]\n"                                                                    \
    "smlad %[c0], %[odd], %[b], %[c0]\n"                                                                     \
    "ldrd %[a], %[b], [%[x]], #8\n"                                                                          \
    "smlad %[c1], %[even], %[a], %[c1]\n"                                                                    \
    "smlad %[c1], %[odd], %[b], %[c1]\n"                                                                     \
    "ldrd %[a], %[b], [%[x]], #8\n"                                                                          \
    "smlad %[c2], %[even], %[a], %[c2]\n"                                                                    \
    "smlad %[c2], %[odd], %[b], %[c2]\n"                                                                     \
    "ldrd %[a], %[b], [%[x]], #8\n"                                                                          \
    "smlad %[c3], %[even], %[a], %[c3]\n"                                                                    \
    "smlad %[c3], %[odd], %[b], %[c3]\n"
#define MICROT_DOT(body)                                                                                     \
    __asm volatile("1:\n" body "cmp %[w], %[end]\n"                                                          \
                   "bne 1b\n"                                                                                \
                   : [c0] "+r"(c0), [c1] "+r"(c1), [c2] "+r"(c2), [c3] "+r"(c3), [w] "+r"(weights),          \
                     [x] "+r"(inputs), [even] "=&r"(even), [odd] "=&r"(odd), [a] "=&r"(a), [b] "=&r"(b)      \
                   : [end] "r"(end)                                                                          \
                   : "cc", "memory")
    if (taps % 16 == 0)
        MICROT_DOT(MICROT_FOUR_TAPS MICROT_FOUR_TAPS MICROT_FOUR_TAPS MICROT_FOUR_TAPS);
    else if (taps % 8 == 0)
        MICROT_DOT(MICROT_FOUR_TAPS MICROT_FOUR_TAPS);
    else
        MICROT_DOT(MICROT_FOUR_TAPS);
#undef MICROT_DOT
#undef MICROT_FOUR_TAPS
#else
    for (int k = 0; k < taps; k += 4, inputs += 8) {
        const std::int32_t four = load(weights + k);
        const std::int32_t even = widenEven(four);
        const std::int32_t odd = widenOdd(four);
        c0 = smlad(odd, inputs[1], smlad(even, inputs[0], c0));
        c1 = smlad(odd, inputs[3], smlad(even, inputs[2], c1));
        c2 = smlad(odd, inputs[5], smlad(even, inputs[4], c2));
        c3 = smlad(odd, inputs[7], smlad(even, inputs[6], c3));
    }
#endif
    sums[0] = c0;
    sums[1] = c1;
    sums[2] = c2;
    sums[3] = c3;
}

void convolutionDsp(const OpCall& call)
{
    const int taps = tapsOf(call);
    const int padded = (taps + 3) / 4 * 4;
    const int outputs = call.outputTensor->channels;
    const int width = call.outputTensor->width;
    const int pixels = call.outputTensor->height * width;
    const std::int32_t zeroPoints = pack(call.inputTensor->zeroPoint, call.inputTensor->zeroPoint);
    const bool pointwise = taps == padded && call.window.height == 1 && call.window.width == 1 &&
                           call.window.strideY == 1 && call.window.strideX == 1;
    const std::int8_t* rows = call.weights;
    if (padded != taps) {
        for (int o = 0; o < outputs; ++o) {
            std::memcpy(s_rows + o * padded, call.weights + o * taps, static_cast<std::size_t>(taps));
            std::memset(s_rows + o * padded + taps, 0, static_cast<std::size_t>(padded - taps));
        }
        rows = s_rows;
    }
    alignas(4) std::int8_t window[kMaxTaps];
    for (int p = 0; p < pixels; p += 4) {
        const int count = pixels - p < 4 ? pixels - p : 4;
        for (int lane = 0; lane < count; ++lane) {
            const std::int8_t* bytes = call.input + (p + lane) * taps;
            if (!pointwise) {
                gather(call, (p + lane) / width, (p + lane) % width, padded, window);
                bytes = window;
            }
            widen(bytes, padded, lane, zeroPoints);
        }
        std::int8_t* to = call.output + p * outputs;
        for (int o = 0; o < outputs; ++o, ++to) {
            const std::int32_t bias = call.constants.bias[o];
            std::int32_t sums[4] = {bias, bias, bias, bias};
            dotFour(rows + o * padded, padded, sums);
            const Requantizer requantize(call, o);
            for (int lane = 0; lane < count; ++lane)
                to[lane * outputs] = requantize(sums[lane]);
        }
    }
}

// --- Depthwise

/// The padded plane of a depthwise operator, as large as four outputs in a pass may read.
struct Plane
{
    explicit Plane(const OpCall& call)
    {
        const Window& window = call.window;
        const int groups = (call.outputTensor->width + 3) / 4 * 4;
        const int reach = (groups - 1) * window.strideX + window.width + 2; // pairs read one more
        const int placed = call.inputTensor->width + window.padLeft;
        width = ((reach > placed ? reach : placed) + 1) / 2 * 2;
        const int rows = (call.outputTensor->height - 1) * window.strideY + window.height;
        const int held = call.inputTensor->height + window.padTop;
        height = rows > held ? rows : held;
    }
    int width;
    int height;
};

/// Weights of a channel as pairs: for outputs at even places (w0 w1)(w2 w3)…, for stride 1 also for those at
/// odd ones, (0 w0)(w1 w2)…
template <int Kernel, int Stride>
void packWeights(const std::int8_t* weights, int channels, std::int32_t* pairs)
{
    constexpr int kPairs = (Kernel + 1) / 2;
    for (int row = 0; row < Kernel; ++row, weights += Kernel * channels)
        for (int j = 0; j < kPairs; ++j) {
            const std::int32_t first = weights[2 * j * channels];
            *pairs++ = pack(first, 2 * j + 1 < Kernel ? weights[(2 * j + 1) * channels] : 0);
            if (Stride == 1)
                *pairs++ = pack(j > 0 ? weights[(2 * j - 1) * channels] : 0, first);
        }
}

/// Puts a channel into the plane, less its zero point.
void fillPlane(const OpCall& call, int channel, const Plane& plane)
{
    const int channels = call.inputTensor->channels;
    const std::int32_t zeroPoint = call.inputTensor->zeroPoint;
    const int height = call.inputTensor->height;
    const int width = call.inputTensor->width;
    const std::int8_t* from = call.input + channel;
    for (int y = 0; y < height; ++y) {
        std::int16_t* to = s_plane + (y + call.window.padTop) * plane.width + call.window.padLeft;
        for (int x = 0; x < width; ++x, from += channels)
            to[x] = static_cast<std::int16_t>(*from - zeroPoint);
    }
}

/// Adds the products of a channel's weights with the windows of four neighbouring outputs.
template <int Kernel, int Stride>
inline void windowFour(const std::int16_t* line, int lineWidth, const std::int32_t* w,
                       std::int32_t (&sums)[4])
{
#pragma GCC unroll 8
    for (int ky = 0; ky < Kernel; ++ky, line += lineWidth) {
#pragma GCC unroll 8
        for (int j = 0; j < (Kernel + 1) / 2; ++j) {
            const std::int32_t even = *w++;
            const std::int32_t odd = Stride == 1 ? *w++ : even;
            // At stride 1 a pair of inputs serves two outputs.
            sums[0] = smlad(load(line + 2 * j), even, sums[0]);
            sums[1] = smlad(load(line + 2 * j + (Stride == 1 ? 0 : 2)), odd, sums[1]);
            sums[2] = smlad(load(line + 2 * j + (Stride == 1 ? 2 : 4)), even, sums[2]);
            sums[3] = smlad(load(line + 2 * j + (Stride == 1 ? 2 : 6)), odd, sums[3]);
        }
    }
}

template <int Kernel, int Stride>
void depthwiseDsp(const OpCall& call)
{
    const Plane plane(call);
    const int channels = call.inputTensor->channels;
    const int height = call.outputTensor->height;
    const int width = call.outputTensor->width;
    std::memset(s_plane, 0, sizeof(std::int16_t) * static_cast<std::size_t>(plane.width * plane.height));
    std::int32_t pairs[Kernel * (Kernel + 1)];
    for (int c = 0; c < channels; ++c) {
        fillPlane(call, c, plane);
        packWeights<Kernel, Stride>(call.weights + c, channels, pairs);
        const Requantizer requantize(call, c);
        const std::int32_t bias = call.constants.bias[c];
        std::int8_t* to = call.output + c;
        for (int y = 0; y < height; ++y) {
            const std::int16_t* row = s_plane + y * Stride * plane.width;
            for (int x = 0; x < width; x += 4, row += 4 * Stride) {
                std::int32_t sums[4] = {bias, bias, bias, bias};
                windowFour<Kernel, Stride>(row, plane.width, pairs, sums);
                const int count = width - x;
                to[0] = requantize(sums[0]);
                if (count > 1)
                    to[channels] = requantize(sums[1]);
                if (count > 2)
                    to[2 * channels] = requantize(sums[2]);
                if (count > 3)
                    to[3 * channels] = requantize(sums[3]);
                to += (count < 4 ? count : 4) * channels;
            }
        }
    }
}

// --- Addition

/// An input's share of the sum: equal to the reference's for inputs of 9 bits shifted by kAddLeftShift.
std::int32_t scaledInput(std::int32_t value, const AddConstants& constants, int input)
{
    const std::int32_t shift = -constants.shift[input];
    const std::int32_t scaled = multiplyHigh((value - constants.zeroPoint[input]) * (2 << kAddLeftShift),
                                             constants.multiplier[input]);
    return shift > 0 ? (scaled + (1 << (shift - 1)) + (scaled >> 31)) >> shift : scaled;
}

void addDsp(const OpCall& call)
{
    // Every value an input can have, scaled once.
    static std::int32_t s_scaled[2][256];
    for (int input = 0; input < 2; ++input)
        for (int value = -128; value < 128; ++value)
            s_scaled[input][value + 128] = scaledInput(value, call.addition, input);
    const int count = call.outputTensor->height * call.outputTensor->width * call.outputTensor->channels;
    const Requantizer requantize(call.addition.multiplier[2], -call.addition.shift[2], call.range);
    for (int i = 0; i < count; ++i)
        call.output[i] = requantize(s_scaled[0][call.input[i] + 128] + s_scaled[1][call.input2[i] + 128]);
}

using Depthwise = void (*)(const OpCall&);

Depthwise depthwiseFor(const OpCall& call)
{
    const Window& window = call.window;
    if (window.height != window.width || window.strideY != window.strideX)
        return nullptr;
    const Plane plane(call);
    if (plane.width * plane.height > kMaxPlane)
        return nullptr;
    static constexpr Depthwise kAll[][2] = {{depthwiseDsp<3, 1>, depthwiseDsp<3, 2>},
                                            {depthwiseDsp<5, 1>, depthwiseDsp<5, 2>},
                                            {depthwiseDsp<7, 1>, depthwiseDsp<7, 2>}};
    const bool known = window.height >= 3 && window.height <= 7 && window.height % 2 == 1 &&
                       window.strideX >= 1 && window.strideX <= 2;
    return known ? kAll[(window.height - 3) / 2][window.strideX - 1] : nullptr;
}

} // namespace

bool dspKnows(const OpCall& call)
{
    if (isDepthwise(call))
        return depthwiseFor(call) != nullptr && sumsAreSmall(call);
    if (static_cast<ImageOpKind>(call.op->kind) == ImageOpKind::add)
        return call.addition.shift[2] <= 0;
    if (!isConvolution(call))
        return false;
    const int taps = tapsOf(call);
    const int padded = (taps + 3) / 4 * 4;
    return padded <= kMaxTaps && (padded == taps || padded * call.outputTensor->channels <= kMaxRowBytes) &&
           sumsAreSmall(call);
}

void runOpDsp(const OpCall& call, void* context)
{
    if (!dspKnows(call))
        runOpReference(call, context);
    else if (static_cast<ImageOpKind>(call.op->kind) == ImageOpKind::add)
        addDsp(call);
    else if (isDepthwise(call))
        depthwiseFor(call)(call);
    else
        convolutionDsp(call);
}

} // namespace microt::firmware
