// SPDX-License-Identifier: Apache-2.0
#include "serial/work/board_samples.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "engine/base/files.h"
#include "engine/data/picture_stream.h"
#include "engine/data/preprocess.h"
#include "engine/runtime/sha256.h"
#include "serial/work/board_twin.h"

namespace microt {

using namespace protocol;

namespace {

using Features = std::vector<std::vector<std::int8_t>>;

std::string bytesOf(const Features& features)
{
    std::string bytes;
    for (const std::vector<std::int8_t>& exit : features)
        bytes.append(exit.begin(), exit.end());
    return bytes;
}

/// A row of the bank, exit by exit.
Result<Features> divided(const std::vector<std::int8_t>& row, const BoardTwin& twin)
{
    Features features;
    auto next = row.begin();
    for (int exit = 0; exit < twin.exits() && row.end() - next >= twin.dimensions(exit); ++exit) {
        features.emplace_back(next, next + twin.dimensions(exit));
        next += twin.dimensions(exit);
    }
    if (next != row.end() || static_cast<int>(features.size()) != twin.exits())
        return Failure{Error::shapeMismatch, "The board's samples are of another network."};
    return features;
}

Result<BoardSamples> readBank(Board& board, const BoardTwin& twin, const JobContext& job)
{
    MICROT_TRY(const BankInfoResponse bank, board.link().ask<Message::bankInfo>({}, job));
    BoardSamples samples;
    samples.labelled = bank.labelled;
    samples.capacity = bank.capacity;
    for (int at = 0; at < bank.samples; ++at) {
        job.report({"Reading the board's samples", at, bank.samples, "samples"});
        MICROT_TRY(const Board::BankSample row, board.bankSample(at, job));
        BoardSample sample;
        sample.label = row.label == kNoLabel ? -1 : row.label;
        MICROT_TRY(sample.features, divided(row.features, twin));
        samples.all.push_back(std::move(sample));
    }
    return samples;
}

/// Pictures in the order in which a board is likely to have learned from them.
std::vector<std::int32_t> likelyFirst(const Dataset& dataset)
{
    const auto all = static_cast<int>(dataset.samples.size());
    std::vector<std::int32_t> pictures;
    for (const Split split : {Split::train, Split::calibration, Split::test})
        for (const std::int32_t picture : balancedSamples(dataset, split, all))
            pictures.push_back(picture);
    return pictures;
}

Status findPictures(BoardSamples& samples, BoardTwin& twin, const Dataset& dataset, const JobContext& job)
{
    std::unordered_map<std::string, std::vector<BoardSample*>> wanted;
    for (BoardSample& sample : samples.all)
        wanted[bytesOf(sample.features)].push_back(&sample);
    const Preprocessing preprocessing = preprocessingOf(twin.image());
    const std::vector<std::int32_t> pictures = likelyFirst(dataset);
    std::int64_t done = 0;
    for (const std::int32_t picture : pictures) {
        if (wanted.empty())
            return {};
        MICROT_CHECK(job.checkCancelled());
        job.report({"Finding the pictures of the samples", done++, static_cast<std::int64_t>(pictures.size()),
                    "pictures"});
        const auto fitted = fittedSample(dataset, picture, preprocessing);
        if (!fitted.ok())
            continue;
        const auto found = wanted.find(bytesOf(twin.features(fitted.value().rgb.data())));
        if (found == wanted.end())
            continue;
        for (BoardSample* sample : found->second)
            sample->picture = picture;
        wanted.erase(found);
    }
    return {};
}

/// What the heads that the board has answer; nothing where it has none.
Status askHeads(BoardSamples& samples, Board& board, BoardTwin& twin, const JobContext& job)
{
    MICROT_TRY(const HeadsInfoResponse heads, board.link().ask<Message::headsInfo>({}, job));
    if (heads.bytes == 0)
        return {};
    MICROT_TRY(const std::vector<std::uint8_t> blob, board.readHeads(job));
    MICROT_CHECK(twin.useHeads(blob, vectorOf(heads.thresholds)));
    for (BoardSample& sample : samples.all)
        sample.answer = twin.answer(sample.features);
    return {};
}

} // namespace

void BoardSamples::remove(int sample)
{
    labelled -= sample < labelled ? 1 : 0;
    all.erase(all.begin() + sample);
}

void BoardSamples::relabel(int sample, std::int32_t label)
{
    const auto at = all.begin() + sample;
    const auto border = all.begin() + labelled;
    at->label = label;
    if (at >= border && label >= 0) {
        std::rotate(border, at, at + 1);
        ++labelled;
    } else if (at < border && label < 0) {
        std::rotate(at, at + 1, border);
        --labelled;
    }
}

Status useBank(Board& board, const std::vector<std::uint8_t>& image, const Dataset& dataset,
               const JobContext& job)
{
    MICROT_TRY(const DescribeResponse about, board.link().ask<Message::describe>({}, job));
    const Digest sha256 = sha256Of(image.data(), image.size());
    for (const SlotInfo& slot : vectorOf(about.imageSlots))
        if (slot.state == SlotState::active && slot.sha256 == sha256)
            return board.useTask(dataset.name, static_cast<int>(dataset.classes.size()), job);
    return Failure{Error::noImage, "The board holds another network than this task has now; its samples "
                                   "belong to that one. Deploy or train first."};
}

Result<BoardSamples> readSamples(Board& board, const std::vector<std::uint8_t>& image, const Dataset& dataset,
                                 const JobContext& job)
{
    MICROT_TRY(BoardTwin twin, BoardTwin::create(image, static_cast<int>(dataset.classes.size())));
    MICROT_TRY(BoardSamples samples, readBank(board, twin, job));
    if (samples.all.empty())
        return samples;
    MICROT_CHECK(askHeads(samples, board, twin, job));
    MICROT_CHECK(findPictures(samples, twin, dataset, job));
    return samples;
}

Status addSample(Board& board, const std::filesystem::path& file, std::int32_t label,
                 const Preprocessing& preprocessing, const Dataset& dataset, const JobContext& job)
{
    std::vector<PictureFile> named = {{file, label, false}};
    nameKnown(named, dataset);
    if (named.front().onlyMeasures)
        return Failure{Error::invalidArgument,
                       printable(file) + " is a test picture; a board that learned from it could no longer "
                                         "be measured with it. Choose another, or move it to train."};
    MICROT_TRY(const Picture picture, decodePicture(file, dataset.background));
    const Picture fitted = fitToExtractor(picture, preprocessing);
    MICROT_CHECK(board.extract(fitted.rgb.data(), fitted.rgb.size(),
                               label < 0 ? kNoLabel : static_cast<std::uint8_t>(label), job));
    return {};
}

} // namespace microt
