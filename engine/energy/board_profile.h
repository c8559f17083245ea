// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/energy/kernel_cost.h"
#include "engine/model/cost.h"

namespace microt {

struct BoardMemory
{
    std::string name;
    std::uint64_t address = 0;
    std::uint64_t bytes = 0;
    bool flash = false;
};

/// A constant with where it comes from.
struct SourcedValue
{
    double value = 0.0;
    std::string source;
};

/// What the energy model knows of a board. Read from resources/boards/<id>.json.
struct BoardProfile
{
    std::string id;   ///< "stm32h7a3zi"
    std::string name; ///< "STM32H7A3ZI (Cortex-M7, 280 MHz)"
    std::string core;
    SourcedValue clockHz;
    SourcedValue activeMilliwatt; ///< whole microcontroller while computing
    SourcedValue sleepMilliwatt;
    std::array<SourcedValue, kWorkKindCount> cyclesPerMac;     ///< by WorkKind; add and pool: 0
    std::array<SourcedValue, kWorkKindCount> cyclesPerElement; ///< by WorkKind: requantization, loads, stores
    SourcedValue cyclesPerOp;                                  ///< fixed cost of starting an operator
    /// What `microt board characterise` counted on the firmware; operators that one of them covers cost that
    /// times cyclesPerInstruction, the others what cyclesPerMac and the rest say. May be empty.
    std::vector<KernelCost> kernels;
    std::string kernelsSource;
    SourcedValue cyclesPerInstruction;
    std::vector<BoardMemory> memories;

    std::uint64_t ramBytes() const;
    std::uint64_t flashBytes() const;
};

/// Errors: as readFile, malformed (names the key), outOfRange for constants that are negative or not finite.
Result<BoardProfile> readBoardProfile(const std::filesystem::path& path);

/// All profiles in resources/boards, by id. Errors as readBoardProfile.
Result<std::vector<BoardProfile>> boardProfiles();

} // namespace microt
