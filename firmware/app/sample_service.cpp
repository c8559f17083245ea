// SPDX-License-Identifier: Apache-2.0
#include "firmware/app/sample_service.h"

namespace microt::firmware {

using namespace protocol;

Error SampleService::on(const BankInfoRequest&, BankInfoResponse& response)
{
    MICROT_PASS(m_board.needTask());
    const SampleBank& bank = m_board.bank;
    const int task = m_board.tasks.selected();
    const std::uint8_t classes = m_board.tasks.record(task).classes;
    response.samples = static_cast<std::uint16_t>(bank.samples(task));
    response.labelled = static_cast<std::uint16_t>(bank.labelled(task));
    response.capacity = static_cast<std::uint16_t>(bank.capacity(task));
    for (int exit = 0; exit < m_board.exits(); ++exit)
        response.dimensions.add(static_cast<std::uint16_t>(m_board.dimensions(exit)));
    response.perClass.size = classes < response.perClass.kCapacity ? classes : response.perClass.kCapacity;
    for (int row = 0; row < bank.labelled(task); ++row)
        if (bank.label(task, row) < response.perClass.size)
            ++response.perClass.items[bank.label(task, row)];
    return Error::none;
}

Error SampleService::on(const BankClearRequest&, Done&)
{
    MICROT_PASS(m_board.needTask());
    m_board.bank.clear(m_board.tasks.selected());
    return Error::none;
}

Error SampleService::on(const BankReadRequest& request, BankReadResponse& response)
{
    MICROT_PASS(m_board.needTask());
    const SampleBank& bank = m_board.bank;
    const int task = m_board.tasks.selected();
    if (request.sample >= bank.samples(task))
        return Error::outOfRange;
    Chunk part;
    MICROT_PASS(BoardState::chunk(bank.features(task, request.sample),
                                  static_cast<std::uint32_t>(bank.rowBytes() - 1), request.offset,
                                  request.size, part));
    response.label = bank.label(task, request.sample);
    response.total = static_cast<std::uint16_t>(part.total);
    response.features = part.bytes;
    return Error::none;
}

Error SampleService::on(const BankWriteRequest& request, Done&)
{
    MICROT_PASS(m_board.needTask());
    SampleBank& bank = m_board.bank;
    const int task = m_board.tasks.selected();
    const FeaturePiece all{reinterpret_cast<const std::int8_t*>(request.features.data),
                           request.features.size};
    if (all.count + 1 != bank.rowBytes())
        return Error::shapeMismatch;
    if (request.sample > bank.samples(task) ||
        (request.label != kNoLabel && request.label >= m_board.tasks.record(task).classes))
        return Error::outOfRange;
    if (request.sample < bank.samples(task))
        return bank.replace(task, request.sample, request.label, all.values);
    int row = 0;
    return bank.add(task, request.label, &all, row);
}

Error SampleService::on(const BankRemoveRequest& request, Done&)
{
    MICROT_PASS(m_board.needTask());
    return m_board.bank.remove(m_board.tasks.selected(), request.sample);
}

Error SampleService::on(const BankLabelRequest& request, Done&)
{
    MICROT_PASS(m_board.needTask());
    const int task = m_board.tasks.selected();
    if (request.label != kNoLabel && request.label >= m_board.tasks.record(task).classes)
        return Error::outOfRange;
    return m_board.bank.relabel(task, request.sample, request.label);
}

} // namespace microt::firmware
