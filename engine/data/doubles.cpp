// SPDX-License-Identifier: Apache-2.0
#include "engine/data/doubles.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <mutex>
#include <numeric>
#include <optional>

#include "engine/base/parallel.h"

namespace microt {

namespace {

constexpr int kCells = kThumbSide * kThumbSide;
constexpr double kCorrelation = 0.985;
constexpr double kMeanDifference = 3.0;
constexpr double kLargestDifference = 20.0;
constexpr double kLeastTexture = 6.0; ///< levels; what is flatter has nothing to compare
constexpr int kScene = 5;             ///< pictures of a set that may be one scene instead of copies

/// A thumb as a vector without the mean of each channel; of two such, scaled to length one, the product is
/// the correlation.
struct Pattern
{
    Thumb thumb{};
    std::array<double, 3> mean{};
    double length = 0.0;
    double across = 0.0; ///< product with "left half minus right half", both of length one
    double down = 0.0;   ///< with "upper half minus lower half"
    int sample = 0;
};

std::optional<Pattern> patternOf(const Fingerprint& print, int sample)
{
    Pattern pattern;
    pattern.thumb = print.thumb;
    pattern.sample = sample;
    double squares = 0.0;
    std::array<double, 3> sum{};
    for (int cell = 0; cell < kCells; ++cell)
        for (std::size_t k = 0; k < 3; ++k) {
            const double value = print.thumb[static_cast<std::size_t>(cell) * 3 + k];
            sum[k] += value;
            squares += value * value;
            pattern.across += cell % kThumbSide < kThumbSide / 2 ? value : -value;
            pattern.down += cell < kCells / 2 ? value : -value;
        }
    for (std::size_t k = 0; k < 3; ++k) {
        pattern.mean[k] = sum[k] / kCells;
        squares -= sum[k] * pattern.mean[k];
    }
    const double halves = std::sqrt(3.0 * kCells);
    pattern.length = std::sqrt(std::max(0.0, squares));
    if (!print.comparable || pattern.length < kLeastTexture * halves)
        return std::nullopt;
    pattern.across /= pattern.length * halves;
    pattern.down /= pattern.length * halves;
    return pattern;
}

Pattern mirrored(const Pattern& pattern)
{
    Pattern turned = pattern;
    for (std::size_t row = 0; row < pattern.thumb.size(); row += std::size_t{3} * kThumbSide)
        for (std::size_t x = 0; x < kThumbSide; ++x)
            for (std::size_t k = 0; k < 3; ++k)
                turned.thumb[row + 3 * x + k] = pattern.thumb[row + 3 * (kThumbSide - 1 - x) + k];
    turned.across = -pattern.across;
    return turned;
}

double correlation(const Pattern& a, const Pattern& b)
{
    std::int32_t product = 0;
    for (std::size_t i = 0; i < a.thumb.size(); ++i)
        product += a.thumb[i] * b.thumb[i];
    double means = 0.0;
    for (std::size_t k = 0; k < 3; ++k)
        means += a.mean[k] * b.mean[k];
    return (product - kCells * means) / (a.length * b.length);
}

/// Whether two patterns are the same photo.
bool isNear(const Pattern& a, const Pattern& b)
{
    const double product = correlation(a, b);
    if (product < kCorrelation)
        return false;
    // In levels of the flatter of the two: a gain would make every difference look larger.
    const double levels = std::min(a.length, b.length);
    double sum = 0.0;
    double largest = 0.0;
    for (std::size_t i = 0; i < a.thumb.size(); ++i) {
        const double difference = std::abs((a.thumb[i] - a.mean[i % 3]) / a.length -
                                           product * (b.thumb[i] - b.mean[i % 3]) / b.length) *
                                  levels;
        sum += difference;
        largest = std::max(largest, difference);
    }
    return sum <= kMeanDifference * static_cast<double>(a.thumb.size()) && largest <= kLargestDifference;
}

/// Sets of samples that belong together.
class Sets
{
public:
    explicit Sets(std::size_t count) : m_parent(count) { std::iota(m_parent.begin(), m_parent.end(), 0); }
    int find(int at)
    {
        while (m_parent[static_cast<std::size_t>(at)] != at)
            at = m_parent[static_cast<std::size_t>(at)] =
                m_parent[static_cast<std::size_t>(m_parent[static_cast<std::size_t>(at)])];
        return at;
    }
    void join(int a, int b)
    {
        const int first = std::min(find(a), find(b));
        m_parent[static_cast<std::size_t>(find(a))] = first;
        m_parent[static_cast<std::size_t>(find(b))] = first;
    }

private:
    std::vector<int> m_parent;
};

using Pairs = std::vector<std::pair<int, int>>;

/// Of vectors of length one at a correlation of at least c no projections differ by more.
const double kWindow = std::sqrt(2.0 * (1.0 - kCorrelation)) + 1e-6;

/// Adds the samples before `asked` that are the same photo. Patterns are sorted by `across`.
void addNear(const Pattern& asked, const std::vector<Pattern>& sorted, Pairs& pairs)
{
    auto other =
        std::lower_bound(sorted.begin(), sorted.end(), asked.across - kWindow,
                         [](const Pattern& pattern, double across) { return pattern.across < across; });
    for (; other != sorted.end() && other->across <= asked.across + kWindow; ++other)
        if (other->sample < asked.sample && std::abs(other->down - asked.down) <= kWindow &&
            isNear(asked, *other))
            pairs.emplace_back(other->sample, asked.sample);
}

Result<Pairs> nearPairs(const std::vector<Pattern>& sorted, const JobContext& job)
{
    constexpr std::size_t kBlock = 256;
    const std::size_t blocks = (sorted.size() + kBlock - 1) / kBlock;
    std::mutex mutex;
    Pairs pairs;
    MICROT_CHECK(forEachInParallel({"Looking for doubles", 0, static_cast<std::int64_t>(blocks), "blocks"},
                                   job, [&](std::size_t block) -> Status {
                                       Pairs found;
                                       const std::size_t end = std::min(sorted.size(), (block + 1) * kBlock);
                                       for (std::size_t i = block * kBlock; i < end; ++i) {
                                           addNear(sorted[i], sorted, found);
                                           addNear(mirrored(sorted[i]), sorted, found);
                                       }
                                       const std::lock_guard lock(mutex);
                                       pairs.insert(pairs.end(), found.begin(), found.end());
                                       return {};
                                   }));
    std::sort(pairs.begin(), pairs.end());
    return pairs;
}

Pairs exactPairs(const std::vector<Fingerprint>& prints)
{
    std::map<std::string, int> first;
    Pairs pairs;
    for (std::size_t i = 0; i < prints.size(); ++i)
        if (const auto [known, isNew] = first.emplace(prints[i].hash, static_cast<int>(i)); !isNew)
            pairs.emplace_back(known->second, static_cast<int>(i));
    return pairs;
}

/// Roots of sets that span more than half of a class: one scene, no copies.
std::vector<char> scenes(const Dataset& dataset, Sets& sets)
{
    std::map<std::pair<int, int>, int> shares; // of a set in a class
    std::vector<int> sizes(dataset.classes.size(), 0);
    for (std::size_t i = 0; i < dataset.samples.size(); ++i) {
        ++shares[{sets.find(static_cast<int>(i)), dataset.samples[i].label}];
        ++sizes[static_cast<std::size_t>(dataset.samples[i].label)];
    }
    std::vector<char> isScene(dataset.samples.size(), 0);
    for (const auto& [where, share] : shares) {
        const int size = sizes[static_cast<std::size_t>(where.second)];
        if (share >= kScene && 2 * share > size)
            isScene[static_cast<std::size_t>(where.first)] = 1;
    }
    return isScene;
}

} // namespace

Status findDoubles(Dataset& dataset, const std::vector<Fingerprint>& prints, const JobContext& job)
{
    std::vector<Pattern> patterns;
    for (std::size_t i = 0; i < prints.size(); ++i)
        if (const auto pattern = patternOf(prints[i], static_cast<int>(i)))
            patterns.push_back(*pattern);
    std::sort(patterns.begin(), patterns.end(), [](const Pattern& a, const Pattern& b) {
        return a.across != b.across ? a.across < b.across : a.sample < b.sample;
    });
    MICROT_TRY(const Pairs near, nearPairs(patterns, job));
    const Pairs exact = exactPairs(prints);

    Sets alike(prints.size());
    for (const Pairs* pairs : {&exact, &near})
        for (const auto& [a, b] : *pairs)
            alike.join(a, b);
    const std::vector<char> isScene = scenes(dataset, alike);
    Sets sets(prints.size());
    for (const auto& [a, b] : exact)
        sets.join(a, b);
    for (const auto& [a, b] : near)
        if (isScene[static_cast<std::size_t>(alike.find(a))] == 0)
            sets.join(a, b);

    std::map<int, Doubles> found;
    for (std::size_t i = 0; i < prints.size(); ++i)
        found[sets.find(static_cast<int>(i))].samples.push_back(static_cast<std::int32_t>(i));
    dataset.doubles.clear();
    for (auto& [first, set] : found) {
        if (set.samples.size() < 2)
            continue;
        set.exact = std::all_of(set.samples.begin(), set.samples.end(), [&](std::int32_t sample) {
            return prints[static_cast<std::size_t>(sample)].hash ==
                   prints[static_cast<std::size_t>(first)].hash;
        });
        dataset.doubles.push_back(std::move(set));
    }
    return {};
}

DoublesSummary summariseDoubles(const Dataset& dataset)
{
    DoublesSummary summary;
    for (const Doubles& set : dataset.doubles) {
        const auto copies = static_cast<int>(set.samples.size()) - 1;
        summary.copies += copies;
        summary.exactCopies += set.exact ? copies : 0;
        int tests = 0;
        bool oneLabel = true;
        for (const std::int32_t index : set.samples) {
            const Sample& sample = dataset.samples[static_cast<std::size_t>(index)];
            tests += sample.split == Split::test ? 1 : 0;
            oneLabel =
                oneLabel && sample.label == dataset.samples[static_cast<std::size_t>(set.samples[0])].label;
        }
        summary.acrossClasses += oneLabel ? 0 : 1;
        summary.seenInTest += tests <= copies ? tests : 0;
    }
    return summary;
}

std::vector<int> setsOf(const Dataset& dataset)
{
    std::vector<int> setOf(dataset.samples.size(), -1);
    for (std::size_t set = 0; set < dataset.doubles.size(); ++set)
        for (const std::int32_t sample : dataset.doubles[set].samples)
            setOf[static_cast<std::size_t>(sample)] = static_cast<int>(set);
    return setOf;
}

} // namespace microt
