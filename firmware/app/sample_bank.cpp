// SPDX-License-Identifier: Apache-2.0
#include "firmware/app/sample_bank.h"

#include <cstring>

namespace microt::firmware {

namespace {
constexpr int kMostRows = 65535; // indices are 16 bits on the wire
}

void SampleBank::reset(int partDimensions, int fullDimensions)
{
    m_dimensions[0] = partDimensions;
    m_dimensions[1] = fullDimensions;
    m_rowBytes = 1 + partDimensions + fullDimensions;
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

Error SampleBank::add(int task, std::uint8_t label, const std::int8_t* part, const std::int8_t* full,
                      int& row)
{
    if (samples(task) >= capacity(task))
        return Error::bankFull;
    row = label == protocol::kNoLabel ? samples(task) : m_labelled[task];
    const int place = first(task) + row;
    std::memmove(at(place + 1), at(place), static_cast<std::size_t>(total() - place) * m_rowBytes);
    ++(label == protocol::kNoLabel ? m_unlabelled : m_labelled)[task];
    std::uint8_t* to = at(place);
    *to = label;
    std::memcpy(to + 1, part, static_cast<std::size_t>(m_dimensions[0]));
    std::memcpy(to + 1 + m_dimensions[0], full, static_cast<std::size_t>(m_dimensions[1]));
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
    bank.dimensions = exit == 0 ? m_dimensions[0] : m_dimensions[0] + m_dimensions[1];
    bank.values = features(task, 0);
    bank.stride = m_rowBytes;
    bank.labels = at(first(task));
    bank.labelStride = m_rowBytes;
    return bank;
}

} // namespace microt::firmware
