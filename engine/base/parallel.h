// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>

#include "engine/base/job_context.h"

namespace microt {

/// One thread for each core that this process may use, or as many as limitCores() allows.
int coreCount();

/// At most `cores` threads for what begins from now on, in the whole process; 0: no limit.
void limitCores(int cores);

/// Calls work(0) to work(progress.total - 1), each once, on all cores; the calling thread is one of them.
/// `work` is called from several threads at once and in no order. Progress counts finished calls, as `step`
/// and `unit` of `progress` say, and is reported from the calling thread alone. After the first failure, or
/// once cancelled, no further call begins. Errors: that of the failed call with the smallest index,
/// outOfMemory (a call threw std::bad_alloc), cancelled.
Status forEachInParallel(Progress progress, const JobContext& job,
                         const std::function<Status(std::size_t index)>& work);

} // namespace microt
