// SPDX-License-Identifier: Apache-2.0
// Private to engine/exchange/tflite.
#pragma once

#include <functional>

#include "engine/exchange/tflite/tflite_network_private.h"

namespace microt::tflite {

/// A convolution's numbers as a file has them.
struct Filters
{
    int out = 0;
    int height = 1;
    int width = 1;
    int in = 0;        ///< channels of one group
    int dimension = 0; ///< of the file's weights, which counts output channels
    /// Where the file has the weight of output channel o, row y, column x and input channel i.
    std::function<std::size_t(int o, int y, int x, int i)> place;
};

/// Reads weights (input 1) and biases (input 2, if any) into `step`, whose node has its window, groups and
/// shapes. `input`: what the operator reads. Errors: unsupportedFormat, unsupportedOperator, hostileContent,
/// shapeMismatch.
Status readFilters(TfliteNetwork& network, const TfliteOperator& op, const Filters& filters, Step& step);

/// The window that `options` slide over the input with `pads` around it. Errors: shapeMismatch (the output's
/// size is another), hostileContent.
struct Sliding
{
    Padding padding = Padding::SAME;
    int height = 1, width = 1, strideY = 1, strideX = 1;
};
Result<Window> placeWindow(const TfliteOperator& op, const Sliding& sliding, const Pads& pads,
                           const Shape& in, const Shape& out);

/// Whether zeros lie further out than a window can place them; they must stand in the picture then.
bool reachesTooFar(const Window& window, const Shape& in, const Shape& out);

} // namespace microt::tflite
