// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

#include "engine/base/result.h"
#include "engine/report/report.h"

namespace microt::gui {

/// The forms a report can take.
struct ReportForms
{
    bool html = true;
    bool pdf = true;
    bool csv = true;
    bool json = true;
    bool charts = true; ///< each chart as SVG beside the others
};

/// Writes report.html, report.pdf, report.csv, report.json and chart-<n>.svg into `folder`, each in one step.
/// Needs a QGuiApplication for the PDF. Returns what was written. Errors: those of writing, naming the file.
Result<std::vector<std::filesystem::path>> writeReportFiles(const Report& report, const std::string& title,
                                                            const std::filesystem::path& folder,
                                                            const ReportForms& forms = {});

} // namespace microt::gui
