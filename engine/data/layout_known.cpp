// SPDX-License-Identifier: Apache-2.0
// Layouts of published datasets, as their makers distribute them.
#include <algorithm>
#include <map>
#include <sstream>

#include "engine/base/files.h"
#include "engine/data/layout.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

struct Row
{
    int line = 0;
    std::vector<std::string> words;
};

/// Rows of words separated by blanks; lines that begin with # are comments.
Result<std::vector<Row>> readRows(const fs::path& file, std::size_t leastWords)
{
    MICROT_TRY(const std::string text, readTextFile(file));
    std::vector<Row> rows;
    std::istringstream lines(text);
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        Row row;
        row.line = number;
        std::istringstream words(line);
        for (std::string word; words >> word;)
            row.words.push_back(word);
        if (row.words.empty() || row.words[0][0] == '#')
            continue;
        if (row.words.size() < leastWords)
            return Failure{Error::badManifest, printable(file) + ", line " + std::to_string(number) + ": " +
                                                   std::to_string(leastWords) + " words are expected."};
        rows.push_back(std::move(row));
    }
    return rows;
}

Failure badRow(const fs::path& file, const Row& row, const std::string& why)
{
    return {Error::badManifest, printable(file) + ", line " + std::to_string(row.line) + ": " + why};
}

