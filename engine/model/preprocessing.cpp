// SPDX-License-Identifier: Apache-2.0
#include "engine/model/preprocessing.h"

namespace microt {

bool operator==(const Preprocessing& a, const Preprocessing& b)
{
    return a.resolution == b.resolution && a.resize == b.resize && a.mean == b.mean &&
           a.deviation == b.deviation;
}

} // namespace microt
