// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace microt::report {

/// The recipe that came with an extractor as JSON; a string of its text if it is not a JSON object. It comes
/// from a file that anybody may have made: what is nested deeper than a recipe ever is gets dropped.
nlohmann::ordered_json recipeJson(const std::string& recipe);

} // namespace microt::report
