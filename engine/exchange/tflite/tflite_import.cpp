// SPDX-License-Identifier: Apache-2.0
#include "engine/base/files.h"
#include "engine/exchange/tflite/tflite.h"
#include "engine/exchange/tflite/tflite_network_private.h"

namespace microt {

namespace {

using namespace tflite;

constexpr int kMaxOps = 4096;

Status readInput(TfliteNetwork& network)
{
    const TfliteFile& file = network.file;
    const auto* inputs = file.graph().inputs();
    if (inputs == nullptr || inputs->size() != 1)
        return file.fail(Error::unsupportedFormat, "one input is expected.");
    MICROT_TRY(const TensorInfo info, file.tensor(inputs->Get(0)));
    if (info.shape.size() != 4 || info.shape[0] != 1 || info.shape[3] != 3 || info.shape[1] != info.shape[2])
        return file.fail(Error::shapeMismatch, "the input must be [1, S, S, 3].");
    network.resolution = info.shape[1];
    if (info.type == TensorType::INT8)
        return network.setInput(inputs->Get(0), info);
    network.rawInput = inputs->Get(0);
    return {};
}

Result<int> outputOf(const TfliteNetwork& network)
{
    const auto* outputs = network.file.graph().outputs();
    const auto found = outputs != nullptr && outputs->size() == 1 ? network.values.find(outputs->Get(0))
                                                                  : network.values.end();
    if (found == network.values.end())
        return network.file.fail(Error::unsupportedFormat, "one output that an operator writes is expected.");
    return found->second.tensor;
}

} // namespace

Result<QuantModel> importTflite(const std::filesystem::path& path)
{
    MICROT_TRY(const TfliteFile file, TfliteFile::open(path));
    TfliteNetwork network{file};
    network.model.name = printable(path.stem());
    MICROT_CHECK(readInput(network));
    const int count = file.opCount();
    if (count < 1 || count > kMaxOps)
        return file.fail(Error::hostileContent, std::to_string(count) + " operators.");
    for (int i = 0; i < count; ++i)
        MICROT_CHECK(readTfliteOperator(network, i));
    MICROT_TRY(const int output, outputOf(network));
    MICROT_CHECK(divide(network, output));
    return std::move(network.model);
}

} // namespace microt