std::optional<int> parseIndex(const std::string& word)
{
    int value = 0;
    for (const char c : word) {
        if (c < '0' || c > '9' || value > 10'000'000)
            return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

/// Text between <tag> and </tag>, or nothing. The makers' XML has bare ampersands, which a strict parser
/// refuses.
std::string textOf(const std::string& xml, const std::string& tag)
{
    const std::size_t begin = xml.find('<' + tag + '>');
    const std::size_t end = xml.find("</" + tag + '>', begin);
    if (begin == std::string::npos || end == std::string::npos)
        return {};
    std::string text = xml.substr(begin + tag.size() + 2, end - begin - tag.size() - 2);
    for (const auto& [escape, plain] :
         {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}, {"&amp;", "&"}})
        for (std::size_t at = text.find(escape); at != std::string::npos; at = text.find(escape, at + 1))
            text.replace(at, std::string(escape).size(), plain);
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first == std::string::npos ? std::string()
                                      : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

} // namespace

Result<Listing> listPets(const fs::path& root, const ReadOptions& options)
{
    Listing listing;
    listing.layout = "Oxford-IIIT Pet";
    listing.root = root;
    std::map<int, std::string> names;
    const std::pair<const char*, Split> files[] = {{"trainval.txt", Split::train}, {"test.txt", Split::test}};
    for (const auto& [name, split] : files) {
        const fs::path file = root / "annotations" / name;
        MICROT_TRY(const std::vector<Row> rows, readRows(file, 2));
        for (const Row& row : rows) {
            const std::string& id = row.words[0];
            const std::optional<int> label = parseIndex(row.words[1]);
            if (!label || *label < 1 || *label > 10'000)
                return badRow(file, row, "the class is not a number from 1.");
            if (!staysInside(id) || id.find('/') != std::string::npos)
                return badRow(file, row, "the picture's name is not a plain name.");
            names.emplace(*label, id.substr(0, id.rfind('_')));
            listing.pictures.push_back({"images/" + id + ".jpg", *label, split});
        }
    }
    std::map<int, int> dense;
    for (const auto& [label, name] : names) {
        dense[label] = static_cast<int>(listing.classes.size());
        listing.classes.push_back(name);
    }
    for (ListedPicture& picture : listing.pictures)
        picture.label = dense[picture.label];
    MICROT_CHECK(addUnlisted(listing, root / "images", options));
    return listing;
}

Result<Listing> listBirds(const fs::path& root, const ReadOptions& options)
{
    Listing listing;
    listing.layout = "CUB-200-2011";
    listing.root = root;
    std::error_code error;
    std::map<int, std::string> classNames;
    std::map<int, std::string> paths;
    std::map<int, bool> isTrain;
    std::map<int, int> dense;
    const auto rowsOf = [&root](const char* name) { return readRows(root / name, 2); };

    MICROT_TRY(const std::vector<Row> classes, rowsOf("classes.txt"));
    for (const Row& row : classes) {
        const std::optional<int> id = parseIndex(row.words[0]);
        if (!id)
            return badRow(root / "classes.txt", row, "the class is not a number.");
        // Folder names begin with the number and a dot: 001.Black_footed_Albatross.
        const std::string& name = row.words[1];
        classNames[*id] = name.size() > 4 && name[3] == '.' ? name.substr(4) : name;
    }
    for (const auto& [id, name] : classNames) {
        dense[id] = static_cast<int>(listing.classes.size());
        listing.classes.push_back(name);
    }
    MICROT_TRY(const std::vector<Row> images, rowsOf("images.txt"));
    for (const Row& row : images) {
        const std::optional<int> id = parseIndex(row.words[0]);
        if (!id || !staysInside(row.words[1]))
            return badRow(root / "images.txt", row, "a number and a relative path are expected.");
        paths[*id] = "images/" + row.words[1];
    }
    if (fs::exists(root / "train_test_split.txt", error)) {
        MICROT_TRY(const std::vector<Row> splits, rowsOf("train_test_split.txt"));
        for (const Row& row : splits)
            if (const std::optional<int> id = parseIndex(row.words[0]))
                isTrain[*id] = row.words[1] == "1";
    }
    MICROT_TRY(const std::vector<Row> labels, rowsOf("image_class_labels.txt"));
    for (const Row& row : labels) {
        const std::optional<int> id = parseIndex(row.words[0]);
        const std::optional<int> label = parseIndex(row.words[1]);
        if (!id || !label || paths.count(*id) == 0 || dense.count(*label) == 0)
            return badRow(root / "image_class_labels.txt", row, "the picture or the class is not listed.");
        ListedPicture picture{paths[*id], dense[*label], std::nullopt};
        if (const auto split = isTrain.find(*id); split != isTrain.end())
            picture.split = split->second ? Split::train : Split::test;
        listing.pictures.push_back(std::move(picture));
    }
    MICROT_CHECK(addUnlisted(listing, root / "images", options));
    return listing;
}

Result<Listing> listPlants(const fs::path& root, const ReadOptions& options)
{
    Listing listing;
    listing.layout = "PlantCLEF 2017";
    listing.root = root;
    MICROT_TRY(const Found data, lookThrough(root / "data", root, false, options));
    listing.bad = data.leftOut;
    for (const std::string& path : data.pictures)
        listing.bad.push_back(
            {path,
             {Error::badPicture, printable(path) + ": it lies beside the classes' folders."},
             LeftOut::noClass});
    bool anyXml = false;
    for (const std::string& folder : data.folders) {
        MICROT_TRY(Found below, lookThrough(root / "data" / folder, root, true, options));
        const std::vector<std::string>& pictures = below.pictures;
        for (BadFile& file : below.leftOut)
            if (fs::path(file.path).extension() != ".xml") // what is said of a picture
                listing.bad.push_back(std::move(file));
        if (pictures.empty())
            continue;
        std::string name = folder;
        for (const std::string& picture : pictures) {
            fs::path xml = root / picture;
            xml.replace_extension(".xml");
            const auto text = readTextFile(xml, 1 << 20);
            if (!text.ok())
                continue;
            anyXml = true;
            if (const std::string species = textOf(text.value(), "Species"); !species.empty()) {
                name = species;
                break;
            }
        }
        if (std::find(listing.classes.begin(), listing.classes.end(), name) != listing.classes.end())
            name += " (" + folder + ")";
        const auto label = static_cast<int>(listing.classes.size());
        listing.classes.push_back(name);
        for (const std::string& picture : pictures)
            listing.pictures.push_back({picture, label, std::nullopt});
    }
    // A folder that happens to be called data is not this layout.
    if (!anyXml)
        listing.pictures.clear();
    return listing;
}

} // namespace microt
