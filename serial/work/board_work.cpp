// SPDX-License-Identifier: Apache-2.0
#include "serial/work/board_work.h"

#include <cstring>

#include "engine/base/files.h"
#include "engine/data/preprocess.h"
#include "serial/protocol/heads_blob.h"

namespace microt {

using namespace protocol;

Preprocessing preprocessingOf(const ImageView& image)
{
    Preprocessing preprocessing;
    preprocessing.height = image.input().height;
    preprocessing.width = image.input().width;
    preprocessing.resize = static_cast<ResizeMode>(image.header->resizeMode);
    preprocessing.colour = static_cast<Colour>(image.header->colour % 16);
    preprocessing.interpolation = static_cast<Interpolation>(image.header->colour / 16);
    return preprocessing;
}

Result<Picture> fittedSample(const Dataset& dataset, std::int32_t sample, const Preprocessing& preprocessing)
{
    MICROT_TRY(
        const Picture picture,
        decodePicture(dataset.pathOf(dataset.samples[static_cast<std::size_t>(sample)]), dataset.background));
    return fitToExtractor(picture, preprocessing);
}

std::string describeOp(const ImageView& image, int op)
{
    static constexpr const char* kKinds[] = {
        "convolution", "depthwise", "depthwise", "add",    "pool", "pool",   "pool",  "pool",   "pool",
        "pool",        "multiply",  "concat",    "select", "pad",  "resize", "table", "flatten"};
    static_assert(sizeof kKinds / sizeof kKinds[0] == kImageOpKindCount);
    const ImageTensor& output = image.tensors[image.ops[op].output];
    return std::string(kKinds[image.ops[op].kind]) + " " + std::to_string(output.height) + "x" +
           std::to_string(output.width) + "x" + std::to_string(output.channels);
}

std::string exitName(int exit, int exits)
{
    return exit + 1 >= exits ? "full" : exit == 0 ? "part" : "part " + std::to_string(exit + 1);
}

Picture greyPicture(const Preprocessing& preprocessing)
{
    const Picture grey{1, 1, {128, 128, 128}, 3};
    return squashToExtractor(grey, preprocessing);
}

namespace {

/// Shows the board samples for its bank.
Status collect(Board& board, const Dataset& dataset, const std::vector<std::int32_t>& samples, bool labelled,
               const Preprocessing& preprocessing, const BoardTrainingWatch& watch, const JobContext& job)
{
    for (std::size_t i = 0; i < samples.size(); ++i) {
        job.report({labelled ? "Collecting samples" : "Collecting calibration samples",
                    static_cast<std::int64_t>(i), static_cast<std::int64_t>(samples.size()), "pictures"});
        MICROT_TRY(const Picture picture, fittedSample(dataset, samples[i], preprocessing));
        const auto label = static_cast<std::uint8_t>(
            labelled ? dataset.samples[static_cast<std::size_t>(samples[i])].label : kNoLabel);
        MICROT_CHECK(board.extract(picture.rgb.data(), picture.rgb.size(), label, job));
        if (watch.sample)
            MICROT_CHECK(watch.sample(picture, label));
    }
    return {};
}

} // namespace

TrainRequest BoardTraining::request() const
{
    TrainRequest request;
    request.epochs = static_cast<std::uint16_t>(epochs);
    request.batch = static_cast<std::uint16_t>(batch);
    request.learningRate = static_cast<float>(rate);
    request.momentum = static_cast<float>(momentum);
    request.penalty = static_cast<float>(penalty);
    request.seed = static_cast<std::uint32_t>(seed);
    request.classWeights = classWeights ? 1 : 0;
    return request;
}

Status prepareBoard(Board& board, const std::vector<std::uint8_t>& image, const Dataset& dataset,
                    const JobContext& job)
{
    MICROT_CHECK(board.deploy(image, job));
    return board.useTask(dataset.name, static_cast<int>(dataset.classes.size()), job);
}

std::vector<int> unseenClasses(const Dataset& dataset, int samples)
{
    std::vector<char> seen(dataset.classes.size(), 0);
    for (const std::int32_t sample : balancedSamples(dataset, Split::train, samples))
        seen[static_cast<std::size_t>(dataset.samples[static_cast<std::size_t>(sample)].label)] = 1;
    std::vector<int> unseen;
    for (std::size_t label = 0; label < seen.size(); ++label)
        if (seen[label] == 0)
            unseen.push_back(static_cast<int>(label));
    return unseen;
}

namespace {

Result<TrainResponse> trainHeads(Board& board, const BoardTraining& options, const BoardTrainingWatch& watch,
                                 const JobContext& job)
{
    return board.link().ask<Message::train>(options.request(), job, [&](const TrainProgress& progress) {
        job.report({"Training on the board", progress.epoch + 1, progress.epochs, "epochs"});
        if (watch.epoch)
            watch.epoch(progress);
    });
}

Result<BoardTrained> trainAnew(Board& board, const Dataset& dataset, const Preprocessing& preprocessing,
                               const BoardTraining& options, const BoardTrainingWatch& watch,
                               const JobContext& job)
{
    const auto samples = balancedSamples(dataset, Split::train, options.samples);
    if (samples.empty())
        return Failure{Error::tooFewSamples, "The train split of " + dataset.name + " has no pictures."};
    const auto calibration = balancedSamples(dataset, Split::calibration, options.calibration);
    MICROT_CHECK(board.link().ask<Message::bankClear>({}, job));
    MICROT_CHECK(collect(board, dataset, samples, true, preprocessing, watch, job));
    BoardTrained result;
    MICROT_TRY(result.training, trainHeads(board, options, watch, job));
    if (watch.trained)
        MICROT_CHECK(watch.trained(result.training));
    MICROT_CHECK(collect(board, dataset, calibration, false, preprocessing, watch, job));
    MICROT_TRY(result.calibration, recalibrateBoard(board, options.ratio, job));
    return result;
}

} // namespace

Result<BoardTrained> trainBoard(Board& board, const Dataset& dataset, const Preprocessing& preprocessing,
                                const BoardTraining& options, const BoardTrainingWatch& watch,
                                const JobContext& job)
{
    Result<BoardTrained> trained = trainAnew(board, dataset, preprocessing, options, watch, job);
    // A fragment of the samples must not be taken for what the heads learned from; a board that is gone is
    // not asked.
    if (!trained.ok() && trained.failure().code != Error::deviceGone &&
        trained.failure().code != Error::noAnswer)
        static_cast<void>(board.link().ask<Message::bankClear>({}, JobContext()).ok());
    return trained;
}

Result<BoardTrained> trainOnBank(Board& board, const BoardTraining& options, const BoardTrainingWatch& watch,
                                 const JobContext& job)
{
    BoardTrained result;
    MICROT_TRY(result.training, trainHeads(board, options, watch, job));
    MICROT_TRY(result.calibration, recalibrateBoard(board, options.ratio, job));
    return result;
}

Status exportHeads(Board& board, const std::filesystem::path& file, const JobContext& job)
{
    MICROT_TRY(const HeadsInfoResponse info, board.link().ask<Message::headsInfo>({}, job));
    MICROT_TRY(std::vector<std::uint8_t> bytes, board.readHeads(job));
    const auto* thresholds = reinterpret_cast<const std::uint8_t*>(info.thresholds.items.data());
    bytes.insert(bytes.end(), thresholds, thresholds + info.thresholds.size * sizeof(float));
    return writeFileAtomically(file, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

Status importHeads(Board& board, const std::filesystem::path& file, const JobContext& job)
{
    constexpr std::size_t kMostBytes = std::size_t{1} << 20;
    MICROT_TRY(std::vector<std::uint8_t> bytes, readFile(file, kMostBytes));
    HeadsShape shape;
    if (readHeadsShape(bytes.data(), static_cast<std::uint32_t>(bytes.size()), shape) != Error::none ||
        bytes.size() != shape.bytes() + (shape.exits - 1U) * sizeof(float))
        return Failure{Error::malformed,
                       printable(file) + " does not hold heads of a board, or not all of them."};
    std::vector<float> thresholds(shape.exits - 1U);
    if (!thresholds.empty())
        std::memcpy(thresholds.data(), bytes.data() + shape.bytes(), thresholds.size() * sizeof(float));
    bytes.resize(shape.bytes());
    return board.writeHeads(bytes, thresholds, job);
}

Result<CalibrateResponse> recalibrateBoard(Board& board, double ratio, const JobContext& job)
{
    // Those without labels are the last ones in; the others were learned from.
    MICROT_TRY(const BankInfoResponse bank, board.link().ask<Message::bankInfo>({}, job));
    CalibrateRequest request;
    request.ratio = static_cast<float>(ratio);
    request.samples = bank.samples - bank.labelled;
    return board.link().ask<Message::calibrate>(request, job);
}

} // namespace microt
