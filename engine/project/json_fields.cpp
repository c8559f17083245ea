// SPDX-License-Identifier: Apache-2.0
#include "engine/project/json_fields.h"

#include <optional>

#include "engine/base/files.h"

namespace microt {

namespace {

const nlohmann::json kEmptyObject = nlohmann::json::object();
const nlohmann::json kEmptyList = nlohmann::json::array();

std::optional<int> hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return std::nullopt;
}

std::optional<std::string> bytesFromHex(const std::string& hex)
{
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        const auto high = hexDigit(hex[i]);
        const auto low = i + 1 < hex.size() ? hexDigit(hex[i + 1]) : std::nullopt;
        if (!high || !low)
            return std::nullopt;
        bytes += static_cast<char>(*high * 16 + *low);
    }
    return bytes;
}

} // namespace

JsonFields::JsonFields(const nlohmann::json& object, std::string where, Failure& failure)
    : m_object(object.is_object() ? object : kEmptyObject), m_where(std::move(where)), m_failure(failure)
{
    if (!object.is_object() && m_failure.code == Error::none)
        m_failure = {Error::malformed,
                     (m_where.empty() ? "it" : "\"" + m_where + "\"") + " is not an object"};
}

std::string JsonFields::path(const char* key) const
{
    return m_where.empty() ? key : m_where + "." + key;
}

void JsonFields::refuse(const char* key, const std::string& what)
{
    if (m_failure.code == Error::none)
        m_failure = {Error::malformed, "\"" + path(key) + "\" " + what};
}

const nlohmann::json* JsonFields::find(const char* key) const
{
    const auto found = m_object.find(key);
    return found == m_object.end() ? nullptr : &*found;
}

void JsonFields::read(const char* key, std::string& value)
{
    const nlohmann::json* field = find(key);
    if (field == nullptr)
        return;
    if (!field->is_string())
        return refuse(key, "is not a text");
    value = field->get<std::string>();
}

void JsonFields::readPath(const char* key, std::string& value)
{
    const nlohmann::json* field = find(key);
    if (field == nullptr || !field->is_object())
        return read(key, value);
    const auto hex = field->find("hex");
    const auto bytes =
        hex != field->end() && hex->is_string() ? bytesFromHex(hex->get<std::string>()) : std::nullopt;
    if (!bytes)
        return refuse(key, "is neither a text nor bytes in \"hex\"");
    value = *bytes;
}

void JsonFields::read(const char* key, bool& value)
{
    const nlohmann::json* field = find(key);
    if (field == nullptr)
        return;
    if (!field->is_boolean())
        return refuse(key, "is neither true nor false");
    value = field->get<bool>();
}

void JsonFields::read(const char* key, int& value, int low, int high)
{
    double number = value;
    read(key, number, low, high);
    if (number != static_cast<int>(number))
        return refuse(key, "is not a whole number");
    value = static_cast<int>(number);
}

void JsonFields::read(const char* key, std::uint64_t& value)
{
    const nlohmann::json* field = find(key);
    if (field == nullptr)
        return;
    if (!field->is_number_unsigned())
        return refuse(key, "is not a whole number of 0 or more");
    value = field->get<std::uint64_t>();
}

void JsonFields::read(const char* key, double& value, double low, double high)
{
    const nlohmann::json* field = find(key);
    if (field == nullptr)
        return;
    if (!field->is_number())
        return refuse(key, "is not a number");
    const double number = field->get<double>();
    if (!(number >= low && number <= high))
        return refuse(key,
                      "is not between " + nlohmann::json(low).dump() + " and " + nlohmann::json(high).dump());
    value = number;
}

JsonFields JsonFields::object(const char* key)
{
    const nlohmann::json* field = find(key);
    return JsonFields(field != nullptr ? *field : kEmptyObject, path(key), m_failure);
}

const nlohmann::json& JsonFields::list(const char* key)
{
    const nlohmann::json* field = find(key);
    if (field == nullptr)
        return kEmptyList;
    if (!field->is_array()) {
        refuse(key, "is not a list");
        return kEmptyList;
    }
    return *field;
}

nlohmann::json pathToJson(const std::string& path)
{
    if (printable(path) == path)
        return path;
    constexpr char kDigits[] = "0123456789abcdef";
    std::string hex;
    for (const unsigned char byte : path)
        hex += {kDigits[byte >> 4], kDigits[byte & 15]};
    return {{"hex", hex}};
}

} // namespace microt
