// SPDX-License-Identifier: GPL-3.0-or-later
// What RAM costs in instructions: deploys an int8 network on a virtual board at several limits of RAM, counts
// one picture, and compares the features with the twin's.
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "engine/deploy/planner.h"
#include "engine/exchange/tflite/tflite.h"
#include "engine/twin/twin.h"
#include "serial/link/connected_board.h"
#include "tests/support/support.h"

using namespace microt;

namespace {

template <typename T>
T orDie(Result<T> result)
{
    if (!result.ok()) {
        std::fprintf(stderr, "ram_bench: %s\n", result.failure().what.c_str());
        std::exit(1);
    }
    return std::move(result).value();
}

bool sameFeatures(Board& board, const Twin& twin, const std::vector<std::uint8_t>& picture)
{
    TwinRun run(twin);
    run.executor().setPicture(picture.data());
    const int last = twin.image().header->exitCount - 1;
    static_cast<void>(run.executor().runTo(last));
    const auto features = orDie(board.features(last, {}));
    return std::equal(features.begin(), features.end(), run.executor().feature(last));
}

void measure(Board& board, const QuantModel& model, const std::vector<int>& cuts, std::uint32_t ramBytes)
{
    const auto bytes = orDie(buildImage(model, cuts, "{}", ramBytes));
    const Twin twin = orDie(Twin::create(bytes));
    const ImageView& image = twin.image();
    if (const auto deployed = board.deploy(bytes, {}); !deployed.ok()) {
        std::printf("%u bytes: %s\n", image.header->arenaBytes, deployed.failure().what.c_str());
        return;
    }
    std::vector<std::uint8_t> picture(static_cast<std::size_t>(image.input().height) * image.input().width *
                                      image.input().channels);
    for (std::size_t i = 0; i < picture.size(); ++i)
        picture[i] = static_cast<std::uint8_t>((i * 37 + 11) & 255);
    const auto profile = orDie(board.profile(picture.data(), picture.size(), {}));
    double pool = 0.0;
    double all = 0.0;
    for (std::size_t op = 0; op < profile.ops.size(); ++op) {
        all += profile.ops[op];
        if (image.ops[op].kind == static_cast<std::uint8_t>(ImageOpKind::meanAndDeviation))
            pool += profile.ops[op];
    }
    std::printf("%8u bytes  %8.3f M instructions, %.3f of them a cut's pool  %s\n", image.header->arenaBytes,
                all / 1e6, pool / 1e6, sameFeatures(board, twin, picture) ? "equal" : "DIFFERS");
    std::fflush(stdout);
}

} // namespace

int main(int count, char** arguments)
{
    if (count < 4) {
        std::fprintf(stderr, "Usage: ram_bench BOARD NETWORK.tflite CUT [RAM]...; CUT 0: none; RAM 0: few "
                             "slices, a negative one: whole tensors\n");
        return 2;
    }
    const TfliteImport network = orDie(importTflite(arguments[2]));
    const test::ScratchFolder scratch;
    const auto virtualBoard = orDie(VirtualBoard::start(arguments[1], scratch / "flash"));
    Link link(orDie(virtualBoard->connect()));
    static_cast<void>(link.connect({}));
    Board board(link, virtualBoard.get());
    const int cut = std::atoi(arguments[3]);
    for (int i = 4; i < count; ++i)
        measure(board, *network.int8, cut == 0 ? std::vector<int>{} : std::vector<int>{cut},
                static_cast<std::uint32_t>(std::strtoll(arguments[i], nullptr, 10)));
    return 0;
}
