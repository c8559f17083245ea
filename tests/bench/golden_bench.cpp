// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a network whose outputs are known on every virtual board. Prints "equal" or how it differs.
#include <cstdio>

#include "tests/support/golden_boards.h"
#include "tests/support/support.h"

using namespace microt;

int main(int count, char** arguments)
{
    if (count != 2) {
        std::fprintf(stderr, "Usage: golden_bench NETWORK.tflite, with NETWORK.logits.bin beside it\n");
        return 2;
    }
    const std::filesystem::path file(arguments[1]);
    const auto network = test::openGolden(file.parent_path(), file.stem().string());
    if (!network.ok()) {
        std::printf("%s\n", network.failure().what.c_str());
        return 1;
    }
    const test::ScratchFolder scratch;
    for (const std::string& kind : virtualBoardKinds()) {
        const auto outputs = test::runOnBoard(network.value(), kind, scratch / kind);
        const std::string said =
            outputs.ok() ? network.value().difference(outputs.value()) : outputs.failure().what;
        if (!said.empty()) {
            std::printf("differs on %s: %s\n", kind.c_str(), said.c_str());
            return 1;
        }
    }
    std::printf("equal\n");
    return 0;
}
