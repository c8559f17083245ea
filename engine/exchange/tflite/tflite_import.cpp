// SPDX-License-Identifier: Apache-2.0

#include "engine/base/files.h"
#include "engine/exchange/tflite/tflite.h"
#include "engine/exchange/tflite/tflite_network_private.h"

namespace microt {

namespace {

using namespace tflite;

constexpr int kMaxOps = 4096;

/// The type that the first layer computes in, or the first operator that computes; all others are expected to
/// do the same.
TensorType computedIn(const TfliteFile& file)
{
    std::optional<TensorType> first;
    for (int i = 0; i < file.opCount(); ++i) {
        const auto code = file.opCode(i);
        const TfliteOperator op{file, i, code.ok() ? code.value() : -1, file.op(i)};
        const auto output = file.tensor(op.output());
        if (!output.ok() || op.code == kQuantize || op.code == kDequantize)
            continue;
        if (op.code == kConvolution || op.code == kDepthwise || op.code == kFullyConnected)
            return output.value().type;
        if (!first)
            first = output.value().type;
    }
    return first.value_or(TensorType::FLOAT32);
}

void countReaders(TfliteNetwork& network)
{
    for (int i = 0; i < network.file.opCount(); ++i)
        if (const auto* inputs = network.file.op(i).inputs())
            for (const int input : *inputs)
                ++network.readerCount[input];
    if (const auto* outputs = network.file.graph().outputs())
        for (const int output : *outputs)
            ++network.readerCount[output];
}

/// The failure of something that does not know the file.
Failure inFile(const TfliteNetwork& network, Failure failure)
{
    const std::string& name = network.file.name();
    if (failure.what.rfind(name, 0) == 0)
        return failure;
    failure.what = name + ": " + failure.what;
    if (failure.code == Error::invalidArgument && !network.unread.empty()) {
        const std::string& why = network.unread.front().why.what;
        failure.what +=
            " Not all of it was read: " + (why.rfind(name, 0) == 0 ? why.substr(name.size() + 2) : why);
    }
    return failure;
}

Result<TfliteImport> finish(TfliteNetwork& network, const std::string& name, const std::string& features)
{
    const TfliteFile& file = network.file;
    TfliteImport made;
    made.sha256 = file.sha256();
    made.inputSource = network.inputSource;
    if (network.int8 ? network.model.ops.empty() : network.graph.nodes.size() < 2)
        return network.unread.empty() ? file.fail(Error::unsupportedFormat, "it computes nothing.")
                                      : network.unread.front().why;
    if (network.int8) {
        network.model.name = name;
        if (const Status status = chooseExits(network.model, network.unread, features); !status.ok())
            return inFile(network, status.failure());
        auto graph = dequantize(network.model);
        if (!graph.ok())
            return inFile(network, graph.failure());
        made.graph = std::move(graph).value();
        made.int8 = std::move(network.model);
        return made;
    }
    made.graph = std::move(network.graph);
    made.graph.name = name;
    Status status = chooseExits(made.graph, network.unread, features);
    if (status.ok())
        status = validateGraph(made.graph);
    return status.ok() ? Result<TfliteImport>(std::move(made)) : inFile(network, status.failure());
}

} // namespace

Result<TfliteImport> importTflite(const std::filesystem::path& path, const std::string& features)
{
    MICROT_TRY(const TfliteFile file, TfliteFile::open(path));
    const int count = file.opCount();
    if (count < 1 || count > kMaxOps)
        return file.fail(Error::hostileContent, std::to_string(count) + " operators.");
    const TensorType type = computedIn(file);
    if (type == TensorType::INT16)
        return file.fail(Error::unsupportedFormat,
                         "its activations are int16; convert it with int8 activations.");
    TfliteNetwork network{file, type == TensorType::INT8};
    MICROT_CHECK(network.findInput());
    countReaders(network);
    for (int i = 0; i < count; ++i)
        MICROT_CHECK(readTfliteOperator(network, i));
    dropUnused(network);
    return finish(network, printable(path.stem()), features);
}

} // namespace microt
