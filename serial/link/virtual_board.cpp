// SPDX-License-Identifier: Apache-2.0
#include "serial/link/virtual_board.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "serial/protocol/virtual_memory.h"

namespace microt {

namespace fs = std::filesystem;
using namespace protocol;

namespace {

constexpr int kStartTries = 200;
constexpr std::chrono::milliseconds kStartPause{10};
constexpr const char* kEmulator = "qemu-system-arm";

/// The boards, the one that is meant by "virtual" first.
struct Kind
{
    const char* name; ///< of the emulator's machine too
    const char* description;
    std::size_t memoryBytes; ///< RAM that the machine must have; the first kVirtualMemoryBytes are in use
};
constexpr Kind kKinds[] = {
    {"mps2-an500", "Virtual board, Cortex-M7, memories of the STM32H7A3ZI", kVirtualMemoryBytes},
    {"mps2-an386", "Virtual board, Cortex-M4F, memories of the STM32L4R5ZI", kVirtualMemoryBytes},
    {"mps2-an505", "Virtual board, Cortex-M33, memories of the STM32U575ZI", kVirtualMemoryBytes},
    {"mps3-an547", "Virtual board, Cortex-M55 with Helium, memories of the Ensemble E7",
     std::size_t{2} << 30},
    {"mps2-an385", "Virtual board, code of a Cortex-M0+, memories of the RP2040", kVirtualMemoryBytes},
};

const Kind* findKind(const std::string& name)
{
    const auto* found = std::find_if(std::begin(kKinds), std::end(kKinds),
                                     [&](const Kind& kind) { return kind.name == name; });
    return found != std::end(kKinds) ? found : nullptr;
}

std::string inPath(const char* program)
{
    const char* path = std::getenv("PATH");
    std::string folders = path != nullptr ? path : "/usr/bin:/bin";
    for (std::size_t from = 0; from <= folders.size();) {
        const std::size_t to = std::min(folders.find(':', from), folders.size());
        const std::string file = folders.substr(from, to - from) + "/" + program;
        if (access(file.c_str(), X_OK) == 0)
            return file;
        from = to + 1;
    }
    return {};
}

Result<fs::path> firmwareOf(const std::string& kind)
{
    const fs::path file = firmwareFolder() / (kind + ".elf");
    std::error_code error;
    if (fs::exists(file, error))
        return file;
    return Failure{Error::fileNotFound, "The firmware " + printable(file) + " is missing."};
}

std::vector<std::string> commandOf(const std::string& emulator, const Kind& kind, const fs::path& file,
                                   const std::string& socket, const fs::path& firmware)
{
    // A comma separates QEMU's options; doubled it is itself.
    std::string state = file.string();
    for (std::size_t at = state.find(','); at != std::string::npos; at = state.find(',', at + 2))
        state.insert(at, ",");
    const std::string machine = std::string(kind.name) + ",memory-backend=nv";
    const std::string memory = "memory-backend-file,id=nv,size=" + std::to_string(kind.memoryBytes >> 20) +
                               "M,share=on,mem-path=" + state;
    const std::string line = "unix:" + socket + ",server=on,wait=off";
    const std::string image = firmware.string();
    return {emulator,  "-M",      machine,    "-object", memory,     "-serial", line,        "-kernel", image,
            "-icount", "shift=0", "-display", "none",    "-monitor", "none",    "-parallel", "none"};
}

/// Runs in the child alone, where only async-signal-safe calls are allowed: starts the emulator, waits until
/// the leash is let go or the emulator ends, and sees that nothing is left.
[[noreturn]] void supervise(char* const* arguments, int leash, int report, const char* socket,
                            const char* folder)
{
    const auto end = [socket, folder](int status) {
        unlink(socket);
        rmdir(folder);
        _exit(status);
    };
    signal(SIGINT, SIG_IGN); // Ctrl+C is for the program that holds the leash
    const pid_t emulator = fork();
    if (emulator == 0) {
        const int nothing = open("/dev/null", O_RDWR);
        dup2(nothing, 0);
        dup2(nothing, 1);
        execv(arguments[0], arguments);
        _exit(127);
    }
    [[maybe_unused]] ssize_t written = write(report, &emulator, sizeof emulator);
    close(report);
    for (;;) {
        int status = 0;
        if (waitpid(emulator, &status, WNOHANG) == emulator)
            end(WIFEXITED(status) ? WEXITSTATUS(status) : 128);
        // The read ends when the last copy of the other end is closed; it is non-blocking.
        char byte = 0;
        const ssize_t count = read(leash, &byte, 1);
        if (count == 0) {
            kill(emulator, SIGKILL);
            waitpid(emulator, &status, 0);
            end(0);
        }
        const timespec pause{0, 20000000};
        nanosleep(&pause, nullptr);
    }
}

} // namespace

fs::path firmwareFolder()
{
    if (const char* given = std::getenv("MICROT_FIRMWARE"); given != nullptr)
        return given;
    const fs::path installed = resourceFolder() / "firmware";
    std::error_code error;
    return fs::exists(installed, error) ? installed : fs::path(MICROT_FIRMWARE_FOLDER);
}

std::vector<std::string> virtualBoardKinds()
{
    std::vector<std::string> names;
    for (const Kind& kind : kKinds)
        names.emplace_back(kind.name);
    return names;
}

std::string describeVirtualKind(const std::string& kind)
{
    const Kind* found = findKind(kind);
    return found != nullptr ? found->description : std::string();
}

Status checkVirtualKind(const std::string& kind)
{
    if (findKind(kind) != nullptr)
        return {};
    const std::vector<std::string> kinds = virtualBoardKinds();
    std::string known;
    for (std::size_t i = 0; i < kinds.size(); ++i)
        known += (i == 0 ? "" : i + 1 == kinds.size() ? " and " : ", ") + kinds[i];
    return Failure{Error::invalidArgument,
                   "There is no virtual board \"" + printable(kind) + "\"; there are " + known + "."};
}

Result<std::unique_ptr<VirtualBoard>> VirtualBoard::start(const std::string& kind, const fs::path& stateFile)
{
    MICROT_CHECK(checkVirtualKind(kind));
    std::unique_ptr<VirtualBoard> board(new VirtualBoard);
    board->m_kind = kind;
    board->m_state = stateFile;
    MICROT_TRY(board->m_firmware, firmwareOf(kind));
    if (!stateFile.parent_path().empty())
        MICROT_CHECK(makeFolders(stateFile.parent_path()));
    board->m_stateDescriptor = open(stateFile.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (board->m_stateDescriptor < 0)
        return failureFromErrno(errno, "open", stateFile);
    if (flock(board->m_stateDescriptor, LOCK_EX | LOCK_NB) != 0)
        return Failure{Error::portBusy,
                       "Another program runs a virtual board on " + printable(stateFile) + "."};
    struct stat info = {};
    fstat(board->m_stateDescriptor, &info);
    const auto size = static_cast<off_t>(findKind(kind)->memoryBytes);
    const bool fresh = info.st_size != size;
    if (fresh) {
        // What lies behind the memory in use takes no room on the disk.
        const int failed =
            ftruncate(board->m_stateDescriptor, 0) != 0 || ftruncate(board->m_stateDescriptor, size) != 0
                ? errno
                : posix_fallocate(board->m_stateDescriptor, 0, kVirtualMemoryBytes);
        if (failed != 0)
            return failureFromErrno(failed, "make", stateFile);
    }
    void* memory =
        mmap(nullptr, kVirtualMemoryBytes, PROT_READ | PROT_WRITE, MAP_SHARED, board->m_stateDescriptor, 0);
    if (memory == MAP_FAILED)
        return failureFromErrno(errno, "map", stateFile);
    board->m_memory = static_cast<std::uint8_t*>(memory);
    if (fresh)
        std::memset(board->m_memory, 0xFF, kVirtualFlashBytes);
    std::memset(board->m_memory + kVirtualFrameOffset, 0, sizeof(VirtualFrame));
    // Who it is: the file that holds its state.
    const std::string serial =
        kind + "-" + std::to_string(std::hash<std::string>()(fs::absolute(stateFile).string()) % 1000000);
    std::memcpy(board->m_memory + kVirtualSerialOffset, serial.c_str(), serial.size() + 1);
    MICROT_CHECK(board->launch());
    return board;
}

Status VirtualBoard::launch()
{
    const std::string emulator = inPath(kEmulator);
    if (emulator.empty())
        return Failure{
            Error::fileNotFound,
            "qemu-system-arm is not installed; it emulates the virtual board (package qemu-system-arm)."};
    int leash[2];
    int report[2];
    if (pipe2(leash, O_CLOEXEC) != 0 || pipe2(report, O_CLOEXEC) != 0)
        return failureFromErrno(errno, "start", emulator);
    fcntl(leash[0], F_SETFL, O_NONBLOCK);
    std::string folder = (fs::temp_directory_path() / "microt-board-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr)
        return failureFromErrno(errno, "make", folder);
    m_socket = folder + "/uart";
    std::vector<std::string> words = commandOf(emulator, *findKind(m_kind), m_state, m_socket, m_firmware);
    std::vector<char*> arguments;
    for (std::string& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);

    const pid_t child = fork();
    if (child < 0) {
        const int why = errno;
        rmdir(folder.c_str());
        return failureFromErrno(why, "start", emulator);
    }
    if (child == 0) {
        close(leash[1]);
        close(report[0]);
        supervise(arguments.data(), leash[0], report[1], m_socket.c_str(), folder.c_str());
    }
    close(leash[0]);
    close(report[1]);
    m_supervisor = child;
    m_leash = leash[1];
    pid_t process = -1;
    if (read(report[0], &process, sizeof process) == sizeof process)
        m_emulator = process;
    close(report[0]);
    return waitForSocket(emulator);
}

Status VirtualBoard::waitForSocket(const std::string& emulator) const
{
    for (int i = 0; i < kStartTries; ++i) {
        if (access(m_socket.c_str(), F_OK) == 0)
            return {};
        if (!running())
            return Failure{Error::noAnswer, "The emulator " + emulator + " ended at once."};
        std::this_thread::sleep_for(kStartPause);
    }
    return Failure{Error::noAnswer, "The emulator " + emulator + " does not start."};
}

bool VirtualBoard::running() const
{
    return m_supervisor > 0 && waitpid(m_supervisor, nullptr, WNOHANG) == 0;
}

void VirtualBoard::stop()
{
    if (m_leash >= 0)
        close(m_leash);
    if (m_supervisor > 0)
        waitpid(m_supervisor, nullptr, 0);
    m_leash = m_supervisor = m_emulator = -1;
}

Status VirtualBoard::restart()
{
    stop();
    return launch();
}

VirtualBoard::~VirtualBoard()
{
    stop();
    if (m_memory != nullptr)
        munmap(m_memory, kVirtualMemoryBytes);
    if (m_stateDescriptor >= 0)
        close(m_stateDescriptor);
}

Result<std::unique_ptr<Channel>> VirtualBoard::connect() const
{
    // The socket is there a moment before the emulator listens at it.
    for (int i = 0; i < kStartTries && running(); ++i) {
        auto channel = openSocketChannel(m_socket, "virtual:" + m_kind);
        if (channel.ok())
            return channel;
        std::this_thread::sleep_for(kStartPause);
    }
    return openSocketChannel(m_socket, "virtual:" + m_kind);
}

bool VirtualBoard::writeSlot(int slot, std::size_t offset, const std::uint8_t* bytes, std::size_t count)
{
    if (slot < 0 || slot > 1 || offset > kVirtualSlotBytes || count > kVirtualSlotBytes - offset)
        return false;
    std::memcpy(m_memory + kVirtualSlotOffset[slot] + offset, bytes, count);
    return true;
}

void VirtualBoard::show(const std::uint8_t* pixels, std::size_t bytes)
{
    std::uint8_t* frame = m_memory + kVirtualFrameOffset;
    if (bytes > kVirtualSerialOffset - kVirtualFrameOffset - sizeof(VirtualFrame))
        return;
    std::memcpy(frame + sizeof(VirtualFrame), pixels, bytes);
    VirtualFrame header;
    header.magic = kVirtualFrameMagic;
    header.bytes = static_cast<std::uint32_t>(bytes);
    std::memcpy(frame, &header, sizeof header);
}

} // namespace microt
