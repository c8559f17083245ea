// SPDX-License-Identifier: Apache-2.0
// CSV manifests as programs and spreadsheets write them: columns in any order, found by the names in the
// header; separated by comma, semicolon or tab; UTF-8, with or without a byte-order mark, or UTF-16; blanks
// around fields, blank lines, and lines that begin with #. Paths are relative to the manifest's folder, or
// absolute and inside it, with slashes or backslashes.
#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>
#include <set>

#include "engine/base/files.h"
#include "engine/data/csv.h"
#include "engine/data/layout.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

std::optional<Split> parseSplit(const std::string& written)
{
    static const std::map<std::string, Split> names = {
        {"train", Split::train},          {"training", Split::train},    {"calibration", Split::calibration},
        {"val", Split::calibration},      {"valid", Split::calibration}, {"validation", Split::calibration},
        {"validate", Split::calibration}, {"dev", Split::calibration},   {"test", Split::test},
        {"testing", Split::test}};
    const auto found = names.find(lower(written));
    return found == names.end() ? std::nullopt : std::optional(found->second);
}

Failure badLine(const fs::path& file, int line, const std::string& why)
{
    return {Error::badManifest, printable(file) + ", line " + std::to_string(line) + ": " + why};
}

void appendUtf8(std::string& text, std::uint32_t code)
{
    const auto put = [&text](std::uint32_t byte) { text += static_cast<char>(byte); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0 | code >> 6);
        put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        put(0xE0 | code >> 12);
        put(0x80 | (code >> 6 & 0x3F));
        put(0x80 | (code & 0x3F));
    } else {
        put(0xF0 | code >> 18);
        put(0x80 | (code >> 12 & 0x3F));
        put(0x80 | (code >> 6 & 0x3F));
        put(0x80 | (code & 0x3F));
    }
}

/// "Unicode text" of spreadsheets: UTF-16 with a byte-order mark as UTF-8; other text as it is.
std::string asUtf8(const std::string& text)
{
    const bool little = text.compare(0, 2, "\xFF\xFE") == 0;
    if (!little && text.compare(0, 2, "\xFE\xFF") != 0)
        return text;
    const auto unit = [&](std::size_t at) {
        const auto first = static_cast<std::uint8_t>(text[at]);
        const auto second = static_cast<std::uint8_t>(text[at + 1]);
        return static_cast<std::uint32_t>(little ? second << 8 | first : first << 8 | second);
    };
    std::string converted;
    for (std::size_t at = 2; at + 1 < text.size(); at += 2) {
        std::uint32_t code = unit(at);
        if (code >= 0xD800 && code < 0xDC00 && at + 3 < text.size()) {
            at += 2;
            code = 0x10000 + ((code & 0x3FF) << 10) + (unit(at) & 0x3FF);
        }
        appendUtf8(converted, code);
    }
    return converted;
}

/// What separates the fields of the first line that is no comment.
char separatorOf(const std::string& text)
{
    std::size_t at = text.compare(0, 3, "\xEF\xBB\xBF") == 0 ? 3 : 0;
    std::string line;
    while (at < text.size()) {
        const std::size_t end = std::min(text.find_first_of("\r\n", at), text.size());
        line = text.substr(at, end - at);
        if (line.find_first_not_of(" \t") != std::string::npos && line[0] != '#')
            break;
        at = end + 1;
    }
    char separator = ',';
    for (const char candidate : {';', '\t'})
        if (std::count(line.begin(), line.end(), candidate) > std::count(line.begin(), line.end(), separator))
            separator = candidate;
    return separator;
}

/// The records of a manifest, and where in each its fields stand.
struct Manifest
{
    std::vector<CsvRecord> records; ///< without the header
    std::size_t path = 0;
    std::size_t label = 0;
    std::optional<std::size_t> split;
};

using Names = std::array<const char*, 12>;
constexpr Names kPathNames = {"path",  "filename",   "file",    "file_name",  "filepath", "file_path",
                              "image", "image_path", "picture", "image_name", "img",      "name"};
