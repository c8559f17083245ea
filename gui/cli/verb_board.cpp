// SPDX-License-Identifier: GPL-3.0-or-later

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "gui/cli/board_options.h"
#include "gui/cli/verbs.h"
#include "serial/work/board_work.h"

namespace microt::cli {

namespace {

using namespace protocol;
using Json = nlohmann::json;

template <std::size_t N>
std::string nameOf(const Text<N>& text)
{
    return printable(textOf(text));
}

const char* slotStateName(SlotState state)
{
    static constexpr const char* kNames[] = {"empty", "receiving", "whole", "active", "damaged"};
    return kNames[static_cast<int>(state)];
}

/// Those that came, by what became of them.
Json framesJson(const FrameCounts& frames)
{
    return {{"good", frames.good},        {"bad_crc", frames.badCrc},
            {"bad_cobs", frames.badCobs}, {"truncated", frames.truncated},
            {"too_long", frames.tooLong}, {"unknown_kind", frames.unknownKind}};
}

Json statisticsJson(const LinkStatistics& statistics)
{
    return {{"bytes_sent", statistics.bytesSent},
            {"bytes_received", statistics.bytesReceived},
            {"requests", statistics.requests},
            {"retries", statistics.retries},
            {"frames", framesJson(statistics.frames)}};
}

Json tasksJson(const Board::Tasks& tasks)
{
    Json rows = Json::array();
    for (const TaskInfo& task : tasks.all)
        rows.push_back({{"name", nameOf(task.name)},
                        {"classes", task.classes},
                        {"usable", task.usable},
                        {"selected", task.id == tasks.selected},
                        {"samples", task.samples},
                        {"capacity", task.capacity},
                        {"trained", task.trained},
                        {"threshold", thresholdJson(task.thresholds)}});
    return rows;
}

std::string describeTask(const TaskInfo& task, int selected)
{
    return nameOf(task.name) + "  " + std::to_string(task.classes) + " classes, " +
           std::to_string(task.samples) + " samples" + (task.trained ? ", trained" : "") +
           (task.usable ? "" : ", for another network") + (task.id == selected ? ", selected" : "");
}

Status runPorts(Console& console)
{
    Json ports = Json::array();
    std::string text;
    for (const PortInfo& port : listPorts()) {
        ports.push_back({{"port", port.port}, {"description", port.description}, {"likely", port.likely}});
        text += port.port + "  " + port.description + "\n";
    }
    console.print({{"ports", ports}}, text);
    return {};
}

Status runInfo(const PortOptions& options, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const ConnectedBoard connected, options.connect(job));
    Link& link = *connected.link;
    MICROT_TRY(const DescribeResponse board, link.ask<Message::describe>({}, job));
    MICROT_TRY(const StatisticsResponse statistics, link.ask<Message::statistics>({}, job));
    const HelloResponse& hello = link.board();
    Json memories = Json::array();
    Json slots = Json::array();
    std::string text = nameOf(hello.board) + ", serial " + nameOf(hello.serial) + ", firmware " +
                       nameOf(hello.firmware) + "\n";
    for (std::uint8_t i = 0; i < board.memories.size; ++i) {
        const MemoryInfo& memory = board.memories.items[i];
        memories.push_back({{"name", nameOf(memory.name)}, {"bytes", memory.bytes}, {"used", memory.used}});
        text += "  " + nameOf(memory.name) + "  " + std::to_string(memory.used) + " of " +
                std::to_string(memory.bytes) + " bytes\n";
    }
    for (std::uint8_t i = 0; i < board.imageSlots.size; ++i) {
        const SlotInfo& slot = board.imageSlots.items[i];
        slots.push_back({{"state", slotStateName(slot.state)},
                         {"capacity", slot.capacity},
                         {"bytes", slot.imageBytes},
                         {"sha256", hexOf(slot.sha256)}});
        text += "  slot " + std::string(1, static_cast<char>('A' + i)) + "  " + slotStateName(slot.state) +
                (slot.imageBytes > 0 ? ", " + std::to_string(slot.imageBytes) + " bytes" : "") + "\n";
    }
    text += "  line  " + std::to_string(link.statistics().requests) +
            " requests, damaged frames: " + std::to_string(link.statistics().frames.lost()) + " here, " +
            std::to_string(statistics.frames.lost()) + " there\n";
    MICROT_TRY(const Board::Tasks tasks, connected.board->tasks(job));
    for (const TaskInfo& task : tasks.all)
        text += "  task " + describeTask(task, tasks.selected) + "\n";
    console.print({{"board", nameOf(hello.board)},
                   {"serial", nameOf(hello.serial)},
                   {"firmware", nameOf(hello.firmware)},
                   {"protocol", hello.protocolVersion},
                   {"payload_bytes", hello.payloadBytes},
                   {"clock_hz", board.clockHz},
                   {"counter", unitName(board.counterUnit)},
                   {"arena_bytes", board.arenaBytes},
                   {"bank_bytes", board.bankBytes},
                   {"ram_high_water", statistics.ramHighWater},
                   {"stack_high_water", statistics.stackHighWater},
                   {"memories", memories},
                   {"slots", slots},
                   {"tasks", tasksJson(tasks)},
                   {"board_frames", framesJson(statistics.frames)},
                   {"link", statisticsJson(link.statistics())}},
                  text);
    return {};
}

Status runDeploy(const PortOptions& options, const std::string& file, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const DeploymentImage image, readImage(file));
    MICROT_TRY(const ConnectedBoard connected, options.connect(job));
    MICROT_TRY(const Board::Deployed deployed, connected.board->deploy(image.bytes, job));
    const double rate = deployed.seconds > 0.0
                            ? (static_cast<double>(image.bytes.size()) - deployed.resumed) / deployed.seconds
                            : 0.0;
    console.print({{"bytes", image.bytes.size()},
                   {"was_there", deployed.wasThere},
                   {"resumed_at", deployed.resumed},
                   {"seconds", deployed.seconds},
                   {"bytes_per_s", rate},
                   {"link", statisticsJson(connected.link->statistics())}},
                  deployed.wasThere ? std::string("the board had this image already; it is active\n")
                  : rate > 0.0
                      ? std::to_string(image.bytes.size()) + " bytes sent, read back and active, " +
                            fixed(rate / 1e3, 1) + " kB/s\n"
                      : std::to_string(image.bytes.size()) + " bytes in its flash, read back and active\n");
    return {};
}

