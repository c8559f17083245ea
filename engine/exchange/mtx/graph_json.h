// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/model/graph.h"

namespace microt {

/// Nodes, cuts and exits of `graph` as JSON text, without weights and preprocessing. Infinite bounds of a
/// clip are null. Error: invalidArgument if a name is not UTF-8.
Result<std::string> graphToJson(const Graph& graph);

/// Reads what graphToJson wrote. The graph still has to be validated. `source` names the text in errors:
/// malformed, badModel, hostileContent.
Result<Graph> graphFromJson(std::string_view text, const std::string& source);

std::string preprocessingToJson(const Preprocessing& preprocessing);
Result<Preprocessing> preprocessingFromJson(std::string_view text, const std::string& source);

} // namespace microt
