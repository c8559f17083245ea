// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/map_model.h"

#include "engine/features/principal_plane.h"

namespace microt::gui {

namespace {

Result<PictureMap::Plane> planeOf(const ExitFeatures& exit, const JobContext& job)
{
    MICROT_TRY(const PrincipalPlane found, principalPlane(exit.values, job));
    PictureMap::Plane plane;
    plane.share = found.share;
    for (Eigen::Index row = 0; row < found.points.rows(); ++row)
        plane.points.emplace_back(found.points(row, 0), found.points(row, 1));
    return plane;
}

Result<PictureMap> makeMap(PictureMap map, const JobContext& job)
{
    const ExitFeatures* part = map.features->at(map.cut);
    if (part == nullptr)
        part = &map.features->exits.front();
    map.samples.assign(map.features->samples.begin(), map.features->samples.end());
    MICROT_TRY(map.part, planeOf(*part, job));
    MICROT_TRY(map.full, planeOf(map.features->full(), job));
    return map;
}

} // namespace

MapModel::MapModel(Workspace* workspace, JobQueue* jobs, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_jobs(jobs)
{
    for (const auto change : {&Workspace::taskChanged, &Workspace::featuresChanged, &Workspace::cutsChanged,
                              &Workspace::stageChanged, &Workspace::ratioChanged})
        connect(workspace, change, this, &MapModel::dropForeign);
}

/// Another task's map is never shown; an older one of this task is, until the new one is there.
void MapModel::dropForeign()
{
    const auto dataset = m_workspace->dataset();
    if (m_map && (!dataset || dataset->pictures().contentHash != m_map->dataset->pictures().contentHash))
        m_map.reset();
    emit changed();
}

bool MapModel::isCurrent() const
{
    return m_map && m_map->features == m_workspace->features() && m_map->cut == m_workspace->chosenCut();
}

void MapModel::ask()
{
    PictureMap wanted;
    wanted.features = m_workspace->features();
    wanted.dataset = m_workspace->dataset();
    wanted.cut = m_workspace->chosenCut();
    if (m_running || isCurrent() || !wanted.features || !wanted.dataset || wanted.cut == 0 ||
        (wanted.features == m_failedOf.lock() && wanted.cut == m_failedCut))
        return;
    m_running = true;
    const QString title = tr("Drawing the map of %1").arg(QString::fromStdString(m_workspace->task()->name));
    m_jobs->run(
        title, this, [wanted](const JobContext& job) { return makeMap(wanted, job); },
        [this, title, features = wanted.features, cut = wanted.cut](Result<PictureMap> map) {
            m_running = false;
            if (!map.ok()) {
                m_failedOf = features;
                m_failedCut = cut;
                if (map.failure().code != Error::cancelled)
                    emit m_workspace->failed(title, map.failure());
                emit changed();
                return;
            }
            m_map = std::make_shared<const PictureMap>(std::move(map).value());
            dropForeign();
        },
        JobKind::light);
}

std::vector<MapAnswer> MapModel::answers() const
{
    std::vector<MapAnswer> answers(m_map ? m_map->samples.size() : 0, MapAnswer::none);
    const auto stage = m_workspace->stage();
    if (!isCurrent() || !stage || !m_workspace->ratio())
        return answers;
    const auto thresholds = stage->thresholdsFor(*m_workspace->ratio());
    if (!thresholds.ok())
        return answers;
    std::vector<MapAnswer> bySample(m_map->dataset->samples.size(), MapAnswer::none);
    const StageSamples& test = stage->test;
    for (std::size_t i = 0; i < test.size(); ++i) {
        const StagedAnswer answer = stagedAnswer(test, i, thresholds.value());
        const bool early = answer.exit <= test.between.size();
        const bool right = answer.predicted == test.label[i];
        bySample[static_cast<std::size_t>(test.sample[i])] =
            early ? (right ? MapAnswer::earlyRight : MapAnswer::earlyWrong)
                  : (right ? MapAnswer::lateRight : MapAnswer::lateWrong);
    }
    for (std::size_t point = 0; point < answers.size(); ++point)
        answers[point] = bySample[static_cast<std::size_t>(m_map->samples[point])];
    return answers;
}

} // namespace microt::gui
