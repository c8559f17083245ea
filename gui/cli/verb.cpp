// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/cli/verb.h"

#include <algorithm>
#include <exception>

#include <CLI/CLI.hpp>

#include "engine/base/files.h"
#include "gui/cli/nearest.h"

namespace microt::cli {

struct ProgramState
{
    CLI::App app;
    Console console;
    int status = kSuccess;
    std::vector<std::shared_ptr<void>> kept;
};

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
        if (!std::holds_alternative<Choice>(all[i].target))
            continue;
        const Choice choice = std::get<Choice>(all[i].target); // a copy: the list grows
        if (!choice.changesFields)
            continue;
        for (std::size_t other = 0; other < choice.names.size(); ++other) {
            choice.set(other);
            for (FieldRef& ref : list())
                if (!known(ref.path))
                    all.push_back(std::move(ref));
        }
        choice.set(choice.index);
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

/// What every verb and its parts say, and how.
void addOutput(CLI::App& verb, Console& console)
{
    for (CLI::App* part : verb.get_subcommands({}))
        addOutput(*part, console);
    verb.add_flag("--json", console.json, "Print one JSON object on standard output and nothing else");
    verb.add_flag("--quiet", console.quiet, "No progress on standard error");
}

/// "data, info and embed"
std::string listOf(const Words& names, const std::string& last)
{
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i == 0 ? "" : i + 1 == names.size() ? last : ", ") + names[i];
    return text;
}

/// "There is no verb "tunee". Did you mean tune?", with what there is where nothing is near.
std::string noSuch(const std::string& kind, const std::string& word, const Words& names)
{
    const std::string nearest = nearestName(word, names);
    std::string text = "There is no " + kind + " \"" + printable(word) + "\".";
    if (!nearest.empty())
        return text + " Did you mean " + nearest + "?";
    return text + " There are " + listOf(names, " and ") + ".";
}

/// What is wrong with the words before the options: `microt VERB PART`. Empty: nothing.
std::string wrongVerb(CLI::App& program, int argc, char** argv)
{
    CLI::App* at = &program;
    for (int i = 1; i <= argc; ++i) {
        const auto parts = at->get_subcommands([](CLI::App*) { return true; });
        if (parts.empty())
            return {};
        Words names;
        for (const CLI::App* part : parts)
            names.push_back(part->get_name());
        const bool isVerb = at == &program;
        if (i == argc)
            return "Say what to do: " + listOf(names, " or ") + ".";
        const std::string word = argv[i];
        if (word.empty() || word[0] == '-')
            return {}; // --help, --version
        const auto found = std::find(names.begin(), names.end(), word);
        if (found == names.end())
            return noSuch(isVerb ? "verb" : "part of " + at->get_name(), word, names);
        at = parts[static_cast<std::size_t>(found - names.begin())];
    }
    return {};
}

/// The first option that nobody knows, with the one that was probably meant. Empty: no option is unknown.
std::string unknownOption(const CLI::App& program)
{
    const CLI::App* at = &program;
    while (!at->get_subcommands().empty())
        at = at->get_subcommands().front();
    Words names;
    for (const CLI::Option* option : at->get_options())
        for (const std::string& name : option->get_lnames())
            names.push_back("--" + name);
    for (const std::string& word : program.remaining(true)) {
        if (word.rfind("--", 0) != 0)
            continue;
        const std::string nearest = nearestName(word, names);
        return "There is no option " + printable(word) + " of " + at->get_name() + "." +
               (nearest.empty() ? "" : " Did you mean " + nearest + "?");
    }
    return {};
}

int badUsage(const std::string& text)
{
    std::fprintf(stderr, "microt: %s\nRun with --help for more information.\n", text.c_str());
    return kBadUsage;
}

} // namespace

Option& Option::required()
{
    m_option->required();
    return *this;
}

Option& Option::showDefault()
{
    m_option->capture_default_str();
    return *this;
}

Option& Option::showDefault(const std::string& text)
{
    m_option->default_str(text);
    return *this;
}

Option& Option::range(int low, int high)
{
    m_option->check(CLI::Range(low, high));
    return *this;
}

Option& Option::range(double low, double high)
{
    m_option->check(CLI::Range(low, high));
    return *this;
}

