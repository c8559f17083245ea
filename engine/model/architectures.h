// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/model/graph.h"

namespace microt {

/// Built-in architectures without weights: "mcunet-in0", "mcunet-in3", "mcunet-vww0", "proxyless-w0.3".
std::vector<std::string> architectureNames();

/// A built-in architecture at any resolution of 16 to 512 pixels. `resolution` 0 takes its own; `classes` 0
/// leaves out the classifier. Errors: invalidArgument, outOfRange.
Result<Graph> makeArchitecture(const std::string& name, int resolution, int classes);

} // namespace microt