constexpr Names kLabelNames = {"label",  "class",   "class_name", "classname", "category",   "target",
                               "labels", "species", "tag",        "class_id",  "label_name", "y"};
constexpr Names kSplitNames = {"split", "set",  "subset",   "partition",  "dataset", "usage",
                               "fold",  "part", "data_set", "split_name", "group",   "phase"};

/// The column with the first of the names that the header has.
std::optional<std::size_t> columnOf(const CsvRecord& header, const Names& names)
{
    for (const char* name : names)
        for (std::size_t i = 0; i < header.fields.size(); ++i)
            if (lower(header.fields[i]) == name)
                return i;
    return std::nullopt;
}

Failure noHeader(const fs::path& file, const CsvRecord& first)
{
    const bool looksLikePicture =
        std::any_of(first.fields.begin(), first.fields.end(),
                    [](const std::string& field) { return hasPictureSuffix(field); });
    return badLine(file, first.line,
                   looksLikePicture
                       ? "the header is missing; put a line path,label,split (or path,label) above the first "
                         "picture."
                       : "the header must name the columns path and label (and may name split); filename, "
                         "class, set and the like do, too.");
}

Result<Manifest> readManifest(const fs::path& file)
{
    MICROT_TRY(const std::string bytes, readTextFile(file));
    const std::string text = asUtf8(bytes);
    if (text.find('\0') != std::string::npos)
        return badLine(file, 1,
                       "not a text file; a CSV manifest with the header path,label,split is expected.");
    auto parsed = parseCsv(text, {separatorOf(text), true});
    if (!parsed.ok())
        return Failure{parsed.failure().code, printable(file) + ", " + parsed.failure().what};
    Manifest manifest;
    manifest.records = std::move(parsed.value());
    if (manifest.records.empty())
        return badLine(file, 1, "the file is empty; the header path,label,split is expected.");
    const CsvRecord header = manifest.records.front();
    manifest.records.erase(manifest.records.begin());
    const auto path = columnOf(header, kPathNames);
    const auto label = columnOf(header, kLabelNames);
    if (!path || !label)
        return noHeader(file, header);
    manifest.path = *path;
    manifest.label = *label;
    manifest.split = columnOf(header, kSplitNames);
    for (CsvRecord& record : manifest.records) {
        while (record.fields.size() > header.fields.size() && record.fields.back().empty())
            record.fields.pop_back(); // spreadsheets fill rows up
        if (record.fields.size() != header.fields.size())
            return badLine(file, record.line,
                           std::to_string(record.fields.size()) + " fields where the header has " +
                               std::to_string(header.fields.size()) + ".");
        if (record.fields[manifest.path].empty())
            return badLine(file, record.line, "the path is empty.");
        if (record.fields[manifest.label].empty())
            return badLine(file, record.line, "the label is empty.");
    }
    return manifest;
}

/// A path as written, relative to the manifest's folder and without detours; absolute if it lies elsewhere.
std::string pathFrom(const std::string& written, const fs::path& root)
{
    std::string path = written;
    std::error_code error;
    if (path.find('\\') != std::string::npos && !fs::exists(root / path, error))
        std::replace(path.begin(), path.end(), '\\', '/');
    fs::path clean = fs::path(path).lexically_normal();
    if (clean.is_absolute()) {
        const fs::path real = fs::weakly_canonical(clean, error);
        const fs::path relative = (error ? clean : real).lexically_relative(root);
        if (staysInside(relative))
            clean = relative;
    }
    return clean.string();
}

/// What the lines before said of a picture.
struct Named
{
    int line = 0;
    std::string label;
};

/// The split of a record. Errors: badManifest.
Result<std::optional<Split>> splitOf(const fs::path& file, const Manifest& manifest, const CsvRecord& record)
{
    if (!manifest.split || record.fields[*manifest.split].empty())
        return std::optional<Split>();
    const std::string& written = record.fields[*manifest.split];
    const std::optional<Split> split = parseSplit(written);
    if (!split)
        return badLine(file, record.line,
                       "the split is \"" + printable(written) +
                           "\"; train, calibration (or val) or test is expected.");
    return split;
}

