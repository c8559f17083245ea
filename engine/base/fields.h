// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "engine/base/result.h"

namespace microt {

// An options struct names its fields once, as the protocol's messages do:
//
//     template <typename Self, typename Visitor>
//     static void fields(Self& self, Visitor& visit)
//     {
//         visit(self.epochs, Field("epochs", "Passes over the pool").range(1, 100000));
//     }
//
// Equality, cache keys, JSON, the command line, the command that a page shows, and checks with their messages
// all walk that one list. Fields are bool, int, std::uint64_t, double, std::string, optional int and double,
// lists of texts, three floats, enumerations, other such structs (their fields follow), and variants of such
// structs (a choice, then the fields of what is chosen). An enumeration or variant has names, in the order of
// its values: `constexpr std::array<const char*, N> namesOf(Type)` beside the type.

/// What is said of one field.
struct Field
{
    const char* key;                ///< in JSON: "testShare"; on the command line --test-share
    const char* help;               ///< one sentence for --help and tooltips, with the unit
    const char* option = nullptr;   ///< another name on the command line, or "" for none
    const char* negation = nullptr; ///< of a flag that is on by default: the option that turns it off
    double low = -std::numeric_limits<double>::infinity(); ///< of a number
    double high = std::numeric_limits<double>::infinity();

    constexpr Field(const char* fieldKey, const char* sentence) : key(fieldKey), help(sentence) {}
    constexpr Field range(double lowest, double highest) const
    {
        Field field = *this;
        field.low = lowest;
        field.high = highest;
        return field;
    }
    constexpr Field named(const char* name) const
    {
        Field field = *this;
        field.option = name;
        return field;
    }
    constexpr Field offBy(const char* name) const
    {
        Field field = *this;
        field.negation = name;
        return field;
    }
};

/// A value that is one of several names.
struct Choice
{
    std::vector<const char*> names;
    std::size_t index = 0;
    std::function<void(std::size_t)> set;
    bool changesFields = false; ///< of a variant: list the fields anew once it is set
};

/// A field of one object. It must not outlive the object.
struct FieldRef
{
    using Target =
        std::variant<bool*, int*, std::uint64_t*, double*, std::string*, std::optional<int>*,
                     std::optional<double>*, std::vector<std::string>*, std::array<float, 3>*, Choice>;
    std::string path; ///< "/stage/head/neighbours", a JSON pointer
    Field field;
    Target target;
    std::vector<std::string> usual; ///< words of the default; of a variant's field only

    std::string option() const; ///< "--test-share", or empty: not on the command line
    bool isFlag() const { return std::holds_alternative<bool*>(target); }
    /// How many words the value takes at most; -1: any number.
    int mostWords() const;
    /// The value in words, numbers as short as they read back. None for an absent optional; a flag is "true"
    /// or "false".
    std::vector<std::string> words() const;
    /// Errors: invalidArgument, outOfRange; the message begins with `name`, or with the option.
    Status set(const std::vector<std::string>& words, const std::string& name = {});
};
using FieldRefs = std::vector<FieldRef>;

template <typename Enum>
const char* nameOf(Enum value)
{
    return namesOf(Enum{})[static_cast<std::size_t>(value)];
}

/// Errors: invalidArgument (names what there is).
Result<std::size_t> findName(const std::string& name, const std::vector<const char*>& names,
                             const std::string& what);

template <typename Enum>
Result<Enum> parseName(const std::string& name, const std::string& what)
{
    const auto names = namesOf(Enum{});
    MICROT_TRY(const std::size_t index, findName(name, {names.begin(), names.end()}, what));
    return static_cast<Enum>(index);
}

/// Makes a variant hold its alternative `index`, with its defaults; what is chosen already stays as it is.
template <std::size_t I = 0, typename... T>
void chooseAlternative(std::variant<T...>& variant, std::size_t index)
{
    if constexpr (I < sizeof...(T)) {
        if (index == I && variant.index() != I)
            variant.template emplace<I>();
        else if (index != I)
            chooseAlternative<I + 1>(variant, index);
    }
}

namespace detail {

template <typename T>
struct IsVariant : std::false_type
{};
template <typename... T>
struct IsVariant<std::variant<T...>> : std::true_type
{};

class FieldLister
{
public:
    template <typename T>
    void operator()(T& value, const Field& field)
    {
        const std::string path = m_path + "/" + field.key;
        if constexpr (IsVariant<T>::value) {
            add(path, field,
                choiceOf(
                    namesOf(T{}), value.index(), [&value](std::size_t i) { chooseAlternative(value, i); },
                    true));
            std::visit([this](auto& chosen) { listAlternative(chosen); }, value);
        } else if constexpr (std::is_enum_v<T>) {
            add(path, field,
                choiceOf(
                    namesOf(T{}), static_cast<std::size_t>(value),
                    [&value](std::size_t i) { value = static_cast<T>(i); }, false));
        } else if constexpr (std::is_constructible_v<FieldRef::Target, T*>) {
            add(path, field, &value);
        } else {
            const std::string outside = std::exchange(m_path, path);
            T::fields(value, *this);
            m_path = outside;
        }
    }

