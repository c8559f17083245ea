// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "engine/base/spread.h"

namespace microt::cli {

/// {"mean", "deviation", "values"}.
nlohmann::json jsonOf(const Spread& spread);

/// "81.20 +- 0.45".
std::string textOf(const Spread& spread);

} // namespace microt::cli
