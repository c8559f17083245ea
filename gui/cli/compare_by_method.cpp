// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/data/kept_looks.h"
#include "engine/exchange/open_extractor.h"
#include "engine/train/methods/row_figures.h"
#include "gui/cli/compare.h"
#include "gui/cli/data_notes.h"
#include "gui/cli/spread.h"
#include "gui/cli/text_table.h"
#include "gui/words/compare_words.h"

namespace microt::cli {

namespace {

using Json = nlohmann::json;

/// A word of --methods.
struct AskedRow
{
    MethodKind kind = MethodKind::microt;
    std::string extractor; ///< empty: that of --extractor
};

Result<std::vector<AskedRow>> parseRows(const std::string& words)
{
    std::vector<AskedRow> rows;
    if (words.empty()) {
        for (std::size_t kind = 0; kind < namesOf(MethodKind()).size(); ++kind)
            rows.push_back({static_cast<MethodKind>(kind), {}});
        return rows;
    }
    for (std::size_t begin = 0; begin <= words.size();) {
        const std::size_t end = std::min(words.find(',', begin), words.size());
        const std::string word = words.substr(begin, end - begin);
        const std::size_t equals = word.find('=');
        AskedRow row;
        MICROT_TRY(row.kind, parseName<MethodKind>(word.substr(0, equals), "--methods"));
        if (equals != std::string::npos)
            row.extractor = word.substr(equals + 1);
        if (equals != std::string::npos && row.extractor.empty())
            return Failure{Error::invalidArgument,
                           "--methods: \"" + printable(word) + "\" names no extractor behind the =."};
        rows.push_back(std::move(row));
        begin = end + 1;
    }
    return rows;
}

/// Everything that is opened before any work.
Result<MethodTable> openTable(const CompareOptions& options)
{
    const TaskSettings& settings = options.task.settings;
    if (settings.precision != Precision::float32)
        return Failure{Error::invalidArgument,
                       "Methods that change the extractor are trained in float; leave --precision out."};
    MICROT_TRY(const std::vector<AskedRow> asked, parseRows(options.methods));
    MICROT_TRY(const BoardProfile board, findBoardProfile(settings.board));
    MethodTable table = methodTable(settings, board, options.training, options.seeds);
    for (const AskedRow& row : asked) {
        const std::string& name = row.extractor.empty() ? options.task.extractor : row.extractor;
        const auto known =
            std::find_if(table.extractors.begin(), table.extractors.end(),
                         [&name](const ComparedExtractor& extractor) { return extractor.name == name; });
        table.rows.push_back({row.kind, static_cast<int>(known - table.extractors.begin())});
        if (known != table.extractors.end())
            continue;
        ComparedExtractor extractor;
        extractor.name = name;
        MICROT_TRY(extractor.extractor, openExtractor(name, settings.network));
        extractor.cost = countCost(extractor.extractor.graph);
        table.extractors.push_back(std::move(extractor));
    }
    table.cacheFolder = options.task.cacheFolder();
    return table;
}

Json classesJson(const MethodResult& result, const Dataset& dataset)
{
    Json classes = Json::object();
    const std::vector<double> shares = result.classAccuracies(static_cast<int>(dataset.classes.size()));
    for (std::size_t c = 0; c < shares.size(); ++c)
        classes[printable(dataset.classes[c])] = shares[c] < 0.0 ? Json() : Json(percent(shares[c]));
    return classes;
}

Json seedJson(const MethodResult& result, const Dataset& dataset, std::uint64_t seed)
{
    const MethodCost& cost = result.cost;
    return {{"seed", seed},
            {"accuracy", percent(result.accuracy())},
            {"test_pictures", result.samples.size()},
            {"class_accuracy", classesJson(result, dataset)},
            {"updates", cost.updates},
            {"updated_numbers", cost.updated},
            {"train_pictures", cost.trainPictures},
            {"epochs", cost.epochs},
            {"best_epoch", result.bestEpoch},
            {"diverged", result.diverged},
            {"cut", result.cut == 0 ? Json() : Json(result.cut)},
            {"exit_rate", result.cut == 0 ? Json() : Json(result.exitRate)},
            {"macs_a_picture",
             {{"forward", cost.work.forwardMacs},
              {"input_gradients", cost.work.inputGradientMacs},
              {"weight_gradients", cost.work.weightGradientMacs}}},
            {"train_energy_mj",
             {{"preparation", cost.preparation.millijoule},
              {"epoch", cost.epoch.millijoule},
              {"all", cost.training.millijoule}}},
            {"train_seconds", cost.training.milliseconds * 1e-3},
            {"infer_energy_mj", cost.inference.millijoule},
            {"infer_ms", cost.inference.milliseconds},
            {"sram_bytes", {{"training", cost.trainingSramBytes}, {"inference", cost.inferenceSramBytes}}},
            {"flash_bytes", cost.flashBytes}};
}

/// One dataset's rows.
class Shown
{
public:
    Shown(const MethodTable& table, const Dataset& dataset, const std::vector<BoardProfile>& boards)
        : m_table(table), m_dataset(dataset), m_boards(boards)
    {}

