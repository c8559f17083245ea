// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include "engine/deploy/planner.h"
#include "engine/deploy/records.h"
#include "engine/runtime/sha256.h"

namespace microt {

namespace {

/// Bytes that grow at aligned positions, gaps filled with zeros.
class Section
{
public:
    std::uint32_t append(const void* data, std::size_t bytes, std::size_t alignment)
    {
        m_bytes.resize((m_bytes.size() + alignment - 1) / alignment * alignment, 0);
        const auto offset = static_cast<std::uint32_t>(m_bytes.size());
        const auto* begin = static_cast<const std::uint8_t*>(data);
        m_bytes.insert(m_bytes.end(), begin, begin + bytes);
        return offset;
    }
    template <typename T>
    std::uint32_t append(const std::vector<T>& values, std::size_t alignment)
    {
        return values.empty() ? kNoConstant : append(values.data(), values.size() * sizeof(T), alignment);
    }
    const std::vector<std::uint8_t>& bytes() const { return m_bytes; }

private:
    std::vector<std::uint8_t> m_bytes;
};

/// The weights of a convolution in WeightLayout::pairs.
std::vector<std::int8_t> pairedWeights(const QuantOp& op)
{
    const auto outputs = static_cast<std::int32_t>(op.bias.size());
    const std::int32_t taps = static_cast<std::int32_t>(op.weights.size()) / outputs;
    std::vector<std::int8_t> paired(static_cast<std::size_t>(weightBytes(WeightLayout::pairs, outputs, taps)),
                                    0);
    pairWeights(op.weights.data(), outputs, taps, paired.data());
    return paired;
}

/// Appends the constants of an operator and says where they are.
void addConstants(const QuantOp& op, ImageOp& record, Section& constants)
{
    const auto layout = static_cast<WeightLayout>(record.layout);
    record.weights = !op.channels.empty()            ? constants.append(op.channels, kImageAlignment)
                     : layout == WeightLayout::pairs ? constants.append(pairedWeights(op), kImageAlignment)
                                                     : constants.append(op.weights, kImageAlignment);
    record.bias = constants.append(op.bias, kImageAlignment);
    record.multiplier = constants.append(op.multiplier, kImageAlignment);
    record.shift = constants.append(op.shift, 1);
}

std::vector<ImageTensor> tensorRecords(const ArenaPlan& plan)
{
    std::vector<ImageTensor> records;
    for (std::size_t i = 0; i < plan.tensors.size(); ++i) {
        records.push_back(tensorRecord(plan.tensors[i]));
        records.back().rows = plan.tensorRows[i];
        records.back().arenaOffset = plan.tensorOffset[i];
    }
    return records;
}

std::vector<ImageOp> opRecords(const ArenaPlan& plan, Section& constants)
{
    std::vector<ImageOp> records;
    for (std::size_t i = 0; i < plan.ops.size(); ++i) {
        ImageOp record = opRecord(plan.ops[i]);
        addConstants(plan.ops[i], record, constants);
        record.sliceOps = plan.slices[i].ops;
        record.sliceRows = plan.slices[i].rows;
        record.scratch = plan.scratchOffset[i];
        record.scratchBytes = plan.scratchBytes[i];
        records.push_back(record);
    }
    return records;
}

} // namespace

Result<std::vector<std::uint8_t>> buildImage(const QuantModel& model, const ImageCuts& cuts,
                                             const std::string& text, std::uint32_t ramBytes)
{
    MICROT_TRY(const ArenaPlan plan, planArena(model, cuts, ramBytes));

    Section constants;
    const auto table = model.inputTable();
    ImageHeader header{};
    header.inputTable = constants.append(
        table.data(), 256 * static_cast<std::size_t>(model.preprocessing.channels()), kImageAlignment);
    const std::vector<ImageTensor> tensors = tensorRecords(plan);
    const std::vector<ImageOp> ops = opRecords(plan, constants);

    header.magic = kImageMagic;
    header.version = kImageVersion;
    header.headerBytes = sizeof(ImageHeader);
    header.tensorCount = static_cast<std::uint16_t>(tensors.size());
    header.opCount = static_cast<std::uint16_t>(ops.size());
    header.exitCount = static_cast<std::uint16_t>(plan.exits.size());
    header.inputTensor = static_cast<std::uint16_t>(plan.inputTensor);
    header.constantBytes = static_cast<std::uint32_t>(constants.bytes().size());
    header.textBytes = static_cast<std::uint32_t>(text.size());
    header.arenaBytes = plan.arenaBytes;
    header.inputHeight = static_cast<std::uint16_t>(model.preprocessing.height);
    header.resizeMode = static_cast<std::uint8_t>(model.preprocessing.resize);
    header.colour = static_cast<std::uint8_t>(static_cast<int>(model.preprocessing.colour) +
                                              16 * static_cast<int>(model.preprocessing.interpolation));

    Section image;
    image.append(&header, sizeof header, kImageAlignment);
    image.append(tensors.data(), tensors.size() * sizeof(ImageTensor), kImageAlignment);
    image.append(ops.data(), ops.size() * sizeof(ImageOp), kImageAlignment);
    image.append(plan.exits.data(), plan.exits.size() * sizeof(ImageExit), kImageAlignment);
    image.append(constants.bytes().data(), constants.bytes().size(), kImageAlignment);
    image.append(text.data(), text.size(), kImageAlignment);
    std::vector<std::uint8_t> bytes = image.bytes();
    if (bytes.size() > kMaxImageBytes)
        return Failure{Error::outOfRange, "The image of " + model.name + " would have " +
                                              std::to_string(bytes.size()) + " bytes; at most " +
                                              std::to_string(kMaxImageBytes) + " are possible."};
    header.totalBytes = static_cast<std::uint32_t>(bytes.size());
    std::memcpy(bytes.data(), &header, sizeof header);
    const Sha256::Digest digest = sha256Of(bytes.data(), bytes.size());
    std::copy(digest.begin(), digest.end(), header.sha256);
    std::memcpy(bytes.data(), &header, sizeof header);
    return bytes;
}

} // namespace microt
