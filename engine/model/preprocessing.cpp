// SPDX-License-Identifier: Apache-2.0
#include "engine/model/preprocessing.h"

namespace microt {

bool operator==(const Preprocessing& a, const Preprocessing& b)
{
    return a.height == b.height && a.width == b.width && a.resize == b.resize &&
           a.interpolation == b.interpolation && a.colour == b.colour && a.mean == b.mean &&
           a.deviation == b.deviation;
}

} // namespace microt
