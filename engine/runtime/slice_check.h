// SPDX-License-Identifier: Apache-2.0
// Private to engine/runtime: what checkImage() asks about slice groups.
#pragma once

#include "engine/runtime/image.h"

namespace microt {

/// Every slice group is whole, of operators that can run in slices, between exits; tensors inside it are used
/// by it alone and hold the rows that they must. Everything else of the image but lifetimes was checked.
Error checkSlices(const ImageView& image);

/// Operators [first, end) run in turns.
struct OperatorRange
{
    int first = 0;
    int end = 0;
};
/// The slice group of an operator, or the operator alone; groups were checked.
OperatorRange operatorsWith(const ImageView& image, int op);

/// Whether operator `op` may write its output over `tensor`, an input that nobody uses afterwards and that
/// lies in the same memory, at least in part.
bool mayWriteOver(const ImageView& image, int op, int tensor);

} // namespace microt
