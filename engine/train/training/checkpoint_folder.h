// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/fields.h"

namespace microt {

/// What a run leaves behind so that it can go on. Its result does not depend on it.
struct CheckpointPolicy
{
    std::filesystem::path folder; ///< empty: no checkpoints
    int seconds = 60;
    int keep = 3; ///< newest that stay
    bool resume = false;

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.seconds, Field("checkpointSeconds", "Between checkpoints, at least").range(0, 1e6));
        visit(self.keep, Field("keep", "Newest checkpoints that stay").range(1, 1e6).named(""));
        visit(self.resume,
              Field("resume", "Go on from the newest whole checkpoint, beside the output, if there is one"));
    }
};

/// Where a run stands. `state` is the trainer's.
struct TrainingCheckpoint
{
    std::int64_t step = 0; ///< steps done
    std::string progress;  ///< JSON: sums of the epoch that has begun
    std::string state;
    std::vector<std::string> places; ///< where the run was computed so far; for its record
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
    Status save(const TrainingCheckpoint& checkpoint) const;

    /// The newest that is whole and of this run; nothing if there is no file at all. Errors: malformed if
    /// there are files, but none is whole; invalidArgument if the newest whole one is of another run.
    Result<std::optional<TrainingCheckpoint>> newest() const;

    /// Removes all of them, and the folder if nothing else is in it.
    void clear() const;

private:
    std::filesystem::path m_folder;
    std::string m_run;
    int m_keep;
};

} // namespace microt
