// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace microt::test {

/// The folder with real networks and pictures: $MICROT_DATA, else ../shared/data beside the source tree.
/// Empty if it is absent; tests that need it then skip and say so.
std::filesystem::path dataFolder();

/// The root of the source tree, for what tests keep beside themselves.
std::filesystem::path sourceFolder();

/// Whether the emulator of the virtual boards is installed and has this machine.
bool emulates(const std::string& machine);

/// A fresh folder for one test, removed with everything in it at the end of its scope.
class ScratchFolder
{
public:
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    const std::filesystem::path& path() const { return m_path; }
    std::filesystem::path operator/(const std::string& name) const { return m_path / name; }

private:
    std::filesystem::path m_path;
};

} // namespace microt::test

/// Skips the current test where the real data are absent.
#define MICROT_NEEDS_DATA()                                                                                  \
    if (microt::test::dataFolder().empty())                                                                  \
    GTEST_SKIP() << "needs the real networks and pictures (MICROT_DATA)"
