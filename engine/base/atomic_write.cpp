// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <cerrno>
#include <cstdio>

#include "engine/base/file_handle.h"
#include "engine/base/files.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

struct TemporaryFile
{
    FileHandle file;
    fs::path path;
};

/// A new file in `folder`, with the rights that the user's umask gives. The name is short, so that it fits
/// wherever the final one does.
Result<TemporaryFile> makeTemporary(const fs::path& folder, const fs::path& target)
{
    static std::atomic<unsigned> counter{0};
    constexpr int kAttempts = 10000; // names may be left over from programs that were killed
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        const std::string name = ".microt-" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
        const fs::path path = folder / name;
        FileHandle file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
        if (file.isOpen())
            return TemporaryFile{std::move(file), path};
        if (errno != EEXIST)
            break;
    }
    return failureFromErrno(errno, "write", target);
}

/// 0, or the errno.
int writeAll(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

int writeAndRename(TemporaryFile& temporary, std::string_view bytes, const fs::path& target)
{
    if (const int error = writeAll(temporary.file.get(), bytes); error != 0)
        return error;
    if (::fsync(temporary.file.get()) != 0 || temporary.file.close() != 0 ||
        ::rename(temporary.path.c_str(), target.c_str()) != 0)
        return errno;
    return 0;
}

} // namespace

Status writeFileAtomically(const fs::path& path, std::string_view bytes)
{
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    MICROT_CHECK(makeFolders(folder));
    MICROT_TRY(TemporaryFile temporary, makeTemporary(folder, path));
    if (const int error = writeAndRename(temporary, bytes, path); error != 0) {
        ::unlink(temporary.path.c_str());
        return failureFromErrno(error, "write", path);
    }
    // The new name survives a power cut only once the folder is on disk too. The new content already stands,
    // so a file system that cannot do this is no failure.
    const FileHandle handle = FileHandle::openToRead(folder);
    if (handle.isOpen())
        ::fsync(handle.get());
    return {};
}

} // namespace microt
