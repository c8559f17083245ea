// SPDX-License-Identifier: Apache-2.0
#include "engine/train/training/distill_data.h"

#include <algorithm>
#include <map>

#include "engine/data/tar.h"

namespace microt {

namespace {

/// The number of each picture's tar file or folder.
std::vector<int> shardsOf(const Dataset& pool, const TrainingPictures& pictures)
{
    std::map<std::string, int> numberOf;
    std::vector<int> shards;
    for (int i = 0; i < pictures.count(); ++i) {
        const std::string& path = pool.samples[static_cast<std::size_t>(pictures.sample(i))].path;
        shards.push_back(
            numberOf.try_emplace(shardOf(path), static_cast<int>(numberOf.size())).first->second);
    }
    return shards;
}

/// What no held-out picture is blended into, or is.
std::vector<Item> itemsToLearn(const DistillData& data, const std::vector<bool>& held)
{
    const auto mayLearn = [&](std::int32_t sample, int view) {
        const Mix mix = data.mixes.of(sample, view, data.pictures.side());
        if (mix.sample < 0)
            return true;
        const auto other = data.pictures.find(mix.sample);
        return other && !held[static_cast<std::size_t>(*other)];
    };
    std::vector<Item> items;
    for (int picture = 0; picture < data.pictures.count(); ++picture)
        for (int view = 0; !held[static_cast<std::size_t>(picture)] && view < data.targets.views(picture);
             ++view)
            if (mayLearn(data.pictures.sample(picture), view))
                items.push_back({picture, view});
    return items;
}

} // namespace

Result<DistillData> loadDistillData(const Graph& student, const Dataset& pool,
                                    const TeacherEmbeddings& teacher, const PoolViews& views,
                                    const DistillRun& run, const JobContext& job)
{
    Ranks* const ranks = run.place.ranks;
    std::vector<std::int32_t> samples = teacher.samples;
    samples.erase(std::unique(samples.begin(), samples.end()), samples.end());
    MICROT_TRY(TrainingPictures pictures, TrainingPictures::load(pool, samples, student.preprocessing,
                                                                 2 * student.preprocessing.side(), job));
    if (pictures.count() < 3)
        return Failure{Error::tooFewSamples, "The pool " + pool.name + " has " +
                                                 std::to_string(pictures.count()) +
                                                 " usable pictures; distilling needs at least three."};
    Targets targets(teacher, pictures);
    DistillData data{
        views, std::move(pictures), {views, samplesOf(pool, ranks), teacher}, std::move(targets), {}, {}, {}};
    if (run.options.shuffleBuffer > 0)
        data.shards = shardsOf(pool, data.pictures);
    const std::vector<bool> held = heldOut(data.pictures, run.options.testShare, run.options.seed);
    for (std::size_t picture = 0; picture < held.size(); ++picture)
        if (held[picture])
            data.test.push_back(static_cast<int>(picture));
    const std::vector<Item> items = itemsToLearn(data, held);
    if (run.options.standardise)
        MICROT_CHECK(data.targets.standardise(items, ranks));
    MICROT_TRY(data.train, makeLanes(items, data.pictures, run.options.batch, ranks));
    return data;
}

} // namespace microt
