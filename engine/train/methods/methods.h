// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/train/methods/method.h"

namespace microt {

// One file each. Ask methodOf() for them.

const Method& noneMethod();
const Method& ttlMethod();
const Method& fullMethod();
const Method& tinyTlMethod();
const Method& sparseUpdateMethod();
const Method& tinyTrainMethod();
const Method& microtMethod();

} // namespace microt
