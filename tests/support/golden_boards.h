// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "serial/link/virtual_board.h"
#include "tests/support/golden_networks.h"

namespace microt::test {

/// Deploys the network with its classifier on a virtual board of this kind, whose flash is `stateFile`, and
/// runs the pictures there. Errors: those of VirtualBoard and Board.
Result<GoldenOutputs> runOnBoard(const GoldenNetwork& network, const std::string& kind,
                                 const std::filesystem::path& stateFile);

} // namespace microt::test
