// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace microt {

/// The whole file as bytes. Errors: fileNotFound, permissionDenied, ioFailure, outOfRange if it is larger
/// than `maxBytes`.
Result<std::vector<std::uint8_t>> readFile(const std::filesystem::path& path,
                                           std::uint64_t maxBytes = std::uint64_t{1} << 32);

/// The whole file as text. Errors as readFile.
Result<std::string> readTextFile(const std::filesystem::path& path,
                                 std::uint64_t maxBytes = std::uint64_t{1} << 28);

/// Replaces `path` in one step: writes a temporary file beside it, syncs it to disk, renames it. After a
/// failure or a crash the old content is whole and no temporary file is left behind by a failure. Makes
/// missing folders. Nothing but a regular file is ever replaced: a link is followed and what it leads to is
/// replaced or made; a FIFO or a device is written into, of a FIFO waiting half a minute for a reader.
/// Errors: permissionDenied, diskFull, ioFailure.
Status writeFileAtomically(const std::filesystem::path& path, std::string_view bytes);

/// Whether a name means something to write into, beside which nothing lies: a FIFO, a device, or an open file
/// of this program.
bool isWrittenInto(const std::filesystem::path& path);

/// Makes `path` and its parents. Errors: permissionDenied, diskFull, ioFailure.
Status makeFolders(const std::filesystem::path& path);

/// A Failure for the errno of the last call on `path`, with a sentence that says what was being done ("read",
/// "write", …).
Failure failureFromErrno(int error, std::string_view doing, const std::filesystem::path& path);

/// A path as UTF-8 on one line for messages and JSON; control characters, and bytes that are not UTF-8,
/// become "\xNN".
std::string printable(const std::filesystem::path& path);
std::string printable(std::string_view bytes);
inline std::string printable(const std::string& bytes)
{
    return printable(std::string_view(bytes));
}
inline std::string printable(const char* bytes)
{
    return printable(std::string_view(bytes));
}

/// The folder with board profiles, shipped extractors and icons: $MICROT_RESOURCES, else ../share/microt
/// beside the running program, else the source tree it was built from.
std::filesystem::path resourceFolder();

} // namespace microt
