// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <system_error>

#include <poll.h>

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

/// What a name stands for at the end of its links; the file itself need not exist. Empty: links in a circle.
fs::path endOfLinks(fs::path path)
{
    constexpr int kMostLinks = 40; // as the kernel's own limit
    std::error_code error;
    for (int i = 0; i < kMostLinks; ++i) {
        if (!fs::is_symlink(fs::symlink_status(path, error)))
            return path;
        const fs::path target = fs::read_symlink(path, error);
        path = target.is_absolute() ? target : path.parent_path() / target;
    }
    return {};
}

/// Keeps a pipe's end from killing the program: writing says EPIPE instead.
class NoPipeSignal
{
public:
    NoPipeSignal()
    {
        sigemptyset(&m_pipe);
        sigaddset(&m_pipe, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &m_pipe, &m_before);
    }
    ~NoPipeSignal()
    {
        const timespec now{};
        while (::sigtimedwait(&m_pipe, nullptr, &now) > 0) {
        }
        ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }

private:
    sigset_t m_pipe{};
    sigset_t m_before{};
};

/// Opens a FIFO or device to write into it; of a FIFO waits a while for somebody who reads.
int openToWriteInto(const fs::path& path)
{
    constexpr int kPauseMs = 50;
    constexpr int kPauses = 30 * 1000 / kPauseMs;
    for (int i = 0;; ++i) {
        const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
        if (descriptor >= 0)
            ::fcntl(descriptor, F_SETFL, O_WRONLY); // from here on it may wait
        if (descriptor >= 0 || errno != ENXIO || i == kPauses)
            return descriptor;
        ::poll(nullptr, 0, kPauseMs);
    }
}

Status writeInto(const fs::path& path, std::string_view bytes)
{
    FileHandle file(openToWriteInto(path));
    if (!file.isOpen() && errno == ENXIO)
        return Failure{Error::ioFailure, "Cannot write " + printable(path) + ": nobody reads from it."};
    if (!file.isOpen())
        return failureFromErrno(errno, "write", path);
    const NoPipeSignal quiet;
    if (const int error = writeAll(file.get(), bytes); error != 0)
        return failureFromErrno(error, "write", path);
    return file.close() == 0 ? Status() : failureFromErrno(errno, "write", path);
}

} // namespace

bool isWrittenInto(const fs::path& path)
{
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0 || S_ISDIR(status.st_mode))
        return false; // a folder is refused where it is to be replaced
    const std::string name = path.lexically_normal().string();
    return !S_ISREG(status.st_mode) || name.rfind("/dev/", 0) == 0 || name.rfind("/proc/", 0) == 0;
}

Status writeFileAtomically(const fs::path& named, std::string_view bytes)
{
    if (isWrittenInto(named))
        return writeInto(named, bytes);
    const fs::path path = endOfLinks(named);
    if (path.empty())
        return failureFromErrno(ELOOP, "write", named);
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
