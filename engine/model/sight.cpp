// SPDX-License-Identifier: Apache-2.0
#include "engine/model/sight.h"

#include <algorithm>

namespace microt {

std::vector<std::size_t> placesSeen(std::size_t place, const Sight& sight)
{
    const std::size_t wanted = sight.asPublished || sight.earlier < 0 ? 0 : std::size_t(sight.earlier);
    const std::size_t earlier = std::min(wanted, place);
    std::vector<std::size_t> places;
    for (std::size_t i = 1; i <= earlier; ++i)
        places.push_back(i * place / (earlier + 1));
    places.push_back(place);
    return places;
}

std::vector<std::size_t> placesSeen(const std::vector<std::size_t>& exits, const Sight& sight)
{
    std::vector<std::size_t> places;
    for (const std::size_t exit : exits)
        for (const std::size_t seen : placesSeen(exit, sight))
            places.push_back(seen);
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    return places;
}

int partFeatures(const GraphCost& cost, const std::vector<std::size_t>& exits, const Sight& sight)
{
    if (sight.asPublished)
        return cost.cuts[exits.back()].features / kCutFeaturesPerChannel;
    int features = 0;
    for (const std::size_t seen : placesSeen(exits, sight))
        features += cost.cuts[seen].features;
    return features;
}

} // namespace microt
