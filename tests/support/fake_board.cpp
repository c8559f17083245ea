// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_board.h"

#include <cstring>
#include <thread>

namespace microt::test {

bool SimulatedFlash::spend()
{
    if (m_dead)
        return false;
    m_dead = m_writes++ == m_cut;
    return true;
}

bool SimulatedFlash::eraseSector(std::uint32_t offset)
{
    if (!spend())
        return true; // the lights are out; nobody hears the answer
    if (m_dead)      // half an erase: some bits are set, some are not yet
        for (std::uint32_t i = 0; i < sectorBytes(); ++i)
            memory[offset + i] |= static_cast<std::uint8_t>(m_random());
    else
        std::memset(memory.data() + offset, 0xFF, sectorBytes());
    return true;
}

bool SimulatedFlash::program(std::uint32_t offset, const std::uint8_t* bytes, std::uint32_t count)
{
    m_misused = m_misused || offset % granuleBytes() != 0 || count % granuleBytes() != 0;
    for (std::uint32_t at = 0; at < count; at += granuleBytes()) {
        if (!spend())
            return true;
        for (std::uint32_t i = at; i < at + granuleBytes(); ++i) {
            m_misused = m_misused || memory[offset + i] != 0xFF;
            const auto torn = static_cast<std::uint8_t>(m_dead ? m_random() : 0);
            memory[offset + i] = static_cast<std::uint8_t>(bytes[i] | torn);
            if (offset + i == m_spoiled)
                memory[offset + i] ^= 1U;
        }
    }
    return true;
}

FakePlatform::FakePlatform(SimulatedFlash& flash)
    : m_flash(flash), m_arenaMemory(256 * 1024 + 16), m_bank(16 * 1024)
{
    const auto address = reinterpret_cast<std::uintptr_t>(m_arenaMemory.data());
    m_arena = m_arenaMemory.data() + (16 - address % 16) % 16;
}

firmware::FlashLayout FakePlatform::flashLayout() const
{
    const std::uint32_t store = 32 * 1024;
    const std::uint32_t slot = (m_flash.bytes() - store) / 2;
    return {0, store, {store, store + slot}, slot};
}

std::size_t FakePlatform::receive(std::uint8_t* bytes, std::size_t capacity)
{
    std::size_t count = 0;
    for (; count < capacity && !toBoard.empty(); ++count) {
        bytes[count] = toBoard.front();
        toBoard.pop_front();
    }
    return count;
}

void FakePlatform::send(const std::uint8_t* bytes, std::size_t count)
{
    fromBoard.insert(fromBoard.end(), bytes, bytes + count);
}

void FakeChannel::pass(std::uint8_t byte, std::deque<std::uint8_t>& to)
{
    const auto happens = [this](double chance) {
        return chance > 0.0 && std::uniform_real_distribution<double>(0.0, 1.0)(m_random) < chance;
    };
    if (happens(m_faults.drop))
        return;
    if (happens(m_faults.insert))
        to.push_back(static_cast<std::uint8_t>(m_random()));
    for (int bit = 0; bit < 8; ++bit)
        if (happens(m_faults.flip))
            byte = static_cast<std::uint8_t>(byte ^ (1 << bit));
    to.push_back(byte);
    if (happens(m_faults.repeat))
        to.push_back(byte);
}

Status FakeChannel::write(const std::uint8_t* bytes, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i)
        pass(bytes[i], m_platform.toBoard);
    return {};
}

Result<ReceivedChunk> FakeChannel::read(int timeoutMs)
{
    while (m_app.run()) {
    }
    std::deque<std::uint8_t> arrived;
    for (const std::uint8_t byte : m_platform.fromBoard)
        pass(byte, arrived);
    m_platform.fromBoard.clear();
    if (arrived.empty())
        std::this_thread::sleep_for(std::chrono::milliseconds(std::min(timeoutMs, 1)));
    return ReceivedChunk({arrived.begin(), arrived.end()});
}

} // namespace microt::test
