// SPDX-License-Identifier: Apache-2.0
#include "engine/twin/twin.h"

#include <cstdlib>
#include <cstring>
#include <new>

#include "engine/twin/packed_op.h"

namespace microt {

namespace {

constexpr std::size_t kAlignment = 64;
constexpr std::size_t kOverread = 64; ///< what fast kernels may read beyond a tensor's end

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
        return "another version of this program made it; quantize the extractor again";
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
    DotShape shape;
    RunOp runOp = runOpReference;
    std::vector<PackedOp> ops; ///< empty for the reference
    std::vector<bool> seen;    ///< those that are packed
};

namespace {

HostKernels bestKernels()
{
    for (const HostKernels kernels : {HostKernels::avx512vnni, HostKernels::avx2})
        if (hostSupports(kernels))
            return kernels;
    return HostKernels::reference;
}

} // namespace

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
    std::copy(image.begin(), image.end(), packed->bytes.get());
    const Error error = checkImage(packed->bytes.get(), image.size(), packed->view);
    if (error != Error::none)
        return Failure{error,
                       std::string("The deployment image cannot be used: ") + whatIsWrong(error) + "."};
    packed->kernels = kernels == HostKernels::best ? bestKernels() : kernels;
    if (packed->kernels == HostKernels::reference)
        return Twin(std::move(packed));
    const bool vnni = packed->kernels == HostKernels::avx512vnni;
    packed->shape = vnni ? kVnniShape : kAvx2Shape;
    packed->runOp = vnni ? runOpVnni : runOpAvx2;
    packed->ops.resize(packed->view.header->opCount);
    packed->seen.resize(packed->ops.size());
    // An executor that packs instead of computing sees every operator with its constants.
    const std::size_t arenaBytes = packed->view.header->arenaBytes;
    const AlignedBytes arena = alignedBytes(arenaBytes);
    Executor walker;
    static_cast<void>(walker.attach(packed->view, arena.get(), arenaBytes, packNext, packed.get()));
    static_cast<void>(walker.runTo(packed->view.header->exitCount - 1));
    return Twin(std::move(packed));
}

void Twin::packNext(const OpCall& call, void* context)
{
    auto& packed = *static_cast<Packed*>(context);
    const auto index = static_cast<std::size_t>(call.index);
    if (!packed.seen[index]) // in slices it comes again
        packed.ops[index] = packOp(call, packed.shape);
    packed.seen[index] = true;
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
    AlignedBytes scratch;
    KernelContext context;
    Executor executor;
};

TwinRun::TwinRun(const Twin& twin) : m_memory(std::make_unique<Memory>())
{
    const Twin::Packed& packed = *twin.m_packed;
    const std::size_t bytes = packed.view.header->arenaBytes;
    m_memory->arena = alignedBytes(bytes + kOverread);
    if (!packed.ops.empty())
        m_memory->scratch = alignedBytes(kernelScratchBytes(packed.view, packed.shape) + kOverread);
    m_memory->context = {packed.ops.data(), m_memory->scratch.get()};
    // A checked image and an aligned arena of its size: nothing can fail.
    static_cast<void>(m_memory->executor.attach(packed.view, m_memory->arena.get(), bytes, packed.runOp,
                                                &m_memory->context));
}

TwinRun::~TwinRun() = default;
TwinRun::TwinRun(TwinRun&&) noexcept = default;

Executor& TwinRun::executor()
{
    return m_memory->executor;
}

} // namespace microt
