// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <memory>

#include <nlohmann/json.hpp>

#include "engine/data/kept_looks.h"
#include "gui/cli/board_options.h"
#include "gui/cli/task_options.h"
#include "gui/cli/verbs.h"
#include "serial/work/live_session.h"

namespace microt::cli {

namespace {

using Json = nlohmann::json;

struct LiveOptions
{
    PortOptions port;
    std::string image;
    std::string data;
    std::string folder;
    bool byName = false;
    bool learn = false;
    bool twin = false;
    int pictures = 0;
    ReadOptions reading;
    SplitOptions split;
    BoardTraining training;
};

/// What is shown: files of the folder, or those of the train split that were not learned from.
Result<std::unique_ptr<PictureStream>> pictures(const LiveOptions& options, const Dataset& dataset,
                                                LiveTarget& target, const JobContext& job)
{
    if (options.folder.empty())
        return onlyNew(showFiles(filesOfSplit(dataset, Split::train), dataset.background), target,
                       options.pictures);
    MICROT_TRY(std::vector<PictureFile> files, filesBelow(options.folder, job));
    nameKnown(files, dataset);
    if (!options.byName)
        shuffleFiles(files, options.split.seed);
    if (options.pictures > 0 && files.size() > static_cast<std::size_t>(options.pictures))
        files.resize(static_cast<std::size_t>(options.pictures));
    return showFiles(std::move(files), dataset.background);
}

/// Shows all of them; each answer is told as it comes.
Result<Json> show(LiveSession& session, const LiveOptions& options, const Dataset& dataset, Console& console,
                  const JobContext& job)
{
    Json answers = Json::array();
    for (;;) {
        MICROT_TRY(const LiveSession::Step step, session.next(job));
        if (step.ofStream)
            return *step.ofStream;
        if (!step.answer)
            return answers;
        const LiveAnswer& answer = *step.answer;
        const std::string& name = dataset.classes[static_cast<std::size_t>(answer.reply.predicted)];
        const std::string exit = exitName(answer.reply.exit, answer.reply.exits);
        Json row = {{"picture", answer.name},
                    {"answer", name},
                    {"exit", exit},
                    {"confidence", answer.reply.confidence},
                    {"counted", answer.reply.counted}};
        bool learned = false;
        if (answer.label >= 0)
            row["label"] = dataset.classes[static_cast<std::size_t>(answer.label)];
        if (options.learn && answer.label >= 0) {
            MICROT_TRY(const LiveLesson lesson, session.judge(answer.number, answer.label, job));
            learned = lesson.outcome == LiveLesson::Outcome::learned;
        }
        row["learned"] = learned;
        if (!console.json) {
            console.endLine();
            std::printf("%s  %s  %s  %s%s\n", answer.name.c_str(), name.c_str(), exit.c_str(),
                        fixed(answer.reply.confidence, 3).c_str(), learned ? "  learned" : "");
            std::fflush(stdout);
        }
        answers.push_back(std::move(row));
    }
}

Status stream(LiveTarget& target, const LiveOptions& options, const Dataset& dataset, Console& console,
              const JobContext& job)
{
    MICROT_TRY(const std::unique_ptr<PictureStream> shown, pictures(options, dataset, target, job));
    LiveSession session(target, *shown, options.training);
    MICROT_TRY(const Json answers, show(session, options, dataset, console, job));
    const LiveFigures& figures = session.figures();
    const Score& before = figures.before;
    const Score& after = figures.after;
    const double early = figures.pictures > 0 ? 1.0 * figures.early / figures.pictures : 0.0;
    console.print({{"pictures", figures.pictures},
                   {"exit_rate", early},
                   {"ratio", options.training.ratio},
                   {"learned", figures.lessons},
                   {"accuracy_before", percent(before.share())},
                   {"judged_before", before.judged},
                   {"accuracy_after", percent(after.share())},
                   {"judged_after", after.judged},
                   {"same_as_twin", figures.sameAsTwin},
                   {"compared", figures.compared},
                   {"skipped", shown->skipped()},
                   {"answers", answers}},
                  std::to_string(figures.pictures) + " pictures, " + fixed(percent(early), 1) + " % early, " +
                      fixed(percent(options.training.ratio), 1) + " % asked; right " +
                      std::to_string(before.right) + " of " + std::to_string(before.judged) +
                      " before learning, " + std::to_string(after.right) + " of " +
                      std::to_string(after.judged) + " since; learned " + std::to_string(figures.lessons) +
                      "\n");
    return {};
}

Status runLiveVerb(const LiveOptions& options, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(Dataset dataset, openDataset(options.data, options.reading, CacheOptions().folder(), job));
    MICROT_CHECK(assignSplit(dataset, options.split));
    MICROT_TRY(const DeploymentImage image, readImage(options.image));
    if (options.twin) {
        MICROT_TRY(const std::unique_ptr<LiveTarget> twin,
                   liveTwin(image.bytes, dataset, options.training, job));
        return stream(*twin, options, dataset, console, job);
    }
    MICROT_TRY(const ConnectedBoard connected, options.port.connect(job));
    MICROT_TRY(const std::unique_ptr<LiveTarget> board,
               liveBoard(*connected.board, image.bytes, dataset, options.training, job));
    return stream(*board, options, dataset, console, job);
}

} // namespace

void addBoardLive(Verb& board)
{
    auto& options = board.keep<LiveOptions>();
    Verb live =
        board.part("live", "Pictures one after the other through the board, which learns from mistakes");
    options.port.add(live);
    live.takes("IMAGE", options.image, kImageHelp).required();
    live.takes("DATA", options.data, "Pictures of the task").required();
    live.takes("--folder", options.folder, "Pictures to show; else those of the train split not learned yet");
    live.flag("--by-name", options.byName, "Those of the folder by name, not in a seeded order");
    live.flag(
        "--learn", options.learn,
        "What was answered wrongly becomes a sample where DATA says its class; never of the test split");
    live.flag("--twin", options.twin, "Without a board: its twin answers and learns");
    live.takes("--pictures", options.pictures, "At most so many; 0: all").range(0, 1000000);
    live.takes("--seed", options.split.seed, "Seed of the split and of the order").showDefault();
    live.fields(options.reading);
    live.fields(options.training);
    live.runs(options, runLiveVerb);
}

} // namespace microt::cli
