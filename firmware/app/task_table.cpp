// SPDX-License-Identifier: Apache-2.0
#include "firmware/app/task_table.h"

#include <cstddef>
#include <cstring>
#include <utility>

#include "engine/runtime/sha256.h"
#include "firmware/app/keys.h"

namespace microt::firmware {

using protocol::kMaxWireTasks;
using protocol::kNeverThreshold;

namespace {

constexpr std::uint32_t kEarlierBytes = offsetof(TaskRecord, threshold) + sizeof(TaskRecord::Threshold);

std::uint16_t taskKey(int task)
{
    return static_cast<std::uint16_t>(kTaskKey + task);
}

void put(TaskRecord& record, const protocol::Thresholds& thresholds)
{
    for (int exit = 0; exit < protocol::kMaxWireExits - 1; ++exit)
        record.threshold[exit].now = exit < thresholds.size ? thresholds.items[exit] : kNeverThreshold;
}

} // namespace

std::uint16_t TaskTable::blobKey(int task, int blob)
{
    return static_cast<std::uint16_t>(kHeadsKey + task * kHeadsPerTask + blob);
}

void TaskTable::open()
{
    m_selected = -1;
    for (int task = 0; task < kMaxWireTasks; ++task) {
        std::uint32_t bytes = 0;
        const std::uint8_t* at = m_store.get(taskKey(task), bytes);
        m_used[task] = at != nullptr && (bytes == sizeof(TaskRecord) || bytes == kEarlierBytes);
        if (!m_used[task])
            continue;
        for (TaskRecord::Threshold& threshold : m_record[task].threshold)
            threshold = {kNeverThreshold, kNeverThreshold};
        std::memcpy(&m_record[task], at, bytes);
    }
    std::uint8_t selected = 0;
    if (m_store.read(kSelectedKey, selected) && exists(selected))
        m_selected = selected;
}

Error TaskTable::save(int task, const TaskRecord& record)
{
    MICROT_PASS(m_store.write(taskKey(task), record));
    m_record[task] = record;
    m_used[task] = true;
    return Error::none;
}

Error TaskTable::create(const protocol::Text<24>& name, std::uint8_t classes, const protocol::Digest& image,
                        int& task)
{
    task = 0;
    while (task < kMaxWireTasks && m_used[task])
        ++task;
    if (task == kMaxWireTasks)
        return Error::noSpace;
    TaskRecord record{};
    record.nameSize = name.size;
    std::memcpy(record.name, name.chars.data(), name.size);
    record.classes = classes;
    record.current = record.previous = kNoBlob;
    record.image = image;
    for (TaskRecord::Threshold& threshold : record.threshold)
        threshold = {kNeverThreshold, kNeverThreshold};
    MICROT_PASS(save(task, record));
    return select(task);
}

Error TaskTable::select(int task)
{
    if (!exists(task))
        return Error::noTask;
    MICROT_PASS(m_store.write(kSelectedKey, static_cast<std::uint8_t>(task)));
    m_selected = task;
    return Error::none;
}

Error TaskTable::remove(int task)
{
    if (!exists(task))
        return Error::noTask;
    MICROT_PASS(m_store.forget(taskKey(task)));
    m_used[task] = false;
    if (m_selected == task)
        m_selected = -1;
    for (int blob = 0; blob < kHeadsPerTask; ++blob)
        MICROT_PASS(m_store.forget(blobKey(task, blob)));
    return Error::none;
}

const std::uint8_t* TaskTable::heads(int task, std::uint32_t& bytes) const
{
    bytes = 0;
    if (!exists(task) || m_record[task].current >= kHeadsPerTask)
        return nullptr;
    return m_store.get(blobKey(task, m_record[task].current), bytes);
}

Error TaskTable::commitHeads(int task, const std::uint8_t* blob, std::uint32_t bytes,
                             const protocol::Thresholds& thresholds)
{
    if (!exists(task))
        return Error::noTask;
    TaskRecord next = m_record[task];
    std::uint8_t spare = 0;
    while (spare == next.current || spare == next.previous)
        ++spare;
    MICROT_PASS(m_store.put(blobKey(task, spare), blob, bytes));
    next.previous = next.current;
    for (TaskRecord::Threshold& threshold : next.threshold)
        threshold.previous = threshold.now;
    next.previousSha256 = next.sha256;
    next.current = spare;
    put(next, thresholds);
    next.sha256 = sha256Of(blob, bytes);
    return save(task, next);
}

Error TaskTable::setThresholds(int task, const protocol::Thresholds& thresholds)
{
    if (!exists(task))
        return Error::noTask;
    TaskRecord next = m_record[task];
    put(next, thresholds);
    return save(task, next);
}

Error TaskTable::rollback(int task)
{
    if (!exists(task))
        return Error::noTask;
    TaskRecord next = m_record[task];
    if (next.previous == kNoBlob)
        return Error::noHeads;
    std::swap(next.current, next.previous);
    std::swap(next.sha256, next.previousSha256);
    for (TaskRecord::Threshold& threshold : next.threshold)
        std::swap(threshold.now, threshold.previous);
    return save(task, next);
}

} // namespace microt::firmware
