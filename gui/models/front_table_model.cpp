// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/front_table_model.h"

#include <array>

#include <QLocale>

namespace microt::gui {
namespace {

struct FrontColumn
{
    const char* title;
    const char* meaning;
};

// In the order of FrontTableModel::Column.
constexpr std::array<FrontColumn, FrontTableModel::columnCountOf> kFrontColumns{{
    {QT_TRANSLATE_NOOP("microt::gui::FrontTableModel", "mJ"),
     QT_TRANSLATE_NOOP("microt::gui::FrontTableModel", "Energy, modelled, a picture, heads included")},
    {QT_TRANSLATE_NOOP("microt::gui::FrontTableModel", "Saved, %"),
     QT_TRANSLATE_NOOP("microt::gui::FrontTableModel", "Of the energy of the full model alone")},
    {QT_TRANSLATE_NOOP("microt::gui::FrontTableModel", "ms"),
     QT_TRANSLATE_NOOP("microt::gui::FrontTableModel", "Time, modelled, a picture, on average")},
    {QT_TRANSLATE_NOOP("microt::gui::FrontTableModel", "Unseen, %"),
     QT_TRANSLATE_NOOP(
         "microt::gui::FrontTableModel",
         "Staged, of pictures that the heads had not seen: calibration and, each third by heads "
         "trained on the others, train. This chooses")},
    {QT_TRANSLATE_NOOP("microt::gui::FrontTableModel", "Test, %"),
     QT_TRANSLATE_NOOP("microt::gui::FrontTableModel",
                       "Staged, measured on test pictures; plays no part in the choice")},
    {QT_TRANSLATE_NOOP("microt::gui::FrontTableModel", "Cut"),
     QT_TRANSLATE_NOOP("microt::gui::FrontTableModel", "Blocks in the part model")},
    {QT_TRANSLATE_NOOP("microt::gui::FrontTableModel", "Ratio"),
     QT_TRANSLATE_NOOP("microt::gui::FrontTableModel", "Stage-decision ratio")},
    {QT_TRANSLATE_NOOP("microt::gui::FrontTableModel", "Confidence"),
     QT_TRANSLATE_NOOP("microt::gui::FrontTableModel", "How sure the part model is of its answer")},
    {QT_TRANSLATE_NOOP("microt::gui::FrontTableModel", "Board"),
     QT_TRANSLATE_NOOP("microt::gui::FrontTableModel", "Whose energy and time are modelled")},
}};

int alignmentOf(int column)
{
    return int((column < FrontTableModel::confidence ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

} // namespace

QString measureName(ConfidenceMeasure measure)
{
    switch (measure) {
    case ConfidenceMeasure::margin:
        return FrontTableModel::tr("margin");
    case ConfidenceMeasure::entropy:
        return FrontTableModel::tr("entropy");
    case ConfidenceMeasure::maxProbability:
        break;
    }
    return FrontTableModel::tr("probability");
}

void FrontTableModel::set(std::shared_ptr<const Exploration> exploration, std::vector<std::size_t> front,
                          const QStringList& boards)
{
    beginResetModel();
    m_exploration = std::move(exploration);
    m_front = std::move(front);
    m_boards = boards;
    endResetModel();
}

const ExplorePoint* FrontTableModel::pointAt(int row) const
{
    return row >= 0 && row < rowCount() ? &m_exploration->points()[m_front[static_cast<std::size_t>(row)]]
                                        : nullptr;
}

int FrontTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_front.size());
}

int FrontTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columnCountOf;
}

QString FrontTableModel::textOf(const ExplorePoint& point, int column) const
{
    const QLocale locale;
    switch (column) {
    case energy:
        return locale.toString(point.millijoule, 'f', 3);
    case saving:
        return locale.toString(100.0 * point.saving, 'f', 1);
    case time:
        return locale.toString(point.milliseconds, 'f', 1);
    case accuracy:
        return locale.toString(100.0 * point.accuracy, 'f', 1);
    case test:
        return locale.toString(100.0 * point.testAccuracy, 'f', 1);
    case cut:
        return locale.toString(point.cut);
    case ratio:
        return locale.toString(point.ratio, 'f', 2);
    case confidence:
        return measureName(point.measure);
    default:
        return m_boards.value(point.board);
    }
}

QVariant FrontTableModel::data(const QModelIndex& index, int role) const
{
    const ExplorePoint* point = pointAt(index.row());
    if (point == nullptr)
        return {};
    if (role == Qt::DisplayRole)
        return textOf(*point, index.column());
    if (role == Qt::TextAlignmentRole)
        return alignmentOf(index.column());
    return {};
}

QVariant FrontTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCountOf)
        return {};
    const FrontColumn& column = kFrontColumns[static_cast<std::size_t>(section)];
    if (role == Qt::DisplayRole)
        return tr(column.title);
    if (role == Qt::ToolTipRole)
        return tr(column.meaning);
    if (role == Qt::TextAlignmentRole)
        return alignmentOf(section);
    return {};
}

} // namespace microt::gui
