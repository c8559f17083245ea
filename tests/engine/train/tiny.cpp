// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/train/tiny.h"

#include <fstream>

#include <gtest/gtest.h>

#include "engine/train/training/initial_weights.h"

namespace microt::test {

namespace {

int append(Graph& graph, OpKind kind, std::vector<int> inputs, Shape output)
{
    Node node;
    node.kind = kind;
    node.name = "node" + std::to_string(graph.nodes.size());
    node.inputs = std::move(inputs);
    node.output = output;
    graph.nodes.push_back(node);
    return static_cast<int>(graph.nodes.size()) - 1;
}

/// Convolution and batch-norm.
int convolve(Graph& graph, int input, int channels, int kernel, int stride, int groups)
{
    const Shape in = graph.nodes[input].output;
    const Shape out{in.height / stride, in.width / stride, channels};
    const int convolution = append(graph, OpKind::convolution, {input}, out);
    Node& node = graph.nodes[convolution];
    node.window = {kernel, kernel, stride, stride, kernel / 2, kernel / 2};
    node.groups = groups;
    return append(graph, OpKind::batchNorm, {convolution}, out);
}

} // namespace

Graph tinyTrainable(int classes)
{
    Graph graph;
    graph.name = "tiny";
    graph.preprocessing.setSide(16);
    append(graph, OpKind::input, {}, {16, 16, 3});
    int at = convolve(graph, 0, 8, 3, 2, 1);
    const int first = append(graph, OpKind::clip, {at}, graph.nodes[at].output);
    at = convolve(graph, first, 8, 3, 1, 8);
    at = append(graph, OpKind::clip, {at}, graph.nodes[at].output);
    at = convolve(graph, at, 8, 1, 1, 1);
    at = append(graph, OpKind::add, {first, at}, graph.nodes[at].output);
    graph.cuts.push_back({1, at});
    at = convolve(graph, at, 12, 1, 2, 1);
    at = append(graph, OpKind::clip, {at}, graph.nodes[at].output);
    graph.featureNode = append(graph, OpKind::globalAveragePool, {at}, {1, 1, 12});
    graph.logitsNode = append(graph, OpKind::linear, {graph.featureNode}, {1, 1, classes});
    return graph;
}

Graph withWeights(Graph graph)
{
    initialiseWeights(graph, 7);
    float next = 0.0F;
    const auto vary = [&next](std::vector<float>& values) {
        for (float& value : values) {
            next = next > 0.6F ? -0.5F : next + 0.13F;
            value += next;
        }
    };
    for (Node& node : graph.nodes) {
        if (node.kind != OpKind::batchNorm)
            continue;
        vary(node.weight);
        vary(node.bias);
        vary(node.mean);
        vary(node.variance);
    }
    return graph;
}

Dataset drawnDataset(const std::filesystem::path& folder, int perClass)
{
    constexpr int kSide = 24;
    const char* names[] = {"blue", "red", "striped"};
    for (int c = 0; c < 3; ++c) {
        std::filesystem::create_directories(folder / names[c]);
        for (int n = 0; n < perClass; ++n) {
            std::ofstream file(folder / names[c] / (std::to_string(n) + ".ppm"), std::ios::binary);
            file << "P6\n" << kSide << ' ' << kSide << "\n255\n";
            for (int y = 0; y < kSide; ++y) {
                for (int x = 0; x < kSide; ++x) {
                    const auto noise = static_cast<char>((n * 37 + x * 11 + y * 17) % 60);
                    const auto strong = static_cast<char>(150 + n % 100);
                    const bool dark = c == 2 && (x / 4) % 2 == 0;
                    file << (c == 1 || (c == 2 && !dark) ? strong : noise) << noise
                         << (c == 0 || (c == 2 && !dark) ? strong : noise);
                }
            }
        }
    }
    auto dataset = openDataset(folder, {});
    EXPECT_TRUE(dataset.ok()) << dataset.failure().what;
    return std::move(dataset).value();
}

} // namespace microt::test
