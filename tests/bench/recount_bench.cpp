// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdio>

#include "engine/base/files.h"
#include "engine/energy/board_profile.h"
#include "serial/link/connected_board.h"
#include "serial/work/characterise_board.h"
#include "tests/support/support.h"

// Recounts what the shipped board profiles say, on the virtual boards, and with images (.mti) as arguments
// what they say of each stage of these. Exit status 1 if a profile is no longer what the firmware does:
// `microt board characterise -o` makes it anew.

using namespace microt;

namespace {

constexpr double kMostMedian = 0.03;
constexpr double kMostStage = 0.06;

struct Pair
{
    const char* board;
    const char* profile;
};

template <typename T>
T orDie(Result<T> result)
{
    if (!result.ok()) {
        std::fprintf(stderr, "recount_bench: %s\n", result.failure().what.c_str());
        std::exit(2);
    }
    return std::move(result).value();
}

/// Counts the stages of an image beside what the profile says; the largest difference as a share.
double countStages(Board& board, const std::vector<KernelCost>& kernels, const char* path)
{
    const std::string file = orDie(readTextFile(path, kMaxImageBytes));
    std::vector<std::uint8_t> bytes(file.begin(), file.end());
    ImageView image;
    if (checkImage(bytes.data(), bytes.size(), image) != Error::none) {
        std::fprintf(stderr, "recount_bench: %s is no deployment image\n", path);
        std::exit(2);
    }
    orDie(board.deploy(bytes, {}));
    const std::vector<std::uint8_t> grey(
        static_cast<std::size_t>(image.input().height) * image.input().width * image.input().channels, 128);
    const std::vector<CountedOp> ops =
        countedOps(image, orDie(board.profile(grey.data(), grey.size(), {})).ops);
    double worst = 0.0;
    std::size_t begin = 0;
    for (int exit = 0; exit < image.header->exitCount; ++exit) {
        double counted = 0.0;
        double predicted = 0.0;
        for (; begin < image.exits[exit].opEnd && begin < ops.size(); ++begin)
            if (const KernelCost* kernel = kernelCostOf(kernels, ops[begin].op)) {
                counted += ops[begin].instructions;
                predicted += kernel->of(ops[begin].op);
            }
        if (counted <= 0.0)
            continue;
        std::printf("  %s, stage %d: %.3f M counted, %+.2f %% off\n", path, exit + 1, counted / 1e6,
                    100.0 * (predicted / counted - 1.0));
        worst = std::max(worst, std::fabs(predicted / counted - 1.0));
    }
    return worst;
}

} // namespace

int main(int argc, char** argv)
{
    bool good = true;
    for (const Pair& pair : {Pair{"mps2-an500", "stm32h7a3zi"}, Pair{"mps2-an386", "stm32l4r5zi"},
                             Pair{"mps2-an505", "stm32u575zi"}}) {
        const test::ScratchFolder scratch;
        auto emulated = orDie(VirtualBoard::start(pair.board, scratch / "flash"));
        Link link(orDie(emulated->connect()));
        if (!link.connect({}).ok())
            return 2;
        Board board(link, emulated.get());
        const BoardProfile shipped =
            orDie(readBoardProfile(resourceFolder() / "boards" / (std::string(pair.profile) + ".json")));
        const Characterisation made = orDie(characteriseBoard(board, {}));
        const Residuals residuals = residualsOf(shipped.kernels, made.counted);
        std::printf("%s on %s: %zu operators, %.2f %% off in the median, %.2f %% at worst\n", pair.profile,
                    pair.board, made.counted.size(), 100.0 * residuals.median, 100.0 * residuals.worst);
        good = good && residuals.median <= kMostMedian;
        for (int i = 1; i < argc; ++i)
            good = countStages(board, shipped.kernels, argv[i]) <= kMostStage && good;
    }
    return good ? 0 : 1;
}
