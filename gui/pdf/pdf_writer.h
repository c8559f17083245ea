// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace microt::gui {

/// Writes rich text with drawings as an A4 PDF with page numbers: text as text, drawings as vectors
/// (`<img src="chart:i">` stands for charts[i], an SVG document). The same input gives the same bytes on the
/// same machine; there is no clock in the file. Needs a QGuiApplication (off-screen is enough); any thread.
/// Errors: ioFailure if Qt cannot make the document, those of writeFileAtomically.
Status writePdf(const std::filesystem::path& path, const std::string& pageHtml,
                const std::vector<std::string>& charts, const std::string& title);

} // namespace microt::gui
