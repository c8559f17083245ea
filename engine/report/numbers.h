// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/project/workflow.h"
#include "engine/stage/answer_quality.h"

namespace microt::report {

/// One way to answer: by the part model alone, the full model alone, or staged.
struct Answering
{
    const char* name = ""; ///< "part only", "full only", "staged"
    double accuracy = 0.0; ///< test split, 0..1
    ShareRange interval;   ///< 95 %
    ClassFigures classes;  ///< of the same answers
    double macs = 0.0;     ///< per picture, heads included, mean over the test split
    EnergyFigure energy;
};

/// Part, full, staged at the chosen point, in this order. `cost` must hold the task's cut.
std::vector<Answering> answerings(const TaskResult& task, const GraphCost& cost);

/// A curve thinned for drawing and tables.
std::vector<StagePoint> curvePoints(const TaskResult& task);

/// The most frequent mistakes, most frequent first, at most `most`.
struct Confusion
{
    int label = 0;
    int predicted = 0;
    std::int64_t count = 0;
};
std::vector<Confusion> commonConfusions(const TaskResult& task, std::size_t most);

/// File name of a path or shipped name: reports hold no folders of the machine they were made on.
std::string fileNameOf(const std::string& path);

/// A few words for why a file was left out (its own sentence may name folders).
const char* reasonFor(Error error);

} // namespace microt::report
