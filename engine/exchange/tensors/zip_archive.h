// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace microt {

/// The files of a zip archive that stores them uncompressed, as PyTorch does. Views point into the archive's
/// bytes, which must outlive it.
class ZipArchive
{
public:
    /// Reads the directory of `bytes`; `source` names the archive in errors: truncated (no directory at the
    /// end), malformed, unsupportedFormat (compressed, encrypted, split or zip64), hostileContent (entries
    /// that overlap, bear one name twice or lie outside the archive).
    static Result<ZipArchive> open(std::string_view bytes, const std::string& source);

    /// The content of `name` after its checksum was compared, or an empty view with a null pointer if there
    /// is no such entry. Error: malformed if the checksum is wrong.
    Result<std::string_view> read(const std::string& name) const;

    /// The folder that holds `file`, with a slash at its end: "archive/" for "data.pkl". Error: malformed if
    /// none does.
    Result<std::string> folderOf(std::string_view file) const;

private:
    struct Entry
    {
        std::string_view content;
        std::uint32_t checksum = 0;
    };

    explicit ZipArchive(std::string source) : m_source(std::move(source)) {}

    std::string m_source;
    std::map<std::string, Entry> m_entries;
};

} // namespace microt
