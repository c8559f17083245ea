// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "engine/base/result.h"

namespace microt {

/// A flag that any thread may raise and long work polls. Copies share the flag.
class CancelToken
{
public:
    void cancel() { m_flag->store(true, std::memory_order_relaxed); }
    bool cancelled() const { return m_flag->load(std::memory_order_relaxed); }

private:
    std::shared_ptr<std::atomic<bool>> m_flag = std::make_shared<std::atomic<bool>>(false);
};

/// How far a long piece of work is. `done` and `total` count `unit`s; `total` 0 means not known yet.
struct Progress
{
    std::string step; ///< what is being done now, English, for example "Embedding flowers"
    std::int64_t done = 0;
    std::int64_t total = 0;
    std::string unit; ///< what is counted, for example "pictures"
};

/// What every long function takes: how to be cancelled and where to report. The sink may be empty; it is
/// called from the thread that does the work, at most a few times a second by convention of the caller.
struct JobContext
{
    CancelToken cancel;
    std::function<void(const Progress&)> sink;

    void report(const Progress& progress) const
    {
        if (sink)
            sink(progress);
    }

    /// A failure with Error::cancelled if the token was raised, success otherwise.
    Status checkCancelled() const
    {
        if (cancel.cancelled())
            return Failure{Error::cancelled, "Cancelled."};
        return {};
    }
};

} // namespace microt
