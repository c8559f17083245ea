// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/executor.h"
#include "firmware/app/image_slots.h"
#include "firmware/app/sample_bank.h"
#include "firmware/app/task_table.h"
#include "serial/protocol/heads_blob.h"
#include "serial/protocol/responder.h"

namespace microt::firmware {

constexpr std::uint16_t kPayloadBytes = 1024;
constexpr std::uint8_t kMaxClasses = 100;
constexpr int kMaxOps = 512;

/// What a board does: answers requests about its images, tasks, samples and pictures. The same on every
/// board; all that differs is in the Platform. No heap; a megabyte of state would not fit, so all large
/// memory is the platform's.
class App final : private protocol::RequestHandler, private protocol::ByteSink
{
public:
    explicit App(Platform& platform);

    /// Once, before run(): opens store and image.
    Error start();

    /// Handles what has arrived. False if nothing had: the board may sleep until the next interrupt.
    bool run();

private:
    enum class Picture { none, arriving, ready, running };

    void handle(protocol::Message message, const protocol::Bytes& payload, protocol::Reply& reply) override;
    std::size_t receive(std::uint8_t* bytes, std::size_t capacity) override;
    void write(const std::uint8_t* bytes, std::size_t count) override;
    template <protocol::Message M>
    void dispatch(const protocol::Bytes& payload, protocol::Reply& reply);

    // One for each exchange of the catalogue; what an event or the detail of an error needs is in m_reply,
    // m_detail.
    Error on(const protocol::HelloRequest& request, protocol::HelloResponse& response);
    Error on(const protocol::Echo& request, protocol::Echo& response);
    Error on(const protocol::SetBaudRequest& request, protocol::Done& response);
    Error on(const protocol::CancelRequest& request, protocol::Done& response);
    Error on(const protocol::ResetRequest& request, protocol::Done& response);
    Error on(const protocol::StatisticsRequest& request, protocol::StatisticsResponse& response);
    Error on(const protocol::DescribeRequest& request, protocol::DescribeResponse& response);
    Error on(const protocol::SettingsReadRequest& request, protocol::Settings& response);
    Error on(const protocol::SettingsWriteRequest& request, protocol::Done& response);
    Error on(const protocol::ForgetRequest& request, protocol::Done& response);
    Error on(const protocol::ImageBeginRequest& request, protocol::ImageBeginResponse& response);
    Error on(const protocol::ImageWriteRequest& request, protocol::Done& response);
    Error on(const protocol::ImageFinishRequest& request, protocol::Done& response);
    Error on(const protocol::ImageActivateRequest& request, protocol::Done& response);
    Error on(const protocol::ImageReadRequest& request, protocol::Chunk& response);
    Error on(const protocol::ImageEraseRequest& request, protocol::Done& response);
    Error on(const protocol::TaskListRequest& request, protocol::TaskListResponse& response);
    Error on(const protocol::TaskCreateRequest& request, protocol::TaskId& response);
    Error on(const protocol::TaskSelectRequest& request, protocol::Done& response);
    Error on(const protocol::TaskDeleteRequest& request, protocol::Done& response);
    Error on(const protocol::BankInfoRequest& request, protocol::BankInfoResponse& response);
    Error on(const protocol::BankClearRequest& request, protocol::Done& response);
    Error on(const protocol::BankReadRequest& request, protocol::BankReadResponse& response);
    Error on(const protocol::BankWriteRequest& request, protocol::Done& response);
    Error on(const protocol::TrainRequest& request, protocol::TrainResponse& response);
    Error on(const protocol::CalibrateRequest& request, protocol::CalibrateResponse& response);
    Error on(const protocol::ThresholdRequest& request, protocol::Done& response);
    Error on(const protocol::HeadsInfoRequest& request, protocol::HeadsInfoResponse& response);
    Error on(const protocol::HeadsReadRequest& request, protocol::Chunk& response);
    Error on(const protocol::HeadsBeginRequest& request, protocol::Done& response);
    Error on(const protocol::HeadsWriteRequest& request, protocol::Done& response);
    Error on(const protocol::HeadsCommitRequest& request, protocol::Done& response);
    Error on(const protocol::HeadsRollbackRequest& request, protocol::Done& response);
    Error on(const protocol::PictureBeginRequest& request, protocol::Done& response);
    Error on(const protocol::PictureWriteRequest& request, protocol::Done& response);
    Error on(const protocol::ExtractRequest& request, protocol::ExtractResponse& response);
    Error on(const protocol::InferRequest& request, protocol::InferResponse& response);
    Error on(const protocol::ResultReadRequest& request, protocol::Chunk& response);
    Error on(const protocol::ProfileRequest& request, protocol::ProfileResponse& response);
    Error on(const protocol::ProfileReadRequest& request, protocol::ProfileReadResponse& response);
    Error on(const protocol::TensorReadRequest& request, protocol::Chunk& response);

    bool hasImage() const { return m_slots.active() >= 0; }
    int imageExit(int exit) const { return exit == 0 ? 0 : m_slots.image().header->exitCount - 1; }
    int dimensions(int exit) const { return m_slots.image().feature(imageExit(exit)).channels; }
    /// Its own features, or the part's and its own: heads of an earlier board saw the former.
    bool fullHeadMaySee(int count) const
    {
        return count == dimensions(1) || count == dimensions(0) + dimensions(1);
    }
    bool usable(int task) const;
    Error needTask() const; ///< a selected one, made for the active image
    void useImage();
    void forgetPicture();
    Error takePicture(protocol::PictureSource source, std::uint32_t id);
    Error runUntil(int opEnd);
    Error openHeads(protocol::StoredHead heads[2], std::uint32_t& bytes) const;
    protocol::TaskInfo taskInfo(int task) const;
    Error chunk(const std::uint8_t* bytes, std::uint32_t total, std::uint32_t offset, std::uint32_t wanted,
                protocol::Chunk& response) const;
    Error checkBlob(const std::uint8_t* blob, std::uint32_t bytes) const;
    void watchBaud();
    static void reportFlash(std::uint32_t done, std::uint32_t total, void* self);

    Platform& m_platform;
    Store m_store;
    ImageSlots m_slots;
    TaskTable m_tasks;
    SampleBank m_bank;
    Executor m_executor;
    protocol::Settings m_settings;
    alignas(4) std::uint8_t m_receiveBuffer[protocol::frameBytes(kPayloadBytes)];
    alignas(4) std::uint8_t m_sendBuffer[protocol::frameBytes(kPayloadBytes)];
    protocol::Responder m_responder;
    protocol::Reply* m_reply = nullptr;
    std::uint32_t m_detail = 0;
    std::uint32_t m_bootId = 0;

    Picture m_picture = Picture::none;
    std::uint32_t m_pictureId = 0;
    int m_exitsRun = 0;          ///< whose features are in the arena: 0, 1 part, 2 part and full
    int m_logitsRun[2] = {0, 0}; ///< classes of the logits that the last inference left; 0: none
    float m_logits[2][kMaxClasses] = {};
    std::uint32_t m_opCounts[kMaxOps] = {};
    std::uint16_t m_opsProfiled = 0;
    std::uint32_t m_lastEvent = 0; ///< milliseconds

    std::uint32_t m_headsBytes = 0; ///< of a blob that arrives in the arena; 0: none does
    protocol::Digest m_headsHash{};

    std::uint32_t m_formerBaud = 0; ///< while another rate is on trial
    std::uint32_t m_trialFrom = 0;
    std::uint32_t m_trialFrames = 0;
    bool m_restart = false;
    std::uint32_t m_newBaud = 0;
};

} // namespace microt::firmware
