// SPDX-License-Identifier: Apache-2.0
#include "engine/train/recipes/extractor_record.h"

#include <cerrno>
#include <system_error>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/exchange/mtx/mtx.h"
#include "engine/train/forward/torch_runtime.h"

namespace microt {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

std::string recordedName(const std::string& path)
{
    const std::string name = fs::path(path).filename().string();
    return name.empty() ? path : name;
}

void recordDevice(const Device& device, Json& training)
{
    training["device"] = nameOf(device);
    training["precision"] = precisionOf(device);
    training["repeatable"] = device.repeats();
}

Status checkExtractorOutput(const fs::path& output)
{
    if (output.extension() != ".mtx" || output.stem().empty())
        return Failure{Error::invalidArgument,
                       "An extractor is saved as a .mtx file, not as " + printable(output) + "."};
    const fs::path folder = output.has_parent_path() ? output.parent_path() : fs::path(".");
    MICROT_CHECK(makeFolders(folder));
    if (access(folder.c_str(), W_OK) != 0)
        return failureFromErrno(errno, "write", folder);
    return {};
}

Result<RecordedExtractor> saveWithRecord(Graph graph, Json recipe, const fs::path& output, bool halfPrecision)
{
    if (graph.logitsNode >= 0) {
        // The classifier is the last node; an extractor ends before it.
        graph.nodes.erase(graph.nodes.begin() + graph.logitsNode);
        graph.logitsNode = -1;
    }
    graph.name = printable(output.stem());
    recipe["versions"] = {{"microt", MICROT_VERSION}, {"libtorch", torchVersion()}};
    MICROT_CHECK(
        saveMtx(output, graph, recipe.dump(-1, ' ', false, Json::error_handler_t::replace), halfPrecision));
    RecordedExtractor saved;
    saved.file = output;
    saved.record = fs::path(output).replace_extension(".json");
    MICROT_TRY(saved.sha256, sha256HexOfFile(output));
    std::error_code error;
    saved.bytes = fs::file_size(output, error);
    recipe["file"] = {
        {"name", printable(output.filename())}, {"bytes", saved.bytes}, {"sha256", saved.sha256}};
    MICROT_CHECK(
        writeFileAtomically(saved.record, recipe.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"));
    return saved;
}

} // namespace microt
