// SPDX-License-Identifier: Apache-2.0
#include "engine/report/report.h"

#include "engine/report/describe.h"
#include "engine/report/document.h"
#include "engine/report/json_writer.h"

namespace microt {

Report composeReport(const ProjectResult& result)
{
    const report::Document document = report::describe(result);
    Report made;
    made.html = report::writeWebPage(document);
    made.json = report::writeJson(result);
    made.csv = report::writeCsv(document);
    made.pageHtml = report::writePrintPage(document, made.charts);
    return made;
}

} // namespace microt
