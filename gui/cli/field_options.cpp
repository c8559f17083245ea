// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/cli/field_options.h"

#include <algorithm>

#include <CLI/CLI.hpp>

namespace microt::cli {

namespace {

using List = std::function<FieldRefs()>;
using Words = std::vector<std::string>;

/// The fields, those of a variant's other alternatives too.
FieldRefs everyField(const List& list)
{
    FieldRefs all = list();
    const auto known = [&all](const std::string& path) {
        return std::any_of(all.begin(), all.end(), [&](const FieldRef& ref) { return ref.path == path; });
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Choice* choice = std::get_if<Choice>(&all[i].target);
        if (choice == nullptr || !choice->changesFields)
            continue;
        for (std::size_t other = 0; other < choice->names.size(); ++other) {
            choice->set(other);
            for (FieldRef& ref : list())
                if (!known(ref.path))
                    all.push_back(std::move(ref));
        }
        choice->set(choice->index);
    }
    return all;
}

void set(const List& list, const std::string& path, const std::string& option, const Words& words)
{
    FieldRefs fields = list();
    const auto field =
        std::find_if(fields.begin(), fields.end(), [&](const FieldRef& ref) { return ref.path == path; });
    if (field == fields.end())
        throw CLI::ValidationError(option + " has no meaning beside the other options.");
    if (const Status done = field->set(words); !done.ok())
        throw CLI::ValidationError(done.failure().what);
}

bool isBelow(const std::string& path, const Words& pointers)
{
    return std::any_of(pointers.begin(), pointers.end(),
                       [&](const std::string& pointer) { return path.rfind(pointer, 0) == 0; });
}

} // namespace

void addFields(CLI::App& app, const List& list, const Words& except)
{
    for (const FieldRef& ref : everyField(list)) {
        if (ref.option().empty() || isBelow(ref.path, except))
            continue;
        if (ref.isFlag()) {
            const bool turnsOff = ref.field.negation != nullptr;
            const std::string name = turnsOff ? std::string("--") + ref.field.negation : ref.option();
            app.add_flag_callback(
                name,
                [list, path = ref.path, name, turnsOff] {
                    set(list, path, name, {turnsOff ? "false" : "true"});
                },
                ref.field.help);
            continue;
        }
        std::string usual;
        for (const std::string& word : ref.words())
            usual += (usual.empty() ? "" : " ") + word;
        CLI::Option* option = app.add_option_function<Words>(
            ref.option(),
            [list, path = ref.path, name = ref.option()](const Words& words) {
                set(list, path, name, words);
            },
            ref.field.help);
        option->expected(ref.mostWords())->type_name("VALUE")->default_str(usual);
        option->allow_extra_args(ref.mostWords() < 0); // else what follows are the verb's own words
    }
}

} // namespace microt::cli
