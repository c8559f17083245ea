// SPDX-License-Identifier: Apache-2.0
#include "engine/train/forward/embed_run.h"

#include <memory>
#include <new>

#include "engine/data/preprocess.h"
#include "engine/train/forward/keep_memory.h"
#include "engine/train/forward/torch_runtime.h"

namespace microt {

namespace {

/// The network on one thread.
class Embedding
{
public:
    Embedding(const FloatExecutor& executor, const Preprocessing& preprocessing)
        : m_executor(executor), m_preprocessing(preprocessing),
          m_stride(static_cast<std::size_t>(preprocessing.channels()) *
                   static_cast<std::size_t>(preprocessing.height) *
                   static_cast<std::size_t>(preprocessing.width)),
          m_input(kEmbedBatch * m_stride)
    {}

    Status embed(const std::vector<Picture>& pictures, Eigen::Index firstRow,
                 std::vector<ExitFeatures>& exits)
    {
        for (std::size_t i = 0; i < pictures.size(); ++i)
            normalise(pictures[i], m_preprocessing, m_input.data() + i * m_stride);
        std::fill(m_input.begin() + static_cast<std::ptrdiff_t>(pictures.size() * m_stride), m_input.end(),
                  0.0F);
        MICROT_TRY(const auto output, m_executor.run(m_input.data(), kEmbedBatch));
        const auto rows = static_cast<Eigen::Index>(pictures.size());
        for (std::size_t e = 0; e < exits.size(); ++e)
            exits[e].values.middleRows(firstRow, rows) = output.exits[e].topRows(rows);
        return {};
    }

private:
    const TorchThreads m_single{1};
    const FloatExecutor& m_executor;
    const Preprocessing& m_preprocessing;
    std::size_t m_stride;
    std::vector<float> m_input; ///< of a batch
};

} // namespace

Result<FeatureSet> embedPictures(const FloatExecutor& executor, const Graph& graph,
                                 const PictureSource& source, std::int64_t total, int workers,
                                 const Progress& start, std::vector<LoadedPicture>& undecodable,
                                 const JobContext& job)
{
    const KeepMemory keepMemory;
    try {
        EmbedPlan plan{{}, kEmbedBatch, workers, start};
        for (const Cut& cut : graph.cuts)
            plan.exits.push_back({cut.index, FeatureMatrix(total, graph.featureCount(cut))});
        plan.exits.push_back({kFullExit, FeatureMatrix(total, graph.featureCount())});
        const auto makeEmbedder = [&]() -> BatchEmbedder {
            return [embedding = std::make_shared<Embedding>(executor, graph.preprocessing)](
                       const auto& pictures, Eigen::Index firstRow, auto& exits) {
                return embedding->embed(pictures, firstRow, exits);
            };
        };
        return embedPictures(source, std::move(plan), makeEmbedder, undecodable, job);
    } catch (const std::bad_alloc&) {
        return Failure{Error::outOfMemory,
                       "Not enough memory for the features of " + std::to_string(total) + " pictures."};
    }
}

} // namespace microt
