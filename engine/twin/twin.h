// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/base/result.h"
#include "engine/runtime/executor.h"

namespace microt {

/// Which kernels the host uses. All give the same bits.
enum class HostKernels { reference, avx2, avx512vnni, best };
const char* hostKernelsName(HostKernels kernels);

/// Whether this CPU has what the kernels need; always true for reference and best.
bool hostSupports(HostKernels kernels);

/// The board's double on the host: runs a deployment image with fast kernels, bit for bit like the board.
/// Owns an aligned copy of the image and packed weights; immutable, shared by any number of runs and threads,
/// which it must outlive.
class Twin
{
public:
    /// Errors: those of checkImage, unsupportedFormat if the CPU lacks the kernels asked for.
    static Result<Twin> create(const std::vector<std::uint8_t>& image,
                               HostKernels kernels = HostKernels::best);
    ~Twin();
    Twin(Twin&&) noexcept;
    Twin& operator=(Twin&&) noexcept;

    const ImageView& image() const;
    HostKernels kernels() const; ///< those in use, never `best`

private:
    friend class TwinRun;
    struct Packed;
    static void packNext(const OpCall& call, void* context);
    explicit Twin(std::unique_ptr<Packed> packed);
    std::unique_ptr<Packed> m_packed;
};

/// One inference at a time on a twin: its own arena and scratch. Not shared between threads.
class TwinRun
{
public:
    explicit TwinRun(const Twin& twin);
    ~TwinRun();
    TwinRun(TwinRun&&) noexcept;

    Executor& executor();

private:
    struct Memory;
    std::unique_ptr<Memory> m_memory;
};

} // namespace microt
