// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace microt {

/// While one lives, the C library keeps freed memory for the next allocation instead of handing it back to
/// the system. Forward and backward passes free and claim the same megabytes again and again; the page faults
/// cost up to a third of the time. Any thread may make one; the last one gone hands the memory back.
class KeepMemory
{
public:
    KeepMemory();
    ~KeepMemory();
    KeepMemory(const KeepMemory&) = delete;
    KeepMemory& operator=(const KeepMemory&) = delete;
};

} // namespace microt
