// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/image.h"
#include "firmware/app/store.h"

namespace microt::firmware {

/// Called while flash is erased or read back; bytes done and in all.
using FlashReport = void (*)(std::uint32_t done, std::uint32_t total, void* context);

/// Two places in flash for a deployment image. One runs; the other receives. Which one runs is a single
/// record of the store, so a power cut leaves the old image or the new one.
class ImageSlots
{
public:
    ImageSlots(Flash& flash, const FlashLayout& layout, Store& store)
        : m_flash(flash), m_layout(layout), m_store(store)
    {}

    /// Reads what the store says and checks the active image; one that is damaged does not run.
    void open();

    /// As ImageBeginRequest. `offset`: where to go on.
    Error begin(std::uint32_t bytes, const protocol::Digest& sha256, protocol::ImageBeginResponse& response,
                std::uint32_t& tooMany, FlashReport report, void* context);
    Error write(std::uint32_t offset, const std::uint8_t* bytes, std::uint32_t count);
    /// Reads back, compares, and checks the image; `arenaBytes`: what the board has. `tooMany`: bytes of
    /// arena.
    Error finish(std::uint32_t arenaBytes, std::uint32_t& tooMany);
    Error activate(const protocol::Digest& sha256);
    Error erase(int slot, FlashReport report, void* context);

    protocol::SlotInfo info(int slot) const;
    const std::uint8_t* data(int slot) const { return m_flash.data() + m_layout.slot[slot]; }
    int active() const { return m_active; }           ///< -1: none
    const ImageView& image() const { return m_view; } ///< of the active slot
    const protocol::Digest& activeHash() const { return m_slot[m_active].sha256; }

private:
    /// As it is kept: plain bytes of one store record.
    struct Slot
    {
        protocol::SlotState state = protocol::SlotState::empty; ///< never active
        std::uint8_t reserved[3] = {};
        std::uint32_t bytes = 0;
        protocol::Digest sha256{};
    };
    static_assert(sizeof(Slot) == 40, "what is kept in flash");

    Error eraseSectors(int slot, std::uint32_t from, std::uint32_t to, FlashReport report, void* context);
    bool blank(int slot, std::uint32_t from, std::uint32_t count) const;
    Error forgetSlot(int slot);

    Flash& m_flash;
    FlashLayout m_layout;
    Store& m_store;
    Slot m_slot[2];
    int m_active = -1;
    int m_receiving = -1;
    ImageView m_view;
};

} // namespace microt::firmware
