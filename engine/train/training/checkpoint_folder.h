// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "engine/base/result.h"

namespace microt {

/// Where a run stands. `state` is the trainer's.
struct Checkpoint
{
    std::int64_t step = 0; ///< steps done
    std::string progress;  ///< JSON: sums of the epoch that has begun
    std::string state;
};

/// The checkpoints of one run in a folder: files `step-<n>.ckpt`, each whole or absent, checked by SHA-256.
class CheckpointFolder
{
public:
    /// `run` names everything the run depends on; a checkpoint of another run is never taken for one of this.
    CheckpointFolder(std::filesystem::path folder, std::string run, int keep);

    /// Whether there is any file of a checkpoint, whole or not.
    bool isEmpty() const;

    /// Writes atomically, then removes all but the newest. Errors: as writeFileAtomically.
    Status save(const Checkpoint& checkpoint) const;

    /// The newest that is whole and of this run; nothing if there is no file at all. Errors: malformed if
    /// there are files, but none is whole; invalidArgument if the newest whole one is of another run.
    Result<std::optional<Checkpoint>> newest() const;

    /// Removes all of them, and the folder if nothing else is in it.
    void clear() const;

private:
    std::filesystem::path m_folder;
    std::string m_run;
    int m_keep;
};

} // namespace microt
