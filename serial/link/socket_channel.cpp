// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cstring>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "serial/link/channel.h"

namespace microt {

namespace {

constexpr int kStuckMs = 5000; ///< without taking a byte

class SocketChannel final : public Channel
{
public:
    SocketChannel(int descriptor, std::string name) : m_descriptor(descriptor), m_name(std::move(name)) {}
    ~SocketChannel() override { close(m_descriptor); }
    SocketChannel(const SocketChannel&) = delete;
    SocketChannel& operator=(const SocketChannel&) = delete;

    Result<ReceivedChunk> read(int timeoutMs) override
    {
        if (!ready(POLLIN, timeoutMs))
            return ReceivedChunk();
        std::vector<std::uint8_t> bytes(kReadBytes);
        const ssize_t count = recv(m_descriptor, bytes.data(), bytes.size(), 0);
        if (count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN))
            return gone();
        bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
        return ReceivedChunk(std::move(bytes));
    }

    Status write(const std::uint8_t* bytes, std::size_t count) override
    {
        while (count > 0) {
            if (!ready(POLLOUT, kStuckMs))
                return Failure{Error::noAnswer, m_name + " takes no more bytes."};
            const ssize_t sent = send(m_descriptor, bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT);
            if (sent < 0 && errno != EINTR && errno != EAGAIN)
                return gone();
            if (sent > 0) {
                bytes += sent;
                count -= static_cast<std::size_t>(sent);
            }
        }
        return {};
    }

    Status setBaud(std::uint32_t) override { return {}; }
    std::string name() const override { return m_name; }

private:
    bool ready(short what, int timeoutMs) const
    {
        pollfd wanted{m_descriptor, what, 0};
        return poll(&wanted, 1, timeoutMs) > 0;
    }
    Failure gone() const { return {Error::deviceGone, "The board at " + m_name + " closed the connection."}; }

    int m_descriptor;
    std::string m_name;
};

} // namespace

Result<std::unique_ptr<Channel>> openSocketChannel(const std::string& path, const std::string& name)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        return Failure{Error::invalidArgument, "The socket path " + printable(path) + " is too long."};
    std::strcpy(address.sun_path, path.c_str());
    const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return failureFromErrno(errno, "make a socket for", path);
    if (connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        const int why = errno;
        close(descriptor);
        return Failure{Error::deviceGone,
                       "Nobody listens at " + printable(path) + " (" + std::strerror(why) + ")."};
    }
    return std::unique_ptr<Channel>(
        std::make_unique<SocketChannel>(descriptor, name.empty() ? printable(path) : name));
}

} // namespace microt
