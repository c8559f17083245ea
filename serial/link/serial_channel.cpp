// SPDX-License-Identifier: Apache-2.0
#include <QSerialPort>

#include <unistd.h>

#include "serial/link/channel.h"

namespace microt {

namespace {

constexpr int kPortStuckMs = 5000;

class SerialChannel final : public Channel
{
public:
    Status open(const QString& name, std::uint32_t baud)
    {
        m_port.setPortName(name);
        m_port.setBaudRate(static_cast<qint32>(baud));
        if (m_port.open(QIODevice::ReadWrite)) {
            m_port.setFlowControl(QSerialPort::NoFlowControl);
            m_port.setReadBufferSize(16 * static_cast<qint64>(kReadBytes)); // a port may never stop sending
            m_port.clear();
            m_port.clearError();
            return {};
        }
        const std::string port = name.toStdString();
        switch (m_port.error()) {
        case QSerialPort::DeviceNotFoundError:
            return Failure{Error::fileNotFound, "There is no port " + port + "."};
        case QSerialPort::PermissionError:
            if (access(port.c_str(), R_OK | W_OK) == 0)
                return Failure{Error::portBusy, "Another program uses " + port + "."};
            return Failure{Error::permissionDenied,
                           "You may not use " + port + ". On Debian the members of the group dialout may."};
        default:
            return Failure{Error::ioFailure,
                           "Cannot open " + port + ": " + m_port.errorString().toStdString() + "."};
        }
    }

    Result<ReceivedChunk> read(int timeoutMs) override
    {
        if (m_port.bytesAvailable() == 0 && !m_port.waitForReadyRead(timeoutMs) && broken())
            return gone();
        std::vector<std::uint8_t> bytes(kReadBytes);
        const qint64 count = m_port.read(reinterpret_cast<char*>(bytes.data()), kReadBytes);
        if (count < 0)
            return gone();
        bytes.resize(static_cast<std::size_t>(count));
        return ReceivedChunk(std::move(bytes));
    }

    Status write(const std::uint8_t* bytes, std::size_t count) override
    {
        // A port whose device is gone stays open and takes bytes; only its error says so.
        if (broken() || m_port.write(reinterpret_cast<const char*>(bytes), static_cast<qint64>(count)) !=
                            static_cast<qint64>(count))
            return gone();
        while (m_port.bytesToWrite() > 0)
            if (!m_port.waitForBytesWritten(kPortStuckMs))
                return broken() ? gone() : Failure{Error::noAnswer, name() + " takes no more bytes."};
        return {};
    }

    Status setBaud(std::uint32_t baud) override
    {
        if (!m_port.setBaudRate(static_cast<qint32>(baud)))
            return gone();
        return {};
    }

    std::string name() const override { return m_port.portName().toStdString(); }

private:
    bool broken() const
    {
        const QSerialPort::SerialPortError error = m_port.error();
        return !m_port.isOpen() || (error != QSerialPort::NoError && error != QSerialPort::TimeoutError &&
                                    error != QSerialPort::UnsupportedOperationError);
    }
    Failure gone()
    {
        m_port.close();
        return {Error::deviceGone, "The board at " + name() + " is gone."};
    }

    QSerialPort m_port;
};

} // namespace

Result<std::unique_ptr<Channel>> openSerialChannel(const std::string& port, std::uint32_t baud)
{
    auto channel = std::make_unique<SerialChannel>();
    MICROT_CHECK(channel->open(QString::fromStdString(port), baud));
    return std::unique_ptr<Channel>(std::move(channel));
}

} // namespace microt
