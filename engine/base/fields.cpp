// SPDX-License-Identifier: Apache-2.0
#include "engine/base/fields.h"

#include <charconv>
#include <cmath>

#include "engine/base/files.h"

namespace microt {

namespace {

template <typename... Handlers>
struct Overloaded : Handlers...
{
    using Handlers::operator()...;
};
template <typename... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

/// As short as reads back to the same number, whatever the locale.
template <typename Number>
std::string wordOf(Number number)
{
    char text[64];
    return std::string(text, std::to_chars(text, text + sizeof text, number).ptr);
}

template <typename Number>
bool parse(const std::string& word, Number& number)
{
    const char* const end = word.data() + word.size();
    const auto [stopped, error] = std::from_chars(word.data(), end, number);
    return error == std::errc() && stopped == end && !word.empty();
}

/// 1000000, not 1e+06.
std::string boundOf(double bound)
{
    const bool whole = bound == std::trunc(bound) && std::abs(bound) < 1e15;
    return whole ? wordOf(static_cast<std::int64_t>(bound)) : wordOf(bound);
}

std::string rangeText(const Field& field)
{
    if (std::isfinite(field.low) && std::isfinite(field.high))
        return " from " + boundOf(field.low) + " to " + boundOf(field.high);
    return std::isfinite(field.low) ? " of " + boundOf(field.low) + " or more" : std::string();
}

/// What is being set, for messages.
struct Setting
{
    const Field& field;
    std::string name;
};

Failure notOne(const Setting& setting, const std::string& what, const std::string& word)
{
    return {Error::invalidArgument, setting.name + " takes " + what + rangeText(setting.field) + ", not \"" +
                                        printable(word) + "\"."};
}

template <typename Number>
Status setNumber(const Setting& setting, Number& number, const std::string& word)
{
    const char* what = std::is_floating_point_v<Number> ? "a number" : "a whole number";
    Number read{};
    if (!parse(word, read))
        return notOne(setting, what, word);
    const auto value = static_cast<double>(read);
    if (!std::isfinite(value) || value < setting.field.low || value > setting.field.high)
        return Failure{Error::outOfRange, notOne(setting, what, word).what};
    number = read;
    return {};
}

} // namespace

std::string FieldRef::option() const
{
    if (field.option != nullptr)
        return *field.option == '\0' ? std::string() : std::string("--") + field.option;
    std::string name = "--";
    for (const char* at = field.key; *at != '\0'; ++at) {
        const bool capital = *at >= 'A' && *at <= 'Z';
        name += capital ? std::string("-") + static_cast<char>(*at - 'A' + 'a') : std::string(1, *at);
    }
    return name;
}

int FieldRef::mostWords() const
{
    if (std::holds_alternative<std::vector<std::string>*>(target))
        return -1;
    return std::holds_alternative<std::array<float, 3>*>(target) ? 3 : 1;
}

std::vector<std::string> FieldRef::words() const
{
    using Words = std::vector<std::string>;
    const auto optional = [](const auto& value) { return value ? Words{wordOf(*value)} : Words(); };
    return std::visit(
        Overloaded{[](const bool* value) { return Words{*value ? "true" : "false"}; },
                   [](const std::string* value) { return Words{*value}; },
                   [](const std::vector<std::string>* value) { return *value; },
                   [&](const std::optional<int>* value) { return optional(*value); },
                   [&](const std::optional<double>* value) { return optional(*value); },
                   [](const std::array<float, 3>* value) {
                       return Words{wordOf((*value)[0]), wordOf((*value)[1]), wordOf((*value)[2])};
                   },
                   [](const Choice& choice) { return Words{choice.names[choice.index]}; },
                   [](const auto* number) { return Words{wordOf(*number)}; }},
        target);
}

Status FieldRef::set(const std::vector<std::string>& words, const std::string& name)
{
    const std::string shown = !name.empty() ? name : !option().empty() ? option() : field.key;
    const Setting setting{field, shown};
    const std::string word = words.empty() ? std::string() : words.front();
    const auto optional = [&](auto& value) -> Status {
        if (words.empty()) {
            value.reset();
            return {};
        }
        std::decay_t<decltype(*value)> number{};
        MICROT_CHECK(setNumber(setting, number, word));
        value = number;
        return {};
    };
    return std::visit(Overloaded{[&](bool* value) -> Status {
                                     if (word != "true" && word != "false")
                                         return notOne(setting, "true or false", word);
                                     *value = word == "true";
                                     return {};
                                 },
                                 [&](std::string* value) -> Status {
                                     *value = word;
                                     return {};
                                 },
                                 [&](std::vector<std::string>* value) -> Status {
                                     *value = words;
                                     return {};
                                 },
                                 [&](std::optional<int>* value) { return optional(*value); },
                                 [&](std::optional<double>* value) { return optional(*value); },
                                 [&](std::array<float, 3>* value) -> Status {
                                     if (words.size() != value->size())
                                         return notOne(setting, "three numbers", word);
                                     for (std::size_t i = 0; i < words.size(); ++i)
                                         MICROT_CHECK(setNumber(setting, (*value)[i], words[i]));
                                     return {};
                                 },
                                 [&](Choice& choice) -> Status {
                                     MICROT_TRY(choice.index, findName(word, choice.names, shown));
                                     choice.set(choice.index);
                                     return {};
                                 },
                                 [&](auto* number) { return setNumber(setting, *number, word); }},
                      target);
}

Result<std::size_t> findName(const std::string& name, const std::vector<const char*>& names,
                             const std::string& what)
{
    std::string known;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (name == names[i])
            return i;
        known += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + std::string(names[i]);
    }
    return Failure{Error::invalidArgument, what + " takes " + known + ", not \"" + printable(name) + "\"."};
}

