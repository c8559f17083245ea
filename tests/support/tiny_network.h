// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/model/graph.h"

namespace microt::test {

/// A network of the zoo's family with every feature of its JSON: a block without expansion, an empty one, one
/// whose middle channels follow from the ratio, a strided one, a feature mix layer. 16 px, 3 classes.
std::string tinyJson();

/// `tinyJson` with the first `from` replaced by `to`; `from` must be there.
std::string tinyJsonWith(const std::string& from, const std::string& to);

struct NamedTensor
{
    std::string name;
    std::vector<std::int64_t> shape;
    std::vector<float> values;
};

/// All weights of the tiny network, different everywhere.
std::vector<NamedTensor> tinyWeights();

/// The tiny network's graph with `tinyWeights`.
Graph tinyGraph();

void writeBytes(const std::filesystem::path& path, const std::string& bytes);

} // namespace microt::test
