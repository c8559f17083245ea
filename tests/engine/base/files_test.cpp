// SPDX-License-Identifier: Apache-2.0
#include "engine/base/files.h"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "engine/base/hash.h"
#include "tests/support/support.h"

namespace microt {
namespace {

namespace fs = std::filesystem;

std::size_t entriesIn(const fs::path& folder)
{
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

/// No file can grow beyond `bytes` while this lives: what a full disk looks like to a program.
class FileSizeLimit
{
public:
    explicit FileSizeLimit(rlim_t bytes) : m_handler(std::signal(SIGXFSZ, SIG_IGN))
    {
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit()
    {
        ::setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }

private:
    rlimit m_before{};
    void (*m_handler)(int);
};

TEST(WriteFileAtomically, goesThroughLinks)
{
    const test::ScratchFolder scratch;
    fs::create_directories(scratch / "real");
    std::ofstream(scratch / "real/old.txt") << "old";
    fs::create_symlink("real/old.txt", scratch / "link");
    fs::create_symlink("link", scratch / "link to link");
    fs::create_symlink("real/new.txt", scratch / "dangling");
    fs::create_symlink("circle", scratch / "circle");
    ASSERT_TRUE(writeFileAtomically(scratch / "link to link", "first").ok());
    EXPECT_TRUE(fs::is_symlink(scratch / "link to link"));
    EXPECT_TRUE(fs::is_symlink(scratch / "link"));
    EXPECT_EQ(readTextFile(scratch / "real/old.txt").value(), "first");
    ASSERT_TRUE(writeFileAtomically(scratch / "dangling", "second").ok());
    EXPECT_TRUE(fs::is_symlink(scratch / "dangling"));
    EXPECT_EQ(readTextFile(scratch / "real/new.txt").value(), "second");
    EXPECT_FALSE(writeFileAtomically(scratch / "circle", "third").ok());
    EXPECT_FALSE(writeFileAtomically(scratch / "real", "a folder").ok());
    EXPECT_TRUE(fs::is_directory(scratch / "real"));
}

TEST(WriteFileAtomically, writesIntoPipesAndDevices)
{
    const test::ScratchFolder scratch;
    const fs::path pipe = scratch / "pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    const std::string sent(300'000, 'x'); // more than a pipe holds
    std::string read;
    std::thread reader([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(200)); // the writer waits
        std::ifstream file(pipe);
        read.assign(std::istreambuf_iterator<char>(file), {});
    });
    const Status written = writeFileAtomically(pipe, sent);
    reader.join();
    ASSERT_TRUE(written.ok()) << written.failure().what;
    EXPECT_EQ(read, sent);
    EXPECT_TRUE(fs::is_fifo(pipe)) << "still a pipe";

    // A reader that goes away is an error, no end of the program.
    std::thread impatient([&] {
        const int descriptor = ::open(pipe.c_str(), O_RDONLY);
        char byte = 0;
        EXPECT_EQ(::read(descriptor, &byte, 1), 1);
        ::close(descriptor);
    });
    EXPECT_FALSE(writeFileAtomically(pipe, sent).ok());
    impatient.join();

    ASSERT_TRUE(writeFileAtomically("/dev/null", "gone").ok());
    EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST(WriteFileAtomically, writesReplacesAndMakesFolders)
{
    const test::ScratchFolder scratch;
    const fs::path file = scratch / "a" / "b" / "file.txt";
    ASSERT_TRUE(writeFileAtomically(file, "first").ok());
    EXPECT_EQ(readTextFile(file).value(), "first");
    ASSERT_TRUE(writeFileAtomically(file, std::string("second\0!", 8)).ok());
    EXPECT_EQ(readTextFile(file).value(), std::string("second\0!", 8));
    ASSERT_TRUE(writeFileAtomically(file, "").ok());
    EXPECT_EQ(readTextFile(file).value(), "");
    EXPECT_EQ(entriesIn(file.parent_path()), 1U);
}

TEST(WriteFileAtomically, fullDiskKeepsTheOldContent)
{
    const test::ScratchFolder scratch;
    const fs::path file = scratch / "file.txt";
    ASSERT_TRUE(writeFileAtomically(file, "old").ok());
    {
        const FileSizeLimit limit(4096);
        const Status status = writeFileAtomically(file, std::string(10000, 'n'));
        ASSERT_FALSE(status.ok());
        EXPECT_EQ(status.failure().code, Error::diskFull);
        EXPECT_NE(status.failure().what.find(file.string()), std::string::npos) << status.failure().what;
    }
    EXPECT_EQ(readTextFile(file).value(), "old");
    EXPECT_EQ(entriesIn(scratch.path()), 1U);
}

TEST(WriteFileAtomically, failureLeavesNothingBehind)
{
    const test::ScratchFolder scratch;
    fs::create_directories(scratch / "target" / "child"); // a folder cannot be replaced by a file
    const Status status = writeFileAtomically(scratch / "target", "text");
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.failure().code, Error::ioFailure);
    EXPECT_TRUE(fs::is_directory(scratch / "target" / "child"));
    EXPECT_EQ(entriesIn(scratch.path()), 1U);
}

TEST(WriteFileAtomically, aKilledProgramLeavesOldOrNewAndNothingElse)
{
    const test::ScratchFolder scratch;
    const int probe = ::open(scratch.path().c_str(), O_WRONLY | O_TMPFILE, 0666);
    if (probe < 0)
        GTEST_SKIP() << "this file system has no files without a name";
    ::close(probe);
    const std::string old(1000, 'o');
    const std::string grown(4 << 20, 'n');
    for (int trial = 0; trial < 20; ++trial) {
        ASSERT_TRUE(writeFileAtomically(scratch / "file", old).ok());
        const pid_t child = ::fork();
        if (child == 0) {
            while (writeFileAtomically(scratch / "file", grown).ok()) {
            }
            ::_exit(1);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1 + trial * 3));
        ::kill(child, SIGKILL);
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status)) << "it could not write";
        const std::string content = readTextFile(scratch / "file").value();
        EXPECT_TRUE(content == old || content == grown);
    }
    EXPECT_LE(entriesIn(scratch.path()), 2U) << "at most one was between its two names";
}

