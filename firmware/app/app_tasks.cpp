// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include "engine/runtime/confidence.h"
#include "engine/runtime/sha256.h"
#include "firmware/app/app.h"

namespace microt::firmware {

using namespace protocol;

namespace {

std::uint32_t aligned(std::size_t bytes)
{
    return static_cast<std::uint32_t>((bytes + 15) / 16 * 16);
}

TrainProgress progressOf(const EpochResult& part, const EpochResult& full, std::uint16_t epochs)
{
    TrainProgress progress;
    progress.epoch = static_cast<std::uint16_t>(part.epoch);
    progress.epochs = epochs;
    progress.partLoss = part.meanLoss;
    progress.partAccuracy = part.accuracy;
    progress.fullLoss = full.meanLoss;
    progress.fullAccuracy = full.accuracy;
    return progress;
}

/// Neither NaN nor infinite, by its bits.
bool finite(float value)
{
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return (bits & 0x7F800000U) != 0x7F800000U;
}

} // namespace

bool App::usable(int task) const
{
    return hasImage() && std::memcmp(m_tasks.record(task).image, m_slots.activeHash().data(), 32) == 0;
}

Error App::needTask() const
{
    if (!hasImage())
        return Error::noImage;
    return m_tasks.selected() >= 0 && usable(m_tasks.selected()) ? Error::none : Error::noTask;
}

TaskInfo App::taskInfo(int task) const
{
    const TaskRecord& record = m_tasks.record(task);
    TaskInfo info;
    info.id = static_cast<std::uint8_t>(task);
    info.name.size = record.nameSize;
    std::memcpy(info.name.chars.data(), record.name, sizeof record.name);
    info.classes = record.classes;
    info.usable = usable(task);
    if (info.usable) {
        info.samples = static_cast<std::uint16_t>(m_bank.samples(task));
        info.labelled = static_cast<std::uint16_t>(m_bank.labelled(task));
        info.capacity = static_cast<std::uint16_t>(m_bank.capacity(task));
    }
    info.trained = record.current != kNoBlob;
    info.threshold = record.threshold;
    return info;
}

Error App::on(const TaskListRequest& request, TaskListResponse& response)
{
    response.selected = m_tasks.selected() < 0 ? kNoTask : static_cast<std::uint8_t>(m_tasks.selected());
    for (int task = 0; task < kMaxWireTasks; ++task)
        if (m_tasks.exists(task) && response.total++ >= request.first)
            response.tasks.add(taskInfo(task));
    return Error::none;
}

Error App::on(const TaskCreateRequest& request, TaskId& response)
{
    if (!hasImage())
        return Error::noImage;
    if (request.classes < 2 || request.classes > kMaxClasses)
        return Error::outOfRange;
    int task = 0;
    const Error error = m_tasks.create(request.name, request.classes, m_slots.activeHash(), task);
    if (error == Error::none)
        m_bank.clear(task);
    response.id = static_cast<std::uint8_t>(task);
    return error;
}

Error App::on(const TaskSelectRequest& request, Done&)
{
    forgetPicture();
    return m_tasks.select(request.id);
}

Error App::on(const TaskDeleteRequest& request, Done&)
{
    if (!m_tasks.exists(request.id))
        return Error::noTask;
    m_bank.clear(request.id);
    return m_tasks.remove(request.id);
}

// --- Bank
// ------------------------------------------------------------------------------------------------------

Error App::on(const BankInfoRequest&, BankInfoResponse& response)
{
    if (const Error error = needTask(); error != Error::none)
        return error;
    const int task = m_tasks.selected();
    response.samples = static_cast<std::uint16_t>(m_bank.samples(task));
    response.labelled = static_cast<std::uint16_t>(m_bank.labelled(task));
    response.capacity = static_cast<std::uint16_t>(m_bank.capacity(task));
    response.partDimensions = static_cast<std::uint16_t>(dimensions(0));
    response.fullDimensions = static_cast<std::uint16_t>(dimensions(1));
    response.perClass.size = m_tasks.record(task).classes < 64 ? m_tasks.record(task).classes : 64;
    for (int row = 0; row < m_bank.labelled(task); ++row)
        if (m_bank.label(task, row) < response.perClass.size)
            ++response.perClass.items[m_bank.label(task, row)];
    return Error::none;
}

Error App::on(const BankClearRequest&, Done&)
{
    if (const Error error = needTask(); error != Error::none)
        return error;
    m_bank.clear(m_tasks.selected());
    return Error::none;
}

Error App::on(const BankReadRequest& request, BankReadResponse& response)
{
    if (const Error error = needTask(); error != Error::none)
        return error;
    const int task = m_tasks.selected();
    if (request.sample >= m_bank.samples(task))
        return Error::outOfRange;
    Chunk part;
    const auto* features = reinterpret_cast<const std::uint8_t*>(m_bank.features(task, request.sample));
    const Error error = chunk(features, static_cast<std::uint32_t>(m_bank.rowBytes() - 1), request.offset,
                              request.size, part);
    response.label = m_bank.label(task, request.sample);
    response.total = static_cast<std::uint16_t>(part.total);
    response.features = part.bytes;
    return error;
}

Error App::on(const BankWriteRequest& request, Done&)
{
    if (const Error error = needTask(); error != Error::none)
        return error;
    const int task = m_tasks.selected();
    if (request.features.size + 1 != m_bank.rowBytes())
        return Error::shapeMismatch;
    if (request.sample > m_bank.samples(task) ||
        (request.label != kNoLabel && request.label >= m_tasks.record(task).classes))
        return Error::outOfRange;
    const auto* features = reinterpret_cast<const std::int8_t*>(request.features.data);
    if (request.sample < m_bank.samples(task))
        return m_bank.replace(task, request.sample, request.label, features);
    int row = 0;
    return m_bank.add(task, request.label, features, features + dimensions(0), row);
}

// --- Training
// --------------------------------------------------------------------------------------------------

Error App::on(const TrainRequest& request, TrainResponse& response)
{
    if (const Error error = needTask(); error != Error::none)
        return error;
    const int task = m_tasks.selected();
    if (m_bank.labelled(task) == 0)
        return Error::tooFewSamples;
    // The arena holds the new heads and what training needs; a picture in it is lost.
    forgetPicture();
    const std::int32_t classes = m_tasks.record(task).classes;
    HeadsHeader header;
    header.classes = static_cast<std::uint16_t>(classes);
    header.partDimensions = static_cast<std::uint16_t>(dimensions(0));
    header.fullDimensions = static_cast<std::uint16_t>(dimensions(0) + dimensions(1));
    const std::uint32_t blobBytes =
        headsBlobBytes(header.classes, header.partDimensions, header.fullDimensions);
    std::uint32_t scratchBytes[2];
    const std::uint16_t seen[2] = {header.partDimensions, header.fullDimensions};
    for (int exit = 0; exit < 2; ++exit)
        scratchBytes[exit] = aligned(HeadTrainer::scratchBytes(classes, seen[exit], m_bank.labelled(task)));
    const Span arena = m_platform.arena();
    if (aligned(blobBytes) + scratchBytes[0] + scratchBytes[1] > arena.bytes) {
        m_detail = aligned(blobBytes) + scratchBytes[0] + scratchBytes[1] - arena.bytes;
        return Error::outOfMemory;
    }
    ByteWriter writer(arena.data, kHeadsHeaderBytes);
    encode(header, writer);
    StoredHead heads[2];
    headsInBlob(arena.data, header, heads);
    HeadTrainer trainers[2];
    std::uint8_t* scratch = arena.data + aligned(blobBytes);
    for (int exit = 0; exit < 2; ++exit) {
        if (const Error error =
                trainers[exit].begin(m_bank.labelledRows(task, exit), heads[exit].head, heads[exit].scaling,
                                     trainingOptions(request), scratch, scratchBytes[exit]);
            error != Error::none)
            return error;
        scratch += scratchBytes[exit];
    }
    const std::uint64_t before = m_platform.counter();
    while (!trainers[0].finished()) {
        const EpochResult part = trainers[0].runEpoch();
        const EpochResult full = trainers[1].runEpoch();
        response.last = progressOf(part, full, request.epochs);
        m_reply->event(response.last);
        if (m_reply->interrupted())
            return Error::cancelled;
    }
    response.counted = m_platform.counter() - before;
    response.samples = static_cast<std::uint16_t>(m_bank.labelled(task));
    if (const Error error = checkBlob(arena.data, blobBytes); error != Error::none)
        return error;
    // Another head, other confidences: the old threshold means nothing any more.
    if (const Error error = m_tasks.commitHeads(task, arena.data, blobBytes, kNeverThreshold);
        error != Error::none)
        return error;
    std::memcpy(response.headsSha256.data(), m_tasks.record(task).sha256, response.headsSha256.size());
    return Error::none;
}

Error App::on(const CalibrateRequest& request, CalibrateResponse& response)
{
    if (const Error error = needTask(); error != Error::none)
        return error;
    const int task = m_tasks.selected();
    StoredHead heads[2];
    std::uint32_t bytes = 0;
    if (const Error error = openHeads(heads, bytes); error != Error::none)
        return error;
    const int there = m_bank.samples(task);
    const int used = request.samples == 0 || request.samples > there ? there : request.samples;
    if (used == 0)
        return Error::tooFewSamples;
    forgetPicture();
    const Span arena = m_platform.arena();
    if (static_cast<std::uint32_t>(used) * sizeof(float) > arena.bytes)
        return Error::outOfMemory;
    auto* confidences = reinterpret_cast<float*>(arena.data);
    for (int i = 0; i < used; ++i) {
        headLogits(heads[0].head, heads[0].scaling, {m_bank.features(task, there - used + i)}, m_logits[0]);
        confidences[i] = decide(m_logits[0], heads[0].head.classes,
                                static_cast<ConfidenceMeasure>(m_settings.measure), m_settings.temperature)
                             .confidence;
    }
    response.samples = static_cast<std::uint16_t>(used);
    if (const Error error = thresholdFromConfidences(confidences, used, request.ratio, response.threshold);
        error != Error::none)
        return error;
    return m_tasks.setThreshold(task, response.threshold);
}

Error App::on(const ThresholdRequest& request, Done&)
{
    if (const Error error = needTask(); error != Error::none)
        return error;
    if (!finite(request.threshold))
        return Error::outOfRange;
    return m_tasks.setThreshold(m_tasks.selected(), request.threshold);
}

// --- Heads
// -----------------------------------------------------------------------------------------------------

/// Whether a blob is what the selected task and the active image need.
Error App::checkBlob(const std::uint8_t* blob, std::uint32_t bytes) const
{
    HeadsHeader header;
    if (const Error error = readHeadsHeader(blob, bytes, header); error != Error::none)
        return error;
    if (header.classes != m_tasks.record(m_tasks.selected()).classes ||
        header.partDimensions != dimensions(0) || !fullHeadMaySee(header.fullDimensions))
        return Error::shapeMismatch;
    for (std::uint32_t at = kHeadsHeaderBytes; at < bytes; at += sizeof(float)) {
        float number = 0.0F;
        std::memcpy(&number, blob + at, sizeof number);
        if (!finite(number))
            return Error::numericFailure;
    }
    return Error::none;
}

Error App::openHeads(StoredHead heads[2], std::uint32_t& bytes) const
{
    const std::uint8_t* blob = m_tasks.heads(m_tasks.selected(), bytes);
    HeadsHeader header;
    if (blob == nullptr || checkBlob(blob, bytes) != Error::none ||
        decode(blob, kHeadsHeaderBytes, header) != Error::none)
        return Error::noHeads;
    headsInBlob(const_cast<std::uint8_t*>(blob), header, heads); // flash: read only
    return Error::none;
}

Error App::on(const HeadsInfoRequest&, HeadsInfoResponse& response)
{
    if (m_tasks.selected() < 0)
        return Error::noTask;
    const TaskRecord& record = m_tasks.record(m_tasks.selected());
    m_tasks.heads(m_tasks.selected(), response.bytes);
    std::memcpy(response.sha256.data(), record.sha256, response.sha256.size());
    std::memcpy(response.previousSha256.data(), record.previousSha256, response.previousSha256.size());
    response.threshold = record.threshold;
    return Error::none;
}

Error App::on(const HeadsReadRequest& request, Chunk& response)
{
    if (m_tasks.selected() < 0)
        return Error::noTask;
    std::uint32_t bytes = 0;
    const std::uint8_t* blob = m_tasks.heads(m_tasks.selected(), bytes);
    return blob == nullptr ? Error::noHeads : chunk(blob, bytes, request.offset, request.size, response);
}

Error App::on(const HeadsBeginRequest& request, Done&)
{
    if (const Error error = needTask(); error != Error::none)
        return error;
    const std::uint8_t classes = m_tasks.record(m_tasks.selected()).classes;
    const auto part = static_cast<std::uint32_t>(dimensions(0));
    const auto full = static_cast<std::uint32_t>(dimensions(1));
    if (request.bytes != headsBlobBytes(classes, part, full) &&
        request.bytes != headsBlobBytes(classes, part, part + full))
        return Error::shapeMismatch;
    if (request.bytes > m_platform.arena().bytes)
        return Error::noSpace;
    forgetPicture();
    m_headsBytes = request.bytes;
    m_headsHash = request.sha256;
    return Error::none;
}

Error App::on(const HeadsWriteRequest& request, Done&)
{
    if (m_headsBytes == 0)
        return Error::invalidArgument;
    if (request.offset > m_headsBytes || request.bytes.size > m_headsBytes - request.offset)
        return Error::outOfRange;
    std::memcpy(m_platform.arena().data + request.offset, request.bytes.data, request.bytes.size);
    return Error::none;
}

Error App::on(const HeadsCommitRequest& request, Done&)
{
    if (const Error error = needTask(); error != Error::none)
        return error;
    if (m_headsBytes == 0)
        return Error::invalidArgument;
    if (!finite(request.threshold))
        return Error::outOfRange;
    const std::uint32_t bytes = m_headsBytes;
    const std::uint8_t* blob = m_platform.arena().data;
    if (sha256Of(blob, bytes) != m_headsHash)
        return Error::hashMismatch;
    if (const Error error = checkBlob(blob, bytes); error != Error::none)
        return error;
    m_headsBytes = 0;
    return m_tasks.commitHeads(m_tasks.selected(), blob, bytes, request.threshold);
}

Error App::on(const HeadsRollbackRequest&, Done&)
{
    return m_tasks.rollback(m_tasks.selected());
}

} // namespace microt::firmware