    Json json(std::size_t index, const RowResults& row) const
    {
        const MethodRow& asked = m_table.rows[index];
        const Method& method = methodOf(asked.kind);
        const RowFigures figures = figuresOf(row);
        Json seeds = Json::array();
        for (std::size_t s = 0; s < row.seeds.size(); ++s)
            seeds.push_back(seedJson(row.seeds[s], m_dataset, m_table.split.seed + s));
        Json fits = Json::object();
        for (const BoardProfile& board : m_boards)
            fits[board.id] = fitsAll(row, board);
        Json json = {{"data", printable(m_dataset.name)},
                     {"method", nameOf(asked.kind)},
                     {"title", method.title()},
                     {"updates", method.summary()},
                     {"extractor", printable(extractorOf(asked).name)},
                     {"accuracy", jsonOf(figures.accuracy)},
                     {"balanced_accuracy", jsonOf(figures.balanced)},
                     {"train_energy_epoch_mj", jsonOf(figures.epochMillijoule)},
                     {"train_energy_mj", jsonOf(figures.trainingMillijoule)},
                     {"infer_energy_mj", jsonOf(figures.inferenceMillijoule)},
                     {"sram_bytes",
                      {{"training", figures.trainingSramBytes}, {"inference", figures.inferenceSramBytes}}},
                     {"flash_bytes", figures.flashBytes},
                     {"fits", fits},
                     {"seeds", seeds}};
        if (row.against)
            json["against_microt"] = {{"points", jsonOf(figures.points)},
                                      {"p_of_seeds", row.against->pValues},
                                      {"p", row.against->p}};
        const auto paper = paperAccuracy(asked.kind);
        json["paper_accuracy"] = paper ? Json(*paper) : Json();
        return json;
    }

    std::vector<std::string> cells(std::size_t index, const RowResults& row) const
    {
        const MethodRow& asked = m_table.rows[index];
        std::string fits;
        for (const BoardProfile& board : m_boards)
            if (fitsAll(row, board))
                fits += (fits.empty() ? "" : " ") + board.id.substr(0, kBoardLetters);
        const auto paper = paperAccuracy(asked.kind);
        const RowFigures figures = figuresOf(row);
        const auto kilobytes = [](std::int64_t bytes) { return fixed(static_cast<double>(bytes) / 1e3, 0); };
        return {titleOf(asked),
                textOf(figures.accuracy),
                row.against ? fixed(figures.points.mean(), 2) : "",
                row.against ? fixed(row.against->p, 3) : "",
                fixed(figures.epochs.mean(), 1),
                fixed(figures.epochMillijoule.mean() / 1e3, 3),
                fixed(figures.trainingMillijoule.mean() / 1e3, 2),
                fixed(figures.inferenceMillijoule.mean(), 3),
                kilobytes(figures.trainingSramBytes),
                kilobytes(figures.inferenceSramBytes),
                fits.empty() ? "none" : fits,
                paper ? fixed(*paper, 2) : "-"};
    }

