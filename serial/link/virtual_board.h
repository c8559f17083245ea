// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "serial/link/channel.h"

namespace microt {

/// Where the firmware of all boards lies: $MICROT_FIRMWARE, else beside the resources where installed, else
/// in the build tree. May not exist.
std::filesystem::path firmwareFolder();

/// The virtual boards there are: "mps2-an500", "mps2-an386" and so on.
std::vector<std::string> virtualBoardKinds();
/// What one is, for people, English; empty for others.
std::string describeVirtualKind(const std::string& kind);
/// Errors: invalidArgument (names those that there are).
Status checkVirtualKind(const std::string& kind);

/// An emulated board that runs the real firmware: a qemu-system-arm of its own. Ends with this object, and
/// also when this program is killed. What the board keeps in flash is in `stateFile`, which is made if need
/// be.
class VirtualBoard
{
public:
    /// Errors: invalidArgument (kind), fileNotFound (no emulator, no firmware; says where it looked),
    /// portBusy if another program runs a board on this file, those of writing, noAnswer if it does not
    /// start.
    static Result<std::unique_ptr<VirtualBoard>> start(const std::string& kind,
                                                       const std::filesystem::path& stateFile);
    ~VirtualBoard();
    VirtualBoard(const VirtualBoard&) = delete;
    VirtualBoard& operator=(const VirtualBoard&) = delete;

    /// The line to it. One at a time.
    Result<std::unique_ptr<Channel>> connect() const;

    bool running() const;
    /// Power off and on: flash stays, RAM does not. Also after the emulator ended by itself.
    Status restart();

    /// A fitted picture before its camera. It stays until the next one.
    void show(const std::uint8_t* pixels, std::size_t bytes);
    /// Writes a part of an image into an image slot of the flash, which the board has erased and receives
    /// into. False where it does not lie in a slot.
    bool writeSlot(int slot, std::size_t offset, const std::uint8_t* bytes, std::size_t count);

    const std::string& kind() const { return m_kind; }
    int processId() const { return m_emulator; }

private:
    VirtualBoard() = default;
    Status launch();
    Status waitForSocket(const std::string& emulator) const;
    void stop();

    std::string m_kind;
    std::filesystem::path m_state;
    std::filesystem::path m_firmware;
    std::string m_socket; ///< in a folder of its own, which goes with the emulator
    int m_stateDescriptor = -1;
    std::uint8_t* m_memory = nullptr; ///< the state file, mapped
    int m_supervisor = -1;            ///< process that ends the emulator when we are gone
    int m_emulator = -1;
    int m_leash = -1; ///< its end closes with us
};

} // namespace microt
