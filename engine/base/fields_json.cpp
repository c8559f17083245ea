// SPDX-License-Identifier: Apache-2.0
#include "engine/base/fields_json.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "engine/base/files.h"

namespace microt {

namespace {

using Json = nlohmann::json;
using Words = std::vector<std::string>;

Json textToJson(const std::string& text)
{
    if (printable(text) == text)
        return text;
    constexpr char kDigits[] = "0123456789abcdef";
    std::string hex;
    for (const unsigned char byte : text)
        hex += {kDigits[byte >> 4], kDigits[byte & 15]};
    return {{"hex", hex}};
}

std::optional<std::string> textOf(const Json& value)
{
    if (value.is_string())
        return value.get<std::string>();
    const auto hex = value.is_object() ? value.find("hex") : value.end();
    if (hex == value.end() || !hex->is_string() || hex->get_ref<const std::string&>().size() % 2 != 0)
        return std::nullopt;
    const auto& digits = hex->get_ref<const std::string&>();
    std::string bytes;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        unsigned char byte = 0;
        const auto [end, error] = std::from_chars(digits.data() + i, digits.data() + i + 2, byte, 16);
        if (error != std::errc() || end != digits.data() + i + 2)
            return std::nullopt;
        bytes += static_cast<char>(byte);
    }
    return bytes;
}

bool holdsText(const FieldRef& ref)
{
    return std::holds_alternative<std::string*>(ref.target) ||
           std::holds_alternative<std::vector<std::string>*>(ref.target) ||
           std::holds_alternative<Choice>(ref.target);
}

Json toJson(const FieldRef& ref, const std::string& word)
{
    if (holdsText(ref))
        return textToJson(word);
    Json value = Json::parse(word, nullptr, false); // what is no text is written as JSON writes it
    if (value.is_discarded())
        return word; // not finite: no JSON number, and refused when it is read
    const bool real = std::holds_alternative<double*>(ref.target) ||
                      std::holds_alternative<std::optional<double>*>(ref.target);
    return real ? Json(value.get<double>()) : value;
}

/// The word of one value, if it has the kind that the field takes.
std::optional<std::string> wordOf(const FieldRef& ref, const Json& value)
{
    if (holdsText(ref))
        return textOf(value);
    if (ref.isFlag() ? value.is_boolean() : value.is_number())
        return value.dump();
    return std::nullopt;
}

/// "tasks[1]" and "/split/seed" give "tasks[1].split.seed".
std::string shownPath(const std::string& where, const std::string& pointer)
{
    std::string path = where + pointer;
    std::replace(path.begin(), path.end(), '/', '.');
    return "\"" + (where.empty() ? path.substr(1) : path) + "\"";
}

Status readField(const Json& object, const std::string& where, FieldRef& ref)
{
    const Json::json_pointer pointer(ref.path);
    for (auto above = pointer.parent_pointer(); !above.empty(); above = above.parent_pointer())
        if (object.contains(above) && !object[above].is_object())
            return Failure{Error::malformed, shownPath(where, above.to_string()) + " is not an object."};
    const bool optional = std::holds_alternative<std::optional<int>*>(ref.target) ||
                          std::holds_alternative<std::optional<double>*>(ref.target);
    if (!object.contains(pointer) || (optional && object[pointer].is_null()))
        return {};
    const Json& value = object[pointer];
    const bool isList = ref.mostWords() != 1;
    const std::string name = shownPath(where, ref.path);
    Words words;
    if (isList != value.is_array())
        return Failure{Error::malformed, name + (isList ? " is not a list." : " is a list.")};
    for (const Json& item : isList ? value : Json::array({value})) {
        const std::optional<std::string> word = wordOf(ref, item);
        if (!word)
            return Failure{Error::malformed, name + " is not a " +
                                                 (holdsText(ref) ? "text"
                                                  : ref.isFlag() ? "choice of true and false"
                                                                 : "number") +
                                                 "."};
        words.push_back(*word);
    }
    const Status set = ref.set(words, name);
    return set.ok() ? set : Failure{Error::malformed, set.failure().what};
}

} // namespace

nlohmann::json fieldsToJson(const FieldRefs& fields)
{
    Json json = Json::object();
    for (const FieldRef& ref : fields) {
        const Words words = ref.words();
        Json value = ref.mostWords() == 1 ? Json() : Json::array();
        for (const std::string& word : words)
            if (ref.mostWords() == 1)
                value = toJson(ref, word);
            else
                value.push_back(toJson(ref, word));
        if (!value.is_null())
            json[Json::json_pointer(ref.path)] = std::move(value);
    }
    return json;
}

Status readFields(const nlohmann::json& object, const std::string& where,
                  const std::function<FieldRefs()>& list)
{
    if (!object.is_object())
        return Failure{Error::malformed, (where.empty() ? "It" : "\"" + where + "\"") + " is not an object."};
    FieldRefs fields = list();
    for (std::size_t i = 0; i < fields.size(); ++i) {
        MICROT_CHECK(readField(object, where, fields[i]));
        const Choice* choice = std::get_if<Choice>(&fields[i].target);
        if (choice != nullptr && choice->changesFields)
            fields = list();
    }
    return {};
}

} // namespace microt
