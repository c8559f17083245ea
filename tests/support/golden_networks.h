// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/model/quant_model.h"

namespace microt::test {

constexpr int kGoldenPictures = 4;

/// Byte i of picture k of a network's input.
inline std::uint8_t goldenByte(std::size_t i, int k)
{
    return static_cast<std::uint8_t>((i * 37 + 11 + static_cast<std::size_t>(k) * 101) & 255);
}

/// Names of the networks in `folder` (dataFolder() / "models") beside which lies what TensorFlow Lite for
/// Microcontrollers computes for four pictures; smallest file first.
std::vector<std::string> goldenNames(const std::filesystem::path& folder);

/// What a network computed for the four pictures, as the files have it: one picture after the other, int8, or
/// float32 logits where the network's output is float.
struct GoldenOutputs
{
    std::vector<std::uint8_t> features; ///< empty: none are known
    std::vector<std::uint8_t> logits;
};

/// A network of other people with its classifier, and what it must give.
struct GoldenNetwork
{
    QuantModel model; ///< as imported
    QuantModel whole; ///< with the classifier's operators among the others; its features are the logits
    int features = 0; ///< the operator of `whole` that computes the features
    bool isFloat = false;
    GoldenOutputs expected;

    /// Picture `k` as int8 input of the network.
    std::vector<std::int8_t> input(int k) const;
    /// The same as pixels: the input tables of these networks subtract 128.
    std::vector<std::uint8_t> pixels(int k) const;
    /// Appends what was computed for one picture: int8, as tensors have it.
    void add(GoldenOutputs& outputs, const std::int8_t* featureValues, const std::int8_t* logits) const;
    /// Says of what was computed for all pictures how it differs; empty: not at all.
    std::string difference(const GoldenOutputs& outputs) const;
};

/// Reads NAME.tflite with its .features.bin and .logits.bin from `folder`. Errors: those of importTflite and
/// readFile, badModel if it has no integers or no classifier.
Result<GoldenNetwork> openGolden(const std::filesystem::path& folder, const std::string& name);

/// The same operators with the reference kernels, every tensor in memory of its own.
GoldenOutputs runUnplanned(const GoldenNetwork& network);

} // namespace microt::test
