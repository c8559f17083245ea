// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <random>
#include <vector>

#include "engine/runtime/sha256.h"
#include "firmware/app/app.h"
#include "serial/link/link.h"
#include "serial/protocol/frame.h"

namespace microt::test {

inline protocol::Digest hashOf(const std::vector<std::uint8_t>& bytes)
{
    return sha256Of(bytes.data(), bytes.size());
}

/// Flash that can lose power: at a chosen write the granule or sector is left half done, and nothing later
/// counts.
class SimulatedFlash final : public firmware::Flash
{
public:
    explicit SimulatedFlash(std::uint32_t size) : memory(size, 0xFF) {}

    std::uint32_t bytes() const override { return static_cast<std::uint32_t>(memory.size()); }
    std::uint32_t sectorBytes() const override { return 1024; }
    std::uint32_t granuleBytes() const override { return 16; }
    const std::uint8_t* data() const override { return aligned(); }
    bool eraseSector(std::uint32_t offset) override;
    bool program(std::uint32_t offset, const std::uint8_t* bytes, std::uint32_t count) override;

    void cutAt(int write) { m_cut = write; } ///< counts granules and sectors from now; -1: never
    int writes() const { return m_writes; }
    void powerOn() { m_cut = -1, m_writes = 0, m_dead = false; }
    bool misused() const { return m_misused; }               ///< programmed twice without an erase
    void spoil(std::uint32_t offset) { m_spoiled = offset; } ///< what is programmed there comes out wrong

private:
    std::uint8_t* aligned() const { return const_cast<std::uint8_t*>(memory.data()); }
    bool spend();

    std::vector<std::uint8_t> memory;
    std::mt19937 m_random{17};
    std::atomic<std::uint32_t> m_spoiled{0xFFFFFFFF};
    int m_cut = -1;
    int m_writes = 0;
    bool m_dead = false;
    bool m_misused = false;
};

/// A board in memory: the application on a platform without hardware.
class FakePlatform : public firmware::Platform
{
public:
    explicit FakePlatform(SimulatedFlash& flash);

    const char* board() const override { return "fake"; }
    const char* serial() const override { return "1"; }
    std::uint32_t clockHz() const override { return 1000000; }
    protocol::CounterUnit counterUnit() const override { return protocol::CounterUnit::instructions; }
    std::size_t receive(std::uint8_t* bytes, std::size_t capacity) override;
    void send(const std::uint8_t* bytes, std::size_t count) override;
    std::uint32_t receiveQueueBytes() const override { return 8192; }
    std::uint32_t lostBytes() const override { return 0; }
    std::uint32_t baud() const override { return 0; }
    const std::uint32_t* bauds(int& count) const override { return count = 0, nullptr; }
    void setBaud(std::uint32_t) override {}
    std::uint32_t milliseconds() override { return m_ticks++ / 8; }
    std::uint64_t counter() override { return m_ticks++; }
    firmware::Flash& flash() override { return m_flash; }
    firmware::FlashLayout flashLayout() const override;
    firmware::Span arena() override { return {m_arena, 256 * 1024}; }
    firmware::Span bank() override { return {m_bank.data(), static_cast<std::uint32_t>(m_bank.size())}; }
    std::uint32_t ramBytes() const override { return 1 << 20; }
    std::uint32_t ramHighWater() const override { return 0; }
    std::uint32_t stackHighWater() const override { return 0; }
    const std::uint8_t* takeFrame(std::uint32_t) override { return nullptr; }
    void restart() override { ++restarts; }

    std::deque<std::uint8_t> toBoard;
    std::deque<std::uint8_t> fromBoard;
    int restarts = 0;

private:
    SimulatedFlash& m_flash;
    std::vector<std::uint8_t> m_arenaMemory;
    std::uint8_t* m_arena;
    std::vector<std::uint8_t> m_bank;
    std::uint32_t m_ticks = 0;
};

/// Frames straight into a queue of bytes.
class QueueSink final : public protocol::ByteSink
{
public:
    explicit QueueSink(std::deque<std::uint8_t>& queue) : m_queue(queue) {}
    void write(const std::uint8_t* bytes, std::size_t count) override
    {
        m_queue.insert(m_queue.end(), bytes, bytes + count);
    }

private:
    std::deque<std::uint8_t>& m_queue;
};

/// What a bad cable does to bytes, each way.
struct Faults
{
    double flip = 0.0; ///< chance of a bit
    double drop = 0.0; ///< chance of a byte
    double repeat = 0.0;
    double insert = 0.0;
};

/// The line to a fake board: runs it whenever the host waits. `platform` and `app` must outlive it.
class FakeChannel final : public Channel
{
public:
    FakeChannel(FakePlatform& platform, firmware::App& app, Faults faults = {}, std::uint32_t seed = 1)
        : m_platform(platform), m_app(app), m_faults(faults), m_random(seed)
    {}
    Result<ReceivedChunk> read(int timeoutMs) override;
    Status write(const std::uint8_t* bytes, std::size_t count) override;
    Status setBaud(std::uint32_t) override { return {}; }
    std::string name() const override { return "fake"; }

private:
    void pass(std::uint8_t byte, std::deque<std::uint8_t>& to);

    FakePlatform& m_platform;
    firmware::App& m_app;
    Faults m_faults;
    std::mt19937 m_random;
};

} // namespace microt::test
