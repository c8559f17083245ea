// SPDX-License-Identifier: Apache-2.0
#include "serial/link/connected_board.h"

#include <algorithm>
#include <fstream>
#include <optional>

#include <QSerialPortInfo>

#include "engine/base/files.h"

namespace microt {

namespace {

/// Rates of our boards, the one after a reset first; again at the end, as it may have been resetting.
constexpr std::uint32_t kBauds[] = {115200, 921600, 460800, 115200};
/// Opening a port can stall a virtual one for a second; a board that wakes up takes less. All rates together
/// stay below ten seconds.
constexpr std::chrono::milliseconds kHelloPatience{2200};
constexpr std::uint16_t kStMicroelectronics = 0x0483; // vendor of the Nucleo's debug probe
const std::string kVirtual = "virtual";
const std::string kSocket = "socket:";

/// Of "virtual" the first; none: the port is another one.
std::optional<std::string> virtualKindOf(const std::string& port)
{
    if (port == kVirtual)
        return virtualBoardKinds().front();
    const std::string prefix = kVirtual + ":";
    return port.rfind(prefix, 0) == 0 ? std::optional(port.substr(prefix.size())) : std::nullopt;
}

/// The fastest rate that the board offers.
Status raise(Link& link, const JobContext& job)
{
    MICROT_TRY(const protocol::DescribeResponse board, link.ask<protocol::Message::describe>({}, job));
    const auto& bauds = board.bauds;
    const auto* best = std::max_element(bauds.items.begin(), bauds.items.begin() + bauds.size);
    if (bauds.size == 0 || *best <= board.baud)
        return {};
    return link.raiseBaud(board.baud, *best, job);
}

/// Says hello at one rate after the other.
Status greet(Link& link, const JobContext& job)
{
    Failure failure;
    for (const std::uint32_t baud : kBauds) {
        MICROT_CHECK(link.setBaud(baud));
        const Status said = link.connect(job, kHelloPatience);
        if (said.ok())
            return {};
        if (said.failure().code != Error::noAnswer && said.failure().code != Error::garbledLine)
            return said;
        if (link.echoes())
            return said;
        if (failure.code != Error::garbledLine)
            failure = said.failure();
    }
    return failure;
}

} // namespace

std::vector<PortInfo> listPorts()
{
    std::vector<PortInfo> ports;
    for (const std::string& kind : virtualBoardKinds())
        ports.push_back({kVirtual + ":" + kind, describeVirtualKind(kind), true, {}});
    for (const QSerialPortInfo& info : QSerialPortInfo::availablePorts()) {
        const bool probe = info.hasVendorIdentifier() && info.vendorIdentifier() == kStMicroelectronics;
        ports.push_back({info.systemLocation().toStdString(),
                         (probe ? "Nucleo, " : "") + info.description().toStdString(), probe,
                         probe ? info.serialNumber().toStdString() : std::string()});
    }
    std::stable_partition(ports.begin(), ports.end(), [](const PortInfo& port) { return port.likely; });
    return ports;
}

Status checkPort(const std::string& port)
{
    const std::optional<std::string> kind = virtualKindOf(port);
    return kind ? checkVirtualKind(*kind) : Status();
}

Result<ConnectedBoard> connectBoard(const std::string& port, const std::filesystem::path& stateFolder,
                                    const JobContext& job, const std::filesystem::path& logFile)
{
    ConnectedBoard connected;
    std::unique_ptr<Channel> channel;
    if (const std::optional<std::string> kind = virtualKindOf(port)) {
        MICROT_TRY(connected.emulator, VirtualBoard::start(*kind, stateFolder / (*kind + ".flash")));
        MICROT_TRY(channel, connected.emulator->connect());
    } else if (port.rfind(kSocket, 0) == 0) {
        MICROT_TRY(channel, openSocketChannel(port.substr(kSocket.size())));
    } else {
        MICROT_TRY(channel, openSerialChannel(port, kBauds[0]));
    }
    connected.link = std::make_unique<Link>(std::move(channel));
    if (!logFile.empty()) {
        connected.log = std::make_unique<std::ofstream>(logFile);
        if (!*connected.log)
            return Failure{Error::ioFailure, "Cannot write " + printable(logFile) + "."};
        connected.link->setLog(connected.log.get());
    }
    if (connected.emulator != nullptr)
        MICROT_CHECK(connected.link->connect(job));
    else
        MICROT_CHECK(greet(*connected.link, job));
    MICROT_CHECK(raise(*connected.link, job));
    connected.board = std::make_unique<Board>(*connected.link, connected.emulator.get());
    return connected;
}

} // namespace microt
