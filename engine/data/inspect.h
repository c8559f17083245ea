// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "engine/base/job_context.h"
#include "engine/data/kept_looks.h"
#include "engine/data/layout.h"

namespace microt {

/// What reading one listed file showed.
struct Inspection
{
    PictureLook look;
    BadFile bad; ///< its code is none if the file is usable
};

Rgb colourOf(Background background);

/// Looks at every listed picture in parallel; `[i]` belongs to listing.pictures[i]. Looks are kept in
/// `cacheFolder` unless that is empty; of files that cannot be used none are. Errors: cancelled, outOfMemory.
Result<std::vector<Inspection>> inspectAll(const std::filesystem::path& source, const Listing& listing,
                                           const ReadOptions& options,
                                           const std::filesystem::path& cacheFolder, const JobContext& job);

} // namespace microt
