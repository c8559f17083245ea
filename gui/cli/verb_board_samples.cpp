// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <nlohmann/json.hpp>

#include "gui/cli/board_options.h"
#include "gui/cli/verbs.h"
#include "serial/work/board_samples.h"

namespace microt::cli {

namespace {

using namespace protocol;
using Json = nlohmann::json;

struct SampleEdits
{
    PortOptions port;
    std::string image;
    std::string data;
    ReadOptions reading;
    SplitOptions split;
    std::vector<std::string> label; ///< "N=CLASS"
    std::vector<int> remove;
    std::string add;
    std::string addedClass;
    bool train = false;
    BoardTraining training;
};

/// The class of this name; kNoLabel for no name.
Result<std::uint8_t> labelNamed(const std::string& name, const Dataset& dataset)
{
    if (name.empty())
        return kNoLabel;
    const auto found = std::find(dataset.classes.begin(), dataset.classes.end(), name);
    if (found == dataset.classes.end())
        return Failure{Error::invalidArgument, "No class of " + dataset.name + " is named " + name + "."};
    return static_cast<std::uint8_t>(found - dataset.classes.begin());
}

/// "N=CLASS".
Result<std::pair<int, std::uint8_t>> labelOf(const std::string& edit, const Dataset& dataset)
{
    const std::size_t equals = edit.find('=');
    const std::string number = edit.substr(0, equals);
    if (equals == std::string::npos || number.empty() || number.size() > 5 ||
        number.find_first_not_of("0123456789") != std::string::npos)
        return Failure{Error::invalidArgument, "--label takes NUMBER=CLASS, not " + edit + "."};
    MICROT_TRY(const std::uint8_t label, labelNamed(edit.substr(equals + 1), dataset));
    return std::pair(std::stoi(number), label);
}

/// Where samples are by now whose numbers are those of the list before.
class Places
{
public:
    Places(int samples, int labelled)
    {
        m_bank.all.resize(static_cast<std::size_t>(samples));
        for (int i = 0; i < samples; ++i) {
            m_bank.all[static_cast<std::size_t>(i)].picture = i;
            m_bank.all[static_cast<std::size_t>(i)].label = i < labelled ? 0 : -1;
        }
        m_bank.labelled = labelled;
    }
    Result<int> of(int number) const
    {
        for (std::size_t i = 0; i < m_bank.all.size(); ++i)
            if (m_bank.all[i].picture == number)
                return static_cast<int>(i);
        return Failure{Error::outOfRange, "The bank has no sample " + std::to_string(number) + "."};
    }
    void relabel(int place, std::uint8_t label) { m_bank.relabel(place, label == kNoLabel ? -1 : label); }
    void remove(int place) { m_bank.remove(place); }

private:
    BoardSamples m_bank; ///< `picture`: the number before
};

Status apply(const SampleEdits& edits, Board& board, const Dataset& dataset,
             const Preprocessing& preprocessing, const JobContext& job)
{
    std::vector<std::pair<int, std::uint8_t>> labels;
    for (const std::string& edit : edits.label) {
        MICROT_TRY(const auto label, labelOf(edit, dataset));
        labels.push_back(label);
    }
    MICROT_TRY(const BankInfoResponse bank, board.link().ask<Message::bankInfo>({}, job));
    Places places(bank.samples, bank.labelled);
    for (const auto& [number, label] : labels) {
        MICROT_TRY(const int place, places.of(number));
        MICROT_CHECK(board.labelSample(place, label, job));
        places.relabel(place, label);
    }
    for (const int number : edits.remove) {
        MICROT_TRY(const int place, places.of(number));
        MICROT_CHECK(board.removeSample(place, job));
        places.remove(place);
    }
    if (!edits.add.empty()) {
        MICROT_TRY(const std::uint8_t label, labelNamed(edits.addedClass, dataset));
        MICROT_CHECK(
            addSample(board, edits.add, label == kNoLabel ? -1 : label, preprocessing, dataset, job));
    }
    return {};
}

std::string className(std::int32_t label, const Dataset& dataset)
{
    return label < 0 || label >= static_cast<std::int32_t>(dataset.classes.size())
               ? "-"
               : dataset.classes[static_cast<std::size_t>(label)];
}

void print(const BoardSamples& samples, const Dataset& dataset, Console& console)
{
    Json rows = Json::array();
    std::string text;
    int contradicted = 0;
    for (const BoardSample& sample : samples.all) {
        const std::string picture =
            sample.picture < 0 ? ""
                               : printable(dataset.samples[static_cast<std::size_t>(sample.picture)].path);
        Json row = {{"class", sample.label < 0 ? Json() : Json(className(sample.label, dataset))},
                    {"picture", picture.empty() ? Json() : Json(picture)}};
        text += std::to_string(rows.size()) + "  " + className(sample.label, dataset) + "  " +
                (picture.empty() ? "(no picture of this task)" : picture);
        if (sample.answer) {
            row["answer"] = className(sample.answer->predicted, dataset);
            row["confidence"] = sample.answer->confidence;
            if (sample.contradicted())
                text += "  answered " + className(sample.answer->predicted, dataset) + ", " +
                        fixed(sample.answer->confidence, 3);
        }
        contradicted += sample.contradicted() ? 1 : 0;
        text += "\n";
        rows.push_back(std::move(row));
    }
    console.print({{"samples", rows.size()},
                   {"labelled", samples.labelled},
                   {"capacity", samples.capacity},
                   {"contradicted", contradicted},
                   {"bank", rows}},
                  samples.all.empty()
                      ? std::string("no samples; they are in the board's RAM, and gone when it restarts: a "
                                    "virtual one does whenever microt ends\n")
                      : text + std::to_string(samples.all.size()) + " samples of at most " +
                            std::to_string(samples.capacity) + ", " + std::to_string(samples.labelled) +
                            " with a class; the full model of the board answers otherwise to " +
                            std::to_string(contradicted) + "\n");
}

Status runSamples(const SampleEdits& edits, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(Dataset dataset, openDataset(edits.data, edits.reading, job));
    MICROT_CHECK(assignSplit(dataset, edits.split));
    MICROT_TRY(const DeploymentImage image, readImage(edits.image));
    MICROT_TRY(const ConnectedBoard connected, edits.port.connect(job));
    Board& board = *connected.board;
    MICROT_CHECK(useBank(board, image.bytes, dataset, job));
    MICROT_CHECK(apply(edits, board, dataset, preprocessingOf(image.twin.image()), job));
    if (edits.train)
        MICROT_CHECK(trainOnBank(board, edits.training, {}, job));
    MICROT_TRY(const BoardSamples samples, readSamples(board, image.bytes, dataset, job));
    print(samples, dataset, console);
    return {};
}

} // namespace

void addBoardSamples(Verb& board)
{
    auto& edits = board.keep<SampleEdits>();
    Verb samples = board.part("samples", "What the board learns from: list it, relabel, take out, add");
    edits.port.add(samples);
    samples.takes("IMAGE", edits.image, kImageHelp).required();
    samples.takes("DATA", edits.data, "Pictures of the task").required();
    samples.takes("--label", edits.label, "NUMBER=CLASS: the sample is of this class; NUMBER= of none")
        .repeated();
    samples.takes("--remove", edits.remove, "Take this sample out").repeated();
    samples.takes("--add", edits.add, "Show the board this picture; never one of the test split");
    samples.takes("--class", edits.addedClass, "Its class; else it only serves the threshold");
    samples.needs("--class", "--add");
    samples.flag("--train", edits.train, "Train the heads anew on what the bank holds then");
    samples.takes("--seed", edits.split.seed, "Seed of the split").showDefault();
    samples.fields(edits.reading);
    samples.fields(edits.training, {"/samples", "/calibration"});
    samples.runs(edits, runSamples);
}

} // namespace microt::cli
