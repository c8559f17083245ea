// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
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

/// The records of a manifest, and where in each its fields stand; all are as wide as the header.
struct Manifest
{
    std::vector<CsvRecord> records; ///< without the header
    std::size_t path = 0;
    std::size_t label = 0;
    std::optional<std::size_t> split;
};

std::optional<std::size_t> columnOf(const CsvRecord& header, const char* name)
{
    const auto found = std::find(header.fields.begin(), header.fields.end(), name);
    if (found == header.fields.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - header.fields.begin());
}

Result<Manifest> readManifest(const fs::path& file)
{
    MICROT_TRY(const std::string text, readTextFile(file));
    if (text.find('\0') != std::string::npos)
        return badLine(file, 1,
                       "not a text file; a CSV manifest with the header path,label,split is expected.");
    auto parsed = parseCsv(text);
    if (!parsed.ok())
        return Failure{parsed.failure().code, printable(file) + ", " + parsed.failure().what};
    Manifest manifest;
    manifest.records = std::move(parsed.value());
    if (manifest.records.empty())
        return badLine(file, 1, "the file is empty; the header path,label,split is expected.");
    const CsvRecord header = manifest.records.front();
    manifest.records.erase(manifest.records.begin());
    const auto path = columnOf(header, "path");
    const auto label = columnOf(header, "label");
    if (!path || !label)
        return badLine(file, 1, "the header must name the columns path and label (and may name split).");
    manifest.path = *path;
    manifest.label = *label;
    manifest.split = columnOf(header, "split");
    for (const CsvRecord& record : manifest.records) {
        if (record.fields.size() != header.fields.size())
            return badLine(file, record.line,
                           std::to_string(record.fields.size()) + " fields where the header has " +
                               std::to_string(header.fields.size()) + ".");
        if (record.fields[manifest.label].empty())
            return badLine(file, record.line, "the label is empty.");
    }
    return manifest;
}

} // namespace

Result<Listing> listManifest(const fs::path& file)
{
    MICROT_TRY(const Manifest manifest, readManifest(file));
    Listing listing;
    listing.layout = "CSV manifest";
    listing.root = file.parent_path();
    std::set<std::string> labels;
    for (const CsvRecord& record : manifest.records)
        labels.insert(record.fields[manifest.label]);
    listing.classes.assign(labels.begin(), labels.end());
    std::set<std::string> seen;
    for (const CsvRecord& record : manifest.records) {
        ListedPicture picture;
        picture.path = record.fields[manifest.path];
        picture.label =
            static_cast<int>(std::distance(labels.begin(), labels.find(record.fields[manifest.label])));
        if (manifest.split && !record.fields[*manifest.split].empty()) {
            picture.split = parseSplit(record.fields[*manifest.split]);
            if (!picture.split)
                return badLine(file, record.line,
                               "the split is \"" + printable(record.fields[*manifest.split]) +
                                   "\"; train, calibration or test is expected.");
        }
        if (!staysInside(picture.path))
            listing.bad.push_back(
                {picture.path, badLine(file, record.line, "the path leaves the manifest's folder.")});
        else if (!seen.insert(picture.path).second)
            listing.bad.push_back({picture.path, badLine(file, record.line, "the path is listed twice.")});
        else
            listing.pictures.push_back(std::move(picture));
    }
    return listing;
}

} // namespace microt
