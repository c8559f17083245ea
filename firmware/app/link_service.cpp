// SPDX-License-Identifier: Apache-2.0
#include "firmware/app/link_service.h"

#include "engine/runtime/confidence.h"
#include "firmware/app/keys.h"

namespace microt::firmware {

using namespace protocol;

namespace {

constexpr std::uint32_t kBaudTrialMs = 1500;

struct SettingsRecord
{
    std::uint8_t measure;
    std::uint8_t reserved[3];
    float temperature;
};

} // namespace

void LinkService::open()
{
    SettingsRecord record;
    if (m_board.store.read(kSettingsKey, record))
        m_board.settings = {record.measure, record.temperature};
    // Differs from start to start well enough: the counter, and how far the log has come.
    m_bootId =
        static_cast<std::uint32_t>(m_board.platform.counter()) * 2654435761U + m_board.store.usedBytes();
}

void LinkService::settle()
{
    Platform& platform = m_board.platform;
    if (m_newBaud != 0) {
        m_formerBaud = platform.baud();
        m_trialFrom = platform.milliseconds();
        m_trialFrames = m_responder.counts().good;
        platform.setBaud(m_newBaud);
        m_newBaud = 0;
    } else if (m_formerBaud != 0) {
        if (m_responder.counts().good != m_trialFrames) {
            m_formerBaud = 0;
        } else if (platform.milliseconds() - m_trialFrom > kBaudTrialMs) {
            platform.setBaud(m_formerBaud);
            m_formerBaud = 0;
        }
    }
    if (m_restart)
        platform.restart();
}

Error LinkService::on(const HelloRequest& request, HelloResponse& response)
{
    m_responder.startSession(request.session);
    response.schemaHash = kSchemaHash;
    response.session = request.session;
    response.payloadBytes = kPayloadBytes;
    response.window = kWindow;
    response.receiveBytes = m_board.platform.receiveQueueBytes();
    response.bootId = m_bootId;
    response.board = m_board.platform.board();
    response.serial = m_board.platform.serial();
    response.firmware = MICROT_VERSION;
    return Error::none;
}

Error LinkService::on(const Echo&, Echo&)
{
    return Error::unknownRequest; // the responder answers it itself
}

Error LinkService::on(const SetBaudRequest& request, Done&)
{
    int count = 0;
    const std::uint32_t* bauds = m_board.platform.bauds(count);
    for (int i = 0; i < count; ++i)
        if (bauds[i] == request.baud) {
            m_newBaud = request.baud; // once the answer has left
            return Error::none;
        }
    return Error::outOfRange;
}

Error LinkService::on(const CancelRequest&, Done&)
{
    return Error::none; // nothing is under way, or it would not have come here
}

Error LinkService::on(const ResetRequest&, Done&)
{
    m_restart = true;
    return Error::none;
}

Error LinkService::on(const StatisticsRequest&, StatisticsResponse& response)
{
    const Platform& platform = m_board.platform;
    response.uptimeMs = m_board.platform.milliseconds();
    response.frames = m_responder.counts();
    response.lostBytes = platform.lostBytes();
    response.duplicates = m_responder.duplicates();
    response.ramBytes = platform.ramBytes();
    response.ramHighWater = platform.ramHighWater();
    response.stackHighWater = platform.stackHighWater();
    return Error::none;
}

Error LinkService::on(const DescribeRequest&, DescribeResponse& response)
{
    Platform& platform = m_board.platform;
    const std::uint32_t storeBytes = platform.flashLayout().storeBytes;
    const SlotInfo images[] = {m_board.images.info(0), m_board.images.info(1)};
    response.clockHz = platform.clockHz();
    response.counterUnit = platform.counterUnit();
    response.frameBuffer = platform.takeFrame(0) != nullptr;
    response.baud = platform.baud();
    int count = 0;
    const std::uint32_t* bauds = platform.bauds(count);
    for (int i = 0; i < count; ++i)
        response.bauds.add(bauds[i]);
    response.memories.add({"RAM", MemoryKind::ram, platform.ramBytes(), platform.ramHighWater()});
    response.memories.add({"bank", MemoryKind::bank, platform.bank().bytes, m_board.bank.usedBytes()});
    response.memories.add({"flash", MemoryKind::flash, platform.flash().bytes(),
                           images[0].imageBytes + images[1].imageBytes + storeBytes});
    response.memories.add({"store", MemoryKind::store, storeBytes / 2, m_board.store.usedBytes()});
    for (const SlotInfo& slot : images)
        response.imageSlots.add(slot);
    response.arenaBytes = platform.arena().bytes;
    response.bankBytes = platform.bank().bytes;
    response.maxTasks = kMaxWireTasks;
    response.maxClasses = kMaxClasses;
    return Error::none;
}

Error LinkService::on(const SettingsReadRequest&, Settings& response)
{
    response = m_board.settings;
    return Error::none;
}

Error LinkService::on(const SettingsWriteRequest& request, Done&)
{
    if (request.measure > static_cast<std::uint8_t>(ConfidenceMeasure::entropy) ||
        !(request.temperature > 0.0F && request.temperature < 1e6F))
        return Error::outOfRange;
    const SettingsRecord record{request.measure, {}, request.temperature};
    MICROT_PASS(m_board.store.write(kSettingsKey, record));
    m_board.settings = request;
    return Error::none;
}

Error LinkService::on(const ForgetRequest& request, Done&)
{
    for (int task = 0; task < kMaxWireTasks; ++task)
        if (m_board.tasks.exists(task))
            MICROT_PASS(m_board.tasks.remove(task));
    MICROT_PASS(m_board.store.forget(kSettingsKey));
    m_board.settings = {};
    for (int slot = 0; slot < 2 && request.images; ++slot)
        MICROT_PASS(m_board.images.erase(slot, BoardState::reportFlash, &m_board.call));
    m_board.useImage();
    return Error::none;
}

} // namespace microt::firmware
