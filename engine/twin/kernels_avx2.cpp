// SPDX-License-Identifier: Apache-2.0
#include "engine/twin/packed_op.h"

#if defined(__AVX2__)

#include <cstring>

#include <immintrin.h>

#include "engine/runtime/fixed_point.h"

namespace microt {
namespace {

struct Isa
{
    using Vector = __m256i;
    static constexpr int kLanes = 8;
    static constexpr int kTaps = 2;
    static constexpr int kPixels = 4;

    template <typename T>
    static Vector load(const T* from)
    {
        return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
    }
    static void store32(std::uint32_t* to, Vector values)
    {
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), values);
    }
    static Vector splat(std::int32_t value) { return _mm256_set1_epi32(value); }
    static Vector dot(Vector sum, Vector data, Vector weights)
    {
        return _mm256_add_epi32(sum, _mm256_madd_epi16(data, weights));
    }
    static Vector add(Vector a, Vector b) { return _mm256_add_epi32(a, b); }
    static Vector sub(Vector a, Vector b) { return _mm256_sub_epi32(a, b); }
    static Vector multiply(Vector a, Vector b) { return _mm256_mullo_epi32(a, b); } ///< low halves
    static Vector shiftRight(Vector a, Vector count) { return _mm256_srav_epi32(a, count); }
    static Vector shiftLeftAll(Vector a) { return _mm256_slli_epi32(a, kAddLeftShift); }
    static Vector signOf(Vector a) { return _mm256_srai_epi32(a, 31); }
    static Vector bitAnd(Vector a, Vector b) { return _mm256_and_si256(a, b); }
    static Vector minimum(Vector a, Vector b) { return _mm256_min_epi32(a, b); }
    static Vector maximum(Vector a, Vector b) { return _mm256_max_epi32(a, b); }

    /// (a b + 2^30) >> 31, which is gemmlowp's rounding for both signs; multipliers are not negative.
    static Vector mulHigh(Vector a, Vector b)
    {
        const Vector half = _mm256_set1_epi64x(std::int64_t{1} << 30);
        const Vector even = _mm256_add_epi64(_mm256_mul_epi32(a, b), half);
        const Vector odd =
            _mm256_add_epi64(_mm256_mul_epi32(_mm256_srli_epi64(a, 32), _mm256_srli_epi64(b, 32)), half);
        return _mm256_blend_epi32(_mm256_srli_epi64(even, 31), _mm256_slli_epi64(odd, 1), 0xAA);
    }

    static Vector loadBytes(const std::int8_t* from)
    {
        return _mm256_cvtepi8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(from)));
    }
    static void storeBytes(Vector values, std::int8_t* to, int count)
    {
        const __m128i words =
            _mm_packs_epi32(_mm256_castsi256_si128(values), _mm256_extracti128_si256(values, 1));
        const __m128i bytes = _mm_packs_epi16(words, words);
        if (count == kLanes) {
            _mm_storel_epi64(reinterpret_cast<__m128i*>(to), bytes);
            return;
        }
        const std::int64_t all = _mm_cvtsi128_si64(bytes);
        std::memcpy(to, &all, static_cast<std::size_t>(count));
    }

    /// One input in the place of the last tap.
    static Vector groupOf(Vector values) { return _mm256_slli_epi32(values, 16); }
    static Vector appendTap(Vector group, Vector next)
    {
        return _mm256_or_si256(_mm256_srli_epi32(group, 16), next);
    }

    static void makeGroups(const std::int8_t* from, int count, std::uint32_t* groups)
    {
        auto* to = reinterpret_cast<std::int16_t*>(groups);
        for (int i = 0; i < count; i += 16)
            _mm256_storeu_si256(
                reinterpret_cast<__m256i*>(to + i),
                _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from + i))));
    }
};

} // namespace
} // namespace microt

#include "engine/twin/kernels_private.h"

namespace microt {

const DotShape kAvx2Shape{8, 2, 0};

void runOpAvx2(const OpCall& call, void* context)
{
    runFast(call, context);
}

} // namespace microt

#else

namespace microt {

const DotShape kAvx2Shape{8, 2, 0};

void runOpAvx2(const OpCall& call, void* /*context*/)
{
    runOpReference(call, nullptr);
}

} // namespace microt

#endif
