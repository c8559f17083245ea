// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include <nlohmann/json.hpp>

#include "engine/base/fields.h"

namespace microt {

/// The fields as a JSON object, nested as the lists are. An absent optional is left out. A text whose bytes
/// are not UTF-8, which JSON cannot hold, is {"hex": …}.
nlohmann::json fieldsToJson(const FieldRefs& fields);
template <typename Options>
nlohmann::json fieldsToJson(Options options)
{
    return fieldsToJson(fieldsOf(options));
}

/// Reads what fieldsToJson() made into the object that `list` lists. Unknown keys are ignored, missing ones
/// leave what is there. `where` precedes the path in messages: "tasks[1]". Errors: malformed (names the
/// path).
Status readFields(const nlohmann::json& object, const std::string& where,
                  const std::function<FieldRefs()>& list);
template <typename Options>
Status readFields(const nlohmann::json& object, const std::string& where, Options& options)
{
    return readFields(object, where, [&options] { return fieldsOf(options); });
}

} // namespace microt
