// SPDX-License-Identifier: Apache-2.0
#include "serial/link/board.h"

#include <algorithm>
#include <cstring>

#include "engine/runtime/sha256.h"

namespace microt {

using namespace protocol;

namespace {

Digest hashOf(const std::vector<std::uint8_t>& bytes)
{
    Sha256 sha;
    sha.update(bytes.data(), bytes.size());
    return sha.finish();
}

/// Bytes that fit a request beside `fields` bytes of other fields and the length.
std::size_t pieceBytes(const Link& link, std::size_t fields)
{
    return link.payloadBytes() - fields - 2;
}

} // namespace

Result<Board::Deployed> Board::deploy(const std::vector<std::uint8_t>& image, const JobContext& job)
{
    Deployed deployed;
    ImageBeginRequest begin;
    begin.bytes = static_cast<std::uint32_t>(image.size());
    begin.sha256 = hashOf(image);
    const auto total = static_cast<std::int64_t>(image.size());
    const auto flash = [&job](const FlashProgress& progress) {
        job.report({"Erasing flash", progress.done, progress.total, "bytes"});
    };
    MICROT_TRY(const ImageBeginResponse there, m_link.ask<Message::imageBegin>(begin, job, flash));
    deployed.wasThere = there.state != SlotState::receiving;
    if (!deployed.wasThere) {
        deployed.resumed = there.offset;
        const std::size_t piece = pieceBytes(m_link, 4) / kImageChunkAlignment * kImageChunkAlignment;
        const std::size_t left = image.size() - there.offset;
        const std::size_t count = (left + piece - 1) / piece;
        const auto start = std::chrono::steady_clock::now();
        MICROT_CHECK(m_link.askMany<Message::imageWrite>(
            count,
            [&](std::size_t i) {
                ImageWriteRequest request;
                const std::size_t offset = there.offset + i * piece;
                request.offset = static_cast<std::uint32_t>(offset);
                request.bytes = {image.data() + offset,
                                 static_cast<std::uint16_t>(std::min(piece, image.size() - offset))};
                return request;
            },
            [&](std::size_t done) {
                job.report(
                    {"Sending the image",
                     std::min<std::int64_t>(total, there.offset + static_cast<std::int64_t>(done * piece)),
                     total, "bytes"});
            },
            job));
        deployed.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        MICROT_TRY(const Done finished, m_link.ask<Message::imageFinish>({}, job, flash));
        (void)finished;
    }
    ImageActivateRequest activate;
    activate.sha256 = begin.sha256;
    MICROT_TRY(const Done done, m_link.ask<Message::imageActivate>(activate, job));
    (void)done;
    return deployed;
}

Status Board::useTask(const std::string& name, int classes, const JobContext& job)
{
    const Text<24> wanted(name.c_str());
    for (std::uint8_t first = 0;;) {
        TaskListRequest request;
        request.first = first;
        MICROT_TRY(const TaskListResponse list, m_link.ask<Message::taskList>(request, job));
        for (std::uint8_t i = 0; i < list.tasks.size; ++i) {
            const TaskInfo& task = list.tasks.items[i];
            if (task.name.size != wanted.size || task.name.chars != wanted.chars || !task.usable ||
                task.classes != classes)
                continue;
            TaskSelectRequest select;
            select.id = task.id;
            MICROT_TRY(const Done done, m_link.ask<Message::taskSelect>(select, job));
            (void)done;
            return {};
        }
        first = static_cast<std::uint8_t>(first + list.tasks.size);
        if (list.tasks.size == 0 || first >= list.total)
            break;
    }
    TaskCreateRequest create;
    create.name = wanted;
    create.classes = static_cast<std::uint8_t>(classes);
    MICROT_TRY(const TaskId made, m_link.ask<Message::taskCreate>(create, job));
    (void)made;
    return {};
}

/// The picture where the board finds it.
Result<Board::Source> Board::present(const std::uint8_t* rgb, int resolution, const JobContext& job)
{
    if (m_camera != nullptr) {
        m_camera->show(rgb, resolution);
        return Source{PictureSource::frameBuffer, 0};
    }
    const std::size_t bytes =
        std::size_t{3} * static_cast<std::size_t>(resolution) * static_cast<std::size_t>(resolution);
    PictureBeginRequest begin;
    begin.id = m_nextPicture++;
    begin.bytes = static_cast<std::uint32_t>(bytes);
    MICROT_TRY(const Done done, m_link.ask<Message::pictureBegin>(begin, job));
    (void)done;
    const std::size_t piece = pieceBytes(m_link, 8);
    MICROT_CHECK(m_link.askMany<Message::pictureWrite>(
        (bytes + piece - 1) / piece,
        [&](std::size_t i) {
            PictureWriteRequest request;
            request.id = begin.id;
            request.offset = static_cast<std::uint32_t>(i * piece);
            request.bytes = {rgb + i * piece, static_cast<std::uint16_t>(std::min(piece, bytes - i * piece))};
            return request;
        },
        [](std::size_t) {}, job));
    return Source{PictureSource::uploaded, begin.id};
}

Result<ExtractResponse> Board::extract(const std::uint8_t* rgb, int resolution, std::uint8_t label,
                                       const JobContext& job)
{
    MICROT_TRY(const Source source, present(rgb, resolution, job));
    ExtractRequest request;
    request.source = source.source;
    request.picture = source.id;
    request.label = label;
    return m_link.ask<Message::extract>(request, job, [](const WorkProgress&) {});
}

Result<InferResponse> Board::infer(const std::uint8_t* rgb, int resolution, InferMode mode,
                                   const JobContext& job)
{
    MICROT_TRY(const Source source, present(rgb, resolution, job));
    InferRequest request;
    request.mode = mode;
    request.source = source.source;
    request.picture = source.id;
    return m_link.ask<Message::infer>(request, job, [](const WorkProgress&) {});
}

Result<Board::Profile> Board::profile(const std::uint8_t* rgb, int resolution, const JobContext& job)
{
    MICROT_TRY(const Source source, present(rgb, resolution, job));
    ProfileRequest request;
    request.source = source.source;
    request.picture = source.id;
    MICROT_TRY(const ProfileResponse counted,
               m_link.ask<Message::profile>(request, job, [&job](const WorkProgress& progress) {
                   job.report({"Profiling", progress.done, progress.total, "operators"});
               }));
    Profile profile;
    profile.counters = counted.counters;
    while (profile.ops.size() < counted.ops) {
        ProfileReadRequest read;
        read.first = static_cast<std::uint16_t>(profile.ops.size());
        MICROT_TRY(const ProfileReadResponse part, m_link.ask<Message::profileRead>(read, job));
        if (part.counts.size == 0)
            return Failure{Error::malformed, "The board gave fewer counts than it has operators."};
        profile.ops.insert(profile.ops.end(), part.counts.items.begin(),
                           part.counts.items.begin() + part.counts.size);
    }
    return profile;
}

Result<std::vector<std::uint8_t>> Board::readResult(ResultKind kind, int exit, const JobContext& job)
{
    std::vector<std::uint8_t> bytes;
    for (;;) {
        ResultReadRequest request;
        request.kind = kind;
        request.exit = static_cast<std::uint8_t>(exit);
        request.offset = static_cast<std::uint32_t>(bytes.size());
        MICROT_TRY(const Chunk part, m_link.ask<Message::resultRead>(request, job));
        bytes.insert(bytes.end(), part.bytes.data, part.bytes.data + part.bytes.size);
        if (bytes.size() >= part.total || part.bytes.size == 0)
            return bytes;
    }
}

Result<std::vector<std::int8_t>> Board::features(int exit, const JobContext& job)
{
    MICROT_TRY(const std::vector<std::uint8_t> bytes, readResult(ResultKind::features, exit, job));
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

Result<std::vector<std::uint8_t>> Board::readHeads(const JobContext& job)
{
    MICROT_TRY(const HeadsInfoResponse info, m_link.ask<Message::headsInfo>({}, job));
    std::vector<std::uint8_t> blob;
    while (blob.size() < info.bytes) {
        HeadsReadRequest request;
        request.offset = static_cast<std::uint32_t>(blob.size());
        request.size = 0xFFFF;
        MICROT_TRY(const Chunk part, m_link.ask<Message::headsRead>(request, job));
        if (part.bytes.size == 0)
            break;
        blob.insert(blob.end(), part.bytes.data, part.bytes.data + part.bytes.size);
    }
    if (blob.empty())
        return boardFailure(Error::noHeads, 0, Message::headsRead);
    if (hashOf(blob) != info.sha256)
        return Failure{Error::hashMismatch, "The heads that arrived are not those of the board."};
    return blob;
}

Status Board::writeHeads(const std::vector<std::uint8_t>& blob, float threshold, const JobContext& job)
{
    HeadsBeginRequest begin;
    begin.bytes = static_cast<std::uint32_t>(blob.size());
    begin.sha256 = hashOf(blob);
    MICROT_TRY(const Done begun, m_link.ask<Message::headsBegin>(begin, job));
    (void)begun;
    const std::size_t piece = pieceBytes(m_link, 4);
    MICROT_CHECK(m_link.askMany<Message::headsWrite>(
        (blob.size() + piece - 1) / piece,
        [&](std::size_t i) {
            HeadsWriteRequest request;
            request.offset = static_cast<std::uint32_t>(i * piece);
            request.bytes = {blob.data() + i * piece,
                             static_cast<std::uint16_t>(std::min(piece, blob.size() - i * piece))};
            return request;
        },
        [](std::size_t) {}, job));
    HeadsCommitRequest commit;
    commit.threshold = threshold;
    MICROT_TRY(const Done done, m_link.ask<Message::headsCommit>(commit, job));
    (void)done;
    return {};
}

} // namespace microt
