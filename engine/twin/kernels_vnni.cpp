// SPDX-License-Identifier: Apache-2.0
#include "engine/twin/packed_op.h"

#if defined(__AVX512VNNI__)

#include <cstring>

#include <immintrin.h>

#include "engine/runtime/fixed_point.h"

namespace microt {
namespace {

struct Isa
{
    using Vector = __m512i;
    static constexpr int kLanes = 16;
    static constexpr int kTaps = 4;
    static constexpr int kPixels = 8;

    template <typename T>
    static Vector load(const T* from)
    {
        return _mm512_loadu_si512(from);
    }
    static void store32(std::uint32_t* to, Vector values) { _mm512_storeu_si512(to, values); }
    static Vector splat(std::int32_t value) { return _mm512_set1_epi32(value); }
    static Vector dot(Vector sum, Vector data, Vector weights)
    {
        return _mm512_dpbusd_epi32(sum, data, weights);
    }
    static Vector add(Vector a, Vector b) { return _mm512_add_epi32(a, b); }
    static Vector sub(Vector a, Vector b) { return _mm512_sub_epi32(a, b); }
    static Vector multiply(Vector a, Vector b) { return _mm512_mullo_epi32(a, b); } ///< low halves
    static Vector shiftRight(Vector a, Vector count) { return _mm512_srav_epi32(a, count); }
    static Vector shiftLeftAll(Vector a) { return _mm512_slli_epi32(a, kAddLeftShift); }
    static Vector signOf(Vector a) { return _mm512_srai_epi32(a, 31); }
    static Vector bitAnd(Vector a, Vector b) { return _mm512_and_si512(a, b); }
    static Vector minimum(Vector a, Vector b) { return _mm512_min_epi32(a, b); }
    static Vector maximum(Vector a, Vector b) { return _mm512_max_epi32(a, b); }

    /// (a b + 2^30) >> 31, which is gemmlowp's rounding for both signs; multipliers are not negative.
    static Vector mulHigh(Vector a, Vector b)
    {
        const Vector half = _mm512_set1_epi64(std::int64_t{1} << 30);
        const Vector even = _mm512_add_epi64(_mm512_mul_epi32(a, b), half);
        const Vector odd =
            _mm512_add_epi64(_mm512_mul_epi32(_mm512_srli_epi64(a, 32), _mm512_srli_epi64(b, 32)), half);
        return _mm512_mask_blend_epi32(0xAAAA, _mm512_srli_epi64(even, 31), _mm512_slli_epi64(odd, 1));
    }

    static Vector loadBytes(const std::int8_t* from)
    {
        return _mm512_cvtepi8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
    }
    static void storeBytes(Vector values, std::int8_t* to, int count)
    {
        if (count == kLanes)
            _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm512_cvtepi32_epi8(values));
        else
            _mm512_mask_cvtepi32_storeu_epi8(to, static_cast<__mmask16>((1U << count) - 1), values);
    }

    /// One input with the offset, in the place of the last tap.
    static Vector groupOf(Vector values)
    {
        return _mm512_slli_epi32(_mm512_add_epi32(values, _mm512_set1_epi32(128)), 24);
    }
    static Vector appendTap(Vector group, Vector next)
    {
        return _mm512_or_si512(_mm512_srli_epi32(group, 8), next);
    }

    static void makeGroups(const std::int8_t* from, int count, std::uint32_t* groups)
    {
        const Vector offset = _mm512_set1_epi8(-128);
        auto* to = reinterpret_cast<std::uint8_t*>(groups);
        for (int i = 0; i < count; i += 64)
            _mm512_storeu_si512(to + i, _mm512_xor_si512(_mm512_loadu_si512(from + i), offset));
    }
};

} // namespace
} // namespace microt

#include "engine/twin/kernels_private.h"

namespace microt {

const DotShape kVnniShape{16, 4, 128};

void runOpVnni(const OpCall& call, void* context)
{
    runFast(call, context);
}

} // namespace microt

#else

namespace microt {

const DotShape kVnniShape{16, 4, 128};

void runOpVnni(const OpCall& call, void* /*context*/)
{
    runOpReference(call, nullptr);
}

} // namespace microt

#endif
