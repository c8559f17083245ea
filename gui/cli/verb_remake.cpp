// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <memory>
#include <system_error>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/exchange/mtx/mtx.h"
#include "engine/exchange/open_extractor.h"
#include "engine/model/architectures.h"
#include "engine/train/recipes/extractor_record.h"
#include "gui/cli/task_options.h"

namespace microt::cli {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using Words = std::vector<std::string>;

struct Options
{
    std::string extractor;
    std::vector<std::string> from;
    std::string output;
    bool resume = false;
    bool list = false;
};

/// One training of a recipe.
struct Step
{
    std::string command;  ///< as the record has it: files and folders by name alone
    std::string pictures; ///< content hash of the pool, or empty
    fs::path output;
    std::string verb;
    Words arguments; ///< of the verb, with real files in place of names
};

Json recipeOf(const Extractor& extractor)
{
    return Json::parse(extractor.recipe, nullptr, false);
}

std::string textAt(const Json& object, const char* key)
{
    return object.is_object() && object.contains(key) && object[key].is_string()
               ? object[key].get<std::string>()
               : std::string();
}

std::string picturesOf(const Json& recipe)
{
    for (const char* key : {"pool", "dataset"})
        if (recipe.is_object() && recipe.contains(key))
            return textAt(recipe[key], "content_sha256");
    return {};
}

/// The trainings that led to an extractor, the first one first: each recipe holds that of its student.
Result<std::vector<Step>> stepsOf(const Extractor& extractor, const fs::path& output)
{
    const Json whole = recipeOf(extractor);
    std::vector<Step> steps;
    for (const Json* recipe = &whole; !textAt(*recipe, "command").empty();) {
        steps.push_back({textAt(*recipe, "command"), picturesOf(*recipe), {}, {}, {}});
        const auto student = recipe->find("student");
        if (student == recipe->end() || !student->is_object() || !student->contains("recipe"))
            break;
        recipe = &(*student)["recipe"];
    }
    if (steps.empty())
        return Failure{Error::invalidArgument, printable(extractor.source) +
                                                   " does not say how it was made; an .mtx from pretrain, "
                                                   "distill or join does."};
    std::reverse(steps.begin(), steps.end());
    for (std::size_t i = 0; i + 1 < steps.size(); ++i)
        steps[i].output = fs::path(output).replace_filename(output.stem().string() + "-step" +
                                                            std::to_string(i + 1) + ".mtx");
    steps.back().output = output;
    return steps;
}

/// What a recipe calls `name`, in one of the folders or one level below.
Result<std::string> findNamed(const std::string& name, const std::vector<std::string>& folders)
{
    if (name.empty() || name == ".." || fs::path(name).filename() != name)
        return Failure{Error::hostileContent, "The recipe names \"" + printable(name) +
                                                  "\", which is no plain name of a file or folder."};
    std::error_code error;
    for (const std::string& folder : folders) {
        if (fs::exists(fs::path(folder) / name, error))
            return (fs::path(folder) / name).string();
        for (const fs::directory_entry& below : fs::directory_iterator(folder, error))
            if (fs::exists(below.path() / name, error))
                return (below.path() / name).string();
    }
    std::string looked;
    for (const std::string& folder : folders)
        looked += (looked.empty() ? "" : ", ") + printable(folder);
    return Failure{Error::fileNotFound,
                   "The recipe needs \"" + printable(name) + "\", which lies neither in " + looked +
                       " nor one level below; name the folder that holds it with --from."};
}

/// The arguments of a step: its command with real files in place of their names. `verb` knows the options.
Result<Words> argumentsOf(const Step& step, const fs::path& student, const CLI::App& verb,
                          const Options& options)
{
    // Names that need no file.
    std::vector<std::string> known = shippedExtractors();
    for (const std::string& architecture : architectureNames())
        known.push_back(architecture);
    const Words words = commandWords(step.command);
    Words arguments;
    for (std::size_t i = 2; i < words.size(); ++i) { // behind "microt" and the verb
        const std::string& word = words[i];
        const CLI::Option* option = word[0] == '-' ? verb.get_option_no_throw(word) : nullptr;
        if (word == "--cache" || word == "--probe") // never recorded, and they name places to write or read
            return Failure{Error::hostileContent, "The recipe must not name " + word + "."};
        if (word[0] == '-' && option == nullptr)
            return Failure{Error::unsupportedVersion,
                           "This program has no option " + printable(word) +
                               ", which the recipe names: " + printable(step.command)};
        if (option == nullptr) {
            MICROT_TRY(std::string folder, findNamed(word, options.from));
            arguments.push_back(std::move(folder));
            continue;
        }
        arguments.push_back(word);
        for (int value = 0; value < option->get_items_expected_max() && i + 1 < words.size(); ++value) {
            const std::string& name = words[++i];
            if (word == "-o") {
                arguments.push_back(step.output.string());
            } else if (word == "--student" && !student.empty()) {
                arguments.push_back(student.string());
            } else if ((word == "--teacher" || word == "--student") &&
                       std::find(known.begin(), known.end(), name) == known.end()) {
                MICROT_TRY(std::string file, findNamed(name, options.from));
                arguments.push_back(std::move(file));
            } else {
                arguments.push_back(name);
            }
        }
    }
    return arguments;
}

/// A command but for the names of what it starts from and writes, which differ where it is run again.
std::string workOf(const std::string& command)
{
    const Words words = commandWords(command);
    std::string work;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "-o" || words[i] == "--student")
            ++i;
        else
            work += words[i] + " ";
    }
    return work;
}