    FieldRefs take() { return std::move(m_fields); }

private:
    template <typename Names, typename Set>
    static Choice choiceOf(const Names& names, std::size_t index, Set set, bool changesFields)
    {
        return {{names.begin(), names.end()}, index, set, changesFields};
    }

    template <typename Alternative>
    void listAlternative(Alternative& chosen)
    {
        const std::size_t first = m_fields.size();
        Alternative::fields(chosen, *this);
        Alternative fresh;
        FieldLister defaults;
        Alternative::fields(fresh, defaults);
        for (std::size_t i = 0; i < defaults.m_fields.size(); ++i)
            m_fields[first + i].usual = defaults.m_fields[i].words();
    }

    void add(const std::string& path, const Field& field, FieldRef::Target target)
    {
        m_fields.push_back({path, field, std::move(target), {}});
    }

    std::string m_path;
    FieldRefs m_fields;
};

} // namespace detail

/// Every field of an object, in the order of its lists.
template <typename Options>
FieldRefs fieldsOf(Options& options)
{
    detail::FieldLister lister;
    Options::fields(options, lister);
    return lister.take();
}

/// One line "path=words" a field: equal options, and no others, give equal text. For keys of caches.
std::string fieldsText(const FieldRefs& fields);
template <typename Options>
std::string fieldsText(Options options) // a copy: listing wants to be able to write
{
    return fieldsText(fieldsOf(options));
}

template <typename Options>
bool sameFields(const Options& a, const Options& b)
{
    return fieldsText(a) == fieldsText(b);
}

/// Whether every number lies in its range. Errors as FieldRef::set().
Status checkFields(const FieldRefs& fields);
template <typename Options>
Status checkFields(Options options)
{
    return checkFields(fieldsOf(options));
}

/// The words of a command line that say what differs from `usual`, in order.
std::vector<std::string> optionWords(const FieldRefs& fields, const FieldRefs& usual);
template <typename Options>
std::vector<std::string> optionWords(Options options, Options usual = {})
{
    return optionWords(fieldsOf(options), fieldsOf(usual));
}

/// Sets what optionWords() says, and returns the words that no option takes, in order. Errors: as
/// FieldRef::set(), invalidArgument for an option that is none of theirs.
Result<std::vector<std::string>> readOptionWords(const std::vector<std::string>& words,
                                                 const std::function<FieldRefs()>& list);
template <typename Options>
Result<std::vector<std::string>> readOptionWords(const std::vector<std::string>& words, Options& options)
{
    return readOptionWords(words, [&options] { return fieldsOf(options); });
}

/// A word as a POSIX shell takes it, quoted only where needed.
std::string shellWord(const std::string& word);
/// Words as one command line.
std::string shellCommand(const std::vector<std::string>& words);
/// The words of such a line.
std::vector<std::string> shellWords(const std::string& command);

} // namespace microt