Result<TaskId> taskNamed(const Board::Tasks& tasks, const std::string& name)
{
    for (const TaskInfo& task : tasks.all)
        if (textOf(task.name) == name) {
            TaskId id;
            id.id = task.id;
            return id;
        }
    return Failure{Error::noTask, "The board has no task named " + printable(name) + "."};
}

struct TaskEdit
{
    std::string select;
    std::string remove;
};

Status runTasks(const PortOptions& options, const TaskEdit& edit, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const ConnectedBoard connected, options.connect(job));
    MICROT_TRY(Board::Tasks tasks, connected.board->tasks(job));
    if (!edit.remove.empty()) {
        MICROT_TRY(const TaskId task, taskNamed(tasks, edit.remove));
        MICROT_CHECK(connected.board->removeTask(task.id, job));
    }
    if (!edit.select.empty()) {
        MICROT_TRY(const TaskId task, taskNamed(tasks, edit.select));
        MICROT_CHECK(connected.board->selectTask(task.id, job));
    }
    MICROT_TRY(tasks, connected.board->tasks(job));
    std::string text = tasks.all.empty() ? "the board has no tasks\n" : "";
    for (const TaskInfo& task : tasks.all)
        text += describeTask(task, tasks.selected) + "\n";
    console.print({{"tasks", tasksJson(tasks)}}, text);
    return {};
}

Status printHeads(Board& board, Console& console, const std::string& what)
{
    MICROT_TRY(const HeadsInfoResponse info, board.link().ask<Message::headsInfo>({}, console.job()));
    console.print({{"bytes", info.bytes},
                   {"sha256", hexOf(info.sha256)},
                   {"threshold", thresholdJson(info.thresholds)}},
                  what + ": " + std::to_string(info.bytes) + " bytes, SHA-256 " + hexOf(info.sha256) +
                      ", threshold " + describeThresholds(info.thresholds) + "\n");
    return {};
}

