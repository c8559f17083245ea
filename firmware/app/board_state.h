// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firmware/app/call.h"
#include "firmware/app/image_slots.h"
#include "firmware/app/sample_bank.h"
#include "firmware/app/task_table.h"
#include "serial/protocol/answering_exits.h"
#include "serial/protocol/heads_blob.h"

namespace microt::firmware {

constexpr std::uint16_t kPayloadBytes = 1024;
constexpr std::uint8_t kMaxClasses = 100;

/// What lies in the arena.
enum class ArenaUse {
    nothing,
    picture,  ///< one that arrives, where the extractor's input goes
    features, ///< of the extractor that runs on it, or has run
    heads,    ///< a blob that arrives
};

/// What a board's services share: its memories, what is in them, and the request at hand. One a board, which
/// outlives its services.
struct BoardState
{
    explicit BoardState(Platform& board);

    /// Once: opens store, image and tasks. Error: flashFailure.
    Error open();

    bool hasImage() const { return images.active() >= 0; }
    int exits() const { return answering.count; } ///< at which the board answers; 0 without an image
    int imageExit(int exit) const { return answering.imageExit[exit]; }
    int dimensions(int exit) const { return answering.dimensions[exit]; } ///< of its own features

    /// Starts over with whatever image is active now.
    void useImage();

    bool usable(int task) const; ///< made for the active image
    /// A selected one that is usable, else noImage or noTask.
    Error needTask() const;
    protocol::Thresholds thresholds(int task) const;
    /// The selected task's. Error: noHeads.
    Error openHeads(protocol::Heads& heads) const;
    /// Whether a blob is what the selected task and the active image need. Errors: malformed, shapeMismatch,
    /// numericFailure.
    Error checkHeads(const std::uint8_t* blob, std::uint32_t bytes) const;

    /// As much of [offset, offset + wanted) as an answer holds. Error: outOfRange.
    static Error chunk(const void* bytes, std::uint32_t total, std::uint32_t offset, std::uint32_t wanted,
                       protocol::Chunk& response);
    static void reportFlash(std::uint32_t done, std::uint32_t total, void* call);

    Platform& platform;
    Store store;
    ImageSlots images;
    TaskTable tasks;
    SampleBank bank;
    Executor executor;
    protocol::AnsweringExits answering; ///< of the active image
    protocol::Settings settings;
    Call call;
    ArenaUse arenaUse = ArenaUse::nothing;
    std::uint16_t opsProfiled = 0; ///< of the active image
};

/// Neither NaN nor infinite, by its bits.
bool finite(float value);

} // namespace microt::firmware
