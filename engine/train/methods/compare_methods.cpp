// SPDX-License-Identifier: Apache-2.0
#include "engine/train/methods/compare_methods.h"

#include <algorithm>
#include <numeric>

#include "engine/train/forward/embed.h"
#include "engine/train/methods/paired_test.h"
#include "engine/train/methods/row_figures.h"

namespace microt {

namespace {

/// What an extractor's rows share on these pictures.
struct Prepared
{
    FeatureSet features;
    TrainingPictures pictures;
};

Result<Prepared> prepare(const MethodTable& table, int index, const Dataset& dataset, const JobContext& job)
{
    const Extractor& extractor = table.extractors[static_cast<std::size_t>(index)].extractor;
    Prepared prepared;
    MICROT_TRY(prepared.features, embedDataset(extractor, dataset, table.cacheFolder, job));
    const bool trains = std::any_of(table.rows.begin(), table.rows.end(), [index](const MethodRow& row) {
        return row.extractor == index && trainsExtractor(row.kind);
    });
    if (!trains)
        return prepared;
    std::vector<std::int32_t> all(dataset.samples.size());
    std::iota(all.begin(), all.end(), 0);
    const Preprocessing& how = extractor.graph.preprocessing;
    MICROT_TRY(prepared.pictures, TrainingPictures::load(dataset, all, how, how.side(), job));
    return prepared;
}

/// The same work, reported as one row's.
JobContext jobOf(const std::string& row, const JobContext& job)
{
    JobContext own{job.cancel, {}};
    if (job.sink)
        own.sink = [sink = job.sink, row](Progress progress) {
            progress.step = row + ": " + progress.step;
            sink(progress);
        };
    return own;
}

Result<AgainstMicroT> hold(const RowResults& row, const RowResults& microt)
{
    AgainstMicroT against;
    for (std::size_t seed = 0; seed < row.seeds.size(); ++seed) {
        const MethodResult& one = row.seeds[seed];
        const MethodResult& other = microt.seeds[seed];
        if (one.samples != other.samples)
            return Failure{Error::ioFailure, "Pictures that one method read are gone for another."};
        against.differences.push_back(one.accuracy() - other.accuracy());
        against.pValues.push_back(exactMcNemar(pairAnswers(one.labels, one.answers, other.answers)));
    }
    against.p = combinedP(against.pValues);
    return against;
}

Status runSeed(const MethodTable& table, int seed, Dataset& dataset, const std::vector<Prepared>& prepared,
               std::vector<RowResults>& results, const JobContext& job)
{
    SplitOptions split = table.split;
    split.seed += static_cast<std::uint64_t>(seed);
    MICROT_CHECK(assignSplit(dataset, split));
    MICROT_CHECK(checkSplits(prepared.front().features, dataset));
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        MICROT_CHECK(job.checkCancelled());
        const MethodRow& asked = table.rows[row];
        const auto index = static_cast<std::size_t>(asked.extractor);
        const ComparedExtractor& compared = table.extractors[index];
        const Method& method = methodOf(asked.kind);
        const std::string title = methodStep(asked.kind, seed, table.seeds);
        const MethodTask task{compared.extractor,
                              dataset,
                              prepared[index].features,
                              prepared[index].pictures,
                              compared.cost,
                              table.board,
                              table.stage,
                              table.choice,
                              table.ratio,
                              table.options,
                              split.seed};
        auto result = method.run(task, jobOf(title, job));
        if (!result.ok())
            return result.failure().code == Error::cancelled
                       ? result.failure()
                       : Failure{result.failure().code, title + ": " + result.failure().what};
        results[row].seeds.push_back(std::move(result).value());
    }
    return {};
}

} // namespace

std::string methodStep(MethodKind kind, int seed, int seeds)
{
    return std::string(methodOf(kind).title()) + ", seed " + std::to_string(seed + 1) + " of " +
           std::to_string(seeds);
}

Result<std::vector<RowResults>> compareMethods(const MethodTable& table, const Dataset& dataset,
                                               const JobContext& job)
{
    MICROT_CHECK(checkFields(table.options));
    std::vector<Prepared> prepared;
    for (std::size_t e = 0; e < table.extractors.size(); ++e) {
        MICROT_TRY(Prepared one, prepare(table, static_cast<int>(e), dataset, job));
        prepared.push_back(std::move(one));
    }
    Dataset divided = dataset;
    std::vector<RowResults> results(table.rows.size());
    for (int seed = 0; seed < table.seeds; ++seed)
        MICROT_CHECK(runSeed(table, seed, divided, prepared, results, job));
    if (const auto microt = microtRow(table.rows))
        for (std::size_t row = 0; row < results.size(); ++row)
            if (row != *microt) {
                MICROT_TRY(results[row].against, hold(results[row], results[*microt]));
            }
    return results;
}

std::optional<double> paperAccuracy(MethodKind kind)
{
    switch (kind) {
    case MethodKind::none:
        return 32.66;
    case MethodKind::ttl:
        return 55.02;
    case MethodKind::tinytl:
        return 59.05;
    case MethodKind::sparse:
        return 59.86;
    case MethodKind::microt:
        return 62.33;
    case MethodKind::full:
    case MethodKind::tinytrain:
        return {};
    }
    return {};
}

} // namespace microt
