// SPDX-License-Identifier: Apache-2.0
#include "serial/link/connected_board.h"

#include <algorithm>

#include <QSerialPortInfo>

namespace microt {

namespace {

constexpr std::uint32_t kFirstBaud = 115200;
constexpr std::uint16_t kStMicroelectronics = 0x0483; // vendor of the Nucleo's debug probe
const std::string kVirtual = "virtual";
const std::string kSocket = "socket:";

std::string describeVirtual(const std::string& kind)
{
    return kind == "mps2-an500" ? "Virtual board, Cortex-M7, memories of the STM32H7A3ZI"
                                : "Virtual board, Cortex-M4F, memories of the STM32L4R5ZI";
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

} // namespace

std::vector<PortInfo> listPorts()
{
    std::vector<PortInfo> ports;
    for (const std::string& kind : virtualBoardKinds())
        ports.push_back({kVirtual + ":" + kind, describeVirtual(kind), true});
    for (const QSerialPortInfo& info : QSerialPortInfo::availablePorts()) {
        const bool probe = info.hasVendorIdentifier() && info.vendorIdentifier() == kStMicroelectronics;
        ports.push_back({info.systemLocation().toStdString(),
                         (probe ? "Nucleo, " : "") + info.description().toStdString(), probe});
    }
    return ports;
}

Result<ConnectedBoard> connectBoard(const std::string& port, const std::filesystem::path& stateFolder,
                                    const JobContext& job)
{
    ConnectedBoard connected;
    std::unique_ptr<Channel> channel;
    const bool isVirtual = port == kVirtual || port.rfind(kVirtual + ":", 0) == 0;
    if (isVirtual) {
        const std::string kind =
            port == kVirtual ? virtualBoardKinds().front() : port.substr(kVirtual.size() + 1);
        MICROT_TRY(connected.emulator, VirtualBoard::start(kind, stateFolder / (kind + ".flash")));
        MICROT_TRY(channel, connected.emulator->connect());
    } else if (port.rfind(kSocket, 0) == 0) {
        MICROT_TRY(channel, openSocketChannel(port.substr(kSocket.size())));
    } else {
        MICROT_TRY(channel, openSerialChannel(port, kFirstBaud));
    }
    connected.link = std::make_unique<Link>(std::move(channel));
    MICROT_CHECK(connected.link->connect(job));
    MICROT_CHECK(raise(*connected.link, job));
    connected.board = std::make_unique<Board>(*connected.link, connected.emulator.get());
    return connected;
}

} // namespace microt
