// SPDX-License-Identifier: Apache-2.0
#include "tests/support/board_on_pty.h"

#include <algorithm>
#include <cstdlib>

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include "serial/protocol/catalogue.h"
#include "serial/protocol/frame.h"

namespace microt::test {

using namespace protocol;

namespace {

/// The rate that the other end has set.
std::uint32_t rateOf(int master)
{
    termios settings = {};
    if (tcgetattr(master, &settings) != 0)
        return 0;
    switch (cfgetospeed(&settings)) {
    case B115200:
        return 115200;
    case B460800:
        return 460800;
    case B921600:
        return 921600;
    default:
        return 0;
    }
}

/// Answers every request as a board of another release would answer its hello.
void answerOfOtherRelease(std::deque<std::uint8_t>& heard, FrameDecoder& decoder,
                          std::deque<std::uint8_t>& answer)
{
    for (; !heard.empty(); heard.pop_front()) {
        if (decoder.feed(heard.front()) != protocol::FrameStatus::good)
            continue;
        HelloResponse hello;
        hello.protocolVersion = kProtocolVersion;
        hello.schemaHash = kSchemaHash ^ 1U;
        std::vector<std::uint8_t> buffer(frameBytes(kMinPayloadBytes));
        ByteWriter writer(buffer.data() + kFrameHeaderBytes, kMinPayloadBytes);
        writer.number(static_cast<std::uint16_t>(Error::none));
        writer.number(std::uint32_t{0});
        encode(hello, writer);
        QueueSink sink(answer);
        sendFrame(buffer.data(), writer.size(), FrameKind::response, decoder.frame().message,
                  decoder.frame().sequence, sink);
    }
}

} // namespace

bool BoardOnPty::available()
{
    const int master = posix_openpt(O_RDWR | O_NOCTTY);
    const bool there = master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0 &&
                       ptsname(master) != nullptr && access(ptsname(master), R_OK | W_OK) == 0;
    if (master >= 0)
        close(master);
    return there;
}

BoardOnPty::BoardOnPty(SimulatedFlash& flash, Manner manner, std::uint32_t baud)
    : m_master(posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK))
{
    grantpt(m_master);
    unlockpt(m_master);
    m_port = ptsname(m_master);
    m_thread = std::thread([this, &flash, manner, baud] { run(flash, manner, baud); });
}

BoardOnPty::~BoardOnPty()
{
    unplug();
}

void BoardOnPty::unplug()
{
    m_ending = true;
    if (m_thread.joinable())
        m_thread.join();
    if (m_master >= 0)
        close(m_master);
    m_master = -1;
}

void BoardOnPty::run(SimulatedFlash& flash, Manner manner, std::uint32_t baud)
{
    FakePlatform platform(flash);
    firmware::App app(platform);
    static_cast<void>(app.start()); // a fresh one
    std::vector<std::uint8_t> frame(frameBytes(kMaxPayloadBytes));
    FrameDecoder decoder(frame.data(), frame.size());
    while (!m_ending) {
        pollfd wait{m_master, POLLIN, 0};
        poll(&wait, 1, 5);
        std::uint8_t bytes[4096];
        const ssize_t count = read(m_master, bytes, sizeof bytes);
        if (manner == Manner::flood && count >= 0)
            platform.fromBoard.assign(sizeof bytes, 'x');
        if (count <= 0 && platform.fromBoard.empty()) { // nobody has opened it
            usleep(2000);
            continue;
        }
        const bool garbled = baud != 0 && rateOf(m_master) != baud;
        for (ssize_t i = 0; i < std::max<ssize_t>(0, count); ++i)
            platform.toBoard.push_back(garbled ? static_cast<std::uint8_t>(bytes[i] * 7 + 1) : bytes[i]);
        if (manner == Manner::normal)
            while (app.run()) {
            }
        if (manner == Manner::otherRelease)
            answerOfOtherRelease(platform.toBoard, decoder, platform.fromBoard);
        if (manner == Manner::echo)
            platform.fromBoard.swap(platform.toBoard);
        if (manner == Manner::flood)
            platform.fromBoard.assign(sizeof bytes, 'x');
        if (manner == Manner::chatter)
            platform.fromBoard.assign({'h', 'e', 'l', 'l', 'o', '\r', '\n'});
        while (!platform.fromBoard.empty() && !m_ending) {
            std::vector<std::uint8_t> out(platform.fromBoard.begin(), platform.fromBoard.end());
            const ssize_t written = write(m_master, out.data(), out.size());
            if (written > 0)
                platform.fromBoard.erase(platform.fromBoard.begin(), platform.fromBoard.begin() + written);
            else
                usleep(1000);
        }
    }
}

} // namespace microt::test
