// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/model/graph.h"
#include "engine/model/quant_model.h"

namespace microt {

/// An operator of a file that cannot be read, and what it would read.
struct UnreadOperator
{
    std::vector<int> reads; ///< nodes of a graph, tensors of an int8 model
    Failure why;
};

/// Makes an extractor of everything that was read of a file: finds the features, what of the classifier
/// behind them can be kept, and the places where the network can be cut. Nothing behind the features refuses
/// a network.
///
/// `features` says where they are: the name of a node, whose output is averaged over the picture if it has
/// more than one pixel; "flatten:NAME" takes all its numbers instead. Empty: the last place where one
/// activation alone is alive and loses its height and width, by an average, by a maximum or by a fully
/// connected layer that reads all of it.
///
/// Cuts are numbered from 1 in order: places before that where one activation alone is alive and complete
/// with its batch-norm; those that no clip or activation bounds if there are any (ends of inverted
/// bottlenecks), else those after it.
///
/// Errors: unsupportedFormat (no features found; names candidates), those of `unread` that stand before the
/// features, invalidArgument (no such node).
Status chooseExits(Graph& graph, const std::vector<UnreadOperator>& unread, const std::string& features);

/// The same for an int8 model all of whose operators are in `ops` and that has no cuts yet.
Status chooseExits(QuantModel& model, const std::vector<UnreadOperator>& unread, const std::string& features);

/// Names of the nodes that may give features, in order: where one activation alone is alive.
std::vector<std::string> featureCandidates(const Graph& graph);

} // namespace microt
