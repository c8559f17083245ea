// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/job_context.h"
#include "engine/data/dataset.h"

namespace microt {

/// What tells a file from any other, and from itself with other content, without reading it.
struct FileStamp
{
    std::uint64_t device = 0;
    std::uint64_t node = 0;    ///< inode
    std::uint64_t bytes = 0;   ///< size
    std::int64_t modified = 0; ///< ns since 1970
    std::int64_t changed = 0;  ///< the same, of content or attributes; cannot be set by hand

    bool operator==(const FileStamp& other) const;
};

/// Of the file that `path` leads to; nothing if it is no regular file.
std::optional<FileStamp> stampOf(const std::filesystem::path& path);

/// What reading and decoding one good picture showed.
struct PictureLook
{
    std::string hash; ///< SHA-256 of its bytes, hex
    int width = 0;    ///< upright
    int height = 0;
    bool comparable = true; ///< Fingerprint::comparable
    bool readAnew = false;  ///< as PictureGlance
    Thumb thumb{};
    std::vector<std::pair<Peculiarity, std::string>> peculiarities;
};

/// Looks at the pictures of one source over one background, kept on disk so that opening it again reads only
/// what is new: `folder/<key>.looks`. A look is used only for the same path with the same stamp. A damaged,
/// foreign or impossible file is as good as none.
class KeptLooks
{
public:
    KeptLooks() = default;
    /// Reads what is kept. `folder` empty: nothing is, and nothing will be.
    KeptLooks(const std::filesystem::path& folder, const std::filesystem::path& source,
              const std::filesystem::path& root, Background background);

    const PictureLook* find(const std::string& path,
                            const FileStamp& stamp) const; ///< nullptr if there is none
    bool isKept() const { return !m_file.empty(); }

    struct Entry
    {
        FileStamp stamp;
        PictureLook look;
    };
    using Entries = std::map<std::string, Entry>; ///< by path below the root

    /// Replaces what is kept, if that is anything else. Files that were modified less than two seconds before
    /// `readAt` (ns since 1970) are left out: file systems tell no finer, and they may have changed since
    /// without showing it. Errors: as writeFileAtomically().
    Status keep(Entries looks, std::int64_t readAt) const;

private:
    std::filesystem::path m_file;
    std::string m_key;
    Entries m_looks;
};

/// As openDataset() and openPool(), with looks kept in `cacheFolder`; empty: none are. What cannot be
/// written there is not kept, and that is no error.
Result<Dataset> openDataset(const std::filesystem::path& source, const ReadOptions& options,
                            const std::filesystem::path& cacheFolder, const JobContext& job);
Result<Dataset> openPool(const std::filesystem::path& folder, bool labelled, const ReadOptions& options,
                         const std::filesystem::path& cacheFolder, const JobContext& job);

} // namespace microt
