// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "engine/base/file_handle.h"
#include "engine/base/result.h"

namespace microt {

/// A regular file, open for reading. Internal to the engine.
class FileReader
{
public:
    /// Errors: fileNotFound, permissionDenied, ioFailure (a folder, a device, …).
    static Result<FileReader> open(const std::filesystem::path& path);

    std::uint64_t size() const { return m_size; } ///< when it was opened; it may have changed since

    /// Goes on at a byte of the file. Errors: ioFailure.
    Status skipTo(std::uint64_t offset);

    /// Up to `count` bytes; fewer only at the end of the file. Errors: ioFailure.
    Result<std::size_t> read(void* to, std::size_t count);

private:
    FileReader(FileHandle file, std::filesystem::path path, std::uint64_t size)
        : m_file(std::move(file)), m_path(std::move(path)), m_size(size)
    {}

    FileHandle m_file;
    std::filesystem::path m_path;
    std::uint64_t m_size = 0;
};

} // namespace microt
