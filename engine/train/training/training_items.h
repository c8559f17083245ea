// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/base/counter_random.h"
#include "engine/base/result.h"
#include "engine/train/pictures/training_pictures.h"
#include "engine/train/ranks/ranks.h"
#include "engine/train/teachers/teacher.h"

namespace microt {

/// A view of a picture in memory: what a student sees in one place of a batch.
struct Item
{
    int picture = 0;
    int view = 0;
};

/// Teacher embeddings by picture in memory and view, perhaps standardised.
class Targets
{
public:
    Targets(const TeacherEmbeddings& teacher, const TrainingPictures& pictures);

    int views(int picture) const { return m_rows[static_cast<std::size_t>(picture)].count; }
    Eigen::Index dimensions() const { return m_values.cols(); }
    auto of(const Item& item) const
    {
        return m_values.row(m_rows[static_cast<std::size_t>(item.picture)].first + item.view);
    }

    /// To mean 0 and deviation 1 in every dimension over `items` of all ranks.
    /// Errors: rankLost.
    Status standardise(const std::vector<Item>& items, Ranks* ranks);

private:
    /// Of one picture.
    struct Rows
    {
        Eigen::Index first = 0;
        int count = 0;
    };

    std::vector<Rows> m_rows;
    FeatureMatrix m_values;
};

/// Which pictures only measure. Each is drawn by its number in the pool, so that it does not matter how
/// ranks share them; at least one, unless `share` is 0.
std::vector<bool> heldOut(const TrainingPictures& pictures, double share, std::uint64_t seed);

/// What a rank learns from, in lanes: by number of the picture in the pool. Every batch takes equally many
/// from every lane of every rank. As one process has eight lanes where its batch allows, two or four
/// processes with smaller batches see the very batches of one, and their shards of it.
struct Lanes
{
    static constexpr int kLanes = 8;

    std::vector<std::vector<Item>> items;
    int batch = 0; ///< of this rank
    int steps = 0; ///< of an epoch

    int perLane() const { return batch / static_cast<int>(items.size()); }
    const Item& at(int step, int slot) const
    {
        // Bits reversed, so that a rank's lanes stand side by side in the batch of a single process.
        constexpr std::array<int, kLanes> kReversed{0, 4, 2, 6, 1, 5, 3, 7};
        const int lane =
            kReversed[static_cast<std::size_t>(slot / perLane())] * static_cast<int>(items.size()) / kLanes;
        return items[static_cast<std::size_t>(lane)]
                    [static_cast<std::size_t>(step * perLane() + slot % perLane())];
    }
};

/// How a pool is read from one end of its shards to the other: these come in an order that follows from
/// `seed` and `epoch` alone, and items leave a buffer of `buffer` of them at random. `shardOf`: by picture in
/// memory. As the order is known beforehand, a run goes on at any batch.
void shuffleShards(std::vector<Item>& items, const std::vector<int>& shardOf, std::size_t buffer,
                   std::uint64_t seed, std::uint64_t epoch, const CounterRandom& random);

/// `batch`: of this rank, at most. Errors: tooFewSamples (a rank without items), rankLost.
Result<Lanes> makeLanes(const std::vector<Item>& items, const TrainingPictures& pictures, int batch,
                        Ranks* ranks);

} // namespace microt
