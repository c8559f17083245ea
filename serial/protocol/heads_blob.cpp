// SPDX-License-Identifier: Apache-2.0
#include "serial/protocol/heads_blob.h"

namespace microt::protocol {

namespace {

constexpr std::uint32_t kHeaderBytes = 12; ///< of one or two exits

std::uint32_t headBytes(std::uint32_t classes, std::uint32_t dimensions)
{
    return 4 * (classes * dimensions + classes + 2 * dimensions);
}

} // namespace

std::uint32_t HeadsShape::headerBytes() const
{
    return kHeaderBytes + (exits > 2 ? (exits - 1) / 2 * 4 : 0);
}

/// Without overflow, as classes are at most 255.
std::uint32_t HeadsShape::bytes() const
{
    std::uint32_t all = headerBytes();
    for (int exit = 0; exit < exits; ++exit)
        all += headBytes(classes, dimensions[exit]);
    return all;
}

void writeHeadsShape(const HeadsShape& shape, std::uint8_t* blob)
{
    ByteWriter writer(blob, shape.headerBytes());
    writer.number(kHeadsMagic);
    writer.number(shape.classes);
    writer.number(shape.dimensions[0]);
    writer.number(shape.dimensions[1]);
    writer.number(static_cast<std::uint16_t>(shape.exits > 2 ? shape.exits - 2 : 0));
    for (int exit = 2; exit < shape.exits; ++exit)
        writer.number(shape.dimensions[exit]);
    while (writer.room() > 0)
        writer.number(std::uint8_t{0});
}

Error readHeadsShape(const std::uint8_t* blob, std::uint32_t bytes, HeadsShape& shape)
{
    ByteReader reader(blob, bytes);
    const auto magic = reader.number<std::uint32_t>();
    shape = {};
    shape.classes = reader.number<std::uint16_t>();
    shape.dimensions[0] = reader.number<std::uint16_t>();
    shape.dimensions[1] = reader.number<std::uint16_t>();
    const auto more = reader.number<std::uint16_t>();
    if (magic != kHeadsMagic || shape.classes > kNoLabel || more > kMaxWireExits - 2)
        return Error::malformed;
    shape.exits = static_cast<std::uint16_t>(shape.dimensions[1] == 0 ? 1 : 2 + more);
    for (int exit = 2; exit < shape.exits; ++exit)
        shape.dimensions[exit] = reader.number<std::uint16_t>();
    return reader.ok() ? Error::none : Error::malformed;
}

Heads headsInBlob(std::uint8_t* blob, const HeadsShape& shape)
{
    Heads heads;
    heads.exits = shape.exits;
    auto* numbers = reinterpret_cast<float*>(blob + shape.headerBytes());
    for (int exit = 0; exit < heads.exits; ++exit) {
        const std::size_t dimensions = shape.dimensions[exit];
        Heads::Head& at = heads.at[exit];
        at.head = {shape.classes, shape.dimensions[exit], numbers, numbers + shape.classes * dimensions};
        at.scaling.mean = at.head.bias + shape.classes;
        at.scaling.inverseDeviation = at.scaling.mean + dimensions;
        numbers = at.scaling.inverseDeviation + dimensions;
    }
    return heads;
}

Decision answerAt(const Heads& heads, int exit, const FeaturePiece* exits, const Settings& settings,
                  float* logits)
{
    const Heads::Head& at = heads.at[exit];
    const bool ownAlone = at.head.dimensions == exits[exit].count;
    headLogits(at.head, at.scaling, ownAlone ? exits + exit : exits, logits);
    return decide(logits, at.head.classes, static_cast<ConfidenceMeasure>(settings.measure),
                  settings.temperature);
}

TrainingOptions trainingOptions(const TrainRequest& request)
{
    return {request.epochs,  request.batch, request.learningRate,     request.momentum,
            request.penalty, request.seed,  request.classWeights != 0};
}

} // namespace microt::protocol
