// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/base/result.h"

namespace microt {

/// Parses `text`, refusing nesting deeper than 64 before the parser sees it. `source` names it in errors:
/// malformed (with the byte), hostileContent (nesting).
Result<nlohmann::json> parseJson(std::string_view text, const std::string& source);

/// Reads members of a JSON object and says where it was when something is missing or wrong. Lives no longer
/// than the json it looks at.
class JsonObject
{
public:
    /// `where` is the path of `json` for messages, "net.json: blocks[3]". Error: badModel if it is no object.
    static Result<JsonObject> of(const nlohmann::json& json, std::string where);

    bool has(const char* key) const { return m_json->contains(key); }
    /// The member `key`. Error: badModel if it is missing.
    Result<const nlohmann::json*> member(const char* key) const;
    Result<JsonObject> object(const char* key) const;
    /// Integer in [low, high]; floating point numbers are refused. Error: badModel.
    Result<int> integer(const char* key, std::int64_t low, std::int64_t high) const;
    /// Finite number. Error: badModel.
    Result<double> number(const char* key) const;
    Result<std::string> string(const char* key) const;
    /// Lists of at most `maxCount` members. Error: badModel.
    Result<std::vector<std::int64_t>> integers(const char* key, std::int64_t low, std::int64_t high,
                                               std::size_t maxCount) const;
    Result<std::vector<double>> numbers(const char* key, std::size_t maxCount) const;
    Result<std::vector<JsonObject>> objects(const char* key, std::size_t maxCount) const;
    /// Success if `key` is absent or equals `expected`. Error: unsupportedOperator.
    Status require(const char* key, const nlohmann::json& expected) const;

    std::string path(const char* key) const;

private:
    Result<const nlohmann::json*> list(const char* key, std::size_t maxCount) const;

    JsonObject(const nlohmann::json& json, std::string where) : m_json(&json), m_where(std::move(where)) {}

    const nlohmann::json* m_json;
    std::string m_where;
};

} // namespace microt
