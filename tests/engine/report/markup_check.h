// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace microt::test {

/// What is wrong with markup: a tag that is not closed or closes another one, an unquoted attribute, a stray
/// '<', '>' or '&'. "" if nothing is. Knows HTML's void elements.
std::string markupProblem(const std::string& markup);

} // namespace microt::test
