// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/head_training.h"
#include "serial/protocol/task_messages.h"

namespace microt::protocol {

/// A head in a heads blob, where it lies.
struct StoredHead
{
    LinearHead head;
    FeatureScaling scaling;
};

/// The two heads of a blob of headsBlobBytes(), part and full; `blob` aligned to 4.
void headsInBlob(std::uint8_t* blob, const HeadsHeader& header, StoredHead heads[kWireExits]);

/// Reads the header; malformed if it is none, shapeMismatch if `bytes` is not the size that it implies.
Error readHeadsHeader(const std::uint8_t* blob, std::uint32_t bytes, HeadsHeader& header);

/// What a board trains with when it is asked so.
TrainingOptions trainingOptions(const TrainRequest& request);

} // namespace microt::protocol
