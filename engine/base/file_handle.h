// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>
#include <filesystem>

#include <sys/stat.h>
#include <unistd.h>

namespace microt {

/// An open POSIX file descriptor that closes itself. Internal to engine/base.
class FileHandle
{
public:
    /// Opens for reading. Never waits: a FIFO without a writer must not stop the program.
    static FileHandle openToRead(const std::filesystem::path& path)
    {
        return FileHandle(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    }

    explicit FileHandle(int descriptor) : m_descriptor(descriptor) {}
    ~FileHandle() { close(); }
    FileHandle(FileHandle&& other) noexcept : m_descriptor(other.m_descriptor) { other.m_descriptor = -1; }
    FileHandle(const FileHandle&) = delete;
    FileHandle& operator=(const FileHandle&) = delete;

    bool isOpen() const { return m_descriptor >= 0; }
    int get() const { return m_descriptor; }

    /// 0, or -1 with errno set. Write errors of network file systems may only show here.
    int close()
    {
        const int descriptor = m_descriptor;
        m_descriptor = -1;
        return descriptor >= 0 ? ::close(descriptor) : 0;
    }

private:
    int m_descriptor = -1;
};

} // namespace microt
