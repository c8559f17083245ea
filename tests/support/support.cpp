// SPDX-License-Identifier: Apache-2.0
#include "tests/support/support.h"

#include <cstdlib>
#include <system_error>

#include <unistd.h>

namespace microt::test {

namespace fs = std::filesystem;

fs::path dataFolder()
{
    const char* given = std::getenv("MICROT_DATA");
    const fs::path folder =
        given != nullptr ? fs::path(given) : fs::path(MICROT_SOURCE_FOLDER) / ".." / "shared" / "data";
    std::error_code error;
    return fs::is_directory(folder / "zoo", error) ? fs::canonical(folder, error) : fs::path();
}

std::filesystem::path sourceFolder()
{
    return MICROT_SOURCE_FOLDER;
}

bool emulates(const std::string& machine)
{
    const std::string ask = "qemu-system-arm -M help 2> /dev/null | grep -q '^" + machine + " '";
    return std::system(ask.c_str()) == 0;
}

ScratchFolder::ScratchFolder()
{
    std::string pattern = (fs::temp_directory_path() / "microt-test-XXXXXX").string();
    m_path = mkdtemp(pattern.data());
}

ScratchFolder::~ScratchFolder()
{
    std::error_code error;
    // Tests take permissions away from folders; give them back so that they can be removed.
    for (const auto& entry :
         fs::recursive_directory_iterator(m_path, fs::directory_options::skip_permission_denied, error))
        if (entry.is_directory(error))
            fs::permissions(entry.path(), fs::perms::owner_all, fs::perm_options::add, error);
    fs::remove_all(m_path, error);
}

} // namespace microt::test
