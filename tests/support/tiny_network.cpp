// SPDX-License-Identifier: Apache-2.0
#include "tests/support/tiny_network.h"

#include <fstream>

#include <gtest/gtest.h>

#include "engine/exchange/zoo/zoo_architecture.h"
#include "engine/model/parameters.h"

namespace microt::test {

namespace {

Graph architecture()
{
    auto plan = parseZooArchitecture(tinyJson(), "tiny.json");
    EXPECT_TRUE(plan.ok()) << plan.failure().what;
    auto graph = buildGraph(plan.value());
    EXPECT_TRUE(graph.ok()) << graph.failure().what;
    return std::move(graph).value();
}

} // namespace

std::string tinyJson()
{
    return R"({"name": "ProxylessNASNets",
 "bn": {"momentum": 0.1, "eps": 0.001, "ws_eps": null},
 "first_conv": {"name": "ConvLayer", "kernel_size": 3, "stride": 2, "dilation": 1, "groups": 1, "bias": false,
  "has_shuffle": false, "in_channels": 3, "out_channels": 4, "use_bn": true, "act_func": "relu6"},
 "blocks": [
  {"mobile_inverted_conv": {"name": "MBInvertedConvLayer", "in_channels": 4, "out_channels": 4, "kernel_size": 3,
    "stride": 1, "expand_ratio": 1, "mid_channels": null, "act_func": "relu6", "use_se": false},
   "shortcut": {"name": "IdentityLayer"}},
  {"mobile_inverted_conv": {"name": "ZeroLayer", "stride": 1}, "shortcut": {"name": "IdentityLayer"}},
  {"mobile_inverted_conv": {"name": "MBInvertedConvLayer", "in_channels": 4, "out_channels": 8, "kernel_size": 5,
    "stride": 2, "expand_ratio": 2, "mid_channels": null, "act_func": "relu6", "use_se": false},
   "shortcut": {"name": "ZeroLayer"}},
  {"mobile_inverted_conv": {"name": "MBInvertedConvLayer", "in_channels": 8, "out_channels": 8, "kernel_size": 7,
    "stride": 1, "expand_ratio": 2, "mid_channels": 12, "act_func": "relu6", "use_se": false},
   "shortcut": {"name": "IdentityLayer"}}],
 "feature_mix_layer": {"name": "ConvLayer", "kernel_size": 1, "stride": 1, "in_channels": 8, "out_channels": 10,
  "use_bn": true, "act_func": "relu6"},
 "classifier": {"name": "LinearLayer", "in_features": 10, "out_features": 3, "bias": true},
 "resolution": 16})";
}

std::string tinyJsonWith(const std::string& from, const std::string& to)
{
    std::string json = tinyJson();
    const std::size_t at = json.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return json.replace(at, from.size(), to);
}

std::vector<NamedTensor> tinyWeights()
{
    const Graph graph = architecture();
    std::vector<NamedTensor> tensors;
    float next = -0.5F;
    for (const Node& node : graph.nodes) {
        if (node.inputs.empty())
            continue;
        for (const ParameterSlot& slot : parameterSlots(node, graph.nodes[node.inputs[0]].output)) {
            if (slot.optional && node.kind == OpKind::convolution)
                continue;
            NamedTensor tensor{node.name + slot.suffix, slot.shape, {}};
            for (std::int64_t i = 0; i < slot.count(); ++i)
                tensor.values.push_back(
                    tensor.name.find("running_var") != std::string::npos ? 1.0F + next * next : next);
            for (float& value : tensor.values)
                value += next += 0.00123F;
            tensors.push_back(tensor);
        }
    }
    return tensors;
}

Graph tinyGraph()
{
    Graph graph = architecture();
    graph.name = "tiny";
    const auto tensors = tinyWeights();
    std::size_t at = 0;
    for (Node& node : graph.nodes) {
        if (node.inputs.empty())
            continue;
        for (const ParameterSlot& slot : parameterSlots(node, graph.nodes[node.inputs[0]].output))
            if (!slot.optional || node.kind != OpKind::convolution)
                node.*slot.values = tensors[at++].values;
    }
    EXPECT_EQ(at, tensors.size());
    return graph;
}

void writeBytes(const std::filesystem::path& path, const std::string& bytes)
{
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

} // namespace microt::test
