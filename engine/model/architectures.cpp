// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>

#include "engine/model/architectures.h"
#include "engine/model/network_plan.h"

namespace microt {

namespace {

/// Output and middle channels, kernel, stride. Output 0: an empty block. The shortcut is there wherever
/// stride and channels allow it, the expansion wherever the middle is wider than the input.
struct Row
{
    int output;
    int middle;
    int kernel;
    int stride;
};

// Figures of the published MCUNet model zoo (Lin et al., NeurIPS 2020 and 2021) and of ProxylessNAS (Cai et
// al., ICLR 2019, width 0.3).
constexpr Row kMcunetIn0[] = {{16, 24, 3, 1},   {16, 64, 5, 2},   {16, 48, 3, 1},  {16, 64, 3, 1},
                              {24, 80, 7, 2},   {24, 96, 5, 1},   {24, 120, 5, 1}, {48, 120, 7, 2},
                              {48, 192, 5, 1},  {56, 240, 3, 1},  {56, 224, 5, 1}, {56, 280, 3, 1},
                              {112, 336, 3, 2}, {112, 448, 5, 1}, {192, 672, 3, 1}};
constexpr Row kMcunetIn3[] = {
    {8, 16, 3, 1},   {16, 24, 7, 2},  {16, 80, 3, 1},  {16, 80, 7, 1},  {16, 64, 5, 1},  {24, 80, 5, 2},
    {24, 120, 5, 1}, {24, 120, 5, 1}, {40, 120, 3, 2}, {40, 240, 7, 1}, {40, 160, 5, 1}, {48, 200, 5, 1},
    {48, 240, 7, 1}, {48, 240, 3, 1}, {96, 288, 3, 2}, {96, 480, 7, 1}, {96, 384, 3, 1}, {160, 480, 7, 1}};
constexpr Row kMcunetVww0[] = {{8, 16, 3, 1},   {16, 48, 5, 2},  {16, 64, 3, 1},  {24, 80, 3, 2},
                               {24, 96, 3, 1},  {24, 96, 3, 1},  {40, 120, 3, 2}, {40, 160, 3, 1},
                               {40, 120, 7, 1}, {48, 120, 3, 1}, {48, 192, 3, 1}, {96, 240, 7, 2},
                               {96, 480, 5, 1}, {160, 384, 7, 1}};
constexpr Row kProxyless[] = {
    {8, 16, 3, 1},   {16, 24, 5, 2},  {16, 48, 3, 1},  {0, 0, 0, 0},   {0, 0, 0, 0},   {16, 48, 7, 2},
    {16, 48, 3, 1},  {16, 48, 5, 1},  {16, 48, 5, 1},  {24, 96, 7, 2}, {24, 72, 5, 1}, {24, 72, 5, 1},
    {24, 72, 5, 1},  {32, 144, 5, 1}, {32, 96, 5, 1},  {32, 96, 5, 1}, {32, 96, 5, 1}, {64, 192, 7, 2},
    {64, 384, 7, 1}, {64, 192, 7, 1}, {64, 192, 7, 1}, {96, 384, 7, 1}};

struct Architecture
{
    const char* name;
    int resolution;
    float epsilon;
    int firstChannels;
    int mixedChannels; ///< 0: no feature mix layer
    const Row* rows;
    std::size_t rowCount;
};

constexpr Architecture kArchitectures[] = {
    {"mcunet-in0", 48, 1e-5F, 24, 0, kMcunetIn0, std::size(kMcunetIn0)},
    {"mcunet-in3", 176, 1e-5F, 16, 0, kMcunetIn3, std::size(kMcunetIn3)},
    {"mcunet-vww0", 64, 1e-5F, 16, 0, kMcunetVww0, std::size(kMcunetVww0)},
    {"proxyless-w0.3", 176, 1e-3F, 16, 384, kProxyless, std::size(kProxyless)},
};

NetworkPlan planOf(const Architecture& architecture)
{
    NetworkPlan plan;
    plan.name = architecture.name;
    plan.resolution = architecture.resolution;
    plan.epsilon = architecture.epsilon;
    plan.firstConvolution = {3, architecture.firstChannels, 3, 2};
    int channels = architecture.firstChannels;
    for (std::size_t i = 0; i < architecture.rowCount; ++i) {
        const Row& row = architecture.rows[i];
        BlockPlan block;
        block.empty = row.output == 0;
        if (!block.empty) {
            block.inputChannels = channels;
            block.outputChannels = row.output;
            block.middleChannels = row.middle;
            block.kernel = row.kernel;
            block.stride = row.stride;
            block.expands = row.middle != channels;
            block.shortcut = row.stride == 1 && row.output == channels;
            channels = row.output;
        }
        plan.blocks.push_back(block);
    }
    if (architecture.mixedChannels > 0)
        plan.featureMix = ConvolutionPlan{channels, architecture.mixedChannels, 1, 1};
    return plan;
}

} // namespace

std::vector<std::string> architectureNames()
{
    std::vector<std::string> names;
    for (const Architecture& architecture : kArchitectures)
        names.emplace_back(architecture.name);
    return names;
}

Result<Graph> makeArchitecture(const std::string& name, int resolution, int classes)
{
    const auto* found = std::find_if(std::begin(kArchitectures), std::end(kArchitectures),
                                     [&](const Architecture& one) { return name == one.name; });
    if (found == std::end(kArchitectures)) {
        std::string known;
        for (const Architecture& one : kArchitectures)
            known += (known.empty() ? "" : ", ") + std::string(one.name);
        return Failure{Error::invalidArgument,
                       "There is no architecture \"" + name + "\"; choose one of " + known + "."};
    }
    if (resolution != 0 && (resolution < 16 || resolution > 512))
        return Failure{Error::outOfRange, "A resolution of " + std::to_string(resolution) +
                                              " pixels is not possible; choose 16 to 512."};
    if (classes < 0 || classes > 16384)
        return Failure{Error::outOfRange,
                       std::to_string(classes) + " classes are not possible; choose 0 to 16384."};
    NetworkPlan plan = planOf(*found);
    if (resolution != 0)
        plan.resolution = resolution;
    plan.classes = classes;
    return buildGraph(plan);
}

} // namespace microt
