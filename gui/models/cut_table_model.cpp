// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/cut_table_model.h"

#include <algorithm>
#include <array>

#include <QFont>
#include <QLocale>

namespace microt::gui {
namespace {

struct ColumnText
{
    const char* title;
    const char* meaning;
    int decimals;
};

// In the order of CutTableModel::Column.
constexpr std::array<ColumnText, CutTableModel::columnCountOf> kColumns{{
    {QT_TRANSLATE_NOOP("microt::gui::CutTableModel", "Cut"),
     QT_TRANSLATE_NOOP("microt::gui::CutTableModel", "Blocks in the part model"), 0},
    {QT_TRANSLATE_NOOP("microt::gui::CutTableModel", "Features"),
     QT_TRANSLATE_NOOP("microt::gui::CutTableModel", "Number of features that the part head sees"), 0},
    {QT_TRANSLATE_NOOP("microt::gui::CutTableModel", "MACs, M"),
     QT_TRANSLATE_NOOP("microt::gui::CutTableModel", "Multiply-accumulates of the part model, millions"), 2},
    {QT_TRANSLATE_NOOP("microt::gui::CutTableModel", "MACs, %"),
     QT_TRANSLATE_NOOP("microt::gui::CutTableModel", "Share of the full model's multiply-accumulates"), 1},
    {QT_TRANSLATE_NOOP("microt::gui::CutTableModel", "Param., k"),
     QT_TRANSLATE_NOOP("microt::gui::CutTableModel", "Parameters of the part model, thousands"), 1},
    {QT_TRANSLATE_NOOP("microt::gui::CutTableModel", "Arena, kB"),
     QT_TRANSLATE_NOOP("microt::gui::CutTableModel",
                       "Largest int8 activations alive at once, 1 kB = 1,000 bytes"),
     1},
    {QT_TRANSLATE_NOOP("microt::gui::CutTableModel", "Test, %"),
     QT_TRANSLATE_NOOP("microt::gui::CutTableModel",
                       "Part accuracy on test pictures; plays no part in the choice"),
     1},
    {QT_TRANSLATE_NOOP("microt::gui::CutTableModel", "Bal., %"),
     QT_TRANSLATE_NOOP("microt::gui::CutTableModel",
                       "Balanced part accuracy on test pictures: mean over the classes of the share answered "
                       "rightly"),
     1},
    {QT_TRANSLATE_NOOP("microt::gui::CutTableModel", "Choice, %"),
     QT_TRANSLATE_NOOP("microt::gui::CutTableModel",
                       "Part accuracy by which the cut is chosen: on calibration pictures and, each third by "
                       "heads trained on the others, on train pictures"),
     1},
    {QT_TRANSLATE_NOOP("microt::gui::CutTableModel", "Full, %"),
     QT_TRANSLATE_NOOP("microt::gui::CutTableModel",
                       "Full accuracy with this cut on test pictures; plays no part in the choice"),
     1},
    {QT_TRANSLATE_NOOP("microt::gui::CutTableModel", "Loss, %"),
     QT_TRANSLATE_NOOP("microt::gui::CutTableModel", "Accuracy loss L against the full model, relative"), 1},
    {QT_TRANSLATE_NOOP("microt::gui::CutTableModel", "Gain"),
     QT_TRANSLATE_NOOP("microt::gui::CutTableModel", "Gain ratio: accuracy gained for the computation added"),
     2},
    {QT_TRANSLATE_NOOP("microt::gui::CutTableModel", "Score"),
     QT_TRANSLATE_NOOP("microt::gui::CutTableModel", "Fused score"), 3},
    {QT_TRANSLATE_NOOP("microt::gui::CutTableModel", "Ratio"),
     QT_TRANSLATE_NOOP(
         "microt::gui::CutTableModel",
         "Best ratio: the largest up to which none loses more than accepted on unseen pictures"),
     2},
    {QT_TRANSLATE_NOOP("microt::gui::CutTableModel", "Staged, %"),
     QT_TRANSLATE_NOOP("microt::gui::CutTableModel",
                       "Staged accuracy at the best ratio on test pictures; plays no part in the choice"),
     1},
    {QT_TRANSLATE_NOOP("microt::gui::CutTableModel", "mJ"),
     QT_TRANSLATE_NOOP("microt::gui::CutTableModel",
                       "Energy of a picture at the best ratio, modelled, in millijoule"),
     2},
}};

double valueOf(const CutRow& row, int column)
{
    switch (column) {
    case CutTableModel::cut:
        return row.cut;
    case CutTableModel::features:
        return row.features;
    case CutTableModel::macs:
        return static_cast<double>(row.macs) / 1e6;
    case CutTableModel::macShare:
        return 100.0 * row.macShare;
    case CutTableModel::parameters:
        return static_cast<double>(row.parameters) / 1e3;
    case CutTableModel::arena:
        return static_cast<double>(row.arenaBytes) / 1e3;
    case CutTableModel::partAccuracy:
        return 100.0 * row.partAccuracy;
    case CutTableModel::balancedAccuracy:
        return 100.0 * row.partClasses.balanced;
    case CutTableModel::selectionAccuracy:
        return 100.0 * row.selectionAccuracy;
    case CutTableModel::fullAccuracy:
        return 100.0 * row.fullAccuracy;
    case CutTableModel::loss:
        return 100.0 * row.accuracyLoss;
    case CutTableModel::gain:
        return row.gainRatio;
    case CutTableModel::score:
        return row.fusedScore;
    case CutTableModel::bestRatio:
        return row.best.ratio;
    case CutTableModel::stagedAccuracy:
        return 100.0 * row.best.testAccuracy;
    default:
        return row.best.millijoule;
    }
}

bool sameCuts(const CutTable& a, const CutTable& b)
{
    return std::equal(a.rows.begin(), a.rows.end(), b.rows.begin(), b.rows.end(),
                      [](const CutRow& x, const CutRow& y) { return x.cut == y.cut; });
}

/// The figures by class behind an accuracy; null for other columns.
const ClassFigures* classesOf(const CutRow& row, int column)
{
    switch (column) {
    case CutTableModel::partAccuracy:
    case CutTableModel::balancedAccuracy:
        return &row.partClasses;
    case CutTableModel::fullAccuracy:
        return &row.fullClasses;
    case CutTableModel::stagedAccuracy:
        return &row.best.testClasses;
    default:
        return nullptr;
    }
}

} // namespace

void CutTableModel::setTable(std::shared_ptr<const CutTable> table)
{
    if (m_table && table && sameCuts(*m_table, *table)) {
        m_table = std::move(table);
        if (!m_table->rows.empty())
            emit dataChanged(index(0, 0), index(rowCount() - 1, columnCountOf - 1));
        return;
    }
    beginResetModel();
    m_table = std::move(table);
    endResetModel();
}

int CutTableModel::cutAt(int row) const
{
    return row >= 0 && row < rowCount() ? m_table->rows[row].cut : 0;
}

int CutTableModel::rowOf(int cut) const
{
    for (int row = 0; row < rowCount(); ++row)
        if (m_table->rows[row].cut == cut)
            return row;
    return -1;
}

int CutTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_table ? 0 : static_cast<int>(m_table->rows.size());
}

int CutTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columnCountOf;
}

QVariant CutTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const CutRow& row = m_table->rows[index.row()];
    const bool recommended = row.cut == m_table->recommended;
    switch (role) {
    case Qt::DisplayRole: {
        QString text =
            QLocale().toString(valueOf(row, index.column()), 'f', kColumns[index.column()].decimals);
        text.replace(QLatin1Char('-'), QChar(0x2212));
        return recommended && index.column() == cut ? QStringLiteral("★ ") + text : text;
    }
    case Qt::ToolTipRole:
        if (const ClassFigures* classes = classesOf(row, index.column()))
            return tr("Balanced %1 %; classes never answered: %2")
                .arg(QLocale().toString(100.0 * classes->balanced, 'f', 1),
                     QLocale().toString(int(classes->neverAnswered.size())));
        return {};
    case kSortRole:
        return valueOf(row, index.column());
    case Qt::TextAlignmentRole:
        return int(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::FontRole: {
        QFont font;
        font.setBold(recommended);
        return recommended ? QVariant(font) : QVariant();
    }
    case Qt::AccessibleTextRole:
        return recommended && index.column() == cut ? tr("%1, recommended").arg(row.cut)
                                                    : data(index, Qt::DisplayRole);
    default:
        return {};
    }
}

QVariant CutTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCountOf)
        return {};
    if (role == Qt::DisplayRole)
        return tr(kColumns[section].title);
    if (role == Qt::ToolTipRole)
        return tr(kColumns[section].meaning);
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    return {};
}

} // namespace microt::gui
