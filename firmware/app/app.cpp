// SPDX-License-Identifier: Apache-2.0
#include "firmware/app/app.h"

#include <cstring>

#include "engine/runtime/confidence.h"
#include "firmware/app/keys.h"

namespace microt::firmware {

using namespace protocol;

namespace {

constexpr std::uint32_t kBaudTrialMs = 1500;
constexpr std::uint32_t kEventEveryMs = 200;

struct SettingsRecord
{
    std::uint8_t measure;
    std::uint8_t reserved[3];
    float temperature;
};

} // namespace

App::App(Platform& platform)
    : m_platform(platform),
      m_store(platform.flash(), platform.flashLayout().store, platform.flashLayout().storeBytes),
      m_slots(platform.flash(), platform.flashLayout(), m_store), m_tasks(m_store),
      m_responder(*this, *this, m_receiveBuffer, m_sendBuffer, kPayloadBytes)
{}

Error App::start()
{
    const Error error = m_store.open();
    m_slots.open();
    m_tasks.open();
    m_bank.attach(m_platform.bank());
    std::uint32_t bytes = 0;
    const std::uint8_t* settings = m_store.get(kSettingsKey, bytes);
    if (settings != nullptr && bytes == sizeof(SettingsRecord)) {
        SettingsRecord record;
        std::memcpy(&record, settings, sizeof record);
        m_settings.measure = record.measure;
        m_settings.temperature = record.temperature;
    }
    // Differs from start to start well enough: the counter, and how far the log has come.
    m_bootId = static_cast<std::uint32_t>(m_platform.counter()) * 2654435761U + m_store.usedBytes();
    useImage();
    return error;
}

bool App::run()
{
    const bool arrived = m_responder.poll();
    watchBaud();
    if (m_restart)
        m_platform.restart();
    return arrived;
}

void App::watchBaud()
{
    if (m_newBaud != 0) {
        m_formerBaud = m_platform.baud();
        m_trialFrom = m_platform.milliseconds();
        m_trialFrames = m_responder.counts().good;
        m_platform.setBaud(m_newBaud);
        m_newBaud = 0;
    } else if (m_formerBaud != 0) {
        if (m_responder.counts().good != m_trialFrames) {
            m_formerBaud = 0;
        } else if (m_platform.milliseconds() - m_trialFrom > kBaudTrialMs) {
            m_platform.setBaud(m_formerBaud);
            m_formerBaud = 0;
        }
    }
}

std::size_t App::receive(std::uint8_t* bytes, std::size_t capacity)
{
    return m_platform.receive(bytes, capacity);
}

void App::write(const std::uint8_t* bytes, std::size_t count)
{
    m_platform.send(bytes, count);
}

template <Message M>
void App::dispatch(const Bytes& payload, Reply& reply)
{
    typename Exchange<M>::Request request;
    typename Exchange<M>::Response response;
    m_reply = &reply;
    m_detail = 0;
    Error error = decode(payload.data, payload.size, request);
    if (error == Error::none)
        error = on(request, response);
    if (error == Error::none)
        reply.answer(response);
    else
        reply.fail(error, m_detail);
    m_reply = nullptr;
}

void App::handle(Message message, const Bytes& payload, Reply& reply)
{
    switch (message) {
#define MICROT_X(number, name, request, response, event, repeat)                                             \
    case Message::name:                                                                                      \
        return dispatch<Message::name>(payload, reply);
        MICROT_PROTOCOL_EXCHANGES(MICROT_X)
#undef MICROT_X
    }
}

void App::reportFlash(std::uint32_t done, std::uint32_t total, void* self)
{
    auto* app = static_cast<App*>(self);
    const std::uint32_t now = app->m_platform.milliseconds();
    if (now - app->m_lastEvent < kEventEveryMs)
        return;
    app->m_lastEvent = now;
    app->m_reply->event(FlashProgress{done, total});
}

// --- Link and board
// --------------------------------------------------------------------------------------------

Error App::on(const HelloRequest& request, HelloResponse& response)
{
    m_responder.startSession(request.session);
    response.schemaHash = kSchemaHash;
    response.session = request.session;
    response.payloadBytes = kPayloadBytes;
    response.window = kWindow;
    response.receiveBytes = m_platform.receiveQueueBytes();
    response.bootId = m_bootId;
    response.board = m_platform.board();
    response.serial = m_platform.serial();
    response.firmware = MICROT_VERSION;
    return Error::none;
}

Error App::on(const Echo&, Echo&)
{
    return Error::unknownRequest; // the responder answers it itself
}

Error App::on(const SetBaudRequest& request, Done&)
{
    int count = 0;
    const std::uint32_t* bauds = m_platform.bauds(count);
    for (int i = 0; i < count; ++i)
        if (bauds[i] == request.baud) {
            m_newBaud = request.baud; // once the answer has left
            return Error::none;
        }
    return Error::outOfRange;
}

Error App::on(const CancelRequest&, Done&)
{
    return Error::none; // nothing is under way, or it would not have come here
}

Error App::on(const ResetRequest&, Done&)
{
    m_restart = true;
    return Error::none;
}

Error App::on(const StatisticsRequest&, StatisticsResponse& response)
{
    response.uptimeMs = m_platform.milliseconds();
    response.frames = m_responder.counts();
    response.lostBytes = m_platform.lostBytes();
    response.duplicates = m_responder.duplicates();
    response.ramBytes = m_platform.ramBytes();
    response.ramHighWater = m_platform.ramHighWater();
    response.stackHighWater = m_platform.stackHighWater();
    return Error::none;
}

Error App::on(const DescribeRequest&, DescribeResponse& response)
{
    response.clockHz = m_platform.clockHz();
    response.counterUnit = m_platform.counterUnit();
    response.frameBuffer = m_platform.takeFrame(0) != nullptr;
    response.baud = m_platform.baud();
    int count = 0;
    const std::uint32_t* bauds = m_platform.bauds(count);
    for (int i = 0; i < count; ++i)
        response.bauds.add(bauds[i]);
    MemoryInfo ram;
    ram.name = "RAM";
    ram.kind = MemoryKind::ram;
    ram.bytes = m_platform.ramBytes();
    ram.used = m_platform.ramHighWater();
    response.memories.add(ram);
    MemoryInfo bank;
    bank.name = "bank";
    bank.kind = MemoryKind::bank;
    bank.bytes = m_platform.bank().bytes;
    bank.used = m_bank.usedBytes();
    response.memories.add(bank);
    MemoryInfo flash;
    flash.name = "flash";
    flash.kind = MemoryKind::flash;
    flash.bytes = m_platform.flash().bytes();
    flash.used =
        m_slots.info(0).imageBytes + m_slots.info(1).imageBytes + m_platform.flashLayout().storeBytes;
    response.memories.add(flash);
    MemoryInfo store;
    store.name = "store";
    store.kind = MemoryKind::store;
    store.bytes = m_platform.flashLayout().storeBytes / 2;
    store.used = m_store.usedBytes();
    response.memories.add(store);
    response.imageSlots.add(m_slots.info(0));
    response.imageSlots.add(m_slots.info(1));
    response.arenaBytes = m_platform.arena().bytes;
    response.bankBytes = m_platform.bank().bytes;
    response.maxTasks = kMaxWireTasks;
    response.maxClasses = kMaxClasses;
    return Error::none;
}

Error App::on(const SettingsReadRequest&, Settings& response)
{
    response = m_settings;
    return Error::none;
}

Error App::on(const SettingsWriteRequest& request, Done&)
{
    if (request.measure > static_cast<std::uint8_t>(ConfidenceMeasure::entropy) ||
        !(request.temperature > 0.0F && request.temperature < 1e6F))
        return Error::outOfRange;
    SettingsRecord record{request.measure, {}, request.temperature};
    const Error error =
        m_store.put(kSettingsKey, reinterpret_cast<const std::uint8_t*>(&record), sizeof record);
    if (error == Error::none)
        m_settings = request;
    return error;
}

Error App::on(const ForgetRequest& request, Done&)
{
    for (int task = 0; task < kMaxWireTasks; ++task)
        if (m_tasks.exists(task))
            if (const Error error = m_tasks.remove(task); error != Error::none)
                return error;
    if (const Error error = m_store.put(kSettingsKey, nullptr, 0); error != Error::none)
        return error;
    m_settings = {};
    for (int slot = 0; slot < 2 && request.images; ++slot)
        if (const Error error = m_slots.erase(slot, reportFlash, this); error != Error::none)
            return error;
    useImage();
    return Error::none;
}

// --- Images
// ----------------------------------------------------------------------------------------------------

/// Starts over with whatever image is active now.
void App::useImage()
{
    forgetPicture();
    m_headsBytes = 0;
    m_opsProfiled = 0;
    if (!hasImage()) {
        m_bank.reset(0, 0);
        return;
    }
    m_executor.attach(m_slots.image(), m_platform.arena().data, m_platform.arena().bytes,
                      m_platform.kernels());
    m_bank.reset(dimensions(0), dimensions(1));
}

Error App::on(const ImageBeginRequest& request, ImageBeginResponse& response)
{
    return m_slots.begin(request.bytes, request.sha256, response, m_detail, reportFlash, this);
}

Error App::on(const ImageWriteRequest& request, Done&)
{
    return m_slots.write(request.offset, request.bytes.data, request.bytes.size);
}

Error App::on(const ImageFinishRequest&, Done&)
{
    return m_slots.finish(m_platform.arena().bytes, m_detail);
}

Error App::on(const ImageActivateRequest& request, Done&)
{
    const int before = m_slots.active();
    const Error error = m_slots.activate(request.sha256);
    if (error == Error::none && m_slots.active() != before)
        useImage();
    return error;
}

Error App::on(const ImageReadRequest& request, Chunk& response)
{
    if (request.slot > 1)
        return Error::outOfRange;
    return chunk(m_slots.data(request.slot), m_slots.info(request.slot).imageBytes, request.offset,
                 request.size, response);
}

Error App::on(const ImageEraseRequest& request, Done&)
{
    const Error error = m_slots.erase(request.slot, reportFlash, this);
    if (!hasImage())
        useImage();
    return error;
}

/// As much of [offset, offset + wanted) as an answer holds.
Error App::chunk(const std::uint8_t* bytes, std::uint32_t total, std::uint32_t offset, std::uint32_t wanted,
                 Chunk& response) const
{
    constexpr std::uint32_t kRoom = kPayloadBytes - kResponsePrefixBytes - 6; // total and the length of bytes
    if (offset > total)
        return Error::outOfRange;
    std::uint32_t count = total - offset;
    count = count < wanted ? count : wanted;
    count = count < kRoom ? count : kRoom;
    response.total = total;
    response.bytes = {bytes + offset, static_cast<std::uint16_t>(count)};
    return Error::none;
}

} // namespace microt::firmware
