// SPDX-License-Identifier: Apache-2.0
#include "engine/base/guarded_json.h"

#include <algorithm>
#include <cmath>

#include "engine/base/files.h"

namespace microt {

namespace {

constexpr int kMaxNesting = 64;

/// Deepest nesting of brackets outside strings, which is what a parser would have to follow.
int nestingOf(std::string_view text)
{
    int depth = 0;
    int deepest = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '[' || c == '{') {
            deepest = std::max(deepest, ++depth);
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
    return deepest;
}

/// A short rendering of a value for messages.
std::string shown(const nlohmann::json& value)
{
    if (value.is_object() || value.is_array())
        return value.is_object() ? "an object" : "a list";
    const std::string text = value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    return text.size() > 60 ? text.substr(0, 57) + "..." : text;
}

Result<std::int64_t> wholeNumber(const nlohmann::json& value, const std::string& path, std::int64_t low,
                                 std::int64_t high)
{
    const bool fits =
        value.is_number_unsigned() ? value.get<std::uint64_t>() <= INT64_MAX : value.is_number_integer();
    if (!fits || value.get<std::int64_t>() < low || value.get<std::int64_t>() > high)
        return Failure{Error::badModel, path + " is " + shown(value) + ", expected a whole number from " +
                                            std::to_string(low) + " to " + std::to_string(high) + "."};
    return value.get<std::int64_t>();
}

Result<double> finiteNumber(const nlohmann::json& value, const std::string& path)
{
    if (!value.is_number() || !std::isfinite(value.get<double>()))
        return Failure{Error::badModel, path + " is " + shown(value) + ", expected a number."};
    return value.get<double>();
}

} // namespace

Result<nlohmann::json> parseJson(std::string_view text, const std::string& source)
{
    if (const int nesting = nestingOf(text); nesting > kMaxNesting)
        return Failure{Error::hostileContent, source + " nests " + std::to_string(nesting) +
                                                  " levels deep; a network needs fewer than " +
                                                  std::to_string(kMaxNesting) + "."};
    try {
        return nlohmann::json::parse(text);
    } catch (const nlohmann::json::parse_error& error) {
        return Failure{Error::malformed, source + " is not valid JSON: it goes wrong at byte " +
                                             std::to_string(error.byte) + "."};
    } catch (const nlohmann::json::exception& error) {
        return Failure{Error::malformed,
                       source + " is not valid JSON: " + printable(std::string_view(error.what()))};
    }
}

Result<JsonObject> JsonObject::of(const nlohmann::json& json, std::string where)
{
    if (!json.is_object())
        return Failure{Error::badModel, where + " is " + shown(json) + ", expected an object."};
    return JsonObject(json, std::move(where));
}

std::string JsonObject::path(const char* key) const
{
    return m_where + (m_where.back() == ':' ? " " : ".") + key;
}

Result<const nlohmann::json*> JsonObject::member(const char* key) const
{
    const auto found = m_json->find(key);
    if (found == m_json->end())
        return Failure{Error::badModel, path(key) + " is missing."};
    return &*found;
}

Result<JsonObject> JsonObject::object(const char* key) const
{
    MICROT_TRY(const nlohmann::json* value, member(key));
    return of(*value, path(key));
}

Result<int> JsonObject::integer(const char* key, std::int64_t low, std::int64_t high) const
{
    MICROT_TRY(const nlohmann::json* value, member(key));
    MICROT_TRY(const std::int64_t number, wholeNumber(*value, path(key), low, high));
    return static_cast<int>(number);
}

Result<double> JsonObject::number(const char* key) const
{
    MICROT_TRY(const nlohmann::json* value, member(key));
    return finiteNumber(*value, path(key));
}

Result<const nlohmann::json*> JsonObject::list(const char* key, std::size_t maxCount) const
{
    MICROT_TRY(const nlohmann::json* value, member(key));
    if (!value->is_array() || value->size() > maxCount)
        return Failure{Error::badModel,
                       path(key) + " must be a list of at most " + std::to_string(maxCount) + "."};
    return value;
}

Result<std::vector<std::int64_t>> JsonObject::integers(const char* key, std::int64_t low, std::int64_t high,
                                                       std::size_t maxCount) const
{
    MICROT_TRY(const nlohmann::json* values, list(key, maxCount));
    std::vector<std::int64_t> numbers;
    for (const nlohmann::json& value : *values) {
        MICROT_TRY(const std::int64_t number, wholeNumber(value, path(key), low, high));
        numbers.push_back(number);
    }
    return numbers;
}

Result<std::vector<double>> JsonObject::numbers(const char* key, std::size_t maxCount) const
{
    MICROT_TRY(const nlohmann::json* values, list(key, maxCount));
    std::vector<double> numbers;
    for (const nlohmann::json& value : *values) {
        MICROT_TRY(const double number, finiteNumber(value, path(key)));
        numbers.push_back(number);
    }
    return numbers;
}

Result<std::vector<JsonObject>> JsonObject::objects(const char* key, std::size_t maxCount) const
{
    MICROT_TRY(const nlohmann::json* values, list(key, maxCount));
    std::vector<JsonObject> objects;
    for (std::size_t i = 0; i < values->size(); ++i) {
        MICROT_TRY(const JsonObject object, of((*values)[i], path(key) + "[" + std::to_string(i) + "]"));
        objects.push_back(object);
    }
    return objects;
}

Result<std::string> JsonObject::string(const char* key) const
{
    MICROT_TRY(const nlohmann::json* value, member(key));
    if (!value->is_string())
        return Failure{Error::badModel, path(key) + " is " + shown(*value) + ", expected text."};
    return value->get<std::string>();
}

Status JsonObject::require(const char* key, const nlohmann::json& expected) const
{
    const auto found = m_json->find(key);
    if (found == m_json->end() || *found == expected)
        return {};
    return Failure{Error::unsupportedOperator,
                   path(key) + " is " + shown(*found) + "; only " + shown(expected) + " is supported."};
}

} // namespace microt
