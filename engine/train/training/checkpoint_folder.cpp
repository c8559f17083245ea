// SPDX-License-Identifier: Apache-2.0
#include "engine/train/training/checkpoint_folder.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <string_view>
#include <system_error>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/base/hash.h"

// A checkpoint: a JSON line with run, step, progress and the SHA-256 of the state, then the state's bytes.

namespace microt {

namespace fs = std::filesystem;

namespace {

constexpr const char* kEnding = ".ckpt";
constexpr std::size_t kMaxHeader = 1 << 16;

/// Files by step, newest first.
std::map<std::int64_t, fs::path, std::greater<>> filesIn(const fs::path& folder)
{
    std::map<std::int64_t, fs::path, std::greater<>> files;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        const fs::path& path = entry->path();
        const std::string stem = path.stem().string();
        long long step = 0;
        if (path.extension() == kEnding && std::sscanf(stem.c_str(), "step-%lld", &step) == 1)
            files.emplace(step, path);
    }
    return files;
}

struct Stored
{
    std::string run;
    TrainingCheckpoint checkpoint;
};

Result<Stored> readCheckpoint(const fs::path& path)
{
    MICROT_TRY(const std::vector<std::uint8_t> bytes, readFile(path));
    const std::string_view all(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const std::size_t line = all.substr(0, kMaxHeader).find('\n');
    const Failure damaged{Error::malformed, printable(path) + " is damaged."};
    if (line == std::string_view::npos)
        return damaged;
    const auto header = nlohmann::json::parse(all.substr(0, line), nullptr, false);
    if (!header.is_object() || !header.contains("run") || !header.contains("state_sha256") ||
        !header.contains("step") || !header.contains("progress") || !header["run"].is_string() ||
        !header["state_sha256"].is_string() || !header["step"].is_number_integer() ||
        !header["progress"].is_string())
        return damaged;
    const std::string_view state = all.substr(line + 1);
    if (sha256Hex(state) != header["state_sha256"].get<std::string>())
        return damaged;
    std::vector<std::string> places;
    for (const auto& place : header.value("places", nlohmann::json::array()))
        places.push_back(place.is_string() ? place.get<std::string>() : "");
    return Stored{header["run"].get<std::string>(),
                  {header["step"].get<std::int64_t>(), header["progress"].get<std::string>(),
                   std::string(state), std::move(places)}};
}

} // namespace

CheckpointFolder::CheckpointFolder(fs::path folder, std::string run, int keep)
    : m_folder(std::move(folder)), m_run(std::move(run)), m_keep(keep)
{}

bool CheckpointFolder::isEmpty() const
{
    return filesIn(m_folder).empty();
}

Status CheckpointFolder::save(const TrainingCheckpoint& checkpoint) const
{
    const nlohmann::json header = {{"run", m_run},
                                   {"step", checkpoint.step},
                                   {"progress", checkpoint.progress},
                                   {"places", checkpoint.places},
                                   {"state_sha256", sha256Hex(checkpoint.state)}};
    MICROT_CHECK(writeFileAtomically(m_folder / ("step-" + std::to_string(checkpoint.step) + kEnding),
                                     header.dump() + "\n" + checkpoint.state));
    int place = 0;
    std::error_code ignored;
    for (const auto& file : filesIn(m_folder))
        if (++place > m_keep)
            fs::remove(file.second, ignored);
    return {};
}

Result<std::optional<TrainingCheckpoint>> CheckpointFolder::newest() const
{
    const auto files = filesIn(m_folder);
    for (const auto& file : files) {
        auto stored = readCheckpoint(file.second);
        if (!stored.ok())
            continue;
        if (stored.value().run != m_run)
            return Failure{Error::invalidArgument,
                           printable(file.second) +
                               " belongs to a run with other pictures, another teacher or other options. "
                               "Take the same, or remove " +
                               printable(m_folder) + " to begin anew."};
        return std::optional<TrainingCheckpoint>(std::move(stored.value().checkpoint));
    }
    if (!files.empty())
        return Failure{Error::malformed, "No checkpoint in " + printable(m_folder) +
                                             " is whole; remove the folder to begin anew."};
    return std::optional<TrainingCheckpoint>();
}

void CheckpointFolder::clear() const
{
    std::error_code ignored;
    for (const auto& file : filesIn(m_folder))
        fs::remove(file.second, ignored);
    fs::remove(m_folder, ignored);
}

} // namespace microt
