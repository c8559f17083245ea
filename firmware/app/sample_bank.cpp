// SPDX-License-Identifier: Apache-2.0
#include "firmware/app/sample_bank.h"

#include <cstring>

namespace microt::firmware {

namespace {
constexpr int kMostRows = 65535; // indices are 16 bits on the wire
}

void SampleBank::reset(const int* dimensions, int exits)
{
    m_exits = exits;
    int seen = 0;
    for (int exit = 0; exit < exits; ++exit)
        m_seen[exit] = seen += dimensions[exit];
    m_rowBytes = 1 + seen;
    for (int task = 0; task < protocol::kMaxWireTasks; ++task)
        m_labelled[task] = m_unlabelled[task] = 0;
}

int SampleBank::first(int task) const
{
    int row = 0;
    for (int i = 0; i < task; ++i)
        row += samples(i);
    return row;
}

int SampleBank::capacity(int task) const
{
    const auto rows = static_cast<int>(m_memory.bytes / static_cast<std::uint32_t>(m_rowBytes));
    const int most = rows < kMostRows ? rows : kMostRows;
    return most - total() + samples(task);
}

std::uint32_t SampleBank::usedBytes() const
{
    return static_cast<std::uint32_t>(total()) * static_cast<std::uint32_t>(m_rowBytes);
}

const std::int8_t* SampleBank::features(int task, int row) const
{
    return reinterpret_cast<const std::int8_t*>(at(first(task) + row) + 1);
}

void SampleBank::features(int task, int row, FeaturePiece* exits) const
{
    const std::int8_t* all = features(task, row);
    for (int exit = 0; exit < m_exits; ++exit) {
        const int before = exit == 0 ? 0 : m_seen[exit - 1];
        exits[exit] = {all + before, m_seen[exit] - before};
    }
}

Error SampleBank::add(int task, std::uint8_t label, const FeaturePiece* pieces, int& row)
{
    if (samples(task) >= capacity(task))
        return Error::bankFull;
    row = label == protocol::kNoLabel ? samples(task) : m_labelled[task];
    const int place = first(task) + row;
    std::memmove(at(place + 1), at(place), static_cast<std::size_t>(total() - place) * m_rowBytes);
    ++(label == protocol::kNoLabel ? m_unlabelled : m_labelled)[task];
    std::uint8_t* to = at(place);
    *to = label;
    for (int at = 1; at < m_rowBytes; at += (pieces++)->count)
        std::memcpy(to + at, pieces->values, static_cast<std::size_t>(pieces->count));
    return Error::none;
}

Error SampleBank::replace(int task, int row, std::uint8_t label, const std::int8_t* features)
{
    if (row < 0 || row >= samples(task))
        return Error::outOfRange;
    std::uint8_t* to = at(first(task) + row);
    if ((*to == protocol::kNoLabel) != (label == protocol::kNoLabel))
        return Error::invalidArgument;
    *to = label;
    std::memcpy(to + 1, features, static_cast<std::size_t>(m_rowBytes) - 1);
    return Error::none;
}

Error SampleBank::remove(int task, int row)
{
    if (row < 0 || row >= samples(task))
        return Error::outOfRange;
    const int place = first(task) + row;
    std::memmove(at(place), at(place + 1), static_cast<std::size_t>(total() - place - 1) * m_rowBytes);
    --(row < m_labelled[task] ? m_labelled : m_unlabelled)[task];
    return Error::none;
}

void SampleBank::swapWithNext(int place)
{
    std::uint8_t* row = at(place);
    std::uint8_t* next = at(place + 1);
    for (int i = 0; i < m_rowBytes; ++i) {
        const std::uint8_t byte = row[i];
        row[i] = next[i];
        next[i] = byte;
    }
}

Error SampleBank::relabel(int task, int row, std::uint8_t label)
{
    if (row < 0 || row >= samples(task))
        return Error::outOfRange;
    const int border = first(task) + m_labelled[task]; // the first row without a label
    int place = first(task) + row;
    if (place >= border && label != protocol::kNoLabel) {
        for (; place > border; --place)
            swapWithNext(place - 1);
        ++m_labelled[task], --m_unlabelled[task];
    } else if (place < border && label == protocol::kNoLabel) {
        for (; place < border - 1; ++place)
            swapWithNext(place);
        --m_labelled[task], ++m_unlabelled[task];
    }
    *at(place) = label;
    return Error::none;
}

void SampleBank::clear(int task)
{
    const int from = first(task);
    const int behind = from + samples(task);
    std::memmove(at(from), at(behind), static_cast<std::size_t>(total() - behind) * m_rowBytes);
    m_labelled[task] = m_unlabelled[task] = 0;
}

FeatureBank SampleBank::labelledRows(int task, int exit) const
{
    FeatureBank bank;
    bank.samples = m_labelled[task];
    bank.dimensions = m_seen[exit];
    bank.values = features(task, 0);
    bank.stride = m_rowBytes;
    bank.labels = at(first(task));
    bank.labelStride = m_rowBytes;
    return bank;
}

} // namespace microt::firmware
