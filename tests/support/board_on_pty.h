// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <string>
#include <thread>

#include "tests/support/fake_board.h"

namespace microt::test {

/// A fake board behind a pseudo-terminal, in a thread of its own: what opens port() sees a serial port.
class BoardOnPty
{
public:
    enum class Manner {
        normal,
        silent,
        chatter,      ///< sends bytes that are no frames, whatever it hears
        echo,         ///< sends back what it hears
        flood,        ///< sends and sends
        otherRelease, ///< says hello with another schema
    };

    /// `baud`: the one rate at which it understands; 0: all. `flash` must outlive it.
    explicit BoardOnPty(SimulatedFlash& flash, Manner manner = Manner::normal, std::uint32_t baud = 0);
    ~BoardOnPty();

    /// Whether this machine has pseudo-terminals; a bare chroot may not.
    static bool available();

    const std::string& port() const { return m_port; }
    void unplug(); ///< the port is gone from one moment to the next

private:
    void run(SimulatedFlash& flash, Manner manner, std::uint32_t baud);

    int m_master = -1;
    std::string m_port;
    std::atomic<bool> m_ending{false};
    std::thread m_thread;
};

} // namespace microt::test
