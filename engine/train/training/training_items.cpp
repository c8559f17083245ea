// SPDX-License-Identifier: Apache-2.0
#include "engine/train/training/training_items.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <unordered_map>

#include "engine/base/counter_random.h"
#include "engine/train/training/run_private.h"

namespace microt {

namespace {

constexpr std::uint64_t kShards = std::uint64_t{1} << 40; ///< streams of random numbers, one an epoch

/// The least of what the ranks have.
Result<int> leastOf(int own, Ranks* ranks)
{
    if (ranks == nullptr)
        return own;
    std::vector<double> all(static_cast<std::size_t>(ranks->count()), 0.0);
    all[static_cast<std::size_t>(ranks->rank())] = own;
    MICROT_CHECK(ranks->sum(all));
    return static_cast<int>(*std::min_element(all.begin(), all.end()));
}

} // namespace

Targets::Targets(const TeacherEmbeddings& teacher, const TrainingPictures& pictures)
    : m_values(teacher.values)
{
    std::unordered_map<std::int32_t, Rows> rowsOf;
    for (std::size_t r = 0; r < teacher.samples.size(); ++r) {
        const auto [rows, isNew] = rowsOf.try_emplace(teacher.samples[r]);
        if (isNew)
            rows->second.first = static_cast<Eigen::Index>(r);
        ++rows->second.count;
    }
    for (int i = 0; i < pictures.count(); ++i)
        m_rows.push_back(rowsOf[pictures.sample(i)]);
}

Status Targets::standardise(const std::vector<Item>& items, Ranks* ranks)
{
    const Eigen::Index d = dimensions();
    std::vector<double> sums(static_cast<std::size_t>(2 * d + 1), 0.0);
    Eigen::Map<Eigen::RowVectorXd> sum(sums.data(), d);
    Eigen::Map<Eigen::RowVectorXd> square(sums.data() + d, d);
    for (const Item& item : items) {
        const Eigen::RowVectorXd row = of(item).cast<double>();
        sum += row;
        square += row.cwiseProduct(row);
    }
    sums.back() = static_cast<double>(items.size());
    if (ranks != nullptr)
        MICROT_CHECK(ranks->sum(sums));
    const double count = sums.back();
    const Eigen::RowVectorXd mean = sum / count;
    const Eigen::RowVectorXd deviation =
        (square / count - mean.cwiseProduct(mean)).cwiseMax(1e-12).cwiseSqrt();
    for (auto row : m_values.rowwise())
        row = ((row.cast<double>() - mean).array() / deviation.array()).cast<float>().matrix();
    return {};
}

std::vector<bool> heldOut(const TrainingPictures& pictures, double share, std::uint64_t seed)
{
    std::vector<bool> held;
    int least = 0;
    double leastDraw = 1.0;
    for (int i = 0; i < pictures.count(); ++i) {
        const double draw =
            CounterRandom(seed, kHoldOut, static_cast<std::uint64_t>(pictures.sample(i))).uniform();
        held.push_back(draw < share);
        if (draw < leastDraw) {
            leastDraw = draw;
            least = i;
        }
    }
    if (share > 0.0)
        held[static_cast<std::size_t>(least)] = true; // at least one
    return held;
}

void shuffleShards(std::vector<Item>& items, const std::vector<int>& shardOf, std::size_t buffer,
                   std::uint64_t seed, std::uint64_t epoch, const CounterRandom& random)
{
    std::vector<std::pair<double, int>> place(items.size()); // of its shard, the same in every lane
    for (std::size_t i = 0; i < items.size(); ++i) {
        const int shard = shardOf[static_cast<std::size_t>(items[i].picture)];
        place[i] = {CounterRandom(seed, kShards + epoch, static_cast<std::uint64_t>(shard)).uniform(), shard};
    }
    std::vector<std::size_t> order(items.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return place[a] < place[b]; });
    std::vector<Item> shuffled, held;
    shuffled.reserve(items.size());
    CounterRandom draw = random;
    for (std::size_t i = 0; i < order.size(); ++i) {
        held.push_back(items[order[i]]);
        if (held.size() < buffer && i + 1 < order.size())
            continue;
        do {
            std::swap(held[draw.below(held.size())], held.back());
            shuffled.push_back(held.back());
            held.pop_back();
        } while (i + 1 == order.size() && !held.empty());
    }
    items = std::move(shuffled);
}

Result<Lanes> makeLanes(const std::vector<Item>& items, const TrainingPictures& pictures, int batch,
                        Ranks* ranks)
{
    const int count = ranks == nullptr ? 1 : ranks->count();
    MICROT_TRY(const int fewest, leastOf(static_cast<int>(items.size()), ranks));
    if (fewest == 0)
        return Failure{Error::tooFewSamples, "One of the ranks has no pictures to learn from."};
    Lanes lanes;
    lanes.batch = std::min(batch, fewest);
    for (int own = std::max(1, std::gcd(Lanes::kLanes, lanes.batch * count) / count); own > 0; own /= 2) {
        lanes.items.assign(static_cast<std::size_t>(own), {});
        for (const Item& item : items)
            lanes.items[static_cast<std::size_t>(pictures.sample(item.picture) / count % own)].push_back(
                item);
        int steps = std::numeric_limits<int>::max();
        for (const std::vector<Item>& lane : lanes.items)
            steps = std::min(steps, static_cast<int>(lane.size()) / lanes.perLane());
        MICROT_TRY(lanes.steps, leastOf(steps, ranks));
        if (lanes.steps > 0)
            break; // else some lane is too short
    }
    return lanes;
}

} // namespace microt
