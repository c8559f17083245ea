// SPDX-License-Identifier: Apache-2.0
#include "firmware/app/inference_service.h"

#include <cstring>

namespace microt::firmware {

using namespace protocol;

/// Of a fitted picture: a byte for each number of the input.
std::uint32_t InferenceService::pictureBytes() const
{
    const ImageTensor& input = m_board.images.image().input();
    return static_cast<std::uint32_t>(input.height) * input.width * input.channels;
}

Error InferenceService::on(const PictureBeginRequest& request, Done&)
{
    if (!m_board.hasImage())
        return Error::noImage;
    const std::uint32_t bytes = pictureBytes();
    if (request.bytes != bytes || request.id == 0) {
        m_board.call.detail = bytes;
        return Error::shapeMismatch;
    }
    m_board.arenaUse = ArenaUse::picture;
    m_pictureId = request.id;
    return Error::none;
}

Error InferenceService::on(const PictureWriteRequest& request, Done&)
{
    if (m_board.arenaUse != ArenaUse::picture || request.id != m_pictureId)
        return Error::noPicture;
    const ImageTensor& input = m_board.images.image().input();
    const std::uint32_t bytes = pictureBytes();
    if (request.offset > bytes || request.bytes.size > bytes - request.offset)
        return Error::outOfRange;
    std::memcpy(m_board.platform.arena().data + input.arenaOffset + request.offset, request.bytes.data,
                request.bytes.size);
    return Error::none;
}

/// Makes the picture the extractor's input; from then on it is used up.
Error InferenceService::takePicture(PictureSource source, std::uint32_t id)
{
    if (!m_board.hasImage())
        return Error::noImage;
    const ImageView& image = m_board.images.image();
    // It lies where the input goes, a byte for a byte.
    const std::uint8_t* rgb = m_board.platform.arena().data + image.input().arenaOffset;
    if (source == PictureSource::frameBuffer) {
        rgb = m_board.platform.takeFrame(pictureBytes());
        if (rgb == nullptr)
            return Error::unsupportedFormat;
    } else if (m_board.arenaUse != ArenaUse::picture || id != m_pictureId) {
        return Error::noPicture;
    }
    m_board.executor.setPicture(rgb);
    m_board.arenaUse = ArenaUse::features;
    m_pictureId = id;
    m_exitsRun = 0;
    std::memset(m_logitsRun, 0, sizeof m_logitsRun);
    return Error::none;
}

/// After an operator; the counter stands still for nobody, so reports are rare.
Error InferenceService::report()
{
    m_board.call.progress(WorkProgress{static_cast<std::uint16_t>(m_board.executor.position()),
                                       m_board.images.image().header->opCount});
    if (!m_board.call.interrupted())
        return Error::none;
    m_board.arenaUse = ArenaUse::nothing;
    return Error::cancelled;
}

Error InferenceService::runTo(int exit)
{
    MICROT_PASS(runOps(m_board.images.image().exits[m_board.imageExit(exit)].opEnd));
    m_exitsRun = exit + 1;
    return Error::none;
}

Error InferenceService::runOps(int end)
{
    while (m_board.executor.position() < end) {
        MICROT_PASS(m_board.executor.step());
        MICROT_PASS(report());
    }
    return Error::none;
}

void InferenceService::features(int exit, FeaturePiece* pieces) const
{
    m_board.answering.features(m_board.executor, m_board.images.image(), exit + 1, pieces);
}

Error InferenceService::on(const ExtractRequest& request, ExtractResponse& response)
{
    MICROT_PASS(m_board.needTask());
    const int task = m_board.tasks.selected();
    if (request.label != kNoLabel && request.label >= m_board.tasks.record(task).classes)
        return Error::outOfRange;
    if (m_board.bank.samples(task) >= m_board.bank.capacity(task))
        return Error::bankFull;
    std::uint64_t last = m_board.platform.counter();
    MICROT_PASS(takePicture(request.source, request.picture));
    for (int exit = 0; exit < m_board.exits(); ++exit) {
        MICROT_PASS(runTo(exit));
        const std::uint64_t now = m_board.platform.counter();
        response.counters.add(now - last);
        last = now;
    }
    FeaturePiece pieces[AnsweringExits::kMaxPieces];
    features(m_board.exits() - 1, pieces);
    int row = 0;
    MICROT_PASS(m_board.bank.add(task, request.label, pieces, row));
    response.sample = static_cast<std::uint16_t>(row);
    return Error::none;
}

Error InferenceService::on(const InferRequest& request, InferResponse& response)
{
    MICROT_PASS(m_board.needTask());
    Heads heads;
    MICROT_PASS(m_board.openHeads(heads));
    const int end = m_board.exits() - 1;
    const int only = request.exit == kLastExit ? end : request.exit;
    if (only > end && only != kAnyExit)
        return Error::outOfRange;
    response.thresholds = m_board.thresholds(m_board.tasks.selected());
    std::uint64_t last = m_board.platform.counter();
    MICROT_PASS(takePicture(request.source, request.picture));
    FeaturePiece pieces[AnsweringExits::kMaxPieces];
    for (int exit = 0; exit <= end; ++exit) {
        MICROT_PASS(runTo(exit));
        features(exit, pieces);
        if (only != kAnyExit && exit != only) {
            response.confidences.add(0.0F);
            response.counters.add(0);
            continue;
        }
        const Decision decision = answerAt(heads, exit, pieces, m_board.settings, m_logits[exit]);
        m_logitsRun[exit] = heads.at[exit].head.classes;
        response.predicted = static_cast<std::uint8_t>(decision.predicted);
        response.confidence = decision.confidence;
        response.exit = static_cast<std::uint8_t>(exit);
        response.confidences.add(decision.confidence);
        const std::uint64_t now = m_board.platform.counter();
        response.counters.add(now - last);
        last = now;
        if (exit == only || exit == end || partAnswers(decision.confidence, response.thresholds.items[exit]))
            break;
    }
    return Error::none;
}

namespace {

/// From the piece where the offset lies, no further than its end: the next request goes on behind it.
Error chunkOf(const FeaturePiece* piece, const FeaturePiece* end, const ResultReadRequest& request,
              Chunk& response)
{
    std::uint32_t total = 0;
    for (const FeaturePiece* each = piece; each != end; ++each)
        total += static_cast<std::uint32_t>(each->count);
    std::uint32_t offset = request.offset;
    for (; piece + 1 < end && offset >= static_cast<std::uint32_t>(piece->count); ++piece)
        offset -= static_cast<std::uint32_t>(piece->count);
    MICROT_PASS(BoardState::chunk(piece->values, static_cast<std::uint32_t>(piece->count), offset,
                                  request.size, response));
    response.total = total;
    return Error::none;
}

} // namespace

Error InferenceService::on(const ResultReadRequest& request, Chunk& response)
{
    if (request.exit >= kMaxWireExits)
        return Error::outOfRange;
    const bool logits = request.kind == ResultKind::logits;
    if (m_board.arenaUse != ArenaUse::features || request.exit >= m_exitsRun ||
        (logits && m_logitsRun[request.exit] == 0))
        return Error::noPicture;
    if (logits)
        return BoardState::chunk(m_logits[request.exit],
                                 static_cast<std::uint32_t>(m_logitsRun[request.exit]) * sizeof(float),
                                 request.offset, request.size, response);
    FeaturePiece pieces[AnsweringExits::kMaxPieces];
    features(request.exit, pieces);
    const FeaturePiece* piece = pieces + (request.exit == 0 ? 0 : m_board.answering.pieces[request.exit - 1]);
    return chunkOf(piece, pieces + m_board.answering.pieces[request.exit], request, response);
}

Error InferenceService::on(const ProfileRequest& request, ProfileResponse& response)
{
    MICROT_PASS(takePicture(request.source, request.picture));
    const ImageView& image = m_board.images.image();
    const int ops = image.header->opCount < kMaxOps ? image.header->opCount : kMaxOps;
    m_board.opsProfiled = 0;
    std::memset(m_opCounts, 0, sizeof m_opCounts);
    int exit = 0;
    response.counters.add(0);
    while (m_board.executor.position() < ops) {
        if (m_board.executor.position() == image.exits[m_board.imageExit(exit)].opEnd &&
            exit + 1 < m_board.exits()) {
            ++exit;
            response.counters.add(0);
        }
        const std::uint64_t before = m_board.platform.counter();
        MICROT_PASS(m_board.executor.step());
        const std::uint64_t counted = m_board.platform.counter() - before;
        // Operators of a slice group run in turns.
        if (m_board.executor.lastOp() < kMaxOps)
            m_opCounts[m_board.executor.lastOp()] += static_cast<std::uint32_t>(counted);
        response.counters.items[exit] += counted;
        MICROT_PASS(report());
    }
    m_exitsRun = m_board.exits();
    m_board.opsProfiled = response.ops = static_cast<std::uint16_t>(ops);
    return Error::none;
}

Error InferenceService::on(const ProfileReadRequest& request, ProfileReadResponse& response)
{
    if (request.first > m_board.opsProfiled)
        return Error::outOfRange;
    for (int op = request.first; op < m_board.opsProfiled && response.counts.add(m_opCounts[op]); ++op) {
    }
    return Error::none;
}

Error InferenceService::on(const TensorReadRequest& request, Chunk& response)
{
    if (!m_board.hasImage())
        return Error::noImage;
    const ImageView& image = m_board.images.image();
    if (request.op >= image.header->opCount || image.tensors[image.ops[request.op].output].rows != 0)
        return Error::outOfRange;
    if (m_board.arenaUse == ArenaUse::picture)
        MICROT_PASS(takePicture(PictureSource::uploaded, request.picture));
    if (m_board.arenaUse != ArenaUse::features || request.picture != m_pictureId ||
        m_board.executor.position() > request.op + 1)
        return Error::noPicture;
    // What comes after this op may overwrite what it left, so the extractor waits here between the pieces.
    MICROT_PASS(runOps(request.op + 1));
    const std::uint16_t tensor = image.ops[request.op].output;
    const Extent extent = ImageView::extentOf(image.tensors[tensor]);
    return BoardState::chunk(m_board.executor.tensor(tensor),
                             static_cast<std::uint32_t>(extent.height * extent.width * extent.channels),
                             request.offset, request.size, response);
}

} // namespace microt::firmware
