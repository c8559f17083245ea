// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firmware/app/store.h"
#include "serial/protocol/task_messages.h"

namespace microt::firmware {

/// A task as it is kept: plain bytes of one store record. Earlier firmware kept the first threshold alone.
struct TaskRecord
{
    struct Threshold
    {
        float now;
        float previous;
    };
    char name[24];
    std::uint8_t nameSize;
    std::uint8_t classes;
    std::uint8_t current;  ///< which of its three blobs holds the heads; kNoBlob: none
    std::uint8_t previous; ///< the same for those before
    protocol::Digest image;
    protocol::Digest sha256;
    protocol::Digest previousSha256;
    Threshold threshold[protocol::kMaxWireExits - 1];
};
static_assert(sizeof(TaskRecord) == 124 + 8 * (protocol::kMaxWireExits - 1), "what is kept in flash");
constexpr std::uint8_t kNoBlob = 255;

/// Tasks, their heads and thresholds, in the store. A change is one record: the blob first, then the record
/// that names it, so that a power cut leaves the old heads or the new ones.
class TaskTable
{
public:
    explicit TaskTable(Store& store) : m_store(store) {}

    void open();

    bool exists(int task) const { return task >= 0 && task < protocol::kMaxWireTasks && m_used[task]; }
    const TaskRecord& record(int task) const { return m_record[task]; }
    int selected() const { return m_selected; } ///< or -1

    Error create(const protocol::Text<24>& name, std::uint8_t classes, const protocol::Digest& image,
                 int& task);
    Error select(int task);
    Error remove(int task);

    /// The heads blob of a task, or null. Errors in the store count as none.
    const std::uint8_t* heads(int task, std::uint32_t& bytes) const;
    /// Thresholds that are not given: kNeverThreshold.
    Error commitHeads(int task, const std::uint8_t* blob, std::uint32_t bytes,
                      const protocol::Thresholds& thresholds);
    Error setThresholds(int task, const protocol::Thresholds& thresholds);
    Error rollback(int task);

private:
    static std::uint16_t blobKey(int task, int blob);
    Error save(int task, const TaskRecord& record);

    Store& m_store;
    TaskRecord m_record[protocol::kMaxWireTasks] = {};
    bool m_used[protocol::kMaxWireTasks] = {};
    int m_selected = -1;
};

} // namespace microt::firmware
