// SPDX-License-Identifier: Apache-2.0
#include "engine/model/network_plan.h"

#include "engine/model/parameters.h"

namespace microt {

namespace {

/// Appends nodes; every function takes the index of its input node and returns that of its output.
class PlanBuilder
{
public:
    explicit PlanBuilder(const NetworkPlan& plan) : m_plan(plan)
    {
        m_graph.name = plan.name;
        m_graph.preprocessing.setSide(plan.resolution);
        Node input;
        input.name = "input";
        input.output = {plan.resolution, plan.resolution, 3};
        m_graph.nodes.push_back(input);
    }

    Result<int> convolution(int from, const std::string& name, const ConvolutionPlan& plan, int groups)
    {
        const Shape in = m_graph.nodes[from].output;
        if (in.channels != plan.inputChannels)
            return Failure{Error::badModel, name + " expects " + std::to_string(plan.inputChannels) +
                                                " input channels, but " + std::to_string(in.channels) +
                                                " arrive there."};
        Node node;
        node.kind = OpKind::convolution;
        node.name = name + ".conv";
        const int around = plan.kernel / 2;
        node.window = {plan.kernel, plan.kernel, plan.stride, plan.stride, around, around};
        node.groups = groups;
        node.output = {static_cast<int>(convolvedSide(in.height, plan.kernel, plan.stride, around)),
                       static_cast<int>(convolvedSide(in.width, plan.kernel, plan.stride, around)),
                       plan.outputChannels};
        return batchNorm(append(from, std::move(node)), name + ".bn");
    }

    int clip(int from, const std::string& name)
    {
        Node node;
        node.kind = OpKind::clip;
        node.name = name + ".act";
        node.output = m_graph.nodes[from].output;
        return append(from, std::move(node));
    }

    int add(int a, int b, const std::string& name)
    {
        Node node;
        node.kind = OpKind::add;
        node.name = name + ".add";
        node.output = m_graph.nodes[a].output;
        const int index = append(a, std::move(node));
        m_graph.nodes[index].inputs.push_back(b);
        return index;
    }

    Result<int> block(int from, const std::string& name, const BlockPlan& plan)
    {
        if (plan.empty)
            return from;
        const std::string prefix = name + ".mobile_inverted_conv.";
        if (plan.shortcut && (plan.stride != 1 || plan.inputChannels != plan.outputChannels))
            return Failure{Error::badModel,
                           name + " has a shortcut, but its stride or channels change the shape."};
        const int middle = plan.middleChannels;
        int at = from;
        if (plan.expands) {
            MICROT_TRY(
                at, convolution(at, prefix + "inverted_bottleneck", {plan.inputChannels, middle, 1, 1}, 1));
            at = clip(at, prefix + "inverted_bottleneck");
        }
        MICROT_TRY(
            at, convolution(at, prefix + "depth_conv", {middle, middle, plan.kernel, plan.stride}, middle));
        at = clip(at, prefix + "depth_conv");
        MICROT_TRY(at, convolution(at, prefix + "point_linear", {middle, plan.outputChannels, 1, 1}, 1));
        return plan.shortcut ? add(from, at, name) : at;
    }

    void pool(int from)
    {
        Node node;
        node.kind = OpKind::globalAveragePool;
        node.name = "global_average_pool";
        node.output = {1, 1, m_graph.nodes[from].output.channels};
        m_graph.featureNode = append(from, std::move(node));
    }

    void classifier()
    {
        Node node;
        node.kind = OpKind::linear;
        node.name = "classifier.linear";
        node.output = {1, 1, m_plan.classes};
        m_graph.logitsNode = append(m_graph.featureNode, std::move(node));
    }

    Graph& graph() { return m_graph; }

private:
    int append(int from, Node node)
    {
        node.inputs = {from};
        m_graph.nodes.push_back(std::move(node));
        return static_cast<int>(m_graph.nodes.size()) - 1;
    }

    int batchNorm(int from, const std::string& name)
    {
        Node node;
        node.kind = OpKind::batchNorm;
        node.name = name;
        node.output = m_graph.nodes[from].output;
        node.epsilon = m_plan.epsilon;
        node.momentum = m_plan.momentum;
        return append(from, std::move(node));
    }

    const NetworkPlan& m_plan;
    Graph m_graph;
};

} // namespace

Result<Graph> buildGraph(const NetworkPlan& plan)
{
    PlanBuilder builder(plan);
    MICROT_TRY(int at, builder.convolution(0, "first_conv", plan.firstConvolution, 1));
    at = builder.clip(at, "first_conv");
    std::vector<Cut> boundaries;
    for (std::size_t i = 0; i < plan.blocks.size(); ++i) {
        const int before = at;
        MICROT_TRY(at, builder.block(at, "blocks." + std::to_string(i), plan.blocks[i]));
        if (at != before)
            boundaries.push_back({static_cast<int>(i) + 1, at});
    }
    if (plan.featureMix) {
        MICROT_TRY(at, builder.convolution(at, "feature_mix_layer", *plan.featureMix, 1));
        at = builder.clip(at, "feature_mix_layer");
    }
    for (const Cut& cut : boundaries)
        if (cut.node != at)
            builder.graph().cuts.push_back(cut);
    builder.pool(at);
    if (plan.classes > 0)
        builder.classifier();
    MICROT_CHECK(validateGraph(builder.graph()));
    return std::move(builder.graph());
}

} // namespace microt
