// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "serial/link/board.h"

namespace microt {

/// A port where a board may be.
struct PortInfo
{
    std::string port;        ///< what connectBoard takes: "virtual:mps2-an500", "/dev/ttyACM0"
    std::string description; ///< for people, English
    bool likely = false;     ///< a virtual board, or the debug probe of a Nucleo
    std::string probe;       ///< serial number of that probe: the same after plugging it in elsewhere
};

/// Every port there is now: the virtual boards, then the other likely ones, then the rest.
std::vector<PortInfo> listPorts();

/// A board with its line, open. Belongs to the thread that connected it.
struct ConnectedBoard
{
    std::unique_ptr<std::ostream> log;      ///< of the wire; may be null
    std::unique_ptr<VirtualBoard> emulator; ///< of a virtual board, else null
    std::unique_ptr<Link> link;
    std::unique_ptr<Board> board;
};

/// Errors: invalidArgument for a virtual board of a kind that there is not.
Status checkPort(const std::string& port);

/// Connects: "virtual" or "virtual:KIND" starts an emulator whose flash is kept in `stateFolder`,
/// "socket:PATH" joins one that runs, anything else is a serial port. A board that was left at another rate
/// is found; the rate is raised as far as both ends can. Every frame becomes a line of `logFile` unless that
/// is empty. Errors: those of opening and of Link::connect.
Result<ConnectedBoard> connectBoard(const std::string& port, const std::filesystem::path& stateFolder,
                                    const JobContext& job, const std::filesystem::path& logFile = {});

} // namespace microt
