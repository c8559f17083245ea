// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "engine/base/files.h"
#include "engine/data/csv.h"
#include "engine/data/layout.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

std::optional<Split> parseSplit(const std::string& name)
{
    if (name == "train" || name == "training")
        return Split::train;
    if (name == "calibration" || name == "val" || name == "valid" || name == "validation")
        return Split::calibration;
    if (name == "test")
        return Split::test;
    return std::nullopt;
}

Failure badLine(const fs::path& file, int line, const std::string& why)
{
    return {Error::badManifest, printable(file) + ", line " + std::to_string(line) + ": " + why};
}

} // namespace

Result<Listing> listManifest(const fs::path& file)
{
    MICROT_TRY(const std::string text, readTextFile(file));
    if (text.find('\0') != std::string::npos)
        return badLine(file, 1,
                       "not a text file; a CSV manifest with the header path,label,split is expected.");
    auto parsed = parseCsv(text);
    if (!parsed.ok())
        return Failure{parsed.failure().code, printable(file) + ", " + parsed.failure().what};
    const std::vector<CsvRecord>& records = parsed.value();
    const auto column = [&records](const char* name) {
        const auto& header = records[0].fields;
        return std::find(header.begin(), header.end(), name) - header.begin();
    };
    if (records.empty())
        return badLine(file, 1, "the file is empty; the header path,label,split is expected.");
    const auto width = static_cast<std::ptrdiff_t>(records[0].fields.size());
    const std::ptrdiff_t pathColumn = column("path");
    const std::ptrdiff_t labelColumn = column("label");
    const std::ptrdiff_t splitColumn = column("split");
    if (pathColumn == width || labelColumn == width)
        return badLine(file, 1, "the header must name the columns path and label (and may name split).");

    Listing listing;
    listing.layout = "CSV manifest";
    listing.root = file.parent_path();
    std::set<std::string> labels;
    std::set<std::string> seen;
    for (std::size_t i = 1; i < records.size(); ++i) {
        const CsvRecord& record = records[i];
        if (static_cast<std::ptrdiff_t>(record.fields.size()) != width)
            return badLine(file, record.line,
                           std::to_string(record.fields.size()) + " fields where the header has " +
                               std::to_string(width) + ".");
        if (record.fields[static_cast<std::size_t>(labelColumn)].empty())
            return badLine(file, record.line, "the label is empty.");
        labels.insert(record.fields[static_cast<std::size_t>(labelColumn)]);
    }
    listing.classes.assign(labels.begin(), labels.end());
    for (std::size_t i = 1; i < records.size(); ++i) {
        const CsvRecord& record = records[i];
        const std::string& path = record.fields[static_cast<std::size_t>(pathColumn)];
        ListedPicture picture;
        picture.path = path;
        picture.label = static_cast<int>(
            std::distance(labels.begin(), labels.find(record.fields[static_cast<std::size_t>(labelColumn)])));
        if (splitColumn != width && !record.fields[static_cast<std::size_t>(splitColumn)].empty()) {
            picture.split = parseSplit(record.fields[static_cast<std::size_t>(splitColumn)]);
            if (!picture.split)
                return badLine(file, record.line,
                               "the split is \"" +
                                   printable(record.fields[static_cast<std::size_t>(splitColumn)]) +
                                   "\"; train, calibration or test is expected.");
        }
        if (!staysInside(path))
            listing.bad.push_back(
                {path, badLine(file, record.line, "the path leaves the manifest's folder.")});
        else if (!seen.insert(path).second)
            listing.bad.push_back({path, badLine(file, record.line, "the path is listed twice.")});
        else
            listing.pictures.push_back(std::move(picture));
    }
    return listing;
}

} // namespace microt