TEST(WriteFileAtomically, parentIsAFile)
{
    const test::ScratchFolder scratch;
    ASSERT_TRUE(writeFileAtomically(scratch / "file", "text").ok());
    EXPECT_EQ(writeFileAtomically(scratch / "file" / "x", "text").failure().code, Error::ioFailure);
    EXPECT_EQ(readTextFile(scratch / "file").value(), "text");
}

TEST(WriteFileAtomically, readOnlyFolder)
{
    const test::ScratchFolder scratch;
    fs::path folder = scratch / "locked";
    fs::create_directories(folder);
    fs::permissions(folder, fs::perms::owner_read | fs::perms::owner_exec);
    if (::geteuid() == 0) // permissions do not stop root; the kernel's own folders do
        folder = "/sys/kernel";
    if (!fs::exists(folder))
        GTEST_SKIP() << "runs as root and has no /sys";
    const Status status = writeFileAtomically(folder / "file", "text");
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.failure().code, Error::permissionDenied) << status.failure().what;
}

TEST(WriteFileAtomically, longestNameFits)
{
    const test::ScratchFolder scratch;
    EXPECT_TRUE(writeFileAtomically(scratch / std::string(255, 'n'), "text").ok());
    EXPECT_EQ(writeFileAtomically(scratch / std::string(256, 'n'), "text").failure().code, Error::ioFailure);
}

TEST(WriteFileAtomically, writersDoNotMix)
{
    const test::ScratchFolder scratch;
    const auto write = [&](char letter) {
        for (int i = 0; i < 20; ++i)
            EXPECT_TRUE(writeFileAtomically(scratch / "file", std::string(5000, letter)).ok());
    };
    std::thread other(write, 'a');
    write('b');
    other.join();
    const std::string text = readTextFile(scratch / "file").value();
    EXPECT_EQ(text, std::string(5000, text[0]));
    EXPECT_EQ(entriesIn(scratch.path()), 1U);
}

