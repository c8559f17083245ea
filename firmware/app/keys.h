// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace microt::firmware {

// Keys of the store's records. A number never changes its meaning.
constexpr std::uint16_t kSlotKey = 1;   ///< and 2: what each image slot holds
constexpr std::uint16_t kActiveKey = 3; ///< the slot that runs
constexpr std::uint16_t kSettingsKey = 4;
constexpr std::uint16_t kSelectedKey = 5; ///< task
constexpr std::uint16_t kTaskKey = 8;     ///< to 15: a task's name, hashes and thresholds
constexpr std::uint16_t kHeadsKey =
    16; ///< to 39: three heads blobs a task: current, former, and the next to come
constexpr int kHeadsPerTask = 3;

} // namespace microt::firmware
