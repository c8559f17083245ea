// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/project/workflow.h"

namespace microt {

/// A finished report as bytes: the same results give the same bytes. No clock, no absolute paths, no machine
/// names.
struct Report
{
    std::string html; ///< one file, charts inside as SVG
    std::string json;
    std::string csv; ///< long form: task, table, row, column, value
    /// Blocks of the HTML body with charts as separate SVG documents, for the PDF: the HTML refers to chart i
    /// as <img src="chart:i">.
    std::string pageHtml;
    std::vector<std::string> charts;
};

/// Dataset and split, extractor and provenance, cut table, stage-decision at the chosen point, charts, energy
/// with provenance, seeds, versions, hashes.
Report composeReport(const ProjectResult& result);

} // namespace microt
