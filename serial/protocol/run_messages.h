// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "serial/protocol/task_messages.h"

namespace microt::protocol {

// Pictures, features, inference, and looking inside.

/// What it took to come to each exit and its answer from the one before, in DescribeResponse::counterUnit; 0
/// where nothing was asked, none behind the one that answered.
using Counters = List<std::uint64_t, kMaxWireExits>;

enum class PictureSource : std::uint8_t {
    uploaded = 0,    ///< by PictureBegin and PictureWrite
    frameBuffer = 1, ///< the camera's, now. Error::unsupportedFormat if there is none
};
template <>
constexpr std::uint8_t kCountOf<PictureSource> = 2;

/// Starts a fitted picture, uint8 of the input's extent, that goes straight into the arena: one
/// extraction, inference or profile uses it up. Errors: noImage, shapeMismatch (bytes; detail: bytes wanted).
struct PictureBeginRequest
{
    std::uint32_t id = 0; ///< chosen by the host, never 0
    std::uint32_t bytes = 0;
    MICROT_FIELDS(id, bytes)
};
/// A piece at any offset. The picture is complete when each piece was answered. Errors: noPicture (another
/// id, used up, or the board restarted: begin again), outOfRange.
struct PictureWriteRequest
{
    std::uint32_t id = 0;
    std::uint32_t offset = 0;
    Bytes bytes;
    MICROT_FIELDS(id, offset, bytes)
};

/// Runs the whole extractor and puts the features of all exits into the selected task's bank.
/// Errors: noPicture, noTask, bankFull, outOfRange (label), noImage.
struct ExtractRequest
{
    PictureSource source = PictureSource::uploaded;
    std::uint32_t picture = 0;     ///< id; not looked at for the frame buffer
    std::uint8_t label = kNoLabel; ///< without one a sample serves calibration, not training
    MICROT_FIELDS(source, picture, label)
};
struct ExtractResponse
{
    std::uint16_t sample = 0; ///< index in the bank
    Counters counters;
    MICROT_FIELDS(sample, counters)
};

constexpr std::uint8_t kAnyExit = 255;
constexpr std::uint8_t kLastExit = 254;

/// Errors: noPicture, noTask, noHeads, noImage, outOfRange (exit), cancelled.
struct InferRequest
{
    std::uint8_t exit =
        kAnyExit; ///< the only one whose head is asked; kAnyExit: the first confident one answers
    PictureSource source = PictureSource::uploaded;
    std::uint32_t picture = 0;
    MICROT_FIELDS(exit, source, picture)
};
struct InferResponse
{
    std::uint8_t predicted = 0;             ///< class
    float confidence = 0.0F;                ///< of the head that answered
    std::uint8_t exit = 0;                  ///< its number
    List<float, kMaxWireExits> confidences; ///< of every exit up to it; 0 where its head was not asked
    Thresholds thresholds;
    Counters counters;
    MICROT_FIELDS(predicted, confidence, exit, confidences, thresholds, counters)
};

enum class ResultKind : std::uint8_t {
    features = 0, ///< int8 [dimensions]
    logits = 1,   ///< float32 [classes]
};
template <>
constexpr std::uint8_t kCountOf<ResultKind> = 2;

/// What the last inference left at an exit, answered by Chunk; until the next picture. Errors: noPicture
/// (nothing ran, or not as far), outOfRange.
struct ResultReadRequest
{
    ResultKind kind = ResultKind::features;
    std::uint8_t exit = 0;
    std::uint32_t offset = 0;
    std::uint16_t size = 0; ///< fewer come at the end, or if the payload holds no more
    MICROT_FIELDS(kind, exit, offset, size)
};

/// Runs the whole extractor op by op and keeps each op's count. Errors: noPicture, noImage, cancelled.
struct ProfileRequest
{
    PictureSource source = PictureSource::uploaded;
    std::uint32_t picture = 0;
    MICROT_FIELDS(source, picture)
};
struct ProfileResponse
{
    std::uint16_t ops = 0;
    Counters counters;
    MICROT_FIELDS(ops, counters)
};
struct ProfileReadRequest
{
    std::uint16_t first = 0;
    MICROT_FIELDS(first)
};
struct ProfileReadResponse
{
    List<std::uint32_t, 48> counts; ///< of the ops from `first` on
    MICROT_FIELDS(counts)
};

/// The output tensor of an op right after it ran, answered by Chunk: runs on from where the extractor stands,
/// so ops are asked for in rising order; a lower one needs the picture anew. Errors: noPicture, noImage,
/// outOfRange (no such op, or inside a slice group, whose tensors are never whole).
struct TensorReadRequest
{
    std::uint32_t picture = 0;
    std::uint16_t op = 0;
    std::uint32_t offset = 0;
    std::uint16_t size = 0; ///< as ResultReadRequest
    MICROT_FIELDS(picture, op, offset, size)
};

/// Event of requests that run long without figures of their own.
struct WorkProgress
{
    std::uint16_t done = 0; ///< ops
    std::uint16_t total = 0;
    MICROT_FIELDS(done, total)
};

} // namespace microt::protocol
