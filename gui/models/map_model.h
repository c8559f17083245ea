// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <memory>
#include <vector>

#include <QObject>
#include <QPointF>

#include "gui/models/workspace.h"

namespace microt::gui {

/// Every picture of a task as a point in the plane where its features spread most. A value.
struct PictureMap
{
    std::shared_ptr<const FeatureSet> features; ///< what it was made of
    std::shared_ptr<const Dataset> dataset;
    int cut = 0;              ///< where the part features come from
    std::vector<int> samples; ///< into the dataset; one a point
    struct Plane
    {
        std::vector<QPointF> points;
        std::array<double, 2> share{}; ///< of the variance along each axis
    };
    Plane part;
    Plane full;
};

/// What the staged answers make of a picture.
enum class MapAnswer { none, earlyRight, earlyWrong, lateRight, lateWrong };

/// The map of the active task, made in a job when it is asked for. GUI thread; outlives pages.
class MapModel : public QObject
{
    Q_OBJECT

public:
    MapModel(Workspace* workspace, JobQueue* jobs, QObject* parent = nullptr);

    void ask(); ///< makes it anew where features or cut have changed; changed() tells, also of a failure
    std::shared_ptr<const PictureMap> map() const { return m_map; } ///< null: none of this task
    bool isCurrent() const;
    /// Of each point, at the ratio in use; test pictures have one.
    std::vector<MapAnswer> answers() const;

signals:
    void changed();

private:
    void dropForeign();

    Workspace* m_workspace;
    JobQueue* m_jobs;
    std::shared_ptr<const PictureMap> m_map;
    bool m_running = false;
    std::weak_ptr<const FeatureSet> m_failedOf; ///< features and cut of the map that could not be made
    int m_failedCut = 0;
};

} // namespace microt::gui
