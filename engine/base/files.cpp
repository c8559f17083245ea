// SPDX-License-Identifier: Apache-2.0
#include "engine/base/files.h"

#include <cerrno>
#include <cstdlib>
#include <new>
#include <system_error>

#include "engine/base/file_reader.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

template <typename Container>
Result<Container> readWhole(const fs::path& path, std::uint64_t maxBytes)
{
    MICROT_TRY(FileReader reader, FileReader::open(path));
    const Failure tooLarge{Error::outOfRange, "Cannot read " + printable(path) + ": it is larger than " +
                                                  std::to_string(maxBytes) + " bytes."};
    if (reader.size() > maxBytes)
        return tooLarge;
    try {
        Container bytes;
        std::size_t filled = 0;
        // One byte more than its size shows whether the file has grown; files in /proc say 0.
        std::uint64_t wanted = reader.size() + 1;
        while (true) {
            bytes.resize(wanted);
            MICROT_TRY(const std::size_t got, reader.read(bytes.data() + filled, wanted - filled));
            filled += got;
            if (filled > maxBytes)
                return tooLarge;
            if (filled < wanted)
                break;
            wanted *= 2;
        }
        bytes.resize(filled);
        return bytes;
    } catch (const std::exception&) {
        return Failure{Error::outOfMemory,
                       "Cannot read " + printable(path) + ": there is not enough memory."};
    }
}

} // namespace

Result<std::vector<std::uint8_t>> readFile(const fs::path& path, std::uint64_t maxBytes)
{
    return readWhole<std::vector<std::uint8_t>>(path, maxBytes);
}

Result<std::string> readTextFile(const fs::path& path, std::uint64_t maxBytes)
{
    return readWhole<std::string>(path, maxBytes);
}

Status makeFolders(const fs::path& path)
{
    if (path.empty())
        return {};
    std::error_code error;
    fs::create_directories(path, error);
    if (!error && !fs::is_directory(path, error) && !error)
        error = std::make_error_code(std::errc::not_a_directory);
    if (!error)
        return {};
    Failure failure = failureFromErrno(error.value(), "make the folder", path);
    if (failure.code == Error::fileNotFound)
        failure.code = Error::ioFailure; // /proc and the like: nothing can be made there
    return failure;
}

Failure failureFromErrno(int error, std::string_view doing, const fs::path& path)
{
    Error code = Error::ioFailure;
    switch (error) {
    case ENOENT:
        code = Error::fileNotFound;
        break;
    case EACCES:
    case EPERM:
    case EROFS:
        code = Error::permissionDenied;
        break;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        code = Error::diskFull;
        break;
    case ENOMEM:
        code = Error::outOfMemory;
        break;
    default:
        break;
    }
    return {code, "Cannot " + std::string(doing) + " " + printable(path) + ": " +
                      std::generic_category().message(error) + "."};
}

fs::path resourceFolder()
{
    if (const char* given = std::getenv("MICROT_RESOURCES"); given != nullptr && *given != '\0')
        return given;
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    const fs::path installed = program.parent_path().parent_path() / "share" / "microt";
    if (!error && fs::is_directory(installed, error))
        return installed;
    return MICROT_SOURCE_RESOURCES;
}

} // namespace microt
