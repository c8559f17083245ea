// SPDX-License-Identifier: Apache-2.0
#include "engine/train/forward/keep_memory.h"

#include <mutex>

#include <malloc.h>

namespace microt {

namespace {

std::mutex g_mutex;
int g_users = 0;

/// glibc's defaults, mallopt(3).
constexpr int kDefaultThreshold = 128 * 1024;
constexpr int kDefaultTopPad = 128 * 1024;

void setMalloc([[maybe_unused]] int mapThreshold, [[maybe_unused]] int trimThreshold,
               [[maybe_unused]] int topPad)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, mapThreshold);
    mallopt(M_TRIM_THRESHOLD, trimThreshold);
    mallopt(M_TOP_PAD, topPad);
#endif
}

} // namespace

KeepMemory::KeepMemory()
{
    const std::lock_guard lock(g_mutex);
    if (g_users++ == 0)
        setMalloc(32 << 20, 1 << 30, 64 << 20);
}

KeepMemory::~KeepMemory()
{
    const std::lock_guard lock(g_mutex);
    if (--g_users > 0)
        return;
    setMalloc(kDefaultThreshold, kDefaultThreshold, kDefaultTopPad);
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

} // namespace microt
