// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/project/workflow.h"
#include "engine/report/document.h"

namespace microt::report {

Figure accuracyFigure(const TaskResult& task);   ///< staged accuracy against ratio, part and full as lines
Figure energyFigure(const TaskResult& task);     ///< modelled energy of one picture against ratio
Figure confidenceFigure(const TaskResult& task); ///< the part model's confidence, right and wrong
Figure cutsFigure(const TaskResult& task);       ///< share of computation and accuracy at every cut

/// The confusion matrix as a drawing; nothing for more classes than can be drawn.
std::vector<Figure> confusionFigure(const TaskResult& task);

} // namespace microt::report
