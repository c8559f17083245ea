// SPDX-License-Identifier: Apache-2.0
#include "engine/base/file_reader.h"

#include <cerrno>

#include "engine/base/files.h"

namespace microt {

Result<FileReader> FileReader::open(const std::filesystem::path& path)
{
    FileHandle file = FileHandle::openToRead(path);
    struct stat status = {};
    if (!file.isOpen() || ::fstat(file.get(), &status) != 0)
        return failureFromErrno(errno, "read", path);
    if (S_ISDIR(status.st_mode))
        return Failure{Error::ioFailure, "Cannot read " + printable(path) + ": it is a folder, not a file."};
    if (!S_ISREG(status.st_mode))
        return Failure{Error::ioFailure, "Cannot read " + printable(path) + ": it is not a regular file."};
    return FileReader(std::move(file), path, static_cast<std::uint64_t>(status.st_size));
}

Status FileReader::skipTo(std::uint64_t offset)
{
    if (::lseek(m_file.get(), static_cast<off_t>(offset), SEEK_SET) < 0)
        return failureFromErrno(errno, "read", m_path);
    return {};
}

Result<std::size_t> FileReader::read(void* to, std::size_t count)
{
    std::size_t got = 0;
    while (got < count) {
        const ssize_t now = ::read(m_file.get(), static_cast<char*>(to) + got, count - got);
        if (now == 0)
            break;
        if (now < 0 && errno == EINTR)
            continue;
        if (now < 0)
            return failureFromErrno(errno, "read", m_path);
        got += static_cast<std::size_t>(now);
    }
    return got;
}

} // namespace microt
