// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "engine/train/methods/method.h"
#include "gui/cli/task_options.h"

namespace microt::cli {

/// What `microt compare` is asked for.
struct CompareOptions
{
    TaskOptions task; ///< its extractor is the one of rows that name none
    std::vector<std::string> data;
    std::vector<std::string> given; ///< NAME=EXTRACTOR; none: methods are compared
    std::string methods;            ///< METHOD[=EXTRACTOR],...; empty: all
    MethodOptions training;
    int seeds = 3;
};

/// Errors: invalidArgument (names the methods there are) for one of the words between commas.
Status checkMethods(const std::string& words);

/// Extractors that were made elsewhere, with the same heads, cut and ratio. Errors: those of the steps.
Status compareExtractors(const CompareOptions& options, Console& console);

/// The methods of the paper's table on the user's own pictures. Errors: those of compareMethods().
Status compareByMethod(const CompareOptions& options, Console& console);

} // namespace microt::cli
