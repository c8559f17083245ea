// SPDX-License-Identifier: Apache-2.0
#include "engine/report/recipe.h"

#include "engine/report/text.h"

namespace microt::report {

nlohmann::ordered_json recipeJson(const std::string& recipe)
{
    using Json = nlohmann::ordered_json;
    constexpr int kDeepest = 16;
    const auto keepShallow = [](int depth, Json::parse_event_t, Json&) { return depth <= kDeepest; };
    Json json = Json::parse(recipe, keepShallow, false);
    return json.is_object() ? json : Json(cleanText(recipe));
}

} // namespace microt::report
