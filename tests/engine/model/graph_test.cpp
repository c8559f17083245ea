// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "engine/model/graph.h"
#include "tests/support/tiny_network.h"

namespace microt {
namespace {

using test::tinyGraph;

int nodeNamed(const Graph& graph, const std::string& name)
{
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
        if (graph.nodes[i].name == name)
            return static_cast<int>(i);
    ADD_FAILURE() << "no node " << name;
    return 0;
}

TEST(Graph, TheTinyNetworkIsBuiltAsItsJsonSays)
{
    const Graph graph = tinyGraph();
    ASSERT_TRUE(validateGraph(graph).ok());
    EXPECT_TRUE(graph.hasWeights());
    EXPECT_EQ(graph.featureCount(), 10);
    // Block 1 is empty, so it makes no cut of its own; a feature mix layer follows the last block.
    ASSERT_EQ(graph.cuts.size(), 3U);
    EXPECT_EQ(graph.findCut(1)->node, nodeNamed(graph, "blocks.0.add"));
    EXPECT_EQ(graph.findCut(2), nullptr);
    EXPECT_EQ(graph.findCut(3)->node, nodeNamed(graph, "blocks.2.mobile_inverted_conv.point_linear.bn"));
    EXPECT_EQ(graph.findCut(4)->node, nodeNamed(graph, "blocks.3.add"));
    EXPECT_EQ(graph.findCut(0), nullptr);
    const Node& depthwise = graph.nodes[nodeNamed(graph, "blocks.2.mobile_inverted_conv.depth_conv.conv")];
    EXPECT_EQ(depthwise.groups, 8);
    EXPECT_EQ(depthwise.window.padTop, 2);
    EXPECT_EQ(depthwise.output.height, 4);
    const Node& expand =
        graph.nodes[nodeNamed(graph, "blocks.3.mobile_inverted_conv.inverted_bottleneck.conv")];
    EXPECT_EQ(expand.output.channels, 12);
    const Node& bn = graph.nodes[nodeNamed(graph, "first_conv.bn")];
    EXPECT_FLOAT_EQ(bn.epsilon, 1e-3F);
    EXPECT_FLOAT_EQ(bn.momentum, 0.1F);
    const Node& classifier = graph.nodes[graph.logitsNode];
    EXPECT_EQ(classifier.name, "classifier.linear");
    EXPECT_EQ(classifier.output.channels, 3);
    for (const Node& node : graph.nodes)
        EXPECT_NE(node.name, "blocks.0.mobile_inverted_conv.inverted_bottleneck.conv")
            << "ratio 1 does not expand";
}

TEST(Graph, WeightsAreAllOrNothing)
{
    Graph graph = tinyGraph();
    for (Node& node : graph.nodes)
        for (auto* values : {&node.weight, &node.bias, &node.mean, &node.variance})
            values->clear();
    EXPECT_FALSE(graph.hasWeights());
    EXPECT_TRUE(validateGraph(graph).ok());
    graph.nodes[1].weight.assign(4 * 3 * 3 * 3, 0.0F);
    EXPECT_FALSE(graph.hasWeights());
    EXPECT_EQ(validateGraph(graph).failure().code, Error::shapeMismatch);
}

struct Damage
{
    const char* what;
    std::function<void(Graph&)> damage;
    Error code;
};

class Damaged : public testing::TestWithParam<Damage>
{};

TEST_P(Damaged, IsRefused)
{
    Graph graph = tinyGraph();
    GetParam().damage(graph);
    const Status status = validateGraph(graph);
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.failure().code, GetParam().code) << status.failure().what;
    EXPECT_FALSE(status.failure().what.empty());
}

const float kNan = std::nanf("");

INSTANTIATE_TEST_SUITE_P(
    Graphs, Damaged,
    testing::Values(
        Damage{"no nodes", [](Graph& g) { g.nodes.clear(); }, Error::badModel},
        Damage{"too many nodes", [](Graph& g) { g.nodes.resize(4097); }, Error::hostileContent},
        Damage{"second input", [](Graph& g) { g.nodes[2].kind = OpKind::input; }, Error::badModel},
        Damage{"no input", [](Graph& g) { g.nodes[0].kind = OpKind::clip; }, Error::badModel},
        Damage{"same names", [](Graph& g) { g.nodes[2].name = g.nodes[1].name; }, Error::badModel},
        Damage{"no name", [](Graph& g) { g.nodes[2].name.clear(); }, Error::badModel},
        Damage{"later input", [](Graph& g) { g.nodes[2].inputs[0] = 2; }, Error::badModel},
        Damage{"negative input", [](Graph& g) { g.nodes[2].inputs[0] = -1; }, Error::badModel},
        Damage{"two inputs", [](Graph& g) { g.nodes[2].inputs.push_back(0); }, Error::badModel},
        Damage{"no inputs", [](Graph& g) { g.nodes[2].inputs.clear(); }, Error::badModel},
        Damage{"zero channels", [](Graph& g) { g.nodes[1].output.channels = 0; }, Error::badModel},
        Damage{"negative height", [](Graph& g) { g.nodes[1].output.height = -8; }, Error::badModel},
        Damage{"2^31 - 1 channels", [](Graph& g) { g.nodes[1].output.channels = INT32_MAX; },
               Error::badModel},
        Damage{"2^42 elements",
               [](Graph& g) {
                   g.nodes[1].output = {16384, 16384, 16384};
               },
               Error::hostileContent},
        Damage{"kernel 0", [](Graph& g) { g.nodes[1].window.height = 0; }, Error::badModel},
        Damage{"kernel 2^31 - 1", [](Graph& g) { g.nodes[1].window.width = INT32_MAX; }, Error::badModel},
        Damage{"stride 0", [](Graph& g) { g.nodes[1].window.strideY = 0; }, Error::badModel},
        Damage{"padding", [](Graph& g) { g.nodes[1].window.padLeft = 3; }, Error::badModel},
        Damage{"groups", [](Graph& g) { g.nodes[1].groups = 2; }, Error::badModel},
        Damage{"groups 0", [](Graph& g) { g.nodes[1].groups = 0; }, Error::badModel},
        Damage{"output of a convolution", [](Graph& g) { g.nodes[1].output.height = 9; },
               Error::shapeMismatch},
        Damage{"kernel beyond input",
               [](Graph& g) {
                   g.nodes[1].window.height = g.nodes[1].window.width = 99;
                   g.nodes[1].window.padTop = g.nodes[1].window.padLeft = 0;
               },
               Error::shapeMismatch},
        Damage{"output of batch-norm", [](Graph& g) { g.nodes[2].output.channels = 5; },
               Error::shapeMismatch},
        Damage{"weights", [](Graph& g) { g.nodes[1].weight.pop_back(); }, Error::shapeMismatch},
        Damage{"variance missing", [](Graph& g) { g.nodes[2].variance.clear(); }, Error::shapeMismatch},
        Damage{"weights of a clip", [](Graph& g) { g.nodes[3].weight = {1.0F}; }, Error::badModel},
        Damage{"mean of a convolution", [](Graph& g) { g.nodes[1].mean = {1.0F}; }, Error::badModel},
        Damage{"not a number", [](Graph& g) { g.nodes[1].weight[5] = kNan; }, Error::numericFailure},
        Damage{"infinite", [](Graph& g) { g.nodes[2].bias[0] = INFINITY; }, Error::numericFailure},
        Damage{"variance", [](Graph& g) { g.nodes[2].variance[0] = -0.001F; }, Error::numericFailure},
        Damage{"epsilon", [](Graph& g) { g.nodes[2].epsilon = kNan; }, Error::badModel},
        Damage{"momentum", [](Graph& g) { g.nodes[2].momentum = 2.0F; }, Error::badModel},
        Damage{"clip", [](Graph& g) { g.nodes[3].clipMin = 6.0F; }, Error::badModel},
        Damage{"clip nan", [](Graph& g) { g.nodes[3].clipMax = kNan; }, Error::badModel},
        Damage{"resolution", [](Graph& g) { g.preprocessing.setSide(17); }, Error::shapeMismatch},
        Damage{"deviation", [](Graph& g) { g.preprocessing.deviation[1] = 0.0F; }, Error::badModel},
        Damage{"mean", [](Graph& g) { g.preprocessing.mean[2] = kNan; }, Error::badModel},
        Damage{"no features", [](Graph& g) { g.featureNode = -1; }, Error::badModel},
        Damage{"features elsewhere", [](Graph& g) { g.featureNode = 1; }, Error::badModel},
        Damage{"features beyond", [](Graph& g) { g.featureNode = 4000; }, Error::badModel},
        Damage{"logits", [](Graph& g) { g.logitsNode = g.featureNode; }, Error::badModel},
        Damage{"cut 0", [](Graph& g) { g.cuts[0].index = 0; }, Error::badModel},
        Damage{"cuts descend", [](Graph& g) { std::swap(g.cuts[0], g.cuts[1]); }, Error::badModel},
        Damage{"cut at the end", [](Graph& g) { g.cuts.back().node = g.nodes[g.featureNode].inputs[0]; },
               Error::badModel},
        Damage{"cut inside a shortcut", [](Graph& g) { g.cuts[0].node -= 1; }, Error::badModel},
        Damage{"cut beyond", [](Graph& g) { g.cuts.back().node = INT32_MAX; }, Error::badModel}),
    [](const testing::TestParamInfo<Damage>& info) {
        std::string name = info.param.what;
        for (char& c : name)
            c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
        return name;
    });

TEST(Graph, AddNeedsTwoInputsOfOneShape)
{
    Graph graph = tinyGraph();
    Node& add = graph.nodes[nodeNamed(graph, "blocks.3.add")];
    add.inputs[0] = 0;
    EXPECT_EQ(validateGraph(graph).failure().code, Error::shapeMismatch);
    add.inputs.pop_back();
    EXPECT_EQ(validateGraph(graph).failure().code, Error::badModel);
}

TEST(Graph, PreprocessingIsComparedWhole)
{
    const Preprocessing one;
    for (const auto& change : std::vector<std::function<void(Preprocessing&)>>{
             [](Preprocessing& p) { p.setSide(1); },
             [](Preprocessing& p) { p.resize = ResizeMode::centreCrop; },
             [](Preprocessing& p) { p.mean[2] = 0.4F; }, [](Preprocessing& p) { p.deviation[0] = 0.4F; }}) {
        Preprocessing other = one;
        EXPECT_TRUE(other == one);
        change(other);
        EXPECT_FALSE(other == one);
    }
}

} // namespace
} // namespace microt
