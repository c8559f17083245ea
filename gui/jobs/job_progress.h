// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QVector>

#include "engine/base/job_context.h"

namespace microt::gui {

/// A part of a job: progress whose step begins with `name`, or whose unit it is, and its share of the time.
struct JobPart
{
    std::string name;
    double weight = 1.0;
};

/// What a job does one after the other, in order. Empty: the first thing that it counts.
using JobPlan = QVector<JobPart>;

/// How far a whole job is: from 0 to 1, once, however many things its parts count. What the plan does not
/// name, such as the iterations of one head, moves nothing. A value without a thread.
class JobProgress
{
public:
    explicit JobProgress(JobPlan plan = {}) : m_plan(std::move(plan)) {}

    /// Takes what the engine reports; whether it belongs to a part of the plan.
    bool add(const Progress& now);

    double share() const { return m_share; } ///< 0..1, never falls; negative: not known yet
    /// Whether the parts count one thing only, so that its numbers may be shown.
    bool countsOneThing() const { return m_plan.size() == 1; }

private:
    JobPlan m_plan;
    int m_at = 0; ///< part that reported last; those before it are done
    double m_share = -1.0;
};

} // namespace microt::gui
