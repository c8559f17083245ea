// SPDX-License-Identifier: Apache-2.0
#include "tests/support/golden_boards.h"

#include "engine/deploy/planner.h"
#include "serial/link/board.h"

namespace microt::test {

Result<GoldenOutputs> runOnBoard(const GoldenNetwork& network, const std::string& kind,
                                 const std::filesystem::path& stateFile)
{
    MICROT_TRY(const auto emulator, VirtualBoard::start(kind, stateFile));
    MICROT_TRY(auto channel, emulator->connect());
    Link link(std::move(channel));
    MICROT_CHECK(link.connect({}));
    Board board(link, emulator.get());
    MICROT_TRY(const auto image, buildImage(network.whole, {}, "{}"));
    MICROT_CHECK(board.deploy(image, {}));
    GoldenOutputs outputs;
    for (int k = 0; k < kGoldenPictures; ++k) {
        const std::vector<std::uint8_t> pixels = network.pixels(k);
        MICROT_TRY(const std::uint32_t picture, board.upload(pixels.data(), pixels.size(), {}));
        MICROT_TRY(const auto features, board.tensor(picture, network.features, {}));
        MICROT_TRY(const auto logits, board.tensor(picture, static_cast<int>(network.whole.ops.size()), {}));
        network.add(outputs, features.data(), logits.data());
    }
    return outputs;
}

} // namespace microt::test
