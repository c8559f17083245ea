// SPDX-License-Identifier: Apache-2.0
#include "serial/protocol/heads_blob.h"

#include "serial/protocol/schema.h"

namespace microt::protocol {

namespace {

StoredHead headAt(float* numbers, std::int32_t classes, std::int32_t dimensions)
{
    StoredHead stored;
    stored.head.classes = classes;
    stored.head.dimensions = dimensions;
    stored.head.weights = numbers;
    stored.head.bias = numbers + static_cast<std::size_t>(classes) * static_cast<std::size_t>(dimensions);
    stored.scaling.mean = stored.head.bias + classes;
    stored.scaling.inverseDeviation = stored.scaling.mean + dimensions;
    return stored;
}

} // namespace

void headsInBlob(std::uint8_t* blob, const HeadsHeader& header, StoredHead heads[kWireExits])
{
    auto* numbers = reinterpret_cast<float*>(blob + kHeadsHeaderBytes);
    heads[0] = headAt(numbers, header.classes, header.partDimensions);
    heads[1] = headAt(heads[0].scaling.inverseDeviation + header.partDimensions, header.classes,
                      header.fullDimensions);
}

Error readHeadsHeader(const std::uint8_t* blob, std::uint32_t bytes, HeadsHeader& header)
{
    if (bytes < kHeadsHeaderBytes || decode(blob, kHeadsHeaderBytes, header) != Error::none ||
        header.magic != kHeadsMagic || header.classes > kNoLabel)
        return Error::malformed;
    return bytes == headsBlobBytes(header.classes, header.partDimensions, header.fullDimensions)
               ? Error::none
               : Error::shapeMismatch;
}

TrainingOptions trainingOptions(const TrainRequest& request)
{
    TrainingOptions options;
    options.epochs = request.epochs;
    options.batch = request.batch;
    options.learningRate = request.learningRate;
    options.momentum = request.momentum;
    options.penalty = request.penalty;
    options.seed = request.seed;
    return options;
}

} // namespace microt::protocol
