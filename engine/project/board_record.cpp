// SPDX-License-Identifier: Apache-2.0
#include "engine/project/board_record.h"

#include <algorithm>
#include <optional>
#include <system_error>
#include <tuple>

#include "engine/base/fields_json.h"
#include "engine/base/files.h"
#include "engine/base/guarded_json.h"
#include "engine/base/hash.h"
#include "engine/project/project.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kPrefix = "board-";
constexpr std::size_t kNameDigits = 16;
constexpr std::uint64_t kMostBytes = 1 << 20;

fs::path folderOf(const Project& project)
{
    return project.folder / "results";
}

std::optional<BoardRecord> read(const fs::path& file)
{
    const Result<std::string> text = readTextFile(file, kMostBytes);
    if (!text.ok())
        return std::nullopt;
    const auto json = parseJson(text.value(), printable(file));
    BoardRecord record;
    if (!json.ok() || !readFields(json.value(), "", record).ok())
        return std::nullopt;
    return record;
}

std::vector<std::pair<fs::path, BoardRecord>> readAll(const Project& project)
{
    std::vector<std::pair<fs::path, BoardRecord>> all;
    std::error_code error;
    for (fs::directory_iterator at(folderOf(project), error), end; !error && at != end; at.increment(error))
        if (at->path().filename().string().compare(0, kPrefix.size(), kPrefix) == 0)
            if (auto record = read(at->path()))
                all.emplace_back(at->path(), std::move(*record));
    return all;
}

} // namespace

fs::path boardRecordFile(const Project& project, const BoardRecord& record)
{
    const std::string name =
        sha256Hex(record.task + "\n" + record.board + "\n" + record.inputs).substr(0, kNameDigits);
    return folderOf(project) / (std::string(kPrefix) + name + ".json");
}

Status keepBoardRecord(const Project& project, const BoardRecord& record)
{
    const fs::path file = boardRecordFile(project, record);
    MICROT_CHECK(makeFolders(file.parent_path()));
    MICROT_CHECK(writeFileAtomically(file, fieldsToJson(record).dump(2) + "\n"));
    std::error_code ignored;
    for (const auto& [other, old] : readAll(project))
        if (other != file && old.task == record.task && old.board == record.board)
            fs::remove(other, ignored);
    return {};
}

Status renameBoardRecords(const Project& project, const std::string& from, const std::string& to)
{
    std::error_code ignored;
    for (auto& [file, record] : readAll(project))
        if (record.task == from) {
            record.task = to;
            MICROT_CHECK(keepBoardRecord(project, record));
            fs::remove(file, ignored);
        }
    return {};
}

std::vector<BoardRecord> readBoardRecords(const Project& project)
{
    std::vector<BoardRecord> records;
    for (auto& [file, record] : readAll(project))
        if (project.findTask(record.task) != nullptr)
            records.push_back(std::move(record));
    std::sort(records.begin(), records.end(), [](const BoardRecord& a, const BoardRecord& b) {
        return std::tie(a.task, a.board) < std::tie(b.task, b.board);
    });
    return records;
}

} // namespace microt
