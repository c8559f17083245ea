// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pdf/report_files.h"

#include "engine/base/files.h"
#include "gui/pdf/pdf_writer.h"

namespace microt::gui {

Result<std::vector<std::filesystem::path>> writeReportFiles(const Report& report, const std::string& title,
                                                            const std::filesystem::path& folder,
                                                            const ReportForms& forms)
{
    std::vector<std::filesystem::path> written;
    const auto write = [&](const char* name, const std::string& bytes) -> Status {
        MICROT_CHECK(writeFileAtomically(folder / name, bytes));
        written.push_back(folder / name);
        return {};
    };
    if (forms.html)
        MICROT_CHECK(write("report.html", report.html));
    if (forms.pdf) {
        MICROT_CHECK(writePdf(folder / "report.pdf", report.pageHtml, report.charts, title));
        written.push_back(folder / "report.pdf");
    }
    if (forms.csv)
        MICROT_CHECK(write("report.csv", report.csv));
    if (forms.json)
        MICROT_CHECK(write("report.json", report.json));
    for (std::size_t i = 0; forms.charts && i < report.charts.size(); ++i)
        MICROT_CHECK(write(("chart-" + std::to_string(i + 1) + ".svg").c_str(), report.charts[i]));
    return written;
}

} // namespace microt::gui