std::string fieldsText(const FieldRefs& fields)
{
    std::string text;
    for (const FieldRef& ref : fields)
        text += ref.path + "=" + shellCommand(ref.words()) + "\n";
    return text;
}

Status checkFields(const FieldRefs& fields)
{
    for (FieldRef ref : fields)
        MICROT_CHECK(ref.set(ref.words()));
    return {};
}

std::vector<std::string> optionWords(const FieldRefs& fields, const FieldRefs& usual)
{
    std::vector<std::string> line;
    for (const FieldRef& ref : fields) {
        const std::vector<std::string> words = ref.words();
        bool same = !ref.usual.empty() && ref.usual == words;
        for (const FieldRef& other : usual)
            same = same || (other.path == ref.path && other.words() == words);
        if (same || ref.option().empty())
            continue;
        if (ref.isFlag()) {
            line.push_back(words.front() == "true" ? ref.option() : std::string("--") + ref.field.negation);
            continue;
        }
        line.push_back(ref.option());
        line.insert(line.end(), words.begin(), words.end());
    }
    return line;
}

Result<std::vector<std::string>> readOptionWords(const std::vector<std::string>& words,
                                                 const std::function<FieldRefs()>& list)
{
    std::vector<std::string> others;
    const auto isOption = [&words](std::size_t i) { return words[i].rfind("--", 0) == 0; };
    for (std::size_t i = 0; i < words.size();) {
        const std::string& name = words[i++];
        if (!isOption(i - 1)) {
            others.push_back(name);
            continue;
        }
        FieldRefs fields = list(); // a variant's differ with what was set before
        const auto turnsOff = [&name](const FieldRef& ref) {
            return ref.field.negation != nullptr && name == std::string("--") + ref.field.negation;
        };
        const auto field = std::find_if(fields.begin(), fields.end(), [&](const FieldRef& ref) {
            return ref.option() == name || turnsOff(ref);
        });
        if (field == fields.end())
            return Failure{Error::invalidArgument, "There is no option " + printable(name) + "."};
        std::vector<std::string> values;
        if (field->isFlag())
            values.push_back(turnsOff(*field) ? "false" : "true");
        else
            while (i < words.size() && !isOption(i) &&
                   (field->mostWords() < 0 || static_cast<int>(values.size()) < field->mostWords()))
                values.push_back(words[i++]);
        if (values.empty() && field->mostWords() > 0)
            return Failure{Error::invalidArgument, name + " takes a value."};
        MICROT_CHECK(field->set(values));
    }
    return others;
}

std::string shellWord(const std::string& word)
{
    constexpr const char* kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./_+=:,@%-";
    if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos)
        return word;
    std::string quoted = "'";
    for (const char c : word)
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

std::string shellCommand(const std::vector<std::string>& words)
{
    std::string line;
    for (const std::string& word : words)
        line += (line.empty() ? "" : " ") + shellWord(word);
    return line;
}

std::vector<std::string> shellWords(const std::string& command)
{
    std::vector<std::string> words;
    bool inWord = false;
    bool quoted = false;
    for (std::size_t i = 0; i < command.size(); ++i) {
        const char c = command[i];
        if (!quoted && c == ' ') {
            inWord = false;
            continue;
        }
        if (!inWord)
            words.emplace_back();
        inWord = true;
        if (c == '\'')
            quoted = !quoted;
        else if (!quoted && c == '\\' && i + 1 < command.size())
            words.back() += command[++i];
        else
            words.back() += c;
    }
    return words;
}

} // namespace microt
