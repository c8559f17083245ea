// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/model/network_plan.h"

namespace microt {

/// Reads the architecture of an MCUNet zoo network from its JSON text; `source` names it in errors:
/// malformed, badModel (a member is missing or out of range, by its path), unsupportedOperator,
/// hostileContent.
Result<NetworkPlan> parseZooArchitecture(std::string_view text, const std::string& source);

} // namespace microt