    /// What the last seed updated, a line.
    std::string note(std::size_t index, const RowResults& row) const
    {
        const MethodResult& last = row.seeds.back();
        const TrainingWork& work = last.cost.work;
        std::string line = "  " + titleOf(m_table.rows[index]) + ": " +
                           methodOf(m_table.rows[index].kind).summary() + "; " + last.cost.updates + ", " +
                           fixed(static_cast<double>(work.macs()) / 1e6, 2) + " M MACs a picture and epoch";
        if (last.cut != 0)
            line += "; cut " + std::to_string(last.cut) + ", " + fixed(percent(last.exitRate), 1) +
                    " % answered early";
        if (last.diverged)
            line += "; its loss was no longer a number: take a lower --rate";
        return line + "\n";
    }

    static std::vector<std::string> header()
    {
        return {"method",   "accuracy %", "- MicroT", "p",         "epochs", "J an epoch",
                "J in all", "mJ answer",  "kB train", "kB answer", "fits",   "paper %"};
    }

private:
    static constexpr std::size_t kBoardLetters = 11; ///< "stm32h7a3zi"

    RowFigures figuresOf(const RowResults& row) const
    {
        return rowFigures(row, static_cast<int>(m_dataset.classes.size()));
    }

    const ComparedExtractor& extractorOf(const MethodRow& row) const
    {
        return m_table.extractors[static_cast<std::size_t>(row.extractor)];
    }

    /// With the extractor where there are several.
    std::string titleOf(const MethodRow& row) const
    {
        const std::string title = methodOf(row.kind).title();
        return m_table.extractors.size() < 2 ? title : title + " (" + printable(extractorOf(row).name) + ")";
    }

    const MethodTable& m_table;
    const Dataset& m_dataset;
    const std::vector<BoardProfile>& m_boards;
};

std::string explain(const MethodTable& table)
{
    const std::string seeds =
        table.seeds == 1 ? "one seed; p: exact McNemar test on its test pictures\n"
                         : "mean and deviation over " + std::to_string(table.seeds) +
                               " seeds; p: exact McNemar test on each seed's test pictures, twice the mean "
                               "of the seeds\n";
    return seeds + "energy is modelled for " + table.board.name +
           "; J in all: features, the head to begin with, and the epochs; kB: peak SRAM\n"
           "paper %: MicroT's paper, MCUNet, mean of Pet, Bird and Plant: other pictures, another "
           "extractor\n";
}

} // namespace

Status checkMethods(const std::string& words)
{
    MICROT_CHECK(parseRows(words));
    return {};
}

Status compareByMethod(const CompareOptions& options, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const MethodTable table, openTable(options));
    MICROT_TRY(const std::vector<BoardProfile> boards, boardProfiles());
    Json rows = Json::array();
    Json data = Json::object();
    std::string text;
    for (const std::string& source : options.data) {
        MICROT_TRY(const Dataset dataset,
                   openDataset(source, options.task.settings.reading, options.task.cacheFolder(), job));
        MICROT_TRY(const std::vector<RowResults> results, compareMethods(table, dataset, job));
        const Shown shown(table, dataset, boards);
        std::vector<std::vector<std::string>> cells = {Shown::header()};
        std::string notes;
        for (std::size_t row = 0; row < results.size(); ++row) {
            rows.push_back(shown.json(row, results[row]));
            cells.push_back(shown.cells(row, results[row]));
            notes += shown.note(row, results[row]);
        }
        data[printable(dataset.name)] = dataNotesJson(dataset);
        text += printable(dataset.name) + "\n" + textTable(cells) + notes + dataNotes(dataset);
    }
    console.print({{"board", table.board.id},
                   {"ratio", table.ratio},
                   {"seeds", table.seeds},
                   {"energy_provenance", "modelled"},
                   {"test", "exact McNemar a seed, twice the mean of the seeds' p values"},
                   {"paper", "MicroT, arXiv 2403.08040: MCUNet at ratio 0.5, mean of Pet, Bird and Plant"},
                   {"data", data},
                   {"rows", rows}},
                  text + explain(table));
    return {};
}

} // namespace microt::cli
