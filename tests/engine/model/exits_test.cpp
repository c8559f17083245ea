// SPDX-License-Identifier: Apache-2.0
// Where the features of other people's networks are.
#include "engine/model/exits.h"

#include <gtest/gtest.h>

namespace microt {
namespace {

/// A graph that grows by one node a call; each reads the last one.
struct Growing
{
    Growing(int side, int channels)
    {
        Node input;
        input.name = "input";
        input.output = {side, side, channels};
        graph.nodes.push_back(input);
    }
    Node& add(OpKind kind, const std::string& name, const Shape& output)
    {
        Node node;
        node.kind = kind;
        node.name = name;
        node.output = output;
        node.inputs = {static_cast<int>(graph.nodes.size()) - 1};
        graph.nodes.push_back(node);
        return graph.nodes.back();
    }
    void convolve(const std::string& name, int side, int channels, int kernel, int pad, int groups = 1)
    {
        const Shape in = graph.nodes.back().output;
        Node& node = add(OpKind::convolution, name, {side, side, channels});
        const int stride = side == in.height || side == 1 ? (side == in.height ? 1 : 2) : in.height / side;
        node.window = {kernel, kernel, stride, stride, pad, pad};
        node.groups = groups;
        node.weight.assign(static_cast<std::size_t>(channels * kernel * kernel * in.channels / groups), 0.1F);
    }
    void layer(const std::string& name, int outputs)
    {
        const Shape in = graph.nodes.back().output;
        add(OpKind::linear, name, {1, 1, outputs})
            .weight.assign(static_cast<std::size_t>(outputs * in.channels), 0.1F);
    }
    /// Name of the node that gives the features, and of the logits' ("" if there are none).
    std::pair<std::string, std::string> exits()
    {
        const Status status = chooseExits(graph, {}, {});
        if (!status.ok())
            return {"refused", status.failure().what};
        return {graph.nodes[static_cast<std::size_t>(graph.featureNode)].name,
                graph.logitsNode < 0 ? std::string()
                                     : graph.nodes[static_cast<std::size_t>(graph.logitsNode)].name};
    }

    Graph graph;
};

using Pair = std::pair<std::string, std::string>;

TEST(Exits, TheAverageMarksTheFeaturesAlsoOfASinglePixel)
{
    for (const int side : {4, 2}) { // of the second one the last blocks work on one pixel
        Growing net(side, 3);
        net.convolve("first", side / 2, 8, 3, 1);
        net.convolve("depthwise", (side + 3) / 4, 8, 5, 2, 8);
        net.convolve("pointwise", (side + 3) / 4, 16, 1, 0);
        net.add(OpKind::globalAveragePool, "average", {1, 1, 16});
        net.layer("logits", 10);
        EXPECT_EQ(net.exits(), Pair("average", "logits")) << side;
    }
}

TEST(Exits, AWindowOfTheWholeMapIsAFullyConnectedLayer)
{
    Growing net(8, 3);
    net.convolve("first", 4, 8, 3, 1);
    net.convolve("layer", 1, 32, 4, 0);
    net.layer("logits", 10);
    EXPECT_EQ(net.exits(), Pair("features", "logits"));
    EXPECT_EQ(net.graph.featureCount(), 4 * 4 * 8);
}

TEST(Exits, ADepthwiseWindowOfTheWholeMapGivesTheFeatures)
{
    Growing net(8, 3);
    net.convolve("first", 4, 8, 3, 1);
    net.convolve("whole", 1, 8, 4, 0, 8);
    net.add(OpKind::clip, "clip", {1, 1, 8}).clipMax = 6.0F;
    net.layer("logits", 10);
    EXPECT_EQ(net.exits(), Pair("clip", "logits"));
}

TEST(Exits, PaddedConvolutionsOnASinglePixelAreNoClassifier)
{
    Growing net(2, 3);
    net.convolve("down", 1, 8, 3, 1);
    net.convolve("depthwise", 1, 8, 3, 1, 8);
    net.convolve("pointwise", 1, 16, 1, 0);
    net.layer("logits", 10);
    const Pair found = net.exits(); // no average was left: only the user knows
    EXPECT_EQ(found.first, "refused");
    EXPECT_NE(found.second.find("--features"), std::string::npos);
    Growing plain(2, 3); // here nothing but layers follows
    plain.convolve("down", 1, 8, 3, 1);
    plain.layer("logits", 10);
    EXPECT_EQ(plain.exits(), Pair("down", "logits"));
}

} // namespace
} // namespace microt
