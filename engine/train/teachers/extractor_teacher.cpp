// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/base/files.h"
#include "engine/data/preprocess.h"
#include "engine/deploy/planner.h"
#include "engine/train/forward/embed.h"
#include "engine/train/teachers/teacher.h"
#include "engine/twin/twin.h"

namespace microt {

namespace {

class ExtractorTeacher : public Teacher
{
public:
    ExtractorTeacher(const Extractor& extractor, FloatExecutor executor)
        : Teacher(extractor.graph.name, extractor.identity(), extractor.graph.featureCount(),
                  extractor.graph.preprocessing, executor.device()),
          m_executor(std::move(executor))
    {}

    Result<FeatureMatrix> embed(const std::vector<Picture>& fitted) const override
    {
        std::vector<Picture> input;
        for (const Picture& picture : fitted)
            input.push_back(squashToExtractor(picture, m_preprocessing));
        MICROT_TRY(auto output, m_executor.run(input));
        return std::move(output.exits.back());
    }

private:
    FloatExecutor m_executor;
};

/// An int8 network as a board computes it.
class TwinTeacher : public Teacher
{
public:
    TwinTeacher(const Extractor& extractor, int dimensions, Twin twin)
        : Teacher(extractor.graph.name, extractor.identity(), dimensions, extractor.int8->preprocessing),
          m_twin(std::move(twin))
    {}

    Result<FeatureMatrix> embed(const std::vector<Picture>& fitted) const override
    {
        TwinRun run(m_twin);
        FeatureMatrix values(static_cast<Eigen::Index>(fitted.size()), m_dimensions);
        for (std::size_t i = 0; i < fitted.size(); ++i) {
            run.executor().setPicture(squashToExtractor(fitted[i], m_preprocessing).rgb.data());
            if (const Error error = run.executor().runTo(0); error != Error::none)
                return Failure{error, "The teacher " + printable(m_name) + " cannot be run in int8."};
            run.executor().readFeature(0, values.row(static_cast<Eigen::Index>(i)).data());
        }
        return values;
    }

private:
    Twin m_twin;
};

Result<std::unique_ptr<Teacher>> makeTwinTeacher(const Extractor& extractor)
{
    const QuantModel& model = *extractor.int8;
    const auto full = std::find_if(model.cuts.begin(), model.cuts.end(),
                                   [](const QuantCut& cut) { return cut.cut == kFullExit; });
    if (full == model.cuts.end())
        return Failure{Error::badModel,
                       "The int8 network " + printable(extractor.graph.name) + " has no full exit."};
    MICROT_TRY(const std::vector<std::uint8_t> image, buildImage(model, {}, ""));
    MICROT_TRY(Twin twin, Twin::create(image));
    return std::unique_ptr<Teacher>(
        std::make_unique<TwinTeacher>(extractor, full->pooled.shape.channels, std::move(twin)));
}

} // namespace

Result<std::unique_ptr<Teacher>> makeTeacher(const Extractor& extractor, const Device& device)
{
    if (extractor.int8)
        return makeTwinTeacher(extractor);
    // Pooled at the end alone.
    Graph graph = extractor.graph;
    graph.cuts.clear();
    MICROT_TRY(FloatExecutor executor, FloatExecutor::create(graph, device));
    return std::unique_ptr<Teacher>(std::make_unique<ExtractorTeacher>(extractor, std::move(executor)));
}

} // namespace microt
