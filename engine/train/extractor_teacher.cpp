// SPDX-License-Identifier: Apache-2.0
#include "engine/data/preprocess.h"
#include "engine/train/embed.h"
#include "engine/train/teacher.h"

namespace microt {

namespace {

class ExtractorTeacher : public Teacher
{
public:
    ExtractorTeacher(const Extractor& extractor, FloatExecutor executor)
        : m_name(extractor.graph.name), m_identity(extractor.sha256),
          m_dimensions(extractor.graph.featureCount()), m_preprocessing(extractor.graph.preprocessing),
          m_executor(std::move(executor))
    {}

    std::string name() const override { return m_name; }
    std::string identity() const override { return m_identity; }
    int dimensions() const override { return m_dimensions; }
    const Preprocessing& preprocessing() const override { return m_preprocessing; }

    Result<FeatureMatrix> embed(const std::vector<Picture>& fitted) const override
    {
        std::vector<float> planes;
        planes.resize(fitted.size() * fitted.front().rgb.size());
        for (std::size_t i = 0; i < fitted.size(); ++i)
            normalise(fitted[i], m_preprocessing, planes.data() + i * fitted[i].rgb.size());
        MICROT_TRY(auto output, m_executor.run(planes.data(), static_cast<int>(fitted.size())));
        return std::move(output.exits.back());
    }

private:
    std::string m_name;
    std::string m_identity;
    int m_dimensions;
    Preprocessing m_preprocessing;
    FloatExecutor m_executor;
};

} // namespace

Result<std::unique_ptr<Teacher>> makeTeacher(const Extractor& extractor)
{
    // Pooled at the end alone.
    Graph graph = extractor.graph;
    graph.cuts.clear();
    MICROT_TRY(FloatExecutor executor, FloatExecutor::create(graph));
    return std::unique_ptr<Teacher>(std::make_unique<ExtractorTeacher>(extractor, std::move(executor)));
}

} // namespace microt
