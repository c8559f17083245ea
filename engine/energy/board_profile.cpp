// SPDX-License-Identifier: Apache-2.0
#include "engine/energy/board_profile.h"

#include <algorithm>
#include <cmath>
#include <system_error>

#include "engine/base/files.h"
#include "engine/base/guarded_json.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kMaxProfileBytes = std::uint64_t{1} << 20;
constexpr std::size_t kMaxMemories = 64;
constexpr std::uint64_t kMaxAddress = std::uint64_t{1} << 32; // 32-bit microcontrollers

Result<std::string> sourceOf(const JsonObject& object)
{
    MICROT_TRY(const std::string source, object.string("source"));
    if (source.empty())
        return Failure{Error::malformed,
                       object.path("source") + " is empty: say where the number comes from."};
    return source;
}

Result<SourcedValue> sourcedValue(const JsonObject& parent, const char* key)
{
    MICROT_TRY(const JsonObject object, parent.object(key));
    MICROT_TRY(const double value, object.number("value"));
    MICROT_TRY(const std::string source, sourceOf(object));
    if (!std::isfinite(value) || value < 0.0)
        return Failure{Error::outOfRange, object.path("value") + " must be a number of 0 or more."};
    return SourcedValue{value, source};
}

Result<SourcedValue> positiveValue(const JsonObject& parent, const char* key)
{
    MICROT_TRY(const SourcedValue value, sourcedValue(parent, key));
    if (value.value == 0.0)
        return Failure{Error::outOfRange, parent.path(key) + " must be greater than 0."};
    return value;
}

/// One number for each kind of work, in an object under its name.
Result<std::array<SourcedValue, kWorkKindCount>> valuesByKind(const JsonObject& parent, const char* key)
{
    MICROT_TRY(const JsonObject object, parent.object(key));
    std::array<SourcedValue, kWorkKindCount> values;
    for (int kind = 0; kind < kWorkKindCount; ++kind) {
        MICROT_TRY(values[kind], sourcedValue(object, workKindName(static_cast<WorkKind>(kind))));
    }
    return values;
}

Result<std::uint64_t> wholeNumber(const JsonObject& object, const char* key, std::uint64_t most)
{
    MICROT_TRY(const double value, object.number(key));
    if (!(value >= 0.0 && value <= static_cast<double>(most)) || value != std::floor(value))
        return Failure{Error::outOfRange,
                       object.path(key) + " must be a whole number from 0 to " + std::to_string(most) + "."};
    return static_cast<std::uint64_t>(value);
}

Result<std::vector<BoardMemory>> memories(const JsonObject& root)
{
    MICROT_TRY(const nlohmann::json* list, root.member("memories"));
    if (!list->is_array() || list->size() > kMaxMemories)
        return Failure{Error::malformed, root.path("memories") + " must be a list of at most 64 memories."};
    std::vector<BoardMemory> result;
    for (const nlohmann::json& entry : *list) {
        const std::string where = root.path("memories") + "[" + std::to_string(result.size()) + "]";
        MICROT_TRY(const JsonObject object, JsonObject::of(entry, where));
        BoardMemory memory;
        MICROT_TRY(memory.name, object.string("name"));
        MICROT_TRY(memory.address, wholeNumber(object, "address", kMaxAddress));
        MICROT_TRY(memory.bytes, wholeNumber(object, "bytes", kMaxAddress));
        MICROT_TRY(const nlohmann::json* flash, object.member("flash"));
        if (!flash->is_boolean())
            return Failure{Error::malformed, object.path("flash") + " must be true or false."};
        memory.flash = flash->get<bool>();
        result.push_back(memory);
    }
    return result;
}

Result<WorkKind> workKind(const JsonObject& object)
{
    MICROT_TRY(const std::string name, object.string("kind"));
    for (int kind = 0; kind < kWorkKindCount; ++kind)
        if (name == workKindName(static_cast<WorkKind>(kind)))
            return static_cast<WorkKind>(kind);
    return Failure{Error::malformed, object.path("kind") + ": there is no kind \"" + printable(name) + "\"."};
}

Result<double> coefficient(const JsonObject& object, const char* key, double most)
{
    MICROT_TRY(const double value, object.number(key));
    if (!(value >= 0.0 && value <= most))
        return Failure{Error::outOfRange,
                       object.path(key) + " must be a number from 0 to " + std::to_string(most) + "."};
    return value;
}

