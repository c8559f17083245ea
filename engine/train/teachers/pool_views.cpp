// SPDX-License-Identifier: Apache-2.0
#include "engine/train/teachers/pool_views.h"

#include <algorithm>

namespace microt {

namespace {

/// Streams of random numbers.
constexpr std::uint64_t kMixOrder = 5;
constexpr std::uint64_t kView = 1 << 20; ///< of view 0; one for each
constexpr std::uint64_t kMix = 1 << 21;  ///< the same

CounterRandom randomOf(const PoolViews& views, std::uint64_t stream, std::int32_t sample, int view)
{
    return {views.seed, stream + static_cast<std::uint64_t>(view), static_cast<std::uint64_t>(sample)};
}

} // namespace

View poolView(const PoolViews& views, std::int32_t sample, int view, int side)
{
    if (view == 0)
        return wholeView(side);
    CounterRandom random = randomOf(views, kView, sample, view);
    return drawView(views.variation, side, random);
}

std::vector<std::int32_t> samplesOf(const Dataset& pool, const Ranks* ranks)
{
    std::vector<std::int32_t> samples;
    for (std::size_t i = 0; i < pool.samples.size(); ++i)
        if (isMine(static_cast<std::int64_t>(i), ranks))
            samples.push_back(static_cast<std::int32_t>(i));
    return samples;
}

std::vector<std::int32_t> poolOrder(const PoolViews& views, std::vector<std::int32_t> samples)
{
    if (views.mixup > 0.0)
        shuffle(samples, CounterRandom(views.seed, kMixOrder, 0));
    return samples;
}

Mix poolMix(const PoolViews& views, std::int32_t sample, int view, int side,
            const std::vector<std::int32_t>& group)
{
    Mix mix;
    CounterRandom random = randomOf(views, kMix, sample, view);
    const auto own = std::find(group.begin(), group.end(), sample);
    if (view == 0 || random.uniform() >= views.mixup || own == group.end() || group.size() < 2)
        return mix;
    const std::size_t away = 1 + random.below(group.size() - 1);
    mix.sample = group[(static_cast<std::size_t>(own - group.begin()) + away) % group.size()];
    mix.share = random.uniform(0.0, 0.5);
    mix.view = drawView(views.variation, side, random);
    return mix;
}

PoolMixes::PoolMixes(const PoolViews& views, std::vector<std::int32_t> samples,
                     const TeacherEmbeddings& teacher)
    : m_views(views)
{
    if (views.mixup <= 0.0)
        return;
    std::unordered_map<std::int32_t, int> viewsOf;
    for (const std::int32_t sample : teacher.samples)
        ++viewsOf[sample];
    std::size_t place = 0;
    for (const std::int32_t sample : poolOrder(views, std::move(samples))) {
        if (place++ % kMixGroup == 0)
            m_groups.emplace_back();
        if (viewsOf[sample] > 1) {
            m_groups.back().push_back(sample);
            m_groupOf[sample] = m_groups.size() - 1;
        }
    }
}

Mix PoolMixes::of(std::int32_t sample, int view, int side) const
{
    const auto group = m_groupOf.find(sample);
    return group == m_groupOf.end() ? Mix() : poolMix(m_views, sample, view, side, m_groups[group->second]);
}

} // namespace microt
