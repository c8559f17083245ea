// SPDX-License-Identifier: Apache-2.0
#include "engine/project/kept_results.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/base/sealed_bytes.h"
#include "engine/heads/linear_head.h"
#include "engine/project/workflow.h"

// A file's content (engine/base/sealed_bytes.h): the numbers of the result in the order of the walk()
// functions below.

namespace microt {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kMagic = "MTRESULT";
constexpr std::uint32_t kVersion = 4; ///< also of the arithmetic behind the results
constexpr std::uint64_t kLargestResultFile = std::uint64_t{1} << 32;
constexpr std::size_t kLeastRow = 100; ///< bytes of a cut, at least
constexpr std::size_t kLeastExit = 16; ///< of what a further exit says

template <typename Archive, typename Exits>
void walkBetween(Archive& archive, Exits& exits)
{
    const std::size_t count = archive.template count<kLeastExit>(exits.size());
    if constexpr (!std::is_const_v<Exits>)
        exits.resize(count);
    for (auto& exit : exits) {
        archive(exit.predicted);
        archive(exit.confidence);
    }
}

template <typename Archive, typename Samples>
void walkSamples(Archive& archive, Samples& samples)
{
    archive(samples.classes);
    archive(samples.sample);
    archive(samples.label);
    archive(samples.partPredicted);
    archive(samples.fullPredicted);
    archive(samples.partConfidence);
    walkBetween(archive, samples.between);
}

bool areClasses(const std::vector<std::int32_t>& values, std::size_t count, int classes)
{
    return values.size() == count && std::all_of(values.begin(), values.end(), [classes](std::int32_t value) {
               return value >= 0 && value < classes;
           });
}

/// A project may come from anywhere: what its files say is used as indices later.
bool isSound(const StageSamples& samples)
{
    constexpr int kMostClasses = 100000;
    const std::size_t count = samples.size();
    bool sound = samples.classes >= 0 && samples.classes <= kMostClasses &&
                 (samples.sample.empty() || samples.sample.size() == count) &&
                 samples.partConfidence.size() == count &&
                 samples.between.size() <= std::size_t{kMostExits} - 2;
    for (const auto* values : {&samples.label, &samples.partPredicted, &samples.fullPredicted})
        sound = sound && areClasses(*values, count, samples.classes);
    for (const ExitSamples& exit : samples.between)
        sound =
            sound && areClasses(exit.predicted, count, samples.classes) && exit.confidence.size() == count;
    return sound;
}

template <typename Archive, typename Figures>
void walkFigures(Archive& archive, Figures& figures)
{
    archive(figures.balanced);
    archive(figures.neverAnswered);
}

template <typename Archive, typename Row>
void walkRow(Archive& archive, Row& row)
{
    archive(row.cut);
    archive(row.features);
    archive(row.macs);
    archive(row.macShare);
    archive(row.parameters);
    archive(row.arenaBytes);
    archive(row.partAccuracy);
    archive(row.selectionAccuracy);
    archive(row.fullAccuracy);
    archive(row.fullSelectionAccuracy);
    archive(row.accuracyLoss);
    archive(row.gainRatio);
    archive(row.scaledGain);
    archive(row.fusedScore);
    walkFigures(archive, row.partClasses);
    walkFigures(archive, row.fullClasses);
    for (auto* samples : {&row.unseenSamples, &row.testSamples, &row.calibrationSamples})
        walkSamples(archive, *samples);
    archive(row.sight.asPublished);
    archive(row.sight.earlier);
    archive(row.partHeadMacs);
    archive(row.fullHeadMacs);
}

std::string contentOf(const CutTable& table)
{
    ArchiveWriter writer;
    writer.count<kLeastRow>(table.rows.size());
    for (const CutRow& row : table.rows)
        walkRow(writer, row);
    writer(table.fullAccuracy);
    writer(table.fullSelectionAccuracy);
    writer(table.recommended);
    return writer.bytes();
}

std::optional<CutTable> tableFrom(std::string_view content)
{
    ArchiveReader reader(content);
    CutTable table;
    table.rows.resize(reader.count<kLeastRow>(0));
    for (CutRow& row : table.rows)
        walkRow(reader, row);
    reader(table.fullAccuracy);
    reader(table.fullSelectionAccuracy);
    reader(table.recommended);
    if (!reader.isWhole())
        return std::nullopt;
    for (CutRow& row : table.rows) {
        for (const auto* samples : {&row.unseenSamples, &row.testSamples, &row.calibrationSamples})
            if (!isSound(*samples))
                return std::nullopt;
        row.unseen = StageCurve(row.unseenSamples);
        row.test = StageCurve(row.testSamples);
    }
    return table;
}

void putHead(ArchiveWriter& writer, const LinearClassifier& head)
{
    const FeatureMatrix& weights = head.weights();
    writer(static_cast<std::int64_t>(weights.rows()));
    writer(std::vector<float>(weights.data(), weights.data() + weights.size()));
    writer(std::vector<float>(head.intercept().data(), head.intercept().data() + head.intercept().size()));
}

std::shared_ptr<const Head> takeHead(ArchiveReader& reader)
{
    std::int64_t rows = 0;
    std::vector<float> weights;
    std::vector<float> intercept;
    reader(rows);
    reader(weights);
    reader(intercept);
    const auto classes = static_cast<Eigen::Index>(intercept.size());
    if (rows <= 0 || classes == 0 || static_cast<Eigen::Index>(weights.size()) != rows * classes)
        return nullptr;
    return std::make_shared<LinearClassifier>(
        Eigen::Map<const FeatureMatrix>(weights.data(), rows, classes),
        Eigen::Map<const Eigen::RowVectorXf>(intercept.data(), classes));
}

/// Nothing for heads that are not kept.
std::optional<std::string> contentOf(const StageModel& model)
{
    const auto* part = dynamic_cast<const LinearClassifier*>(model.partHead.get());
    const auto* full = dynamic_cast<const LinearClassifier*>(model.fullHead.get());
    if (part == nullptr || full == nullptr)
        return std::nullopt;
    ArchiveWriter writer;
    putHead(writer, *part);
    putHead(writer, *full);
    writer.count<kLeastExit>(model.between.size());
    for (const BetweenExit& exit : model.between) {
        const auto* head = dynamic_cast<const LinearClassifier*>(exit.head.get());
        if (head == nullptr)
            return std::nullopt;
        writer(exit.cut);
        putHead(writer, *head);
        writer(exit.regularisation);
        writer(exit.temperature);
    }
    writer(model.partRegularisation);
    writer(model.fullRegularisation);
    writer(model.partTemperature);
    walkSamples(writer, model.calibration);
    walkSamples(writer, model.test);
    writer(model.trainCount);
    return writer.bytes();
}

std::optional<StageModel> modelFrom(std::string_view content)
{
    ArchiveReader reader(content);
    StageModel model;
    model.partHead = takeHead(reader);
    model.fullHead = takeHead(reader);
    model.between.resize(reader.count<kLeastExit>(0));
    bool heads = model.partHead && model.fullHead;
    for (BetweenExit& exit : model.between) {
        reader(exit.cut);
        exit.head = takeHead(reader);
        heads = heads && exit.head;
        reader(exit.regularisation);
        reader(exit.temperature);
    }
    reader(model.partRegularisation);
    reader(model.fullRegularisation);
    reader(model.partTemperature);
    walkSamples(reader, model.calibration);
    walkSamples(reader, model.test);
    reader(model.trainCount);
    const bool sound = reader.isWhole() && isSound(model.calibration) && isSound(model.test) &&
                       model.calibration.between.size() == model.between.size() &&
                       model.test.between.size() == model.between.size();
    if (!sound || !heads)
        return std::nullopt;
    model.testCurve = StageCurve(model.test);
    return model;
}

/// Everything that heads on these features depend on.
std::string keyOf(const TaskSettings& settings, const FeatureSet& features, const Dataset& dataset,
                  std::optional<int> cut)
{
    if (features.key.empty())
        return {};
    StageOptions options = settings.stage;
    options.cut = cut;
    if (!cut) { // where exits are changes nothing in the table
        options.exits = 2;
        options.secondCut.reset();
        options.thirdCut.reset();
    }
    std::string text = features.key + "\n" + fieldsText(options) + std::to_string(settings.split.seed) + "\n";
    for (const std::string& name : dataset.classes)
        text += name + "\n";
    for (const Sample& sample : dataset.samples)
        text += std::to_string(sample.label) + " " + std::to_string(static_cast<int>(sample.split)) + ",";
    for (const Doubles& doubles : dataset.doubles)
        for (const std::int32_t sample : doubles.samples)
            text += std::to_string(sample) + ";";
    return sha256Hex(text);
}

Status write(const fs::path& file, const std::string& content)
{
    return writeFileAtomically(file, sealed(kMagic, kVersion, content));
}

/// What `from` makes of the content of a whole file of ours; nothing otherwise.
template <typename Make>
auto read(const fs::path& file, Make from) -> decltype(from(std::string_view()))
{
    const Result<std::string> bytes = readTextFile(file, kLargestResultFile);
    if (!bytes.ok())
        return std::nullopt;
    const std::optional<std::string_view> content = unsealed(bytes.value(), kMagic, kVersion);
    return content ? from(*content) : std::nullopt;
}

} // namespace

