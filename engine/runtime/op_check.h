// SPDX-License-Identifier: Apache-2.0
// Private to engine/runtime: what checkImage() asks about one operator.
#pragma once

#include "engine/runtime/image.h"

namespace microt {

/// Kind, shapes, constants and scratch of one operator. The image's sections and tensors were checked.
Error checkOp(const ImageView& image, const ImageOp& op);

/// Whether `bytes` constants at `offset` lie inside the image's, aligned.
inline bool constantsInside(const ImageView& image, std::uint32_t offset, std::uint64_t bytes,
                            std::uint32_t alignment)
{
    return offset % alignment == 0 && offset <= image.header->constantBytes &&
           bytes <= image.header->constantBytes - offset;
}

inline std::int64_t elementsOf(const ImageTensor& tensor)
{
    return std::int64_t{tensor.height} * tensor.width * tensor.channels;
}

} // namespace microt
