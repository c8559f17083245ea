// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/jobs/job_progress.h"

#include <algorithm>

namespace microt::gui {

namespace {

bool belongsTo(const JobPart& part, const Progress& now)
{
    return now.unit == part.name || now.step.compare(0, part.name.size(), part.name) == 0;
}

} // namespace

bool JobProgress::add(const Progress& now)
{
    if (now.total <= 0)
        return false;
    if (m_plan.isEmpty())
        m_plan.append({now.unit.empty() ? now.step : now.unit, 1.0});
    // A part that came before does not come again: two parts may count the same unit.
    const auto from = m_plan.cbegin() + m_at;
    const auto part =
        std::find_if(from, m_plan.cend(), [&now](const JobPart& one) { return belongsTo(one, now); });
    if (part == m_plan.cend())
        return false;
    m_at = static_cast<int>(part - m_plan.cbegin());
    double all = 0.0;
    double before = 0.0;
    for (int i = 0; i < m_plan.size(); ++i) {
        all += m_plan[i].weight;
        before += i < m_at ? m_plan[i].weight : 0.0;
    }
    const double within =
        std::clamp(static_cast<double>(now.done) / static_cast<double>(now.total), 0.0, 1.0);
    m_share = std::max(m_share, (before + within * part->weight) / all);
    return true;
}

} // namespace microt::gui
