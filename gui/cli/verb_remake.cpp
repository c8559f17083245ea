// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <optional>
#include <system_error>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/exchange/mtx/mtx.h"
#include "engine/exchange/open_extractor.h"
#include "engine/model/architectures.h"
#include "gui/cli/run_training.h"
#include "gui/cli/task_options.h"
#include "gui/cli/verbs.h"
#include "gui/words/training_words.h"

namespace microt::cli {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using Words = std::vector<std::string>;

struct RemakeArguments
{
    std::string extractor;
    std::vector<std::string> from; ///< none: here
    std::string output;
    bool resume = false;
    bool list = false;
};

/// One training of a recipe.
struct Step
{
    TrainingJob job;      ///< data by name alone, until prepare() puts real files in their place
    std::string command;  ///< for people
    std::string pictures; ///< content hash of the pool, or empty
    fs::path output;
};

Json recipeOf(const Extractor& extractor)
{
    return Json::parse(extractor.recipe, nullptr, false);
}

/// What is to be made: from an extractor that was, or from a recipe alone.
struct Wanted
{
    std::string name;
    std::string source; ///< for messages
    Json recipe;
    std::optional<Graph> graph; ///< of the extractor, to compare with
};

/// A recipe without an extractor: a file NAME.recipe.json, or the name of one that ships.
std::optional<fs::path> recipeFile(const std::string& spec)
{
    const std::string ending = ".recipe.json";
    std::error_code error;
    if (spec.size() > ending.size() && spec.compare(spec.size() - ending.size(), ending.size(), ending) == 0)
        return fs::path(spec);
    const fs::path shipped = resourceFolder() / "extractors" / (spec + ending);
    if (fs::path(spec).filename() == spec && fs::is_regular_file(shipped, error))
        return shipped;
    return {};
}

Result<Wanted> openWanted(const std::string& spec)
{
    if (const auto file = recipeFile(spec)) {
        MICROT_TRY(const std::string text, readTextFile(*file));
        const std::string name = file->stem().stem().string();
        return Wanted{name, file->string(), Json::parse(text, nullptr, false), {}};
    }
    MICROT_TRY(Extractor extractor, openExtractor(spec));
    return Wanted{extractor.graph.name, extractor.source, recipeOf(extractor), std::move(extractor.graph)};
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
Result<std::vector<Step>> stepsOf(const Wanted& wanted, const fs::path& output)
{
    std::vector<Step> steps;
    std::string name = wanted.name;
    for (const Json* recipe = &wanted.recipe;
         recipe->is_object() && (recipe->contains("verb") || recipe->contains("command"));) {
        MICROT_TRY(TrainingJob job, readTraining(*recipe));
        Words words = std::visit([](const auto& work) { return jobWords(work); }, job);
        words.insert(words.end(), {"-o", name + ".mtx"});
        steps.push_back({job, shellCommand(words), picturesOf(*recipe), {}});
        const auto student = recipe->find("student");
        if (student == recipe->end() || !student->is_object() || !student->contains("recipe"))
            break;
        recipe = &(*student)["recipe"];
        name = textAt(*student, "name");
    }
    if (steps.empty())
        return Failure{Error::invalidArgument, printable(wanted.source) +
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

/// Puts the file in place of its name, unless it is one of `known`.
Status find(std::string& name, const Words& folders, const Words& known = {})
{
    if (std::find(known.begin(), known.end(), name) == known.end()) {
        MICROT_TRY(name, findNamed(name, folders));
    }
    return {};
}

/// Finds everything that a step names. `student`: what the step before makes, or empty.
Status prepare(DistillJob& work, const fs::path& student, const Words& folders)
{
    Words known = shippedExtractors();
    MICROT_CHECK(find(work.teacher, folders, known));
    const Words architectures = architectureNames();
    known.insert(known.end(), architectures.begin(), architectures.end());
    if (!student.empty())
        work.student = student.string();
    else
        MICROT_CHECK(find(work.student, folders, known));
    for (std::string& pool : work.pools)
        MICROT_CHECK(find(pool, folders));
    return {};
}

Status prepare(PretrainJob& work, const fs::path&, const Words& folders)
{
    return find(work.data, folders);
}

/// A training but for the name of what it starts from, which differs where it is run again.
std::string workOf(TrainingJob job)
{
    if (auto* work = std::get_if<DistillJob>(&job))
        work->student.clear();
    return std::visit([](const auto& work) { return fieldsText(identityOf(work)); }, job);
}

/// Whether the step's file is there, from the same training.
bool isFinished(const Step& step)
{
    const auto made = readMtx(step.output);
    const auto training = made.ok() ? readTraining(recipeOf(made.value())) : made.failure();
    return training.ok() && workOf(training.value()) == workOf(step.job);
}

Status runStep(Step& step, bool resume, Console& console)
{
    std::error_code error;
    if (auto* work = std::get_if<DistillJob>(&step.job))
        work->checkpoints.resume = resume && fs::exists(step.output.string() + ".checkpoints", error);
    MICROT_CHECK(std::visit(
        [&](const auto& work) -> Status {
            MICROT_CHECK(runTraining(work, step.output.string(), console));
            return {};
        },
        step.job));
    console.endLine();
    return {};
}

/// What became of it, for people.
std::string verdict(const Wanted& wanted, bool same, bool samePictures)
{
    if (!wanted.graph)
        return ", made for the first time: there is nothing to compare it with\n";
    if (same)
        return ", the same weights bit for bit\n";
    return std::string(", other weights: ") +
           (samePictures ? "the order of sums changes between versions and processors\n"
                         : "the pictures are not those of the recipe\n");
}

bool sameWeights(const Graph& a, const Graph& b)
{
    return std::equal(
        a.nodes.begin(), a.nodes.end(), b.nodes.begin(), b.nodes.end(), [](const Node& x, const Node& y) {
            return x.weight == y.weight && x.bias == y.bias && x.mean == y.mean && x.variance == y.variance;
        });
}

Status runRemake(const RemakeArguments& options, Console& console)
{
    if (options.output.empty() && !options.list)
        return Failure{Error::invalidArgument, "Name the .mtx to write with -o, or ask for --list."};
    MICROT_TRY(const Wanted wanted, openWanted(options.extractor));
    MICROT_TRY(std::vector<Step> steps, stepsOf(wanted, options.output));
    const Words folders = options.from.empty() ? Words{"."} : options.from;
    Json commands = Json::array();
    std::string text;
    for (const Step& step : steps) {
        commands.push_back(step.command);
        text += step.command + "\n";
    }
    if (options.list) {
        console.print({{"commands", commands}}, text);
        return {};
    }
    // What a later step lacks is said before hours have gone into an earlier one.
    for (std::size_t i = 0; i < steps.size(); ++i)
        MICROT_CHECK(std::visit(
            [&](auto& work) { return prepare(work, i == 0 ? fs::path() : steps[i - 1].output, folders); },
            steps[i].job));
    bool samePictures = true;
    bool same = false;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        Step& step = steps[i];
        if (options.resume && isFinished(step)) {
            if (!console.quiet)
                std::fprintf(stderr, "%s is there already\n", printable(step.output).c_str());
        } else {
            if (!console.quiet)
                std::fprintf(stderr, "step %zu of %zu: %s\n", i + 1, steps.size(), step.command.c_str());
            MICROT_CHECK(runStep(step, options.resume, console));
        }
        MICROT_TRY(const Extractor made, readMtx(step.output));
        samePictures = samePictures && (step.pictures.empty() || picturesOf(recipeOf(made)) == step.pictures);
        same = wanted.graph && sameWeights(made.graph, *wanted.graph); // the last step's counts
    }
    console.print({{"commands", commands},
                   {"files", {printable(fs::path(options.output))}},
                   {"same_pictures", samePictures},
                   {"same_weights", same}},
                  printable(fs::path(options.output)) + "  " + std::to_string(steps.size()) +
                      (steps.size() == 1 ? " step" : " steps") + verdict(wanted, same, samePictures));
    return {};
}

} // namespace

void addRemake(Program& program)
{
    Verb verb = program.verb(
        "remake", "Make an extractor again: every training of its recipe in turn, from fresh weights on");
    auto& options = verb.keep<RemakeArguments>();
    verb.takes("EXTRACTOR", options.extractor,
               "An .mtx that pretrain, distill or join made, a recipe NAME.recipe.json, or the name of one "
               "that ships")
        .required();
    verb.takes("--from", options.from,
               "Folders that hold the recipe's pictures and teachers, in them or one level below")
        .showDefault(".");
    verb.takes("-o,--output", options.output, "The .mtx to write; earlier steps go beside it");
    verb.flag("--resume", options.resume, "Go on with the step that was interrupted");
    verb.flag("--list", options.list, "Say the commands and run none");
    verb.runs(options, runRemake);
}

} // namespace microt::cli