/// Either all pictures have a split or none: what is missing cannot be guessed. With nothing but train and
/// val, val is what its makers measure on.
Status settleSplits(const fs::path& file, Listing& listing)
{
    const auto withSplit = [](const ListedPicture& picture) { return picture.split.has_value(); };
    auto& pictures = listing.pictures;
    const auto without = std::find_if_not(pictures.begin(), pictures.end(), withSplit);
    if (without != pictures.end() && std::any_of(pictures.begin(), pictures.end(), withSplit))
        return badLine(file, without->line,
                       "the split is empty, although other lines have one; fill it or leave the column out.");
    const bool measures = std::any_of(pictures.begin(), pictures.end(), [](const ListedPicture& picture) {
        return picture.split == Split::test;
    });
    if (!measures)
        for (ListedPicture& picture : pictures)
            if (picture.split == Split::calibration)
                picture.split = Split::test;
    return {};
}

/// What lies beside the named pictures and is not named.
void addNeighbours(Listing& listing, const ReadOptions& options)
{
    std::set<fs::path> folders;
    std::set<std::string> known;
    for (const ListedPicture& picture : listing.pictures) {
        folders.insert((listing.root / picture.path).parent_path());
        known.insert(picture.path);
    }
    for (const BadFile& file : listing.bad)
        known.insert(file.path);
    for (const fs::path& folder : folders) {
        auto found = lookThrough(folder, listing.root, false, options);
        if (!found.ok())
            continue; // told of each of its pictures
        for (const std::string& path : found.value().pictures)
            if (known.count(path) == 0)
                listing.bad.push_back(notListed(path));
        // The list itself, and other lists, are no pictures that were forgotten.
        for (BadFile& file : found.value().leftOut)
            if (file.reason != LeftOut::notAPicture && file.reason != LeftOut::litter &&
                file.reason != LeftOut::link && known.count(file.path) == 0)
                listing.bad.push_back(std::move(file));
    }
}

} // namespace

Result<Listing> listManifest(const fs::path& file, const ReadOptions& options)
{
    MICROT_TRY(const Manifest manifest, readManifest(file));
    Listing listing;
    listing.layout = "CSV manifest";
    listing.root = file.parent_path();
    std::set<std::string> labels;
    for (const CsvRecord& record : manifest.records)
        labels.insert(record.fields[manifest.label]);
    listing.classes.assign(labels.begin(), labels.end());
    std::map<std::string, Named> seen;
    for (const CsvRecord& record : manifest.records) {
        const std::string& label = record.fields[manifest.label];
        ListedPicture picture;
        picture.line = record.line;
        picture.path = pathFrom(record.fields[manifest.path], listing.root);
        picture.label = static_cast<int>(std::distance(labels.begin(), labels.find(label)));
        MICROT_TRY(picture.split, splitOf(file, manifest, record));
        if (!staysInside(picture.path) && !(options.followLinks && fs::path(picture.path).is_absolute())) {
            listing.bad.push_back({picture.path,
                                   badLine(file, record.line, "the path leaves the manifest's folder."),
                                   LeftOut::link});
            continue;
        }
        const auto [before, isNew] = seen.insert({picture.path, {record.line, label}});
        if (isNew) {
            listing.pictures.push_back(std::move(picture));
            continue;
        }
        const std::string first = " on line " + std::to_string(before->second.line);
        if (before->second.label != label)
            return badLine(file, record.line,
                           printable(picture.path) + " is \"" + printable(label) + "\" here and \"" +
                               printable(before->second.label) + "\"" + first + "; a picture has one label.");
        listing.bad.push_back({picture.path,
                               badLine(file, record.line, "the path is listed twice, first" + first + "."),
                               LeftOut::listedTwice});
    }
    MICROT_CHECK(settleSplits(file, listing));
    addNeighbours(listing, options);
    return listing;
}

} // namespace microt
