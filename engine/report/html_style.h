// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace microt::report {

/// Style sheet of the web page: light, dark, and for paper.
std::string webStyle();

/// Style sheet of the printed page, in the few properties that Qt's rich text knows.
std::string printStyle();

} // namespace microt::report
