// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "serial/protocol/messages.h"
#include "serial/protocol/run_messages.h"
#include "serial/protocol/task_messages.h"

namespace microt::protocol {

// Every exchange of the protocol, once: number, name, request, response, event, and what a repeated request
// does. The numbers of hello and echo never change; all others may with the version.

/// A response that was lost makes the host ask again. Then the board either does it again, because that is
/// harmless
/// (`again`; also for long answers, which only read), or sends the answer it kept (`kept`; short answers of
/// requests that change something).
enum class Repeat : std::uint8_t { again = 0, kept = 1 };
template <>
constexpr std::uint8_t kCountOf<Repeat> = 2;

/// No event.
using NoEvent = Done;

//      number, name,          request,              response,            event,         repeat
#define MICROT_PROTOCOL_EXCHANGES(X)                                                                         \
    X(1, hello, HelloRequest, HelloResponse, NoEvent, again)                                                 \
    X(2, echo, Echo, Echo, NoEvent, again)                                                                   \
    X(3, setBaud, SetBaudRequest, Done, NoEvent, kept)                                                       \
    X(4, cancel, CancelRequest, Done, NoEvent, kept)                                                         \
    X(5, reset, ResetRequest, Done, NoEvent, kept)                                                           \
    X(6, statistics, StatisticsRequest, StatisticsResponse, NoEvent, again)                                  \
    X(7, describe, DescribeRequest, DescribeResponse, NoEvent, again)                                        \
    X(8, settingsRead, SettingsReadRequest, Settings, NoEvent, again)                                        \
    X(9, settingsWrite, SettingsWriteRequest, Done, NoEvent, kept)                                           \
    X(10, forget, ForgetRequest, Done, FlashProgress, kept)                                                  \
    X(20, imageBegin, ImageBeginRequest, ImageBeginResponse, FlashProgress, kept)                            \
    X(21, imageWrite, ImageWriteRequest, Done, NoEvent, again)                                               \
    X(22, imageFinish, ImageFinishRequest, Done, FlashProgress, kept)                                        \
    X(23, imageActivate, ImageActivateRequest, Done, FlashProgress, kept)                                    \
    X(24, imageRead, ImageReadRequest, Chunk, NoEvent, again)                                                \
    X(25, imageErase, ImageEraseRequest, Done, FlashProgress, kept)                                          \
    X(30, taskList, TaskListRequest, TaskListResponse, NoEvent, again)                                       \
    X(31, taskCreate, TaskCreateRequest, TaskId, NoEvent, kept)                                              \
    X(32, taskSelect, TaskSelectRequest, Done, NoEvent, kept)                                                \
    X(33, taskDelete, TaskDeleteRequest, Done, NoEvent, kept)                                                \
    X(40, bankInfo, BankInfoRequest, BankInfoResponse, NoEvent, again)                                       \
    X(41, bankClear, BankClearRequest, Done, NoEvent, kept)                                                  \
    X(42, bankRead, BankReadRequest, BankReadResponse, NoEvent, again)                                       \
    X(43, bankWrite, BankWriteRequest, Done, NoEvent, kept)                                                  \
    X(44, bankRemove, BankRemoveRequest, Done, NoEvent, kept)                                                \
    X(45, bankLabel, BankLabelRequest, Done, NoEvent, kept)                                                  \
    X(50, train, TrainRequest, TrainResponse, TrainProgress, kept)                                           \
    X(51, calibrate, CalibrateRequest, CalibrateResponse, WorkProgress, kept)                                \
    X(52, threshold, ThresholdRequest, Done, NoEvent, kept)                                                  \
    X(60, headsInfo, HeadsInfoRequest, HeadsInfoResponse, NoEvent, again)                                    \
    X(61, headsRead, HeadsReadRequest, Chunk, NoEvent, again)                                                \
    X(62, headsBegin, HeadsBeginRequest, Done, NoEvent, kept)                                                \
    X(63, headsWrite, HeadsWriteRequest, Done, NoEvent, again)                                               \
    X(64, headsCommit, HeadsCommitRequest, Done, NoEvent, kept)                                              \
    X(65, headsRollback, HeadsRollbackRequest, Done, NoEvent, kept)                                          \
    X(70, pictureBegin, PictureBeginRequest, Done, NoEvent, kept)                                            \
    X(71, pictureWrite, PictureWriteRequest, Done, NoEvent, again)                                           \
    X(72, extract, ExtractRequest, ExtractResponse, WorkProgress, kept)                                      \
    X(73, infer, InferRequest, InferResponse, WorkProgress, kept)                                            \
    X(74, resultRead, ResultReadRequest, Chunk, NoEvent, again)                                              \
    X(75, profile, ProfileRequest, ProfileResponse, WorkProgress, kept)                                      \
    X(76, profileRead, ProfileReadRequest, ProfileReadResponse, NoEvent, again)                              \
    X(77, tensorRead, TensorReadRequest, Chunk, WorkProgress, again)

enum class Message : std::uint8_t {
#define MICROT_X(number, name, request, response, event, repeat) name = number,
    MICROT_PROTOCOL_EXCHANGES(MICROT_X)
#undef MICROT_X
};

/// Types of an exchange by its number: `Exchange<Message::train>::Response`.
template <Message>
struct Exchange;
#define MICROT_X(number, name, request, response, event, repeatRule)                                         \
    template <>                                                                                              \
    struct Exchange<Message::name>                                                                           \
    {                                                                                                        \
        using Request = request;                                                                             \
        using Response = response;                                                                           \
        using Event = event;                                                                                 \
        static constexpr Repeat kRepeat = Repeat::repeatRule;                                                \
    };
MICROT_PROTOCOL_EXCHANGES(MICROT_X)
#undef MICROT_X

/// True if a message has this number; then `repeat` is its rule.
constexpr bool knownMessage(std::uint8_t number, Repeat& repeat)
{
    switch (number) {
#define MICROT_X(value, name, request, response, event, repeatRule)                                          \
    case value:                                                                                              \
        repeat = Repeat::repeatRule;                                                                         \
        return true;
        MICROT_PROTOCOL_EXCHANGES(MICROT_X)
#undef MICROT_X
    default:
        return false;
    }
}

/// Name as in the table, for logs; "?" if there is none.
constexpr const char* messageName(std::uint8_t number)
{
    switch (number) {
#define MICROT_X(value, name, request, response, event, repeat)                                              \
    case value:                                                                                              \
        return #name;
        MICROT_PROTOCOL_EXCHANGES(MICROT_X)
#undef MICROT_X
    default:
        return "?";
    }
}

namespace detail {

constexpr std::uint32_t hashOfCatalogue()
{
    SchemaHasher hasher;
    hasher.number(kProtocolVersion);
#define MICROT_X(value, name, request, response, event, repeatRule)                                          \
    hasher.number(value);                                                                                    \
    hasher.text(#name);                                                                                      \
    hasher.type(request{});                                                                                  \
    hasher.type(response{});                                                                                 \
    hasher.type(event{});                                                                                    \
    hasher.type(Repeat::repeatRule);
    MICROT_PROTOCOL_EXCHANGES(MICROT_X)
#undef MICROT_X
    return hasher.value();
}

} // namespace detail

/// Changes with any number, name, field or type above.
constexpr std::uint32_t kSchemaHash = detail::hashOfCatalogue();

} // namespace microt::protocol
