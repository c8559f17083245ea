// SPDX-License-Identifier: Apache-2.0
// Private to engine/exchange/tflite.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/model/quant_model.h"

namespace microt::tflite {

// TFLite's int8 arithmetic of operators that compute number by number, for each of the 256 inputs. Reference
// kernels, to the last bit. Tables hold the output for v at v + 128, before a fused activation bounds it.

using Table = std::vector<std::int8_t>;

/// Entries f(v), limited to int8.
Table tableOf(const std::function<std::int32_t(std::int32_t)>& f);

/// QUANTIZE from int8 to int8, RELU and its like before their bounds.
Table requantizeTable(const QuantTensor& input, const QuantTensor& output);
/// Input, made float, made int8 again.
Table roundTripTable(const QuantTensor& input, const QuantTensor& output);
/// RELU, RELU6, ...: requantized, with the scales divided in float as TFLite does here.
Table rectifierTable(const QuantTensor& input, const QuantTensor& output);
Table leakyReluTable(const QuantTensor& input, const QuantTensor& output, float alpha);
/// `slope`: PRELU's for this channel, at the scale and zero point of `alpha`.
Table preluTable(const QuantTensor& input, const QuantTensor& output, const QuantTensor& alpha,
                 std::int32_t slope);
Table logisticTable(const QuantTensor& input);
Table tanhTable(const QuantTensor& input);
/// Empty if the output's scale is so fine that TFLite refuses it.
Table hardSwishTable(const QuantTensor& input, const QuantTensor& output);

/// x + k, x - k, k - x and x * k for the constant `k` at the scale and zero point of `constant`.
Table addTable(const QuantTensor& input, const QuantTensor& constant, std::int32_t k,
               const QuantTensor& output);
Table subTable(const QuantTensor& input, const QuantTensor& constant, std::int32_t k, bool constantFirst,
               const QuantTensor& output);
Table mulTable(const QuantTensor& input, const QuantTensor& constant, std::int32_t k,
               const QuantTensor& output);

/// 1 / (1 + exp(-x)) and tanh(x) in 32-bit fixed point: x has 4 integer bits, the result none (gemmlowp).
std::int32_t fixedLogistic(std::int32_t x);
std::int32_t fixedTanh(std::int32_t x);

} // namespace microt::tflite
