// SPDX-License-Identifier: Apache-2.0
#include "firmware/app/image_slots.h"

#include <cstring>

#include "engine/runtime/sha256.h"
#include "firmware/app/keys.h"

namespace microt::firmware {

using protocol::SlotState;

namespace {

/// Pieces may arrive in any order within the host's window; after a power cut what lies so far before the
/// last byte is surely there.
constexpr std::uint32_t kWindowBytes = 16 * 1024;

std::uint16_t slotKey(int slot)
{
    return static_cast<std::uint16_t>(kSlotKey + slot);
}

std::uint32_t roundedUp(std::uint32_t value, std::uint32_t step)
{
    return (value + step - 1) / step * step;
}

} // namespace

void ImageSlots::open()
{
    m_active = -1;
    m_receiving = -1;
    for (int i = 0; i < 2; ++i) {
        Slot& slot = m_slot[i];
        if (!m_store.read(slotKey(i), slot) || slot.bytes > m_layout.slotBytes ||
            (slot.state != SlotState::receiving && slot.state != SlotState::whole))
            slot = {};
    }
    std::uint8_t active = 0;
    if (!m_store.read(kActiveKey, active) || active > 1 || m_slot[active].state != SlotState::whole)
        return;
    if (checkImage(data(active), m_slot[active].bytes, m_view) == Error::none)
        m_active = active;
    else
        m_slot[active].state = SlotState::damaged;
}

bool ImageSlots::blank(int slot, std::uint32_t from, std::uint32_t count) const
{
    const std::uint8_t* at = data(slot) + from;
    for (std::uint32_t i = 0; i < count; ++i)
        if (at[i] != 0xFF)
            return false;
    return true;
}

Error ImageSlots::eraseSectors(int slot, std::uint32_t from, std::uint32_t to, FlashReport report,
                               void* context)
{
    const std::uint32_t sector = m_flash.sectorBytes();
    for (std::uint32_t at = from; at < to; at += sector) {
        if (!blank(slot, at, sector) && !m_flash.eraseSector(m_layout.slot[slot] + at))
            return Error::flashFailure;
        if (report != nullptr)
            report(at + sector - from, to - from, context);
    }
    return Error::none;
}

Error ImageSlots::begin(std::uint32_t bytes, const protocol::Digest& sha256,
                        protocol::ImageBeginResponse& response, std::uint32_t& tooMany, FlashReport report,
                        void* context)
{
    if (bytes < sizeof(ImageHeader) || bytes > m_layout.slotBytes) {
        tooMany = bytes > m_layout.slotBytes ? bytes - m_layout.slotBytes : 0;
        return bytes > m_layout.slotBytes ? Error::noSpace : Error::outOfRange;
    }
    for (int i = 0; i < 2; ++i)
        if (m_slot[i].state == SlotState::whole && m_slot[i].bytes == bytes && m_slot[i].sha256 == sha256) {
            response.slot = static_cast<std::uint8_t>(i);
            response.state = i == m_active ? SlotState::active : SlotState::whole;
            response.offset = bytes;
            return Error::none;
        }
    const int slot = m_active == 0 ? 1 : 0;
    Slot& receiving = m_slot[slot];
    const std::uint32_t whole = roundedUp(bytes, m_flash.sectorBytes());
    std::uint32_t from = 0;
    if (receiving.state == SlotState::receiving && receiving.bytes == bytes && receiving.sha256 == sha256) {
        std::uint32_t last = whole;
        while (last > 0 && data(slot)[last - 1] == 0xFF)
            --last;
        if (last > kWindowBytes)
            from = (last - kWindowBytes) / m_flash.sectorBytes() * m_flash.sectorBytes();
    } else {
        // From here on nothing of the former content counts.
        m_receiving = -1;
        MICROT_PASS(forgetSlot(slot));
    }
    MICROT_PASS(eraseSectors(slot, from, whole, report, context));
    receiving = {SlotState::receiving, {}, bytes, sha256};
    MICROT_PASS(m_store.write(slotKey(slot), receiving));
    m_receiving = slot;
    response.slot = static_cast<std::uint8_t>(slot);
    response.state = SlotState::receiving;
    response.offset = from;
    return Error::none;
}

Error ImageSlots::write(std::uint32_t offset, const std::uint8_t* bytes, std::uint32_t count)
{
    if (m_receiving < 0)
        return Error::invalidArgument;
    const std::uint32_t total = m_slot[m_receiving].bytes;
    if (offset > total || count > total - offset)
        return Error::outOfRange;
    const bool last = offset + count == total;
    if (offset % protocol::kImageChunkAlignment != 0 ||
        (count % protocol::kImageChunkAlignment != 0 && !last))
        return Error::invalidArgument;
    const std::uint32_t granule = m_flash.granuleBytes();
    for (std::uint32_t at = 0; at < count; at += granule) {
        std::uint8_t piece[protocol::kImageChunkAlignment];
        const std::uint32_t length = count - at < granule ? count - at : granule;
        std::memset(piece, 0xFF, granule);
        std::memcpy(piece, bytes + at, length);
        const std::uint8_t* stored = data(m_receiving) + offset + at;
        if (std::memcmp(stored, piece, granule) == 0)
            continue;
        if (!blank(m_receiving, offset + at, granule) ||
            !m_flash.program(m_layout.slot[m_receiving] + offset + at, piece, granule))
            return Error::flashFailure;
    }
    return Error::none;
}

Error ImageSlots::finish(std::uint32_t arenaBytes, std::uint32_t& tooMany)
{
    if (m_receiving < 0)
        return Error::invalidArgument;
    const int slot = m_receiving;
    Error error =
        sha256Of(data(slot), m_slot[slot].bytes) == m_slot[slot].sha256 ? Error::none : Error::hashMismatch;
    ImageView view;
    if (error == Error::none)
        error = checkImage(data(slot), m_slot[slot].bytes, view);
    if (error == Error::none && view.header->arenaBytes > arenaBytes) {
        tooMany = view.header->arenaBytes - arenaBytes;
        error = Error::noSpace;
    }
    m_receiving = -1;
    if (error != Error::none) {
        const Error forgotten = forgetSlot(slot);
        return forgotten != Error::none ? forgotten : error;
    }
    m_slot[slot].state = SlotState::whole;
    return m_store.write(slotKey(slot), m_slot[slot]);
}

Error ImageSlots::activate(const protocol::Digest& sha256)
{
    for (std::uint8_t i = 0; i < 2; ++i) {
        if (m_slot[i].state != SlotState::whole || m_slot[i].sha256 != sha256)
            continue;
        if (m_active == i)
            return Error::none;
        ImageView view;
        MICROT_PASS(checkImage(data(i), m_slot[i].bytes, view));
        MICROT_PASS(m_store.write(kActiveKey, i));
        m_view = view;
        m_active = i;
        return Error::none;
    }
    return Error::noImage;
}

Error ImageSlots::forgetSlot(int slot)
{
    m_slot[slot] = {};
    return m_store.forget(slotKey(slot));
}

Error ImageSlots::erase(int slot, FlashReport report, void* context)
{
    if (slot < 0 || slot > 1)
        return Error::outOfRange;
    if (m_active == slot) {
        MICROT_PASS(m_store.forget(kActiveKey));
        m_active = -1;
        m_view = {};
    }
    if (m_receiving == slot)
        m_receiving = -1;
    MICROT_PASS(forgetSlot(slot));
    return eraseSectors(slot, 0, m_layout.slotBytes, report, context);
}

protocol::SlotInfo ImageSlots::info(int slot) const
{
    protocol::SlotInfo info;
    info.state = slot == m_active ? SlotState::active : m_slot[slot].state;
    info.capacity = m_layout.slotBytes;
    info.imageBytes = m_slot[slot].bytes;
    info.sha256 = m_slot[slot].sha256;
    return info;
}

} // namespace microt::firmware
