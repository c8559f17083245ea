// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/tflite/tflite_view_private.h"

#include <algorithm>

namespace microt::tflite {

namespace {

/// Appends an atom, as one with the last where they go on along one axis.
void join(Dim& dim, const Atom& atom)
{
    if (atom.size == 1)
        return;
    if (!dim.empty() && dim.back().axis == atom.axis && dim.back().stride == atom.stride * atom.size) {
        dim.back().size *= atom.size;
        dim.back().stride = atom.stride;
        return;
    }
    dim.push_back(atom);
}

Dim whole(Axis axis, int size)
{
    Dim dim;
    join(dim, {axis, size, 1});
    return dim;
}

} // namespace

bool operator==(const Atom& a, const Atom& b)
{
    return a.axis == b.axis && a.size == b.size && a.stride == b.stride;
}

View pictureView(const Shape& shape)
{
    return {{},
            whole(Axis::row, shape.height),
            whole(Axis::column, shape.width),
            whole(Axis::channel, shape.channels)};
}

View channelsFirstView(const Shape& shape)
{
    return {{},
            whole(Axis::channel, shape.channels),
            whole(Axis::row, shape.height),
            whole(Axis::column, shape.width)};
}

int sizeOf(const Dim& dim)
{
    int size = 1;
    for (const Atom& atom : dim)
        size *= atom.size;
    return size;
}

std::vector<int> sizesOf(const View& view)
{
    std::vector<int> sizes;
    for (const Dim& dim : view)
        sizes.push_back(sizeOf(dim));
    return sizes;
}

Dim flattened(const View& view)
{
    Dim all;
    for (const Dim& dim : view)
        for (const Atom& atom : dim)
            join(all, atom);
    return all;
}

std::optional<View> reshaped(const View& view, const std::vector<int>& sizes)
{
    std::vector<Atom> atoms;
    for (const Dim& dim : view)
        atoms.insert(atoms.end(), dim.begin(), dim.end());
    View made;
    std::size_t at = 0;
    for (int need : sizes) {
        Dim dim;
        while (need > 1) {
            if (at == atoms.size())
                return std::nullopt;
            Atom& atom = atoms[at];
            if (need % atom.size == 0) {
                need /= atom.size;
                join(dim, atom);
                ++at;
            } else if (atom.size % need == 0) {
                atom.size /= need;
                join(dim, {atom.axis, need, atom.stride * atom.size});
                need = 1;
            } else {
                return std::nullopt;
            }
        }
        made.push_back(std::move(dim));
    }
    return at == atoms.size() ? std::optional<View>(std::move(made)) : std::nullopt;
}

std::vector<int> orderOf(const Dim& dim, const Shape& shape)
{
    std::vector<int> order{0};
    for (const Atom& atom : dim) {
        const int step = atom.stride * (atom.axis == Axis::channel  ? 1
                                        : atom.axis == Axis::column ? shape.channels
                                                                    : shape.channels * shape.width);
        std::vector<int> next;
        next.reserve(order.size() * static_cast<std::size_t>(atom.size));
        for (const int start : order)
            for (int i = 0; i < atom.size; ++i)
                next.push_back(start + i * step);
        order = std::move(next);
    }
    return order;
}

bool isChannels(const Dim& dim)
{
    return std::all_of(dim.begin(), dim.end(), [](const Atom& atom) { return atom.axis == Axis::channel; });
}

std::optional<std::vector<int>> broadcastOverChannels(std::vector<int> constant, const View& view,
                                                      int channels)
{
    while (constant.size() < view.size())
        constant.insert(constant.begin(), 1);
    if (constant.size() != view.size())
        return std::nullopt;
    const bool single = std::all_of(constant.begin(), constant.end(), [](int side) { return side == 1; });
    std::vector<int> index(single ? 1 : static_cast<std::size_t>(channels), 0);
    int step = 1;
    for (std::size_t d = view.size(); d-- > 0;) {
        if (constant[d] == 1)
            continue;
        if (constant[d] != sizeOf(view[d]) || !isChannels(view[d]))
            return std::nullopt;
        // The channel's digits along this dimension say how far it lies along the constant.
        for (std::size_t c = 0; c < index.size(); ++c) {
            int place = 0;
            for (const Atom& atom : view[d])
                place = place * atom.size + static_cast<int>(c) / atom.stride % atom.size;
            index[c] += place * step;
        }
        step *= constant[d];
    }
    return index;
}

} // namespace microt::tflite
