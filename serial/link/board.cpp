// SPDX-License-Identifier: Apache-2.0
#include "serial/link/board.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "engine/runtime/image.h"
#include "engine/runtime/sha256.h"

namespace microt {

using namespace protocol;

namespace {

Digest hashOf(const std::vector<std::uint8_t>& bytes)
{
    return sha256Of(bytes.data(), bytes.size());
}

} // namespace

std::uint64_t totalOf(const Counters& counters)
{
    return std::accumulate(counters.items.begin(), counters.items.begin() + counters.size, std::uint64_t{0});
}

/// Before it is sent, not after: the board says the same, but once it has all of it.
Status Board::checkArena(const std::vector<std::uint8_t>& image, const JobContext& job)
{
    ImageHeader header = {};
    if (image.size() < sizeof header)
        return {}; // the board says what is wrong
    std::memcpy(&header, image.data(), sizeof header);
    MICROT_TRY(const DescribeResponse board, m_link.ask<Message::describe>({}, job));
    if (header.magic != kImageMagic || header.arenaBytes <= board.arenaBytes)
        return {};
    const std::string room = std::to_string(board.arenaBytes);
    return Failure{Error::noSpace, "The network needs " + std::to_string(header.arenaBytes) +
                                       " bytes of working memory, the board has " + room +
                                       ". Make its image for that: microt quantize --ram " + room + "."};
}

Result<Board::Deployed> Board::deploy(const std::vector<std::uint8_t>& image, const JobContext& job)
{
    MICROT_CHECK(checkArena(image, job));
    Deployed deployed;
    const ImageBeginRequest begin{static_cast<std::uint32_t>(image.size()), hashOf(image)};
    const auto flash = [&job](const FlashProgress& progress) {
        job.report({"Erasing flash", progress.done, progress.total, "bytes"});
    };
    MICROT_TRY(const ImageBeginResponse there, m_link.ask<Message::imageBegin>(begin, job, flash));
    deployed.wasThere = there.state != SlotState::receiving;
    if (!deployed.wasThere) {
        deployed.resumed = there.offset;
        if (!putImage(image, there.slot, there.offset)) {
            const auto start = std::chrono::steady_clock::now();
            MICROT_CHECK(sendImage(image, there.offset, job));
            deployed.seconds =
                std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        }
        MICROT_CHECK(m_link.ask<Message::imageFinish>({}, job, flash));
    }
    MICROT_CHECK(m_link.ask<Message::imageActivate>({begin.sha256}, job));
    return deployed;
}

/// Sends something in pieces as large as the line lets through; again from the start where it is too bad for
/// their size. `fields`: bytes of the request beside the piece; `fill` sets them but for the offset, which
/// counts from `from`.
template <Message M, typename Fill>
Status Board::sendPieces(const std::uint8_t* bytes, std::size_t from, std::size_t count, std::size_t fields,
                         Fill fill, const JobContext& job)
{
    for (;;) {
        const std::size_t piece = pieceBytes(fields);
        const Status sent = m_link.askMany<M>(
            (count + piece - 1) / piece,
            [&](std::size_t i) {
                typename Exchange<M>::Request request;
                fill(request);
                request.offset = static_cast<std::uint32_t>(from + i * piece);
                request.bytes = {bytes + request.offset,
                                 static_cast<std::uint16_t>(std::min(piece, count - i * piece))};
                return request;
            },
            [](std::size_t) {}, job);
        if (sent.ok() || !m_link.shrank())
            return sent;
    }
}

std::size_t Board::pieceBytes(std::size_t fields) const
{
    return m_link.pieceBytes(fields) / kImageChunkAlignment * kImageChunkAlignment;
}

/// Past the line, where that can be done. Nothing is taken on trust: the board reads back what it finds.
bool Board::putImage(const std::vector<std::uint8_t>& image, int slot, std::size_t from)
{
    return m_emulator != nullptr &&
           m_emulator->writeSlot(slot, from, image.data() + from, image.size() - from);
}

/// The rest of an image, by stretches between which it is said how far it has come.
Status Board::sendImage(const std::vector<std::uint8_t>& image, std::size_t from, const JobContext& job)
{
    constexpr std::size_t kFields = 4;
    constexpr std::size_t kStretch = 16384;
    while (from < image.size()) {
        const std::size_t piece = pieceBytes(kFields);
        const std::size_t stretch = std::min(image.size() - from, kStretch / piece * piece);
        MICROT_CHECK(sendPieces<Message::imageWrite>(
            image.data(), from, stretch, kFields, [](ImageWriteRequest&) {}, job));
        from += stretch;
        job.report({"Sending the image", static_cast<std::int64_t>(from),
                    static_cast<std::int64_t>(image.size()), "bytes"});
    }
    return {};
}

Result<std::vector<std::uint8_t>> Board::readImage(const Digest& sha256, const JobContext& job)
{
    MICROT_TRY(const DescribeResponse board, m_link.ask<Message::describe>({}, job));
    for (std::uint8_t slot = 0; slot < board.imageSlots.size; ++slot) {
        const SlotInfo& info = board.imageSlots.items[slot];
        if (info.imageBytes == 0 || info.sha256 != sha256)
            continue;
        return readPieces<Message::imageRead>({slot}, job);
    }
    return boardFailure(Error::noImage, 0, Message::imageRead);
}

Result<Board::Tasks> Board::tasks(const JobContext& job)
{
    Tasks tasks;
    TaskListRequest request;
    for (;;) {
        MICROT_TRY(const TaskListResponse list, m_link.ask<Message::taskList>(request, job));
        tasks.selected = list.selected;
        for (const TaskInfo& task : vectorOf(list.tasks))
            tasks.all.push_back(task);
        request.first = static_cast<std::uint8_t>(tasks.all.size());
        if (list.tasks.size == 0 || request.first >= list.total)
            return tasks;
    }
}

Status Board::useTask(const std::string& name, int classes, const JobContext& job)
{
    MICROT_TRY(const DescribeResponse board, m_link.ask<Message::describe>({}, job));
    if (classes > board.maxClasses)
        return Failure{Error::outOfRange, "There are " + std::to_string(classes) +
                                              " classes; the board takes at most " +
                                              std::to_string(board.maxClasses) + "."};
    const Text<24> wanted(name.c_str());
    MICROT_TRY(const Tasks tasks, this->tasks(job));
    for (const TaskInfo& task : tasks.all)
        if (textOf(task.name) == textOf(wanted) && task.usable && task.classes == classes)
            return selectTask(task.id, job);
    return m_link.tell<Message::taskCreate>({wanted, static_cast<std::uint8_t>(classes)}, job);
}

Status Board::selectTask(int id, const JobContext& job)
{
    return m_link.tell<Message::taskSelect>({{static_cast<std::uint8_t>(id)}}, job);
}

Status Board::removeTask(int id, const JobContext& job)
{
    return m_link.tell<Message::taskDelete>({{static_cast<std::uint8_t>(id)}}, job);
}

/// The picture where the board finds it.
Result<Board::Source> Board::present(const std::uint8_t* pixels, std::size_t bytes, const JobContext& job)
{
    if (m_emulator != nullptr) {
        m_emulator->show(pixels, bytes);
        return Source{PictureSource::frameBuffer, 0};
    }
    MICROT_TRY(const std::uint32_t id, upload(pixels, bytes, job));
    return Source{PictureSource::uploaded, id};
}

Result<std::uint32_t> Board::upload(const std::uint8_t* pixels, std::size_t bytes, const JobContext& job)
{
    const PictureBeginRequest begin{m_nextPicture++, static_cast<std::uint32_t>(bytes)};
    MICROT_CHECK(m_link.ask<Message::pictureBegin>(begin, job));
    MICROT_CHECK(sendPieces<Message::pictureWrite>(
        pixels, 0, bytes, 8, [&begin](PictureWriteRequest& request) { request.id = begin.id; }, job));
    return begin.id;
}

Result<ExtractResponse> Board::extract(const std::uint8_t* pixels, std::size_t bytes, std::uint8_t label,
                                       const JobContext& job)
{
    MICROT_TRY(const Source source, present(pixels, bytes, job));
    return m_link.ask<Message::extract>({source.source, source.id, label}, job, [](const WorkProgress&) {});
}

Result<InferResponse> Board::infer(const std::uint8_t* pixels, std::size_t bytes, int exit,
                                   const JobContext& job)
{
    MICROT_TRY(const Source source, present(pixels, bytes, job));
    return m_link.ask<Message::infer>({static_cast<std::uint8_t>(exit), source.source, source.id}, job,
                                      [](const WorkProgress&) {});
}

Result<Board::Profile> Board::profile(const std::uint8_t* pixels, std::size_t bytes, const JobContext& job)
{
    MICROT_TRY(const Source source, present(pixels, bytes, job));
    const auto report = [&job](const WorkProgress& progress) {
        job.report({"Profiling", progress.done, progress.total, "operators"});
    };
    MICROT_TRY(const ProfileResponse counted,
               m_link.ask<Message::profile>({source.source, source.id}, job, report));
    Profile profile;
    profile.counters = counted.counters;
    while (profile.ops.size() < counted.ops) {
        MICROT_TRY(const ProfileReadResponse part,
                   m_link.ask<Message::profileRead>({static_cast<std::uint16_t>(profile.ops.size())}, job));
        if (part.counts.size == 0)
            return Failure{Error::malformed, "The board gave fewer counts than it has operators."};
        for (const std::uint32_t count : vectorOf(part.counts))
            profile.ops.push_back(count);
    }
    return profile;
}

/// Reads something that comes in pieces; `request` gets offset and size.
template <Message M>
Result<std::vector<std::uint8_t>> Board::readPieces(typename Exchange<M>::Request request,
                                                    const JobContext& job)
{
    constexpr std::size_t kFields = kResponsePrefixBytes + 4;
    std::vector<std::uint8_t> bytes;
    for (;;) {
        request.offset = static_cast<std::uint32_t>(bytes.size());
        request.size = static_cast<std::uint16_t>(m_link.pieceBytes(kFields));
        const auto part = m_link.ask<M>(request, job);
        if (!part.ok() && m_link.shrank())
            continue;
        if (!part.ok())
            return part.failure();
        const Chunk& chunk = part.value();
        bytes.insert(bytes.end(), chunk.bytes.data, chunk.bytes.data + chunk.bytes.size);
        if (bytes.size() >= chunk.total)
            return bytes;
        if (chunk.bytes.size == 0)
            return Failure{Error::malformed, "The board gave less than it promised."};
    }
}

Result<std::vector<std::uint8_t>> Board::readResult(ResultKind kind, int exit, const JobContext& job)
{
    return readPieces<Message::resultRead>({kind, static_cast<std::uint8_t>(exit)}, job);
}

Result<std::vector<std::int8_t>> Board::features(int exit, const JobContext& job)
{
    MICROT_TRY(const std::vector<std::uint8_t> bytes, readResult(ResultKind::features, exit, job));
    return std::vector<std::int8_t>(bytes.begin(), bytes.end());
}

Result<std::vector<std::int8_t>> Board::tensor(std::uint32_t picture, int op, const JobContext& job)
{
    MICROT_TRY(const std::vector<std::uint8_t> bytes,
               readPieces<Message::tensorRead>({picture, static_cast<std::uint16_t>(op)}, job));
    return std::vector<std::int8_t>(bytes.begin(), bytes.end());
}

Result<std::vector<float>> Board::logits(int exit, const JobContext& job)
{
    MICROT_TRY(const std::vector<std::uint8_t> bytes, readResult(ResultKind::logits, exit, job));
    std::vector<float> logits(bytes.size() / sizeof(float));
    if (!logits.empty())
        std::memcpy(logits.data(), bytes.data(), logits.size() * sizeof(float));
    return logits;
}

Result<Board::BankSample> Board::bankSample(int sample, const JobContext& job)
{
    constexpr std::size_t kFields = kResponsePrefixBytes + 5;
    BankSample row;
    for (;;) {
        BankReadRequest request;
        request.sample = static_cast<std::uint16_t>(sample);
        request.offset = static_cast<std::uint16_t>(row.features.size());
        request.size = static_cast<std::uint16_t>(m_link.pieceBytes(kFields));
        const auto part = m_link.ask<Message::bankRead>(request, job);
        if (!part.ok() && m_link.shrank())
            continue;
        if (!part.ok())
            return part.failure();
        const Bytes& bytes = part.value().features;
        row.label = part.value().label;
        row.features.insert(row.features.end(), bytes.data, bytes.data + bytes.size);
        if (row.features.size() >= part.value().total)
            return row;
        if (bytes.size == 0)
            return Failure{Error::malformed, "The board gave less than it promised."};
    }
}

Status Board::removeSample(int sample, const JobContext& job)
{
    BankRemoveRequest request;
    request.sample = static_cast<std::uint16_t>(sample);
    MICROT_CHECK(m_link.ask<Message::bankRemove>(request, job));
    return {};
}

Status Board::labelSample(int sample, std::uint8_t label, const JobContext& job)
{
    BankLabelRequest request;
    request.sample = static_cast<std::uint16_t>(sample);
    request.label = label;
    MICROT_CHECK(m_link.ask<Message::bankLabel>(request, job));
    return {};
}

Result<std::vector<std::uint8_t>> Board::readHeads(const JobContext& job)
{
    MICROT_TRY(const HeadsInfoResponse info, m_link.ask<Message::headsInfo>({}, job));
    if (info.bytes == 0)
        return boardFailure(Error::noHeads, 0, Message::headsRead);
    MICROT_TRY(std::vector<std::uint8_t> blob, readPieces<Message::headsRead>({}, job));
    if (hashOf(blob) != info.sha256)
        return Failure{Error::hashMismatch, "The heads that arrived are not those of the board."};
    return blob;
}

Status Board::rollbackHeads(const JobContext& job)
{
    return m_link.tell<Message::headsRollback>({}, job);
}

Status Board::writeHeads(const std::vector<std::uint8_t>& blob, const std::vector<float>& thresholds,
                         const JobContext& job)
{
    MICROT_CHECK(
        m_link.tell<Message::headsBegin>({static_cast<std::uint32_t>(blob.size()), hashOf(blob)}, job));
    MICROT_CHECK(sendPieces<Message::headsWrite>(
        blob.data(), 0, blob.size(), 4, [](HeadsWriteRequest&) {}, job));
    HeadsCommitRequest commit;
    for (const float threshold : thresholds)
        commit.thresholds.add(threshold);
    return m_link.tell<Message::headsCommit>(commit, job);
}

Status Board::restart(Keep keep, const JobContext& job)
{
    if (keep != Keep::all) {
        ForgetRequest request;
        request.images = keep == Keep::nothing;
        MICROT_CHECK(m_link.ask<Message::forget>(request, job, [](const FlashProgress&) {}));
    }
    MICROT_CHECK(m_link.ask<Message::reset>({}, job));
    return m_link.connect(job);
}

} // namespace microt
