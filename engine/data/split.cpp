// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "engine/base/files.h"
#include "engine/data/csv.h"
#include "engine/data/dataset.h"
#include "engine/data/doubles.h"

namespace microt {

namespace {

/// A number below `bound`, the same on every machine: distributions of the standard library differ, this does
/// not.
std::uint64_t below(std::mt19937_64& random, std::uint64_t bound)
{
    const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
    std::uint64_t value = random();
    while (value >= limit)
        value = random();
    return value % bound;
}

void shuffle(std::vector<std::size_t>& items, std::mt19937_64& random)
{
    for (std::size_t i = items.size(); i > 1; --i)
        std::swap(items[i - 1], items[below(random, i)]);
}

int shareOf(std::size_t count, double share)
{
    return static_cast<int>(std::lround(static_cast<double>(count) * share));
}

Failure tooFew(const Dataset& dataset, std::size_t label, const char* what)
{
    return {Error::tooFewSamples,
            "Class \"" + printable(dataset.classes[label]) + "\" of " + dataset.name + " " + what};
}

/// Pictures that stay together, in the order of their first along a shuffled list.
std::vector<std::vector<std::size_t>> unitsOf(const std::vector<std::size_t>& shuffled,
                                              const std::vector<int>& setOf)
{
    std::vector<std::vector<std::size_t>> units;
    std::map<int, std::size_t> unitOfSet;
    for (const std::size_t sample : shuffled) {
        const int set = setOf[sample];
        const auto known = set < 0 ? unitOfSet.end() : unitOfSet.find(set);
        if (known != unitOfSet.end()) {
            units[known->second].push_back(sample);
            continue;
        }
        if (set >= 0)
            unitOfSet[set] = units.size();
        units.push_back({sample});
    }
    return units;
}

/// Test, calibration, train of one class: each unit goes where it still fits, in that order. A split that
/// nothing fits gets the smallest of the units, if train keeps one.
void divide(Dataset& dataset, const std::vector<std::vector<std::size_t>>& units, int tests, int calibrations)
{
    std::vector<Split> sides(units.size(), Split::train);
    std::size_t left = units.size();
    const auto fill = [&](Split side, int wanted, std::size_t least) {
        int room = wanted;
        std::size_t smallest = units.size();
        for (std::size_t i = 0; i < units.size() && room > 0; ++i) {
            const auto size = static_cast<int>(units[i].size());
            if (sides[i] != Split::train)
                continue;
            if (smallest == units.size() || units[i].size() < units[smallest].size())
                smallest = i;
            if (size > room || left <= least)
                continue;
            sides[i] = side;
            room -= size;
            --left;
        }
        if (wanted > 0 && room == wanted && left > least) {
            sides[smallest] = side;
            --left;
        }
    };
    fill(Split::test, tests, calibrations > 0 && units.size() >= 3 ? 2 : 1);
    fill(Split::calibration, calibrations, 1);
    for (std::size_t i = 0; i < units.size(); ++i)
        for (const std::size_t sample : units[i])
            dataset.samples[sample].split = sides[i];
}

/// Divides the pictures of one class on their own, with the shares of the whole dataset.
void divideClass(Dataset& dataset, std::vector<std::size_t> members)
{
    std::array<int, kSplitCount> all{};
    for (const Sample& sample : dataset.samples)
        ++all[static_cast<std::size_t>(sample.split)];
    const auto count = static_cast<int>(members.size());
    const auto shareOfAll = [&](Split split) {
        return static_cast<double>(all[static_cast<std::size_t>(split)]) /
               static_cast<double>(dataset.samples.size());
    };
    for (const std::size_t member : members)
        dataset.samples[member].split = Split::train;
    if (count < 2)
        return;
    std::mt19937_64 random(0);
    shuffle(members, random);
    const int least = count >= 3 ? 1 : 0;
    const int tests = std::clamp(shareOf(members.size(), shareOfAll(Split::test)), 1, count - 1 - least);
    divide(dataset, unitsOf(members, setsOf(dataset)), tests,
           std::clamp(shareOf(members.size(), shareOfAll(Split::calibration)), least, count - 1 - tests));
}

/// After label work: every sample on the side that `divided`, the dataset as its files say it, has it on. A
/// class that lacks a side is divided on its own, unless its dataset says who measures.
Status takeSides(Dataset& dataset, Dataset divided)
{
    std::vector<std::vector<std::size_t>> byClass(dataset.classes.size());
    for (std::size_t i = 0; i < dataset.samples.size(); ++i) {
        Sample& sample = dataset.samples[i];
        sample.split = divided.samples[static_cast<std::size_t>(dataset.places[i])].split;
        byClass[static_cast<std::size_t>(sample.label)].push_back(i);
    }
    const auto counts = dataset.counts();
    for (std::size_t label = 0; label < byClass.size(); ++label) {
        const bool trains = counts[label][0] > 0;
        const bool whole = trains && counts[label][1] > 0 && counts[label][2] > 0;
        if (dataset.splitIsGiven && !trains)
            return tooFew(dataset, label, "has no picture to train on in the given split.");
        if (!dataset.splitIsGiven && (!trains || (!whole && byClass[label].size() >= 3)))
            divideClass(dataset, byClass[label]);
    }
    dataset.asRead = std::make_shared<const Dataset>(std::move(divided));
    return {};
}

/// Divides a dataset that no label work was done on; `checked`: every class must be large enough.
Status divideAsRead(Dataset& dataset, const SplitOptions& options, bool checked)
{
    const auto isShare = [](double share) { return share > 0.0 && share < 1.0; };
    if (!isShare(options.testShare) || !isShare(options.calibrationShare) ||
        options.testShare + options.calibrationShare >= 1.0)
        return Failure{
            Error::outOfRange,
            "The shares for test and calibration must be above 0 and leave something to train on."};

    std::vector<std::vector<std::size_t>> byClass(dataset.classes.size());
    for (std::size_t i = 0; i < dataset.samples.size(); ++i)
        byClass[static_cast<std::size_t>(dataset.samples[i].label)].push_back(i);

    const auto mayTrain = [&dataset](std::size_t sample) {
        // Calibration samples that were not given were taken from train before.
        const Split split = dataset.samples[sample].split;
        return !dataset.splitIsGiven || split == Split::train ||
               (split == Split::calibration && !dataset.calibrationIsGiven);
    };
    for (std::size_t label = 0; checked && label < byClass.size(); ++label) {
        if (byClass[label].size() < 2)
            return tooFew(dataset, label, "has fewer than two pictures; add some or remove the class.");
        if (std::none_of(byClass[label].begin(), byClass[label].end(), mayTrain))
            return tooFew(dataset, label, "has no picture to train on in the given split.");
    }
    if (dataset.calibrationIsGiven)
        return {};

    const std::vector<int> setOf = setsOf(dataset);
    std::mt19937_64 random(options.seed);
    for (std::vector<std::size_t>& members : byClass) {
        shuffle(members, random);
        if (dataset.splitIsGiven) {
            members.erase(std::stable_partition(members.begin(), members.end(), mayTrain), members.end());
            if (members.empty())
                continue;
            const int spare = static_cast<int>(members.size()) - 1;
            divide(dataset, unitsOf(members, setOf), 0,
                   std::clamp(shareOf(members.size(), options.calibrationShare), std::min(1, spare), spare));
            continue;
        }
        if (members.size() < 2)
            continue;
        const auto count = static_cast<int>(members.size());
        const int least = count >= 3 ? 1 : 0;
        const int tests = std::clamp(shareOf(members.size(), options.testShare), 1, count - 1 - least);
        divide(dataset, unitsOf(members, setOf), tests,
               std::clamp(shareOf(members.size(), options.calibrationShare), least, count - 1 - tests));
    }
    return {};
}

} // namespace

Status assignSplit(Dataset& dataset, const SplitOptions& options)
{
    if (!dataset.asRead)
        return divideAsRead(dataset, options, true);
    Dataset divided = *dataset.asRead;
    MICROT_CHECK(divideAsRead(divided, options, false));
    return takeSides(dataset, std::move(divided));
}

Status saveSplit(const Dataset& dataset, const std::filesystem::path& path)
{
    std::string text = "path,label,split\n";
    const Dataset& whole = dataset.pictures();
    for (const Sample& sample : whole.samples)
        text += csvField(sample.path) + ',' +
                csvField(whole.classes[static_cast<std::size_t>(sample.label)]) + ',' + nameOf(sample.split) +
                '\n';
    return writeFileAtomically(path, text);
}

Status loadSplit(Dataset& dataset, const std::filesystem::path& path)
{
    if (dataset.asRead) {
        Dataset divided = *dataset.asRead;
        MICROT_CHECK(loadSplit(divided, path));
        return takeSides(dataset, std::move(divided));
    }
    MICROT_TRY(const std::string text, readTextFile(path));
    const auto bad = [&path](const std::string& why) {
        return Failure{Error::badManifest, printable(path) + ": " + why};
    };
    const auto parsed = parseCsv(text);
    if (!parsed.ok())
        return bad(parsed.failure().what);
    const std::vector<CsvRecord>& records = parsed.value();
    if (records.empty() || records[0].fields != std::vector<std::string>{"path", "label", "split"})
        return bad("the header path,label,split is missing.");

    const std::map<std::string, Split> names = {
        {"train", Split::train}, {"calibration", Split::calibration}, {"test", Split::test}};
    std::map<std::string, std::pair<std::string, Split>> rows;
    for (std::size_t i = 1; i < records.size(); ++i) {
        const std::vector<std::string>& fields = records[i].fields;
        if (fields.size() != 3 || names.count(fields[2]) == 0)
            return bad("line " + std::to_string(records[i].line) + " is not path,label,split.");
        rows[fields[0]] = {fields[1], names.at(fields[2])};
    }
    if (rows.size() != dataset.samples.size())
        return bad("it names " + std::to_string(rows.size()) + " pictures, the dataset has " +
                   std::to_string(dataset.samples.size()) + ".");
    std::vector<Split> splits;
    for (const Sample& sample : dataset.samples) {
        const auto row = rows.find(sample.path);
        if (row == rows.end() || row->second.first != dataset.classes[static_cast<std::size_t>(sample.label)])
            return bad("it does not name " + printable(sample.path) + " with its class.");
        splits.push_back(row->second.second);
    }
    for (std::size_t i = 0; i < splits.size(); ++i)
        dataset.samples[i].split = splits[i];
    return {};
}

std::vector<std::int32_t> balancedSamples(const Dataset& dataset, Split split, int most)
{
    std::vector<std::vector<std::int32_t>> classes(dataset.classes.size());
    for (std::size_t i = 0; i < dataset.samples.size(); ++i)
        if (dataset.samples[i].split == split)
            classes[static_cast<std::size_t>(dataset.samples[i].label)].push_back(
                static_cast<std::int32_t>(i));
    std::vector<std::int32_t> chosen;
    for (std::size_t turn = 0, left = 1; left > 0; ++turn) {
        left = 0;
        for (const auto& one : classes)
            if (turn < one.size() && static_cast<int>(chosen.size()) < most) {
                chosen.push_back(one[turn]);
                ++left;
            }
    }
    return chosen;
}

} // namespace microt