/// Whether the step's file is there, from the same command.
bool isFinished(const Step& step)
{
    const auto made = readMtx(step.output);
    return made.ok() && workOf(textAt(recipeOf(made.value()), "command")) == workOf(step.command);
}

/// Finds everything that a step names. `student`: what the step before makes, or empty.
Status prepare(Step& step, const fs::path& student, const Options& options)
{
    const Words words = commandWords(step.command);
    step.verb = words.size() > 1 && words[0] == "microt" ? words[1] : "";
    CLI::App app;
    Console console;
    int status = kSuccess;
    if (step.verb == "distill")
        addDistill(app, console, status);
    else if (step.verb == "pretrain")
        addPretrain(app, console, status);
    else
        return Failure{Error::malformed,
                       "The recipe's command is none of this program: " + printable(step.command)};
    MICROT_TRY(step.arguments, argumentsOf(step, student, *app.get_subcommand(step.verb), options));
    return {};
}

/// Runs a prepared step as if it had been typed; its exit status, once it has said itself why it failed.
Result<int> runStep(const Step& step, bool resume, bool quiet)
{
    CLI::App app;
    Console console;
    console.quiet = quiet;
    console.silent = true;
    int status = kSuccess;
    addDistill(app, console, status);
    addPretrain(app, console, status);
    Words arguments = step.arguments;
    arguments.insert(arguments.begin(), step.verb);
    std::error_code error;
    if (resume && fs::exists(step.output.string() + ".checkpoints", error))
        arguments.push_back("--resume");
    std::reverse(arguments.begin(), arguments.end()); // as CLI11 takes them
    try {
        app.parse(arguments);
    } catch (const CLI::ParseError& refused) {
        return Failure{Error::malformed, std::string("The recipe's command is refused: ") + refused.what()};
    }
    return status;
}

bool sameWeights(const Graph& a, const Graph& b)
{
    return std::equal(
        a.nodes.begin(), a.nodes.end(), b.nodes.begin(), b.nodes.end(), [](const Node& x, const Node& y) {
            return x.weight == y.weight && x.bias == y.bias && x.mean == y.mean && x.variance == y.variance;
        });
}

Result<int> runRemake(const Options& options, Console& console)
{
    if (options.output.empty() && !options.list)
        return Failure{Error::invalidArgument, "Name the .mtx to write with -o, or ask for --list."};
    MICROT_TRY(const Extractor wanted, openExtractor(options.extractor));
    MICROT_TRY(std::vector<Step> steps, stepsOf(wanted, options.output));
    Json commands = Json::array();
    std::string text;
    for (const Step& step : steps) {
        commands.push_back(step.command);
        text += step.command + "\n";
    }
    if (options.list) {
        console.print({{"commands", commands}}, text);
        return kSuccess;
    }
    // What a later step lacks is said before hours have gone into an earlier one.
    for (std::size_t i = 0; i < steps.size(); ++i)
        MICROT_CHECK(prepare(steps[i], i == 0 ? fs::path() : steps[i - 1].output, options));
    bool samePictures = true;
    bool same = false;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const Step& step = steps[i];
        if (options.resume && isFinished(step)) {
            if (!console.quiet)
                std::fprintf(stderr, "%s is there already\n", printable(step.output).c_str());
        } else {
            if (!console.quiet)
                std::fprintf(stderr, "step %zu of %zu: %s\n", i + 1, steps.size(), step.command.c_str());
            MICROT_TRY(const int status, runStep(step, options.resume, console.quiet));
            if (status != kSuccess)
                return status;
        }
        MICROT_TRY(const Extractor made, readMtx(step.output));
        samePictures = samePictures && picturesOf(recipeOf(made)) == step.pictures;
        same = sameWeights(made.graph, wanted.graph); // the last step's counts
    }
    console.print({{"commands", commands},
                   {"files", {printable(fs::path(options.output))}},
                   {"same_pictures", samePictures},
                   {"same_weights", same}},
                  printable(fs::path(options.output)) + "  " + std::to_string(steps.size()) +
                      (steps.size() == 1 ? " step" : " steps") +
                      (same
                           ? ", the same weights bit for bit\n"
                           : std::string(", other weights: ") +
                                 (samePictures ? "the order of sums changes between versions and processors\n"
                                               : "the pictures are not those of the recipe\n")));
    return kSuccess;
}

} // namespace

void addRemake(CLI::App& app, Console& console, int& status)
{
    CLI::App* verb = app.add_subcommand(
        "remake", "Make an extractor again: every training of its recipe in turn, from fresh weights on");
    auto options = std::make_shared<Options>();
    verb->add_option("EXTRACTOR", options->extractor,
                     "An .mtx that pretrain, distill or join made, or a shipped name")
        ->required();
    verb->add_option("--from", options->from,
                     "Folders that hold the recipe's pictures and teachers, in them or one level below")
        ->default_str(".");
    verb->add_option("-o,--output", options->output, "The .mtx to write; earlier steps go beside it");
    verb->add_flag("--resume", options->resume, "Go on with the step that was interrupted");
    verb->add_flag("--list", options->list, "Say the commands and run none");
    verb->callback([options, &console, &status] {
        if (options->from.empty())
            options->from = {"."};
        const Result<int> result = runRemake(*options, console);
        status = result.ok() ? result.value() : console.fail(result.failure());
    });
}

} // namespace microt::cli
