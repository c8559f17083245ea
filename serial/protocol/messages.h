// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "serial/protocol/frame.h"

namespace microt::protocol {

// The link itself, the board, its settings and its images. Every response struct follows its request; a
// request without a response struct of its own is answered by `Done`. catalogue.h lists them all.

constexpr std::uint16_t kProtocolVersion = 2;

using Digest = std::array<std::uint8_t, 32>; ///< SHA-256

/// No fields.
struct Done
{
    template <typename Self, typename Visitor>
    static constexpr void fields(Self&, Visitor&)
    {}
};

// --- Link

/// The first request of a session. Its layout and that of its response never change, whatever the version:
/// each end reads the other's and refuses to go on (Error::wrongFirmware) if version or schema hash differ.
struct HelloRequest
{
    std::uint16_t protocolVersion = kProtocolVersion;
    std::uint32_t schemaHash = 0;
    std::uint32_t session =
        0; ///< chosen by the host at random; another one empties the board's cache of answers
    MICROT_FIELDS(protocolVersion, schemaHash, session)
};

struct HelloResponse
{
    std::uint16_t protocolVersion = kProtocolVersion;
    std::uint32_t schemaHash = 0;
    std::uint32_t session = 0;      ///< as asked
    std::uint16_t payloadBytes = 0; ///< of the largest frame, either way
    std::uint8_t window = 0;        ///< requests that may be unanswered at once
    std::uint32_t receiveBytes = 0; ///< bytes on the wire that may be unanswered at once: the receive queue
    std::uint32_t bootId = 0; ///< differs after each start: pictures and pending work are gone if it changed
    Text<32> board;           ///< id of the board profile and firmware target, e.g. "mps2-an500"
    Text<32> serial;          ///< unique of its kind: identity when it comes back on another port
    Text<32> firmware;        ///< version
    MICROT_FIELDS(protocolVersion, schemaHash, session, payloadBytes, window, receiveBytes, bootId, board,
                  serial, firmware)
};

/// Answered at the old rate; the board changes its own after the answer has left, and goes back if no good
/// frame arrives within 1.5 s. Errors: outOfRange (not in DescribeResponse).
struct SetBaudRequest
{
    std::uint32_t baud = 0;
    MICROT_FIELDS(baud)
};

/// Sent back as it is. Answered by the Responder itself.
struct Echo
{
    Bytes bytes;
    MICROT_FIELDS(bytes)
};

/// Stops the request under way, if any; that one is then answered with Error::cancelled.
struct CancelRequest : Done
{};

/// Answered, then the board restarts.
struct ResetRequest : Done
{};

struct StatisticsRequest : Done
{};
struct StatisticsResponse
{
    std::uint32_t uptimeMs = 0;
    FrameCounts frames;
    std::uint32_t lostBytes = 0; ///< because the receive queue was full
    std::uint32_t duplicates = 0;
    std::uint32_t ramBytes = 0;     ///< RAM the firmware may use
    std::uint32_t ramHighWater = 0; ///< most it used since the start, stack included
    std::uint32_t stackHighWater = 0;
    MICROT_FIELDS(uptimeMs, frames, lostBytes, duplicates, ramBytes, ramHighWater, stackHighWater)
};

// --- Board

enum class CounterUnit : std::uint8_t { instructions = 0, cycles = 1 };
template <>
constexpr std::uint8_t kCountOf<CounterUnit> = 2;

enum class MemoryKind : std::uint8_t { flash = 0, ram = 1, store = 2, bank = 3 };
template <>
constexpr std::uint8_t kCountOf<MemoryKind> = 4;

struct MemoryInfo
{
    Text<16> name; ///< "DTCM", "AXI SRAM", "flash"
    MemoryKind kind = MemoryKind::flash;
    std::uint32_t bytes = 0;
    std::uint32_t used = 0;
    MICROT_FIELDS(name, kind, bytes, used)
};

enum class SlotState : std::uint8_t {
    empty = 0,
    receiving = 1, ///< some of it is there
    whole = 2,     ///< read back and its hash is right
    active = 3,    ///< whole, and the image that runs
    damaged = 4,   ///< was whole, is not any more
};
template <>
constexpr std::uint8_t kCountOf<SlotState> = 5;

struct SlotInfo
{
    SlotState state = SlotState::empty;
    std::uint32_t capacity = 0; ///< largest image, bytes
    std::uint32_t imageBytes = 0;
    Digest sha256{}; ///< of the whole file, as ImageBeginRequest
    MICROT_FIELDS(state, capacity, imageBytes, sha256)
};

struct DescribeRequest : Done
{};
struct DescribeResponse
{
    std::uint32_t clockHz = 0;
    CounterUnit counterUnit = CounterUnit::instructions;
    bool frameBuffer = false;     ///< pictures can be taken from a camera
    std::uint32_t baud = 0;       ///< now
    List<std::uint32_t, 8> bauds; ///< that can be set; empty if the line has none
    List<MemoryInfo, 4> memories;
    List<SlotInfo, 2> imageSlots;
    std::uint32_t arenaBytes = 0; ///< largest arena an image may need
    std::uint32_t bankBytes = 0;  ///< for features of all tasks together
    std::uint8_t maxTasks = 0;
    std::uint8_t maxClasses = 0;
    MICROT_FIELDS(clockHz, counterUnit, frameBuffer, baud, bauds, memories, imageSlots, arenaBytes, bankBytes,
                  maxTasks, maxClasses)
};

/// What applies to all tasks; kept across restarts.
struct Settings
{
    std::uint8_t measure = 0; ///< ConfidenceMeasure of engine/runtime/confidence.h
    float temperature = 1.0F; ///< of the softmax, positive
    MICROT_FIELDS(measure, temperature)
};
struct SettingsReadRequest : Done
{};
/// Errors: outOfRange, flashFailure.
struct SettingsWriteRequest : Settings
{};

/// Erases tasks, heads, banks, settings and, if asked, both images.
struct ForgetRequest
{
    bool images = false;
    MICROT_FIELDS(images)
};

// --- Images

constexpr std::uint32_t kImageChunkAlignment = 32; ///< of offsets and, but for the last chunk, sizes

/// Prepares the slot that is not active. Erasing what is in the way may take long, so progress events
/// (FlashProgress) come. Asked again with the same size and hash, also after a power cut, it goes on where it
/// stood. Errors: noSpace (detail: bytes too many), flashFailure.
struct ImageBeginRequest
{
    std::uint32_t bytes = 0;
    Digest sha256{}; ///< of the whole .mti file as it is on disk
    MICROT_FIELDS(bytes, sha256)
};
struct ImageBeginResponse
{
    std::uint8_t slot = 0;
    SlotState state = SlotState::receiving; ///< whole or active: it is there already, nothing to send
    std::uint32_t offset =
        0; ///< send from here; everything before is stored. A multiple of kImageChunkAlignment
    MICROT_FIELDS(slot, state, offset)
};

/// Bytes for the slot that receives, in any order. Writing what is stored already changes nothing and
/// succeeds. Errors: invalidArgument (alignment; no upload under way), outOfRange (past the end),
/// flashFailure.
struct ImageWriteRequest
{
    std::uint32_t offset = 0;
    Bytes bytes;
    MICROT_FIELDS(offset, bytes)
};

/// Reads the slot back, compares its SHA-256 and checks the image as the executor will need it. Errors:
/// hashMismatch (the slot is emptied), what checkImage says (badModel ...), noSpace (its arena, detail: bytes
/// too many).
struct ImageFinishRequest : Done
{};

/// Makes a whole image the one that runs; the commit is one record, so a power cut leaves the old or the new
/// one. Tasks trained on another image keep their heads but are not usable until theirs is active again.
/// Errors: noImage (no whole image with this hash).
struct ImageActivateRequest
{
    Digest sha256{};
    MICROT_FIELDS(sha256)
};

/// Errors: outOfRange.
struct ImageReadRequest
{
    std::uint8_t slot = 0;
    std::uint32_t offset = 0;
    std::uint16_t size = 0; ///< fewer come at the end, or if the payload holds no more
    MICROT_FIELDS(slot, offset, size)
};
struct Chunk
{
    std::uint32_t total = 0; ///< bytes of the whole thing
    Bytes bytes;
    MICROT_FIELDS(total, bytes)
};

struct ImageEraseRequest
{
    std::uint8_t slot = 0;
    MICROT_FIELDS(slot)
};

/// Event of long flash work.
struct FlashProgress
{
    std::uint32_t done = 0; ///< bytes
    std::uint32_t total = 0;
    MICROT_FIELDS(done, total)
};

} // namespace microt::protocol
