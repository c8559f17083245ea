// SPDX-License-Identifier: Apache-2.0
#include "engine/project/board_deeds.h"

#include <sstream>

#include "engine/base/fields_json.h"
#include "engine/base/files.h"
#include "engine/base/guarded_json.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kMostDeedBytes = std::uint64_t{8} << 20;

fs::path deedsFile(const fs::path& folder)
{
    return folder / "deeds.jsonl";
}

/// None where there is no file yet.
Result<std::vector<std::string>> deedLines(const fs::path& file)
{
    std::vector<std::string> lines;
    const Result<std::string> text = readTextFile(file, kMostDeedBytes);
    if (!text.ok() && text.failure().code != Error::fileNotFound)
        return text.failure();
    std::istringstream stream(text.ok() ? text.value() : std::string());
    for (std::string line; std::getline(stream, line);)
        if (!line.empty())
            lines.push_back(std::move(line));
    return lines;
}

} // namespace

/// The whole file is written anew, so that a full disk or a lost machine leaves the old one.
Status keepDeed(const fs::path& folder, const BoardDeed& deed)
{
    MICROT_CHECK(makeFolders(folder));
    MICROT_TRY(std::vector<std::string> lines, deedLines(deedsFile(folder)));
    if (lines.size() >= 2 * kMostDeeds)
        lines.erase(lines.begin(), lines.end() - kMostDeeds);
    lines.push_back(fieldsToJson(deed).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    std::string text;
    for (const std::string& line : lines)
        text += line + "\n";
    return writeFileAtomically(deedsFile(folder), text);
}

std::vector<BoardDeed> readDeeds(const fs::path& folder)
{
    const auto lines = deedLines(deedsFile(folder));
    std::vector<BoardDeed> deeds;
    if (!lines.ok())
        return deeds;
    const std::size_t count = lines.value().size();
    for (std::size_t i = count > kMostDeeds ? count - kMostDeeds : 0; i < count; ++i) {
        const auto json = parseJson(lines.value()[i], "deeds.jsonl");
        BoardDeed deed;
        if (json.ok() && readFields(json.value(), "", deed).ok())
            deeds.push_back(std::move(deed));
    }
    return deeds;
}

} // namespace microt
