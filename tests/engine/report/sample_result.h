// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/project/workflow.h"

namespace microt::test {

/// A name that every form of a report must survive: markup, quotes, commas, a formula, a line break, broken
/// UTF-8, a character that turns the direction of writing.
extern const char* const kHostileName;

/// Results of a project with two tasks, made up from arithmetic alone: `classes` classes and 40 test pictures
/// a class in the first task, whose class 1 has the hostile name; five classes in the second.
ProjectResult sampleResult(int classes = 10);

} // namespace microt::test
