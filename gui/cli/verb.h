// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/fields.h"
#include "gui/cli/console.h"

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace microt::cli {

// What verbs say of themselves. The library that reads command lines costs seconds in every file that sees
// it; verb.cpp alone does.

/// An option or a word that a verb takes.
class Option
{
public:
    explicit Option(CLI::Option* option) : m_option(option) {}

    Option& required();
    Option& showDefault(); ///< what the value is now, in --help
    Option& showDefault(const std::string& text);
    Option& range(int low, int high);
    Option& range(double low, double high);
    Option& repeated(); ///< a list that takes one word each time it is named

private:
    CLI::Option* m_option;
};

struct ProgramState;

/// A verb of `microt`, or a part of one.
class Verb
{
public:
    Verb(CLI::App* app, ProgramState* state) : m_app(app), m_state(state) {}

    /// `microt VERB PART`. A verb that has parts must be given one.
    Verb part(const std::string& name, const std::string& help);

    /// An object that lives as long as the program: what is parsed into it, and read when the verb runs.
    template <typename T>
    T& keep()
    {
        auto object = std::make_shared<T>();
        hold(object);
        return *object;
    }

    /// An option ("--cache", "-o,--output"), or a word without a name before it ("DATA"). `value` is a text
    /// or a number, or a list of texts or whole numbers.
    template <typename T>
    Option takes(const std::string& name, T& value, const std::string& help);
    void flag(const std::string& name, bool& value, const std::string& help);

    /// An option for every field that has one, under the field's name, with its help and default; what is
    /// given is checked and set. Fields below one of the JSON pointers in `except` are left out.
    template <typename Options>
    void fields(Options& options, const std::vector<std::string>& except = {})
    {
        addFields([&options] { return fieldsOf(options); }, except);
    }
    /// Of an option that is there.
    void require(const std::string& option);
    /// Of options that are there: the first makes sense only with the other, or never with it.
    void needs(const std::string& option, const std::string& other);
    void excludes(const std::string& option, const std::string& other);
    /// Has an option, if there is one, take only what `allowed` does; its failure is bad usage.
    void check(const std::string& option, Status (*allowed)(const std::string& word));

    /// What it does when chosen. A failure is said and gives the exit status.
    void runs(std::function<Status(Console&)> work);
    template <typename Options>
    void runs(const Options& options, Status (*work)(const Options&, Console&))
    {
        runs([&options, work](Console& console) { return work(options, console); });
    }

private:
    void addFields(const std::function<FieldRefs()>& list, const std::vector<std::string>& except);
    void hold(std::shared_ptr<void> object);

    CLI::App* m_app;
    ProgramState* m_state;
};

/// The command line: its verbs, and what they share.
class Program
{
public:
    explicit Program(const std::string& help);
    ~Program();

    Verb verb(const std::string& name, const std::string& help);

    /// Parses and runs the verb; the exit status.
    int run(int argc, char** argv);

private:
    std::unique_ptr<ProgramState> m_state;
};

} // namespace microt::cli
