// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "engine/train/recipes/distill_extractor.h"
#include "engine/train/recipes/make_extractor.h"

namespace microt::cli {

class Console;

/// Trains and saves `output`, with progress on the terminal but no result: the verbs' work. Errors:
/// distillExtractor()'s and makeExtractor()'s.
Result<Distilled> runTraining(const DistillJob& work, const std::string& output, Console& console);
Result<MadeExtractor> runTraining(const PretrainJob& work, const std::string& output, Console& console);

} // namespace microt::cli
