// SPDX-License-Identifier: Apache-2.0
// Private to engine/exchange/tflite.
#pragma once

#include <optional>
#include <vector>

#include "engine/model/graph.h"

namespace microt::tflite {

// How a file sees an activation that we keep as [height, width, channels]. Reshapes and transposes change the
// view alone, so NCHW files, flattening and channel shuffles cost nothing until an operator needs another
// order than ours.

enum class Axis { row, column, channel };

/// `size` steps of `stride` along an axis.
struct Atom
{
    Axis axis = Axis::channel;
    int size = 1;
    int stride = 1;
};
bool operator==(const Atom& a, const Atom& b);

/// One dimension of the file's tensor: its atoms as digits, the last fastest. None: a side of 1.
using Dim = std::vector<Atom>;
using View = std::vector<Dim>;

/// [1, height, width, channels].
View pictureView(const Shape& shape);
/// [1, channels, height, width].
View channelsFirstView(const Shape& shape);

int sizeOf(const Dim& dim);
std::vector<int> sizesOf(const View& view);

/// All atoms of a view as one dimension: what flattening gives.
Dim flattened(const View& view);

/// The same numbers in the same order as dimensions of other sizes; nothing if sides would have to be cut
/// where no whole number of steps lies.
std::optional<View> reshaped(const View& view, const std::vector<int>& sizes);

/// For each step along a dimension the number of our activation that it reaches, (y * width + x) * channels +
/// channel, from the first.
std::vector<int> orderOf(const Dim& dim, const Shape& shape);

/// Whether a dimension holds channels alone.
bool isChannels(const Dim& dim);

/// Which number of a constant, broadcast against `view` as TensorFlow does, belongs to each channel: one
/// index for all, or one a channel. Nothing if it varies over the picture.
std::optional<std::vector<int>> broadcastOverChannels(std::vector<int> constant, const View& view,
                                                      int channels);

} // namespace microt::tflite