Status runHeadsExport(const PortOptions& options, const std::string& file, Console& console)
{
    MICROT_TRY(const ConnectedBoard connected, options.connect(console.job()));
    MICROT_CHECK(exportHeads(*connected.board, file, console.job()));
    return printHeads(*connected.board, console, "heads written to " + printable(file));
}

Status runHeadsImport(const PortOptions& options, const std::string& file, Console& console)
{
    MICROT_TRY(const ConnectedBoard connected, options.connect(console.job()));
    MICROT_CHECK(importHeads(*connected.board, file, console.job()));
    return printHeads(*connected.board, console, "the board has the heads of " + printable(file));
}

Status runHeadsRollback(const PortOptions& options, Console& console)
{
    MICROT_TRY(const ConnectedBoard connected, options.connect(console.job()));
    MICROT_CHECK(connected.board->rollbackHeads(console.job()));
    return printHeads(*connected.board, console, "the heads before are the current ones");
}

Status runReset(const PortOptions& options, bool forget, bool images, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const ConnectedBoard connected, options.connect(job));
    const Board::Keep keep = images ? Board::Keep::nothing : forget ? Board::Keep::images : Board::Keep::all;
    MICROT_CHECK(connected.board->restart(keep, job));
    console.print({{"forgot", forget || images}, {"erased_images", images}}, "the board started anew\n");
    return {};
}

void addHeads(Verb& board, PortOptions& port)
{
    Verb heads = board.part("heads", "Heads and threshold of the selected task");
    auto& file = board.keep<std::string>();
    Verb save = heads.part("export", "Write them to a file");
    Verb load = heads.part("import", "Bring those of a file to the board");
    Verb back = heads.part("rollback", "The heads before the last change; again: back");
    for (Verb* verb : {&save, &load, &back})
        port.add(*verb);
    for (Verb* verb : {&save, &load})
        verb->takes("FILE", file, "Heads file (.mth)").required();
    save.runs([&](Console& console) { return runHeadsExport(port, file, console); });
    load.runs([&](Console& console) { return runHeadsImport(port, file, console); });
    back.runs(port, runHeadsRollback);
}

struct Reset
{
    bool forget = false;
    bool images = false;
};

} // namespace

void addBoard(Program& program)
{
    Verb board = program.verb("board", "A microcontroller, real or virtual: deploy, train, infer");
    board.part("ports", "Where a board may be").runs(runPorts);

    auto& port = board.keep<PortOptions>();
    Verb info = board.part("info", "Who it is, its memories, images and tasks");
    port.add(info);
    info.runs(port, runInfo);

    auto& image = board.keep<std::string>();
    Verb deploy = board.part("deploy", "Send a deployment image; goes on where it stopped");
    port.add(deploy);
    deploy.takes("IMAGE", image, kImageHelp).required();
    deploy.runs([&](Console& console) { return runDeploy(port, image, console); });

    addBoardWork(board);
    addBoardLive(board);
    addBoardSamples(board);

    auto& edit = board.keep<TaskEdit>();
    Verb tasks = board.part("tasks", "List the tasks, select one, or delete one");
    port.add(tasks);
    tasks.takes("--select", edit.select, "The task to work on from now on");
    tasks.takes("--delete", edit.remove, "Forget this task with its samples, heads and threshold");
    tasks.runs([&](Console& console) { return runTasks(port, edit, console); });

    addHeads(board, port);

    auto& wanted = board.keep<Reset>();
    Verb reset = board.part("reset", "Start the board anew");
    port.add(reset);
    reset.flag("--forget", wanted.forget, "Erase tasks, heads and settings first");
    reset.flag("--images", wanted.images, "Erase the images too");
    reset.runs([&](Console& console) { return runReset(port, wanted.forget, wanted.images, console); });
}

} // namespace microt::cli
