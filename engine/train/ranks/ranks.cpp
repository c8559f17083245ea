// SPDX-License-Identifier: Apache-2.0
#include "engine/train/ranks/ranks.h"

#include <cstdlib>

namespace microt {

namespace {

Status takeNumber(const char* name, int low, int high, int& number)
{
    const char* text = std::getenv(name);
    if (text == nullptr)
        return {};
    char* end = nullptr;
    const long value = std::strtol(text, &end, 10);
    if (*text == '\0' || *end != '\0' || value < low || value > high)
        return Failure{Error::outOfRange, std::string("The environment variable ") + name + " is \"" + text +
                                              "\"; a number from " + std::to_string(low) + " to " +
                                              std::to_string(high) + " is expected."};
    number = static_cast<int>(value);
    return {};
}

} // namespace

Result<RankPlace> rankFromEnvironment()
{
    RankPlace place;
    MICROT_CHECK(takeNumber("WORLD_SIZE", 1, 4096, place.count));
    MICROT_CHECK(takeNumber("RANK", 0, place.count - 1, place.rank));
    MICROT_CHECK(takeNumber("MASTER_PORT", 1, 65535, place.port));
    int local = -1;
    MICROT_CHECK(takeNumber("LOCAL_RANK", 0, place.count - 1, local));
    if (local >= 0)
        place.localRank = local;
    if (place.count > 1 && std::getenv("RANK") == nullptr)
        return Failure{Error::outOfRange, "WORLD_SIZE says that " + std::to_string(place.count) +
                                              " processes train together, but RANK does not say which this "
                                              "one is. Set RANK, or unset WORLD_SIZE."};
    if (const char* address = std::getenv("MASTER_ADDR"); address != nullptr && *address != '\0')
        place.address = address;
    return place;
}

bool isMine(std::int64_t sample, const Ranks* ranks)
{
    return ranks == nullptr || sample % ranks->count() == ranks->rank();
}

} // namespace microt
