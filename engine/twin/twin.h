// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/job_context.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"
#include "engine/features/feature_set.h"
#include "engine/quant/quant_model.h"
#include "engine/runtime/executor.h"

namespace microt {

/// Which kernels the host uses. All give the same bits.
enum class HostKernels { reference, avx2, avx512vnni, best };
const char* hostKernelsName(HostKernels kernels);
bool hostSupports(HostKernels kernels);

/// The board's double on the host: runs a deployment image with fast kernels, bit for bit like the board.
/// Owns a copy of the image and packed weights; shared by any number of runs.
class Twin
{
public:
    /// Errors: those of checkImage, unsupportedFormat if the CPU lacks the kernels asked for.
    static Result<Twin> create(std::vector<std::uint8_t> image, HostKernels kernels = HostKernels::best);
    ~Twin();
    Twin(Twin&&) noexcept;
    Twin& operator=(Twin&&) noexcept;

    const ImageView& image() const;

    /// One inference at a time: its own arena. Not shared between threads.
    class Run
    {
    public:
        explicit Run(const Twin& twin);
        Executor& executor() { return m_executor; }

    private:
        std::unique_ptr<std::uint8_t[], void (*)(std::uint8_t*)> m_arena;
        Executor m_executor;
    };

private:
    struct Packed;
    Twin(std::vector<std::uint8_t> image, std::unique_ptr<Packed> packed);
    std::vector<std::uint8_t> m_image; ///< aligned copy is inside m_packed
    std::unique_ptr<Packed> m_packed;
};

/// int8 features of every sample at all exits of a model, as numbers (scale * (q - zeroPoint)), so that
/// heads, cuts and stage-decision work on them unchanged. Threads over samples; the same bits with any
/// number. Cache and errors as embedDataset.
Result<FeatureSet> embedQuantized(const QuantModel& model, const std::string& modelHash,
                                  const Dataset& dataset, const std::filesystem::path& cacheFolder,
                                  const JobContext& job);

} // namespace microt
