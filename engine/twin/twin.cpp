// SPDX-License-Identifier: Apache-2.0
#include "engine/twin/twin.h"

#include <cstdlib>
#include <cstring>
#include <new>

namespace microt {

namespace {

constexpr std::size_t kAlignment = 64;

struct FreeBytes
{
    void operator()(std::uint8_t* bytes) const { std::free(bytes); }
};
using AlignedBytes = std::unique_ptr<std::uint8_t[], FreeBytes>;

AlignedBytes alignedBytes(std::size_t count)
{
    const std::size_t rounded = (count / kAlignment + 1) * kAlignment;
    auto* bytes = static_cast<std::uint8_t*>(std::aligned_alloc(kAlignment, rounded));
    if (bytes == nullptr)
        throw std::bad_alloc();
    return AlignedBytes(bytes);
}

const char* whatIsWrong(Error error)
{
    switch (error) {
    case Error::truncated:
        return "it is cut off";
    case Error::malformed:
        return "it is no deployment image, or was damaged";
    case Error::unsupportedVersion:
        return "it has another version";
    case Error::unsupportedOperator:
        return "it has an operator that is not known here";
    case Error::shapeMismatch:
        return "an operator does not fit its tensors";
    default:
        return "an offset or a number in it is out of range";
    }
}

} // namespace

struct Twin::Packed
{
    AlignedBytes bytes;
    ImageView view;
    HostKernels kernels = HostKernels::reference;
};

Twin::Twin(std::unique_ptr<Packed> packed) : m_packed(std::move(packed)) {}
Twin::~Twin() = default;
Twin::Twin(Twin&&) noexcept = default;
Twin& Twin::operator=(Twin&&) noexcept = default;

Result<Twin> Twin::create(const std::vector<std::uint8_t>& image, HostKernels kernels)
{
    if (!hostSupports(kernels))
        return Failure{Error::unsupportedFormat,
                       std::string("This processor has no ") + hostKernelsName(kernels) + "."};
    auto packed = std::make_unique<Packed>();
    packed->bytes = alignedBytes(image.size());
    std::memcpy(packed->bytes.get(), image.data(), image.size());
    const Error error = checkImage(packed->bytes.get(), image.size(), packed->view);
    if (error != Error::none)
        return Failure{error,
                       std::string("The deployment image cannot be used: ") + whatIsWrong(error) + "."};
    return Twin(std::move(packed));
}

const ImageView& Twin::image() const
{
    return m_packed->view;
}

HostKernels Twin::kernels() const
{
    return m_packed->kernels;
}

struct TwinRun::Memory
{
    AlignedBytes arena;
    Executor executor;
};

TwinRun::TwinRun(const Twin& twin) : m_memory(std::make_unique<Memory>())
{
    const std::size_t bytes = twin.image().header->arenaBytes;
    m_memory->arena = alignedBytes(bytes);
    // A checked image and an aligned arena of its size: nothing can fail.
    static_cast<void>(m_memory->executor.attach(twin.image(), m_memory->arena.get(), bytes));
}

TwinRun::~TwinRun() = default;
TwinRun::TwinRun(TwinRun&&) noexcept = default;

Executor& TwinRun::executor()
{
    return m_memory->executor;
}

} // namespace microt
