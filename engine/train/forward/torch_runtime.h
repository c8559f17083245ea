// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace microt {

/// Sets how many threads torch's operators use when called from this thread, and restores it. Torch keeps the
/// number by thread, and new threads start with the one that was set last, wherever; so every thread of ours
/// that runs torch says what it wants. OpenBLAS beneath it, if it is that, gets the same number, for all
/// threads (the least of those that overlap): with more, its own would spin while they wait.
class TorchThreads
{
public:
    explicit TorchThreads(int count);
    ~TorchThreads();
    TorchThreads(const TorchThreads&) = delete;
    TorchThreads& operator=(const TorchThreads&) = delete;

private:
    int m_count;
    int m_before;
};

/// Version of the libtorch compiled against, for example "1.13.1".
const char* torchVersion();

} // namespace microt
