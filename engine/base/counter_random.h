// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace microt {

/// Random numbers from a key, so that any picture of any epoch can be augmented by any thread and the result
/// is the same everywhere (splitmix64; Steele, Lea and Flood, OOPSLA 2014).
class CounterRandom
{
public:
    CounterRandom(std::uint64_t seed, std::uint64_t stream, std::uint64_t item)
        : m_state(mix(mix(mix(seed) + stream) + item))
    {}

    std::uint64_t next()
    {
        m_state += 0x9E3779B97F4A7C15ULL;
        return mix(m_state);
    }

    /// In [0, 1).
    double uniform() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
    double uniform(double low, double high) { return low + (high - low) * uniform(); }

    /// In [0, bound); the bias of at most bound / 2^64 does not matter here.
    std::uint64_t below(std::uint64_t bound) { return next() % bound; }

    /// Standard normal (Box-Muller).
    double normal()
    {
        const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
        return radius * std::cos(6.283185307179586 * uniform());
    }

private:
    static std::uint64_t mix(std::uint64_t z)
    {
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31U);
    }

    std::uint64_t m_state;
};

/// Fisher and Yates.
template <typename T>
void shuffle(std::vector<T>& values, CounterRandom random)
{
    for (std::size_t i = values.size(); i > 1; --i)
        std::swap(values[i - 1], values[random.below(i)]);
}

} // namespace microt
