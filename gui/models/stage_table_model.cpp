// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/stage_table_model.h"

#include <QLocale>

#include "gui/words/numbers.h"

namespace microt::gui {

void StageTableModel::set(double partAccuracy, double fullAccuracy, const ClassFigures& partClasses,
                          const ClassFigures& fullClasses, const Outcome& outcome,
                          const std::optional<StageEnergy>& cost)
{
    const StagePoint& point = outcome.point;
    const auto before = m_cells;
    m_cells = {};
    m_cells[part][accuracy] = fixed(100.0 * partAccuracy, 1);
    m_cells[full][accuracy] = fixed(100.0 * fullAccuracy, 1);
    m_cells[staged][accuracy] = fixed(100.0 * point.accuracy, 1);
    const ClassFigures* classes[rowCountOf] = {&partClasses, &fullClasses, &outcome.classes};
    for (int row = 0; row < rowCountOf; ++row) {
        m_cells[row][balanced] = fixed(100.0 * classes[row]->balanced, 1);
        m_cells[row][neverAnswered] = QLocale().toString(int(classes[row]->neverAnswered.size()));
    }
    m_cells[part][answers] = tr("part answers all");
    m_cells[full][answers] = tr("full answers all");
    QStringList early; // by exit
    for (const std::int64_t answered : point.answeredAt)
        early << QLocale().toString(qlonglong(answered));
    m_cells[staged][answers] =
        tr("part %1 (%2 %), full %3 (%4 %)")
            .arg(early.join(QStringLiteral(" + ")), fixed(100.0 * point.earlyAccuracy, 1),
                 QLocale().toString(qlonglong(point.samples - point.answeredEarly)),
                 fixed(100.0 * point.lateAccuracy, 1));
    if (cost) {
        const EnergyFigure figures[rowCountOf] = {cost->part, cost->fullOnly, outcome.energy};
        for (int row = 0; row < rowCountOf; ++row) {
            m_cells[row][energy] = fixed(figures[row].millijoule, 2);
            m_cells[row][latency] = fixed(figures[row].milliseconds, 1);
            const double whole = cost->fullOnly.millijoule;
            m_cells[row][saving] =
                whole > 0.0 ? fixed(100.0 * (1.0 - figures[row].millijoule / whole), 1) : QString();
        }
    }
    for (int row = 0; row < rowCountOf; ++row)
        if (m_cells[row] != before[row])
            emit dataChanged(index(row, 0), index(row, columnCountOf - 1), {Qt::DisplayRole});
}

int StageTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : rowCountOf;
}

int StageTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columnCountOf;
}

QVariant StageTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    if (role == Qt::DisplayRole)
        return m_cells[index.row()][index.column()];
    if (role == Qt::TextAlignmentRole)
        return int((index.column() == answers ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    return {};
}

QVariant StageTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role == Qt::TextAlignmentRole && orientation == Qt::Horizontal)
        return int((section == answers ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && orientation == Qt::Horizontal) {
        if (section == balanced)
            return tr("Mean over the classes of the share answered rightly: every class counts the same");
        return section == neverAnswered ? tr("Classes with test pictures that no picture is answered with")
                                        : QVariant();
    }
    if (role != Qt::DisplayRole || section < 0)
        return {};
    if (orientation == Qt::Vertical) {
        const QString names[rowCountOf] = {tr("Part alone"), tr("Full alone"), tr("Staged")};
        return section < rowCountOf ? names[section] : QVariant();
    }
    const QString names[columnCountOf] = {
        tr("Who answers (right)"), tr("Accuracy, %"), tr("Balanced, %"), tr("Missed"),
        tr("Energy, mJ"),          tr("Saving, %"),   tr("Latency, ms")};
    return section < columnCountOf ? names[section] : QVariant();
}

} // namespace microt::gui
