// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/error.h"
#include "engine/runtime/head_training.h"
#include "firmware/app/platform.h"
#include "serial/protocol/task_messages.h"

namespace microt::firmware {

/// Features of samples, by task, in one piece of memory that all tasks share: rows of a label and the int8
/// features of every exit in turn. A task's labelled rows come first, then those without a label. In RAM:
/// gone after a restart.
class SampleBank
{
public:
    void attach(Span memory) { m_memory = memory; }

    /// Empties everything; rows have these dimensions from now on.
    void reset(const int* dimensions, int exits);

    /// `pieces`: as many as a row's features take. Error: bankFull.
    Error add(int task, std::uint8_t label, const FeaturePiece* pieces, int& row);
    /// Puts another label and other features in a row's place. Errors: outOfRange, invalidArgument if one has
    /// a label and the other none.
    Error replace(int task, int row, std::uint8_t label, const std::int8_t* features);
    /// Takes a row out. Error: outOfRange.
    Error remove(int task, int row);
    /// As protocol::BankLabelRequest. Error: outOfRange.
    Error relabel(int task, int row, std::uint8_t label);
    void clear(int task);

    int samples(int task) const { return m_labelled[task] + m_unlabelled[task]; }
    int labelled(int task) const { return m_labelled[task]; }
    int capacity(int task) const; ///< with what it holds already
    int rowBytes() const { return m_rowBytes; }
    std::uint32_t usedBytes() const;
    std::uint8_t label(int task, int row) const { return *at(first(task) + row); }
    const std::int8_t* features(int task, int row) const;        ///< of all exits in turn
    void features(int task, int row, FeaturePiece* exits) const; ///< of each
    int seen(int exit) const { return m_seen[exit]; }            ///< features of the exits up to this one

    /// The labelled rows as the trainer takes them, with the features of the exits up to this one.
    FeatureBank labelledRows(int task, int exit) const;

private:
    std::uint8_t* at(int row) const { return m_memory.data + static_cast<std::size_t>(row) * m_rowBytes; }
    void swapWithNext(int place); ///< two rows
    int first(int task) const;
    int total() const { return first(protocol::kMaxWireTasks); }

    Span m_memory;
    int m_exits = 0;
    int m_seen[protocol::kMaxWireExits] = {};
    int m_rowBytes = 1;
    int m_labelled[protocol::kMaxWireTasks] = {};
    int m_unlabelled[protocol::kMaxWireTasks] = {};
};

} // namespace microt::firmware
