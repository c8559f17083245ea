// SPDX-License-Identifier: Apache-2.0
#include "firmware/app/task_service.h"

#include <cstring>

#include "engine/runtime/sha256.h"

namespace microt::firmware {

using namespace protocol;

namespace {

std::uint32_t aligned(std::size_t bytes)
{
    return static_cast<std::uint32_t>((bytes + 15) / 16 * 16);
}

} // namespace

// --- Tasks

TaskInfo TaskService::info(int task) const
{
    const TaskRecord& record = m_board.tasks.record(task);
    TaskInfo info;
    info.id = static_cast<std::uint8_t>(task);
    info.name.size = record.nameSize;
    std::memcpy(info.name.chars.data(), record.name, sizeof record.name);
    info.classes = record.classes;
    info.usable = m_board.usable(task);
    if (info.usable) {
        info.samples = static_cast<std::uint16_t>(m_board.bank.samples(task));
        info.labelled = static_cast<std::uint16_t>(m_board.bank.labelled(task));
        info.capacity = static_cast<std::uint16_t>(m_board.bank.capacity(task));
    }
    info.trained = record.current != kNoBlob;
    info.thresholds = m_board.thresholds(task);
    return info;
}

Error TaskService::on(const TaskListRequest& request, TaskListResponse& response)
{
    const int selected = m_board.tasks.selected();
    response.selected = selected < 0 ? kNoTask : static_cast<std::uint8_t>(selected);
    for (int task = 0; task < kMaxWireTasks; ++task)
        if (m_board.tasks.exists(task) && response.total++ >= request.first)
            response.tasks.add(info(task));
    return Error::none;
}

Error TaskService::on(const TaskCreateRequest& request, TaskId& response)
{
    if (!m_board.hasImage())
        return Error::noImage;
    if (request.classes < 2 || request.classes > kMaxClasses)
        return Error::outOfRange;
    int task = 0;
    MICROT_PASS(m_board.tasks.create(request.name, request.classes, m_board.images.activeHash(), task));
    m_board.bank.clear(task);
    response.id = static_cast<std::uint8_t>(task);
    return Error::none;
}

Error TaskService::on(const TaskSelectRequest& request, Done&)
{
    m_board.arenaUse = ArenaUse::nothing;
    return m_board.tasks.select(request.id);
}

Error TaskService::on(const TaskDeleteRequest& request, Done&)
{
    if (!m_board.tasks.exists(request.id))
        return Error::noTask;
    m_board.bank.clear(request.id);
    return m_board.tasks.remove(request.id);
}

// --- Training

HeadsShape TaskService::shape(bool ownAlone) const
{
    HeadsShape shape;
    shape.classes = m_board.tasks.record(m_board.tasks.selected()).classes;
    shape.exits = static_cast<std::uint16_t>(m_board.exits());
    for (int exit = 0; exit < shape.exits; ++exit)
        shape.dimensions[exit] =
            static_cast<std::uint16_t>(ownAlone ? m_board.dimensions(exit) : m_board.bank.seen(exit));
    return shape;
}

/// The arena holds the new heads, then what training each of them needs.
Error TaskService::beginTraining(const TrainRequest& request, const HeadsShape& shape, HeadTrainer* trainers)
{
    const int task = m_board.tasks.selected();
    const Span arena = m_board.platform.arena();
    std::uint32_t needed = aligned(shape.bytes());
    std::uint32_t scratchBytes[kMaxWireExits];
    for (int exit = 0; exit < shape.exits; ++exit) {
        scratchBytes[exit] = aligned(
            HeadTrainer::scratchBytes(shape.classes, shape.dimensions[exit], m_board.bank.labelled(task)));
        needed += scratchBytes[exit];
    }
    if (needed > arena.bytes) {
        m_board.call.detail = needed - arena.bytes;
        return Error::outOfMemory;
    }
    writeHeadsShape(shape, arena.data);
    const Heads heads = headsInBlob(arena.data, shape);
    std::uint8_t* scratch = arena.data + aligned(shape.bytes());
    for (int exit = 0; exit < shape.exits; ++exit) {
        MICROT_PASS(trainers[exit].begin(m_board.bank.labelledRows(task, exit), heads.at[exit].head,
                                         heads.at[exit].scaling, trainingOptions(request), scratch,
                                         scratchBytes[exit]));
        scratch += scratchBytes[exit];
    }
    return Error::none;
}

Error TaskService::on(const TrainRequest& request, TrainResponse& response)
{
    MICROT_PASS(m_board.needTask());
    const int task = m_board.tasks.selected();
    if (m_board.bank.labelled(task) == 0)
        return Error::tooFewSamples;
    m_board.arenaUse = ArenaUse::nothing;
    const HeadsShape heads = shape(false);
    HeadTrainer trainers[kMaxWireExits];
    MICROT_PASS(beginTraining(request, heads, trainers));
    const std::uint64_t before = m_board.platform.counter();
    while (!trainers[0].finished()) {
        response.last = {0, request.epochs, {}};
        for (int exit = 0; exit < heads.exits; ++exit) {
            const EpochResult result = trainers[exit].runEpoch();
            response.last.epoch = static_cast<std::uint16_t>(result.epoch);
            response.last.exits.add({result.meanLoss, result.accuracy});
        }
        m_board.call.event(response.last);
        if (m_board.call.interrupted())
            return Error::cancelled;
    }
    response.counted = m_board.platform.counter() - before;
    response.samples = static_cast<std::uint16_t>(m_board.bank.labelled(task));
    const std::uint8_t* blob = m_board.platform.arena().data;
    MICROT_PASS(m_board.checkHeads(blob, heads.bytes()));
    // Another head, other confidences: the old thresholds mean nothing any more.
    MICROT_PASS(m_board.tasks.commitHeads(task, blob, heads.bytes(), {}));
    response.headsSha256 = m_board.tasks.record(task).sha256;
    return Error::none;
}

Error TaskService::on(const CalibrateRequest& request, CalibrateResponse& response)
{
    MICROT_PASS(m_board.needTask());
    Heads heads;
    MICROT_PASS(m_board.openHeads(heads));
    const SampleBank& bank = m_board.bank;
    const int task = m_board.tasks.selected();
    const int there = bank.samples(task);
    const int used = request.samples == 0 || request.samples > there ? there : request.samples;
    m_board.arenaUse = ArenaUse::nothing;
    const Span arena = m_board.platform.arena();
    if (static_cast<std::uint32_t>(used) * sizeof(float) > arena.bytes)
        return Error::outOfMemory;
    FeaturePiece pieces[kMaxWireExits];
    float logits[kMaxClasses];
    MICROT_PASS(calibrateHeads(
        heads, m_board.settings, request.ratio, used,
        [&](int i) {
            bank.features(task, there - used + i, pieces);
            return pieces;
        },
        reinterpret_cast<float*>(arena.data), logits, response.thresholds));
    response.samples = static_cast<std::uint16_t>(used);
    return m_board.tasks.setThresholds(task, response.thresholds);
}

/// One for every exit but the last, all numbers.
Error TaskService::checkThresholds(const Thresholds& thresholds) const
{
    for (int exit = 0; exit < thresholds.size; ++exit)
        if (!finite(thresholds.items[exit]))
            return Error::outOfRange;
    return thresholds.size + 1 == m_board.exits() ? Error::none : Error::shapeMismatch;
}

Error TaskService::on(const ThresholdRequest& request, Done&)
{
    MICROT_PASS(m_board.needTask());
    MICROT_PASS(checkThresholds(request.thresholds));
    return m_board.tasks.setThresholds(m_board.tasks.selected(), request.thresholds);
}

// --- Heads

Error TaskService::on(const HeadsInfoRequest&, HeadsInfoResponse& response)
{
    const int task = m_board.tasks.selected();
    if (task < 0)
        return Error::noTask;
    const TaskRecord& record = m_board.tasks.record(task);
    m_board.tasks.heads(task, response.bytes);
    response.sha256 = record.sha256;
    response.previousSha256 = record.previousSha256;
    response.thresholds = m_board.thresholds(task);
    return Error::none;
}

Error TaskService::on(const HeadsReadRequest& request, Chunk& response)
{
    if (m_board.tasks.selected() < 0)
        return Error::noTask;
    std::uint32_t bytes = 0;
    const std::uint8_t* blob = m_board.tasks.heads(m_board.tasks.selected(), bytes);
    return blob == nullptr ? Error::noHeads
                           : BoardState::chunk(blob, bytes, request.offset, request.size, response);
}

Error TaskService::on(const HeadsBeginRequest& request, Done&)
{
    MICROT_PASS(m_board.needTask());
    if (request.bytes < shape(true).bytes() || request.bytes > shape(false).bytes())
        return Error::shapeMismatch;
    if (request.bytes > m_board.platform.arena().bytes)
        return Error::noSpace;
    m_board.arenaUse = ArenaUse::heads;
    m_headsBytes = request.bytes;
    m_headsHash = request.sha256;
    return Error::none;
}

Error TaskService::on(const HeadsWriteRequest& request, Done&)
{
    if (m_board.arenaUse != ArenaUse::heads)
        return Error::invalidArgument;
    if (request.offset > m_headsBytes || request.bytes.size > m_headsBytes - request.offset)
        return Error::outOfRange;
    std::memcpy(m_board.platform.arena().data + request.offset, request.bytes.data, request.bytes.size);
    return Error::none;
}

Error TaskService::on(const HeadsCommitRequest& request, Done&)
{
    MICROT_PASS(m_board.needTask());
    if (m_board.arenaUse != ArenaUse::heads)
        return Error::invalidArgument;
    MICROT_PASS(checkThresholds(request.thresholds));
    const std::uint8_t* blob = m_board.platform.arena().data;
    if (sha256Of(blob, m_headsBytes) != m_headsHash)
        return Error::hashMismatch;
    MICROT_PASS(m_board.checkHeads(blob, m_headsBytes));
    m_board.arenaUse = ArenaUse::nothing;
    return m_board.tasks.commitHeads(m_board.tasks.selected(), blob, m_headsBytes, request.thresholds);
}

Error TaskService::on(const HeadsRollbackRequest&, Done&)
{
    return m_board.tasks.rollback(m_board.tasks.selected());
}

} // namespace microt::firmware
