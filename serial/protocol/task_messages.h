// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "serial/protocol/messages.h"

namespace microt::protocol {

// Tasks: several local problems on one extractor, each with its own feature bank, heads and thresholds. One
// is selected; requests about banks, heads, training, calibration and inference mean that one (Error::noTask
// if none is).

constexpr std::uint8_t kNoTask = 255;
constexpr std::uint8_t kNoLabel = 255;
/// Exits at which a board answers, the part model's first and the full one's last. Of an image with more it
/// takes the first ones and the last.
constexpr int kMaxWireExits = 4;
constexpr float kNeverThreshold = 2.0F; ///< no confidence reaches it: a later exit answers always
constexpr std::uint8_t kMaxWireTasks = 8;

/// From which confidence on each exit answers; the last one always does.
using Thresholds = List<float, kMaxWireExits - 1>;

struct TaskInfo
{
    std::uint8_t id = 0;
    Text<24> name;
    std::uint8_t classes = 0;
    bool usable = false;        ///< made for the active image
    std::uint16_t samples = 0;  ///< in the bank
    std::uint16_t labelled = 0; ///< of these
    std::uint16_t capacity = 0; ///< samples the bank can hold with this image
    bool trained = false;
    Thresholds thresholds; ///< kNeverThreshold until calibrated
    MICROT_FIELDS(id, name, classes, usable, samples, labelled, capacity, trained, thresholds)
};

/// Three tasks an answer, so that it fits kMinPayloadBytes.
struct TaskListRequest
{
    std::uint8_t first = 0; ///< index in the list, not id
    MICROT_FIELDS(first)
};
struct TaskListResponse
{
    std::uint8_t total = 0;
    std::uint8_t selected = kNoTask;
    List<TaskInfo, 3> tasks;
    MICROT_FIELDS(total, selected, tasks)
};
/// Makes a task for the active image, empty, and selects it. Errors: noImage, noSpace, outOfRange (classes <
/// 2 or more than DescribeResponse::maxClasses), flashFailure.
struct TaskCreateRequest
{
    Text<24> name;
    std::uint8_t classes = 2;
    MICROT_FIELDS(name, classes)
};
struct TaskId
{
    std::uint8_t id = kNoTask;
    MICROT_FIELDS(id)
};
/// Errors of both: noTask.
struct TaskSelectRequest : TaskId
{};
struct TaskDeleteRequest : TaskId
{};

// --- Feature bank

struct BankInfoRequest : Done
{};
struct BankInfoResponse
{
    std::uint16_t samples = 0;
    std::uint16_t labelled = 0; ///< of these; they come first
    std::uint16_t capacity = 0;
    List<std::uint16_t, kMaxWireExits> dimensions; ///< of each exit's features, int8 each
    List<std::uint16_t, 64> perClass;              ///< labelled samples of each class, at most the first 64
    MICROT_FIELDS(samples, labelled, capacity, dimensions, perClass)
};

struct BankClearRequest : Done
{};

/// A sample's features: int8 of every exit in turn. Errors: outOfRange.
struct BankReadRequest
{
    std::uint16_t sample = 0;
    std::uint16_t offset = 0; ///< where a small payload needs several requests
    std::uint16_t size = 0;   ///< fewer come at the end, or if the payload holds no more
    MICROT_FIELDS(sample, offset, size)
};
struct BankReadResponse
{
    std::uint8_t label = kNoLabel;
    std::uint16_t total = 0; ///< bytes of the sample
    Bytes features;
    MICROT_FIELDS(label, total, features)
};

/// Puts features that the host has computed into the bank as if the board had. Idempotent: `sample` is where
/// it goes, at most the number of samples there. Errors: outOfRange, bankFull, shapeMismatch (size).
struct BankWriteRequest
{
    std::uint16_t sample = 0;
    std::uint8_t label = kNoLabel;
    Bytes features; ///< of every exit in turn
    MICROT_FIELDS(sample, label, features)
};

/// Takes a sample out of the bank; those behind it move up. Errors: outOfRange.
struct BankRemoveRequest
{
    std::uint16_t sample = 0;
    MICROT_FIELDS(sample)
};

/// Gives a sample another label, or none (kNoLabel). One that had none becomes the last of those with a
/// label; one that loses its label becomes the first of those without. Errors: outOfRange.
struct BankLabelRequest
{
    std::uint16_t sample = 0;
    std::uint8_t label = kNoLabel;
    MICROT_FIELDS(sample, label)
};

// --- Training

/// Trains a head for every exit on the features of the exits up to it, each as
/// engine/runtime/head_training.h does with these options, on the labelled samples of the bank in their
/// order; saves them, the former ones stay for HeadsRollback. Sends TrainProgress. Errors: tooFewSamples,
/// invalidArgument, outOfMemory, cancelled (the former heads stay), flashFailure.
struct TrainRequest
{
    std::uint16_t epochs = 40;
    std::uint16_t batch = 8;
    float learningRate = 0.05F;
    float momentum = 0.9F;
    float penalty = 3.0F;
    std::uint32_t seed = 1;
    std::uint8_t classWeights = 0; ///< 1: rare classes weigh as much as frequent ones
    MICROT_FIELDS(epochs, batch, learningRate, momentum, penalty, seed, classWeights)
};
struct HeadProgress
{
    float loss = 0.0F;
    float accuracy = 0.0F; ///< while training, 0..1
    MICROT_FIELDS(loss, accuracy)
};
/// Event after each epoch; all heads advance together, one epoch each.
struct TrainProgress
{
    std::uint16_t epoch = 0; ///< from 0
    std::uint16_t epochs = 0;
    List<HeadProgress, kMaxWireExits> exits;
    MICROT_FIELDS(epoch, epochs, exits)
};
struct TrainResponse
{
    std::uint16_t samples = 0;
    TrainProgress last;
    std::uint64_t counted = 0; ///< instructions or cycles
    Digest headsSha256{};      ///< of the heads blob
    MICROT_FIELDS(samples, last, counted, headsSha256)
};

/// Thresholds for a stage-decision ratio, the share that each exit answers of the samples that come to it:
/// the (1 - ratio) quantile of their confidences, over `samples` samples of the bank (0: all), the last ones
/// put in. Saved. Errors: noHeads, tooFewSamples, outOfRange, flashFailure.
struct CalibrateRequest
{
    float ratio = 0.5F;
    std::uint16_t samples = 0;
    MICROT_FIELDS(ratio, samples)
};
struct CalibrateResponse
{
    Thresholds thresholds;
    std::uint16_t samples = 0; ///< used
    MICROT_FIELDS(thresholds, samples)
};
/// Sets the thresholds themselves, e.g. the one chosen on the Stage-decision page. Saved. Errors: noTask,
/// outOfRange (not a number), shapeMismatch (not one for every exit but the last).
struct ThresholdRequest
{
    Thresholds thresholds;
    MICROT_FIELDS(thresholds)
};

// --- Heads

/// Heads travel, are kept and hashed as one blob (heads_blob.h).
struct HeadsInfoRequest : Done
{};
struct HeadsInfoResponse
{
    std::uint32_t bytes = 0; ///< of the blob; 0: none trained
    Digest sha256{};
    Thresholds thresholds;
    Digest previousSha256{}; ///< all zero: nothing to roll back to
    MICROT_FIELDS(bytes, sha256, thresholds, previousSha256)
};

/// Part of the blob, answered by Chunk. Errors: noHeads, outOfRange.
struct HeadsReadRequest
{
    std::uint32_t offset = 0;
    std::uint16_t size = 0;
    MICROT_FIELDS(offset, size)
};

/// Heads from the host arrive in RAM (HeadsBegin, HeadsWrite at any offset) and replace the task's when
/// HeadsCommit has checked hash, sizes and that every number is finite. Errors: shapeMismatch, noSpace,
/// hashMismatch, malformed, numericFailure, outOfRange, flashFailure.
struct HeadsBeginRequest
{
    std::uint32_t bytes = 0;
    Digest sha256{};
    MICROT_FIELDS(bytes, sha256)
};
struct HeadsWriteRequest : ImageWriteRequest
{};
struct HeadsCommitRequest
{
    Thresholds thresholds; ///< saved with them
    MICROT_FIELDS(thresholds)
};
/// The heads and thresholds before the last change become the current ones, and the other way round. Errors:
/// noHeads.
struct HeadsRollbackRequest : Done
{};

} // namespace microt::protocol