Option& Option::repeated()
{
    m_option->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    return *this;
}

Verb Verb::part(const std::string& name, const std::string& help)
{
    m_app->require_subcommand(1);
    return {m_app->add_subcommand(name, help), m_state};
}

template <typename T>
Option Verb::takes(const std::string& name, T& value, const std::string& help)
{
    return Option(m_app->add_option(name, value, help));
}

template Option Verb::takes(const std::string&, std::string&, const std::string&);
template Option Verb::takes(const std::string&, std::vector<std::string>&, const std::string&);
template Option Verb::takes(const std::string&, std::vector<int>&, const std::string&);
template Option Verb::takes(const std::string&, int&, const std::string&);
template Option Verb::takes(const std::string&, std::uint64_t&, const std::string&);
template Option Verb::takes(const std::string&, double&, const std::string&);

void Verb::flag(const std::string& name, bool& value, const std::string& help)
{
    m_app->add_flag(name, value, help);
}

void Verb::addFields(const List& list, const Words& except)
{
    for (const FieldRef& ref : everyField(list)) {
        if (ref.option().empty() || isBelow(ref.path, except))
            continue;
        if (ref.isFlag()) {
            const bool turnsOff = ref.field.negation != nullptr;
            const std::string name = turnsOff ? std::string("--") + ref.field.negation : ref.option();
            m_app->add_flag_callback(
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
        CLI::Option* option = m_app->add_option_function<Words>(
            ref.option(),
            [list, path = ref.path, name = ref.option()](const Words& words) {
                set(list, path, name, words);
            },
            ref.field.help);
        option->expected(ref.mostWords())->type_name("VALUE")->default_str(usual);
        option->allow_extra_args(ref.mostWords() < 0); // else what follows are the verb's own words
    }
}

void Verb::require(const std::string& option)
{
    m_app->get_option(option)->required();
}

void Verb::needs(const std::string& option, const std::string& other)
{
    m_app->get_option(option)->needs(m_app->get_option(other));
}

void Verb::excludes(const std::string& option, const std::string& other)
{
    m_app->get_option(option)->excludes(m_app->get_option(other));
}

void Verb::check(const std::string& option, Status (*allowed)(const std::string& word))
{
    CLI::Option* found = m_app->get_option_no_throw(option);
    if (found == nullptr)
        return;
    found->check([allowed](const std::string& word) {
        const Status status = allowed(word);
        return status.ok() ? std::string() : status.failure().what;
    });
}

void Verb::runs(std::function<Status(Console&)> work)
{
    m_app->callback([state = m_state, work = std::move(work)] {
        const Status result = work(state->console);
        state->status = result.ok() ? kSuccess : state->console.fail(result.failure());
    });
}

void Verb::hold(std::shared_ptr<void> object)
{
    m_state->kept.push_back(std::move(object));
}

Program::Program(const std::string& help) : m_state(std::make_unique<ProgramState>())
{
    m_state->app.description(help);
    m_state->app.name("microt");
    m_state->app.set_version_flag("--version", MICROT_VERSION);
    m_state->app.require_subcommand(1);
}

Program::~Program() = default;

Verb Program::verb(const std::string& name, const std::string& help)
{
    return {m_state->app.add_subcommand(name, help), m_state.get()};
}

int Program::run(int argc, char** argv)
{
    CLI::App& app = m_state->app;
    for (CLI::App* verb : app.get_subcommands({}))
        addOutput(*verb, m_state->console);
    if (const std::string wrong = wrongVerb(app, argc, argv); !wrong.empty())
        return badUsage(wrong);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ExtrasError& error) {
        const std::string unknown = unknownOption(app);
        return badUsage(unknown.empty() ? error.what() : unknown);
    } catch (const CLI::ParseError& error) {
        return error.get_exit_code() != 0 ? badUsage(error.what()) : app.exit(error);
    } catch (const std::bad_alloc&) {
        return m_state->console.fail(
            {Error::outOfMemory, "Out of memory. Close other programs or use a smaller dataset."});
    } catch (const std::exception& error) {
        return m_state->console.fail({Error::ioFailure, error.what()});
    }
    return m_state->status;
}

} // namespace microt::cli