Result<CutTable> keptTaskCuts(const TaskSettings& settings, const FeatureSet& features,
                              const Dataset& dataset, const GraphCost& cost, const BoardProfile& board,
                              const fs::path& cacheFolder, const JobContext& job)
{
    const std::string key = cacheFolder.empty() ? "" : keyOf(settings, features, dataset, std::nullopt);
    const fs::path file = cacheFolder / (key + ".cuts");
    if (!key.empty())
        if (auto table = read(file, tableFrom)) {
            MICROT_CHECK(recommend(*table, cost, board, settings.choice, settings.stage));
            return *std::move(table);
        }
    MICROT_TRY(CutTable table, evaluateTaskCuts(settings, features, dataset, cost, board, job));
    if (!key.empty())
        MICROT_CHECK(write(file, contentOf(table)));
    return table;
}

Result<StageModel> keptTaskHeads(const TaskSettings& settings, int cut, const FeatureSet& features,
                                 const Dataset& dataset, const fs::path& cacheFolder, const JobContext& job)
{
    const std::string key = cacheFolder.empty() ? "" : keyOf(settings, features, dataset, cut);
    const fs::path file = cacheFolder / (key + ".heads");
    if (!key.empty())
        if (auto model = read(file, modelFrom)) {
            model->options = settings.stage;
            model->options.head.seed = settings.split.seed;
            model->options.cut = cut;
            return *std::move(model);
        }
    MICROT_TRY(StageModel model, trainTaskHeads(settings, cut, features, dataset, job));
    if (!key.empty())
        if (const auto content = contentOf(model))
            MICROT_CHECK(write(file, *content));
    return model;
}

} // namespace microt
