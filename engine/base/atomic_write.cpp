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
    fs::path path; ///< empty while the file has no name
};

/// Tries short names in `folder`, so that they fit wherever the final one does, until `make` does not say
/// EEXIST. The last errno, or 0 and the name in `path`.
template <typename Make>
int makeNamed(const fs::path& folder, fs::path& path, const Make& make)
{
    static std::atomic<unsigned> counter{0};
    constexpr int kAttempts = 10000; // names may be left over from programs that were killed
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        path = folder / (".microt-" + std::to_string(::getpid()) + "-" + std::to_string(counter++));
        if (make(path))
            return 0;
        if (errno != EEXIST)
            break;
    }
    path.clear();
    return errno;
}

/// A new file in `folder`, with the rights that the user's umask gives: without a name where the system can
/// do that, so that a program that is killed leaves nothing.
Result<TemporaryFile> makeTemporary(const fs::path& folder, const fs::path& target)
{
#ifdef O_TMPFILE
    if (::access("/proc/self/fd", X_OK) == 0) {
        FileHandle unnamed(::open(folder.c_str(), O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666));
        if (unnamed.isOpen())
            return TemporaryFile{std::move(unnamed), {}};
    }
#endif
    int descriptor = -1;
    fs::path path;
    const int error = makeNamed(folder, path, [&descriptor](const fs::path& name) {
        descriptor = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        return descriptor >= 0;
    });
    if (error != 0)
        return failureFromErrno(error, "write", target);
    return TemporaryFile{FileHandle(descriptor), path};
}

/// Gives it a name, for the moment until it takes its final one. 0, or the errno.
int nameTemporary(TemporaryFile& temporary, const fs::path& folder)
{
    if (!temporary.path.empty())
        return 0;
    const std::string unnamed = "/proc/self/fd/" + std::to_string(temporary.file.get());
    return makeNamed(folder, temporary.path, [&unnamed](const fs::path& path) {
        return ::linkat(AT_FDCWD, unnamed.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) == 0;
    });
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

int writeAndRename(TemporaryFile& temporary, std::string_view bytes, const fs::path& folder,
                   const fs::path& target)
{
    if (const int error = writeAll(temporary.file.get(), bytes); error != 0)
        return error;
    if (::fsync(temporary.file.get()) != 0)
        return errno;
    if (const int error = nameTemporary(temporary, folder); error != 0)
        return error;
    if (temporary.file.close() != 0 || ::rename(temporary.path.c_str(), target.c_str()) != 0)
        return errno;
    return 0;
}

} // namespace

Status writeFileAtomically(const fs::path& path, std::string_view bytes)
{
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    MICROT_CHECK(makeFolders(folder));
    MICROT_TRY(TemporaryFile temporary, makeTemporary(folder, path));
    if (const int error = writeAndRename(temporary, bytes, folder, path); error != 0) {
        if (!temporary.path.empty())
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