TEST(ReadFile, saysWhatIsWrong)
{
    const test::ScratchFolder scratch;
    ASSERT_TRUE(writeFileAtomically(scratch / "ten", "0123456789").ok());
    EXPECT_EQ(readFile(scratch / "ten", 10).value().size(), 10U);
    EXPECT_EQ(readFile(scratch / "ten", 9).failure().code, Error::outOfRange);
    EXPECT_EQ(readFile(scratch / "none").failure().code, Error::fileNotFound);
    EXPECT_EQ(readFile(scratch.path()).failure().code, Error::ioFailure);
    EXPECT_EQ(readFile("/dev/zero").failure().code, Error::ioFailure);
    EXPECT_EQ(sha256HexOfFile(scratch / "none").failure().code, Error::fileNotFound);
    ASSERT_EQ(::mkfifo((scratch / "pipe").c_str(), 0600), 0);
    EXPECT_EQ(readFile(scratch / "pipe").failure().code, Error::ioFailure);
}

TEST(ReadFile, filesThatDoNotKnowTheirSize)
{
    const Result<std::string> status = readTextFile("/proc/self/status");
    ASSERT_TRUE(status.ok());
    EXPECT_NE(status.value().find("Pid:"), std::string::npos);
    EXPECT_EQ(readTextFile("/proc/self/status", 5).failure().code, Error::outOfRange);
}

TEST(Hash, textAndFileAgree)
{
    const test::ScratchFolder scratch;
    const std::string bytes(200001, 'h'); // several pieces and a bit
    ASSERT_TRUE(writeFileAtomically(scratch / "file", bytes).ok());
    EXPECT_EQ(sha256HexOfFile(scratch / "file").value(), sha256Hex(bytes));
    EXPECT_EQ(sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Printable, keepsUtf8AndEscapesTheRest)
{
    EXPECT_EQ(printable("Grün €😀"), "Grün €😀");
    EXPECT_EQ(printable("\xFFname\xC3"), "\\xFFname\\xC3");
    EXPECT_EQ(printable("\xC0\xAF"), "\\xC0\\xAF");                   // overlong
    EXPECT_EQ(printable("\xE0\x80\xAF"), "\\xE0\\x80\\xAF");          // overlong
    EXPECT_EQ(printable("\xED\xA0\x80"), "\\xED\\xA0\\x80");          // surrogate
    EXPECT_EQ(printable("\xF4\x90\x80\x80"), "\\xF4\\x90\\x80\\x80"); // beyond U+10FFFF
    EXPECT_EQ(printable("\xF0\x9F\x98"), "\\xF0\\x9F\\x98");          // cut short
    EXPECT_EQ(printable(fs::path("a/\x80")), "a/\\x80");
    EXPECT_EQ(printable("two\nlines\x1B[2J\x7F"), "two\\x0Alines\\x1B[2J\\x7F");
    EXPECT_EQ(printable(std::string(3, '\xE4')), "\\xE4\\xE4\\xE4");
}

TEST(ReadFile, nameThatIsNotUtf8)
{
    const test::ScratchFolder scratch;
    const Result<std::string> text = readTextFile(scratch / "\xE4\xF6.txt");
    ASSERT_FALSE(text.ok());
    EXPECT_NE(text.failure().what.find("\\xE4\\xF6.txt"), std::string::npos) << text.failure().what;
}

TEST(ResourceFolder, environmentComesFirst)
{
    const char* before = std::getenv("MICROT_RESOURCES");
    const std::string kept = before != nullptr ? before : "";
    ::setenv("MICROT_RESOURCES", "/some/where", 1);
    EXPECT_EQ(resourceFolder(), "/some/where");
    ::setenv("MICROT_RESOURCES", "", 1);
    EXPECT_EQ(resourceFolder().filename(), "resources");
    before != nullptr ? ::setenv("MICROT_RESOURCES", kept.c_str(), 1) : ::unsetenv("MICROT_RESOURCES");
}

} // namespace
} // namespace microt
