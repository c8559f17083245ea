// SPDX-License-Identifier: Apache-2.0
#include "firmware/app/board_state.h"

#include <cstring>

namespace microt::firmware {

using namespace protocol;

BoardState::BoardState(Platform& board)
    : platform(board), store(board.flash(), board.flashLayout().store, board.flashLayout().storeBytes),
      images(board.flash(), board.flashLayout(), store), tasks(store), call(board)
{}

Error BoardState::open()
{
    const Error error = store.open();
    images.open();
    tasks.open();
    bank.attach(platform.bank());
    useImage();
    return error;
}

void BoardState::useImage()
{
    arenaUse = ArenaUse::nothing;
    opsProfiled = 0;
    answering = hasImage() ? answeringExits(images.image()) : AnsweringExits();
    bank.reset(answering.dimensions, exits());
    if (hasImage()) // ImageSlots::finish() lets none in that does not fit the arena
        static_cast<void>(executor.attach(images.image(), platform.arena().data, platform.arena().bytes,
                                          platform.kernels()));
}

bool BoardState::usable(int task) const
{
    return hasImage() && tasks.record(task).image == images.activeHash();
}

Error BoardState::needTask() const
{
    if (!hasImage())
        return Error::noImage;
    return tasks.selected() >= 0 && usable(tasks.selected()) ? Error::none : Error::noTask;
}

Thresholds BoardState::thresholds(int task) const
{
    Thresholds thresholds;
    const int count = usable(task) ? exits() - 1 : 1; // of another image it is not known how many there are
    for (int exit = 0; exit < count; ++exit)
        thresholds.add(tasks.record(task).threshold[exit].now);
    return thresholds;
}

Error BoardState::checkHeads(const std::uint8_t* blob, std::uint32_t bytes) const
{
    HeadsShape shape;
    MICROT_PASS(readHeadsShape(blob, bytes, shape));
    if (bytes != shape.bytes() || shape.classes != tasks.record(tasks.selected()).classes ||
        shape.exits != exits())
        return Error::shapeMismatch;
    // Heads of earlier boards know no cuts that are only seen.
    const bool ownAlone = exits() > 0 && answering.pieces[exits() - 1] == exits();
    for (int exit = 0; exit < exits(); ++exit)
        if (shape.dimensions[exit] != bank.seen(exit) &&
            !(ownAlone && shape.dimensions[exit] == dimensions(exit)))
            return Error::shapeMismatch;
    for (std::uint32_t at = shape.headerBytes(); at < bytes; at += sizeof(float)) {
        float number = 0.0F;
        std::memcpy(&number, blob + at, sizeof number);
        if (!finite(number))
            return Error::numericFailure;
    }
    return Error::none;
}

Error BoardState::openHeads(Heads& heads) const
{
    std::uint32_t bytes = 0;
    const std::uint8_t* blob = tasks.heads(tasks.selected(), bytes);
    HeadsShape shape;
    if (blob == nullptr || checkHeads(blob, bytes) != Error::none ||
        readHeadsShape(blob, bytes, shape) != Error::none)
        return Error::noHeads;
    heads = headsInBlob(const_cast<std::uint8_t*>(blob), shape); // flash: read only
    return Error::none;
}

Error BoardState::chunk(const void* bytes, std::uint32_t total, std::uint32_t offset, std::uint32_t wanted,
                        Chunk& response)
{
    constexpr std::uint32_t kRoom = kPayloadBytes - kResponsePrefixBytes - 6; // total and the length of bytes
    if (offset > total)
        return Error::outOfRange;
    std::uint32_t count = total - offset;
    count = count < wanted ? count : wanted;
    count = count < kRoom ? count : kRoom;
    response.total = total;
    response.bytes = {static_cast<const std::uint8_t*>(bytes) + offset, static_cast<std::uint16_t>(count)};
    return Error::none;
}

void BoardState::reportFlash(std::uint32_t done, std::uint32_t total, void* call)
{
    static_cast<Call*>(call)->progress(FlashProgress{done, total});
}

bool finite(float value)
{
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return (bits & 0x7F800000U) != 0x7F800000U;
}

} // namespace microt::firmware
