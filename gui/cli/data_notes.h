// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "engine/data/dataset.h"

namespace microt::cli {

/// What stands in every verb's text about the pictures behind its figures: files left out, pictures that are
/// read but odd, doubles, warnings. One line each; nothing where there is nothing to tell.
std::string dataNotes(const Dataset& dataset);

/// The same for programs, as counts.
nlohmann::json dataNotesJson(const Dataset& dataset);

/// "balanced 71.30 %, never answered: …", by name: what an accuracy hides.
std::string classNotes(double balanced, const std::vector<int>& neverAnswered, const Dataset& dataset);

/// Names of classes, a few of them: "rose, tulip and 3 more".
std::string namesWords(const std::vector<int>& classes, const Dataset& dataset);

} // namespace microt::cli
