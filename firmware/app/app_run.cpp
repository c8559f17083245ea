// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include "engine/runtime/confidence.h"
#include "firmware/app/app.h"

namespace microt::firmware {

using namespace protocol;

namespace {
constexpr std::uint32_t kEventEveryMs = 200;
}

void App::forgetPicture()
{
    m_picture = Picture::none;
    m_headsBytes = 0;
    m_exitsRun = 0;
    m_logitsRun[0] = m_logitsRun[1] = 0;
}

Error App::on(const PictureBeginRequest& request, Done&)
{
    if (!hasImage())
        return Error::noImage;
    const std::uint32_t side = m_slots.image().header->resolution;
    if (request.bytes != 3 * side * side || request.id == 0) {
        m_detail = 3 * side * side;
        return Error::shapeMismatch;
    }
    forgetPicture();
    m_picture = Picture::arriving;
    m_pictureId = request.id;
    return Error::none;
}

Error App::on(const PictureWriteRequest& request, Done&)
{
    if (m_picture != Picture::arriving || request.id != m_pictureId)
        return Error::noPicture;
    const ImageTensor& input = m_slots.image().input();
    const std::uint32_t bytes = 3U * input.height * input.width;
    if (request.offset > bytes || request.bytes.size > bytes - request.offset)
        return Error::outOfRange;
    std::memcpy(m_platform.arena().data + input.arenaOffset + request.offset, request.bytes.data,
                request.bytes.size);
    return Error::none;
}

/// Makes the picture the extractor's input; from then on it is used up.
Error App::takePicture(PictureSource source, std::uint32_t id)
{
    if (!hasImage())
        return Error::noImage;
    const ImageTensor& input = m_slots.image().input();
    const std::uint8_t* rgb = nullptr;
    if (source == PictureSource::frameBuffer) {
        rgb = m_platform.takeFrame(m_slots.image().header->resolution);
        if (rgb == nullptr)
            return Error::unsupportedFormat;
        forgetPicture();
    } else {
        if (m_picture != Picture::arriving || id != m_pictureId)
            return Error::noPicture;
        // It lies where the input goes, a byte for a byte.
        rgb = m_platform.arena().data + input.arenaOffset;
    }
    m_executor.setPicture(rgb);
    m_picture = Picture::running;
    m_pictureId = id;
    m_exitsRun = 0;
    m_logitsRun[0] = m_logitsRun[1] = 0;
    return Error::none;
}

/// Runs operators up to `opEnd`, reporting; the counter stands still for nobody, so reports are rare.
Error App::runUntil(int opEnd)
{
    const auto total = static_cast<std::uint16_t>(m_slots.image().header->opCount);
    while (m_executor.position() < opEnd) {
        m_executor.step();
        const std::uint32_t now = m_platform.milliseconds();
        if (now - m_lastEvent >= kEventEveryMs) {
            m_lastEvent = now;
            m_reply->event(WorkProgress{static_cast<std::uint16_t>(m_executor.position()), total});
        }
        if (m_reply->interrupted()) {
            forgetPicture();
            return Error::cancelled;
        }
    }
    return Error::none;
}

Error App::on(const ExtractRequest& request, ExtractResponse& response)
{
    if (const Error error = needTask(); error != Error::none)
        return error;
    const int task = m_tasks.selected();
    if (request.label != kNoLabel && request.label >= m_tasks.record(task).classes)
        return Error::outOfRange;
    if (m_bank.samples(task) >= m_bank.capacity(task))
        return Error::bankFull;
    const std::uint64_t start = m_platform.counter();
    if (const Error error = takePicture(request.source, request.picture); error != Error::none)
        return error;
    const ImageView& image = m_slots.image();
    for (int exit = 0; exit < kWireExits; ++exit) {
        if (const Error error = runUntil(image.exits[imageExit(exit)].opEnd); error != Error::none)
            return error;
        const std::uint64_t now = m_platform.counter();
        (exit == 0 ? response.counters.part : response.counters.full) =
            now - start - (exit == 0 ? 0 : response.counters.part);
    }
    m_exitsRun = kWireExits;
    int row = 0;
    const Error error = m_bank.add(task, request.label, m_executor.feature(imageExit(0)),
                                   m_executor.feature(imageExit(1)), row);
    response.sample = static_cast<std::uint16_t>(row);
    return error;
}

Error App::on(const InferRequest& request, InferResponse& response)
{
    if (const Error error = needTask(); error != Error::none)
        return error;
    StoredHead heads[2];
    std::uint32_t bytes = 0;
    if (const Error error = openHeads(heads, bytes); error != Error::none)
        return error;
    response.threshold = m_tasks.record(m_tasks.selected()).threshold;
    std::uint64_t last = m_platform.counter();
    if (const Error error = takePicture(request.source, request.picture); error != Error::none)
        return error;
    const ImageView& image = m_slots.image();
    const auto answerOf = [&](int exit, std::uint64_t& counted) {
        const Error error = runUntil(image.exits[imageExit(exit)].opEnd);
        if (error == Error::none) {
            SampleFeatures features{m_executor.feature(imageExit(exit))};
            if (exit != 0 && heads[exit].head.dimensions > dimensions(exit)) {
                features.part = m_executor.feature(imageExit(0));
                features.partCount = dimensions(0);
            }
            headLogits(heads[exit].head, heads[exit].scaling, features, m_logits[exit]);
            const Decision decision =
                decide(m_logits[exit], heads[exit].head.classes,
                       static_cast<ConfidenceMeasure>(m_settings.measure), m_settings.temperature);
            m_logitsRun[exit] = heads[exit].head.classes;
            m_exitsRun = exit + 1;
            response.predicted = static_cast<std::uint8_t>(decision.predicted);
            response.confidence = decision.confidence;
            response.exit = static_cast<std::uint8_t>(exit);
            const std::uint64_t now = m_platform.counter();
            counted = now - last;
            last = now;
        }
        return error;
    };
    if (request.mode != InferMode::full) {
        if (const Error error = answerOf(0, response.counters.part); error != Error::none)
            return error;
        response.partConfidence = response.confidence;
        if (request.mode == InferMode::part || partAnswers(response.confidence, response.threshold))
            return Error::none;
    }
    return answerOf(1, response.counters.full);
}

Error App::on(const ResultReadRequest& request, Chunk& response)
{
    if (request.exit >= kWireExits)
        return Error::outOfRange;
    if (request.kind == ResultKind::logits) {
        if (m_logitsRun[request.exit] == 0)
            return Error::noPicture;
        return chunk(reinterpret_cast<const std::uint8_t*>(m_logits[request.exit]),
                     static_cast<std::uint32_t>(m_logitsRun[request.exit]) * sizeof(float), request.offset,
                     request.size, response);
    }
    if (request.exit >= m_exitsRun)
        return Error::noPicture;
    return chunk(reinterpret_cast<const std::uint8_t*>(m_executor.feature(imageExit(request.exit))),
                 static_cast<std::uint32_t>(dimensions(request.exit)), request.offset, request.size,
                 response);
}

Error App::on(const ProfileRequest& request, ProfileResponse& response)
{
    if (const Error error = takePicture(request.source, request.picture); error != Error::none)
        return error;
    const ImageView& image = m_slots.image();
    const int ops = image.header->opCount < kMaxOps ? image.header->opCount : kMaxOps;
    const int partEnd = image.exits[imageExit(0)].opEnd;
    m_opsProfiled = 0;
    for (int op = 0; op < ops; ++op) {
        const std::uint64_t before = m_platform.counter();
        m_executor.step();
        const std::uint64_t counted = m_platform.counter() - before;
        m_opCounts[op] = static_cast<std::uint32_t>(counted);
        (op < partEnd ? response.counters.part : response.counters.full) += counted;
        const std::uint32_t now = m_platform.milliseconds();
        if (now - m_lastEvent >= kEventEveryMs) {
            m_lastEvent = now;
            m_reply->event(WorkProgress{static_cast<std::uint16_t>(op + 1), static_cast<std::uint16_t>(ops)});
        }
        if (m_reply->interrupted()) {
            forgetPicture();
            return Error::cancelled;
        }
    }
    m_opsProfiled = static_cast<std::uint16_t>(ops);
    m_exitsRun = kWireExits;
    response.ops = m_opsProfiled;
    return Error::none;
}

Error App::on(const ProfileReadRequest& request, ProfileReadResponse& response)
{
    if (request.first > m_opsProfiled)
        return Error::outOfRange;
    for (int op = request.first; op < m_opsProfiled && response.counts.add(m_opCounts[op]); ++op) {
    }
    return Error::none;
}

Error App::on(const TensorReadRequest& request, Chunk& response)
{
    if (!hasImage())
        return Error::noImage;
    const ImageView& image = m_slots.image();
    if (request.op >= image.header->opCount)
        return Error::outOfRange;
    if (m_picture == Picture::arriving) {
        if (const Error error = takePicture(PictureSource::uploaded, request.picture); error != Error::none)
            return error;
    }
    if (m_picture != Picture::running || request.picture != m_pictureId ||
        m_executor.position() > request.op + 1)
        return Error::noPicture;
    // What comes after this op may overwrite what it left, so the extractor waits here between the pieces.
    if (const Error error = runUntil(request.op + 1); error != Error::none)
        return error;
    const std::uint16_t tensor = image.ops[request.op].output;
    const Extent extent = ImageView::extentOf(image.tensors[tensor]);
    return chunk(reinterpret_cast<const std::uint8_t*>(m_executor.tensor(tensor)),
                 static_cast<std::uint32_t>(extent.height * extent.width * extent.channels), request.offset,
                 request.size, response);
}

} // namespace microt::firmware