Result<KernelCost> kernelCost(const JsonObject& object)
{
    constexpr double kMostInstructions = 1e9;
    constexpr std::uint64_t kMaxSide = 255;
    KernelCost kernel;
    MICROT_TRY(kernel.kind, workKind(object));
    MICROT_TRY(const std::uint64_t window, wholeNumber(object, "window", kMaxSide));
    MICROT_TRY(const std::uint64_t stride, wholeNumber(object, "stride", kMaxSide));
    kernel.window = static_cast<int>(window);
    kernel.stride = static_cast<int>(stride);
    for (std::size_t t = 0; t < kCostTermCount; ++t) {
        MICROT_TRY(kernel.instructions[t],
                   coefficient(object, costTermName(static_cast<CostTerm>(t)), kMostInstructions));
    }
    return kernel;
}

/// What was counted on the firmware, if the profile has it.
Status readKernels(const JsonObject& root, BoardProfile& board)
{
    constexpr std::size_t kMaxKernels = 256;
    if (!root.has("kernels"))
        return {};
    MICROT_TRY(const JsonObject object, root.object("kernels"));
    MICROT_TRY(board.kernelsSource, sourceOf(object));
    MICROT_TRY(board.cyclesPerInstruction, positiveValue(object, "cyclesPerInstruction"));
    MICROT_TRY(const std::vector<JsonObject> kernels, object.objects("instructions", kMaxKernels));
    for (const JsonObject& kernel : kernels) {
        MICROT_TRY(const KernelCost cost, kernelCost(kernel));
        board.kernels.push_back(cost);
    }
    return {};
}

Result<BoardProfile> profileFrom(const nlohmann::json& json, const std::string& file)
{
    MICROT_TRY(const JsonObject root, JsonObject::of(json, file + ":"));
    BoardProfile board;
    MICROT_TRY(board.id, root.string("id"));
    MICROT_TRY(board.name, root.string("name"));
    MICROT_TRY(board.core, root.string("core"));
    MICROT_TRY(board.clockHz, positiveValue(root, "clockHz"));
    MICROT_TRY(board.activeMilliwatt, positiveValue(root, "activeMilliwatt"));
    MICROT_TRY(board.sleepMilliwatt, sourcedValue(root, "sleepMilliwatt"));
    MICROT_TRY(board.cyclesPerMac, valuesByKind(root, "cyclesPerMac"));
    MICROT_TRY(board.cyclesPerElement, valuesByKind(root, "cyclesPerElement"));
    MICROT_TRY(board.cyclesPerOp, sourcedValue(root, "cyclesPerOp"));
    MICROT_TRY(board.memories, memories(root));
    MICROT_CHECK(readKernels(root, board));
    return board;
}

std::uint64_t sumOf(const std::vector<BoardMemory>& memories, bool flash)
{
    std::uint64_t bytes = 0;
    for (const BoardMemory& memory : memories)
        if (memory.flash == flash)
            bytes += memory.bytes;
    return bytes;
}

} // namespace

std::uint64_t BoardProfile::ramBytes() const
{
    return sumOf(memories, false);
}

std::uint64_t BoardProfile::flashBytes() const
{
    return sumOf(memories, true);
}

Result<BoardProfile> readBoardProfile(const fs::path& path)
{
    const std::string file = printable(path);
    MICROT_TRY(const std::string text, readTextFile(path, kMaxProfileBytes));
    MICROT_TRY(const nlohmann::json json, parseJson(text, file));
    Result<BoardProfile> board = profileFrom(json, file);
    // The JSON reader speaks of models; here the same finding means a malformed profile.
    if (!board.ok() && board.failure().code == Error::badModel)
        return Failure{Error::malformed, board.failure().what};
    return board;
}

Result<std::vector<BoardProfile>> boardProfiles()
{
    const fs::path folder = resourceFolder() / "boards";
    std::error_code error;
    std::vector<fs::path> files;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        if (entry->path().extension() == ".json")
            files.push_back(entry->path());
    if (error)
        return failureFromErrno(error.value(), "read the board profiles in", folder);
    std::sort(files.begin(), files.end());

    std::vector<BoardProfile> boards;
    for (const fs::path& file : files) {
        MICROT_TRY(BoardProfile board, readBoardProfile(file));
        if (board.id != file.stem().string())
            return Failure{Error::malformed, printable(file) + ": id is \"" + printable(board.id) +
                                                 "\", expected the file's name without its ending."};
        boards.push_back(std::move(board));
    }
    return boards;
}

} // namespace microt
