// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/method_table_model.h"

#include <algorithm>
#include <array>

#include <QFont>

#include "gui/words/numbers.h"

namespace microt::gui {
namespace {

struct MethodColumn
{
    const char* title;
    const char* meaning;
};

// In the order of MethodTableModel::Column.
constexpr std::array<MethodColumn, MethodTableModel::columnCountOf> kMethodColumns{{
    {QT_TRANSLATE_NOOP("microt::gui::MethodTableModel", "Method"),
     QT_TRANSLATE_NOOP("microt::gui::MethodTableModel", "How the task is learned")},
    {QT_TRANSLATE_NOOP("microt::gui::MethodTableModel", "Accuracy\n%"),
     QT_TRANSLATE_NOOP("microt::gui::MethodTableModel",
                       "Of test pictures; of several seeds their mean ± standard deviation")},
    {QT_TRANSLATE_NOOP("microt::gui::MethodTableModel", "Paper’s\n%"),
     QT_TRANSLATE_NOOP(
         "microt::gui::MethodTableModel",
         "Accuracy in MicroT's paper, no measurement of ours: MCUNet at ratio 0.5, mean of Pet, "
         "Bird and Plant")},
    {QT_TRANSLATE_NOOP("microt::gui::MethodTableModel", "− MicroT\npoints"),
     QT_TRANSLATE_NOOP("microt::gui::MethodTableModel", "How much more accurate it is than MicroT")},
    {QT_TRANSLATE_NOOP("microt::gui::MethodTableModel", "p"),
     QT_TRANSLATE_NOOP("microt::gui::MethodTableModel",
                       "How likely chance alone makes such a difference (exact McNemar test on the same "
                       "pictures); above 0.05 it may well be chance")},
    {QT_TRANSLATE_NOOP("microt::gui::MethodTableModel", "Epoch\nJ"),
     QT_TRANSLATE_NOOP("microt::gui::MethodTableModel", "Energy of one epoch of training, modelled")},
    {QT_TRANSLATE_NOOP("microt::gui::MethodTableModel", "Training\nJ"),
     QT_TRANSLATE_NOOP("microt::gui::MethodTableModel",
                       "Energy of the whole training, modelled: features, the head to begin with, and the "
                       "epochs that were run")},
    {QT_TRANSLATE_NOOP("microt::gui::MethodTableModel", "Answer\nmJ"),
     QT_TRANSLATE_NOOP("microt::gui::MethodTableModel", "Energy of one answer, modelled")},
    {QT_TRANSLATE_NOOP("microt::gui::MethodTableModel", "Training\nkB"),
     QT_TRANSLATE_NOOP("microt::gui::MethodTableModel",
                       "Peak of SRAM while it trains, counted from the network")},
    {QT_TRANSLATE_NOOP("microt::gui::MethodTableModel", "Answer\nkB"),
     QT_TRANSLATE_NOOP("microt::gui::MethodTableModel", "Peak of SRAM while it answers")},
    {QT_TRANSLATE_NOOP("microt::gui::MethodTableModel", "Fits"),
     QT_TRANSLATE_NOOP("microt::gui::MethodTableModel",
                       "Whether RAM and flash of the board hold training and weights, without the firmware's "
                       "own")},
}};

const QString kNothing = QStringLiteral("–");

QString spreadText(const Spread& spread, int decimals)
{
    const QString mean = fixed(spread.mean(), decimals);
    return spread.values.size() < 2
               ? mean
               : QStringLiteral("%1 ± %2").arg(mean, fixed(spread.deviation(), decimals));
}

QString kilobytes(std::int64_t bytes)
{
    return fixed(static_cast<double>(bytes) / 1e3, 0);
}

} // namespace

QString chanceText(double p)
{
    constexpr double kLeast = 0.001;
    return p < kLeast ? QStringLiteral("<") + fixed(kLeast, 3) : fixed(p, 3);
}

QString methodTitle(MethodKind kind)
{
    return QString::fromLatin1(methodOf(kind).title());
}

QString methodMeaning(MethodKind kind)
{
    switch (kind) {
    case MethodKind::none:
        return MethodTableModel::tr("a head on an extractor with fresh weights");
    case MethodKind::ttl:
        return MethodTableModel::tr("a head on the given extractor: traditional transfer learning");
    case MethodKind::full:
        return MethodTableModel::tr("every weight and bias: an upper reference, too large for boards");
    case MethodKind::tinytl:
        return MethodTableModel::tr("biases, and a lite residual module beside each block");
    case MethodKind::sparse:
        return MethodTableModel::tr("layers and channels searched for under a memory budget");
    case MethodKind::tinytrain:
        return MethodTableModel::tr("layers and channels by Fisher information a weight and MAC");
    case MethodKind::microt:
        break;
    }
    return MethodTableModel::tr("two heads on the given extractor, with stage-decision");
}

void MethodTableModel::set(std::shared_ptr<const Comparison> comparison,
                           const std::vector<BoardProfile>& boards)
{
    beginResetModel();
    m_comparison = std::move(comparison);
    m_boards = boards;
    m_figures.clear();
    if (m_comparison)
        for (const RowResults& row : m_comparison->rows)
            m_figures.push_back(rowFigures(row, m_comparison->classCount()));
    endResetModel();
}

int MethodTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_figures.size());
}

int MethodTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columnCountOf;
}

QString MethodTableModel::memoryText(int row) const
{
    QStringList lines;
    for (const BoardProfile& board : m_boards)
        lines
            << (fitsAll(resultsAt(row), board) ? tr("fits %1") : tr("does not fit %1")).arg(shortName(board));
    return lines.join(QStringLiteral(", "));
}

QString MethodTableModel::memoryFigure(int row, int column) const
{
    const RowFigures& figures = figuresAt(row);
    if (column == trainSram)
        return kilobytes(figures.trainingSramBytes);
    if (column == inferSram)
        return kilobytes(figures.inferenceSramBytes);
    const auto board = std::find_if(m_boards.begin(), m_boards.end(), [this](const BoardProfile& one) {
        return one.id == m_comparison->board;
    });
    if (board == m_boards.end())
        return kNothing;
    return fitsAll(resultsAt(row), *board) ? tr("yes") : tr("no");
}

QString MethodTableModel::textOf(int row, int column) const
{
    const RowFigures& figures = figuresAt(row);
    const auto& against = resultsAt(row).against;
    switch (column) {
    case method:
        return methodTitle(methodAt(row));
    case accuracy:
        return spreadText(figures.accuracy, 2);
    case points:
        return against ? signedFixed(figures.points.mean(), 2) : kNothing;
    case chance:
        return against ? chanceText(against->p) : kNothing;
    case epochEnergy:
        return fixed(figures.epochMillijoule.mean() / 1e3, 3);
    case trainEnergy:
        return fixed(figures.trainingMillijoule.mean() / 1e3, 2);
    case inferEnergy:
        return fixed(figures.inferenceMillijoule.mean(), 3);
    case paper: {
        const auto theirs = paperAccuracy(methodAt(row));
        return theirs ? fixed(*theirs, 2) : kNothing;
    }
    default:
        return memoryFigure(row, column);
    }
}

QVariant MethodTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::DisplayRole)
        return textOf(index.row(), index.column());
    if (role == Qt::TextAlignmentRole)
        return int((index.column() == method ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && index.column() == fits)
        return memoryText(index.row());
    if (role == Qt::ToolTipRole)
        return tr("What learns: %1").arg(methodMeaning(methodAt(index.row())));
    if (role == Qt::FontRole && index.column() == paper) { // another's figure does not look like ours
        QFont font;
        font.setItalic(true);
        return font;
    }
    return {};
}

QVariant MethodTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCountOf)
        return {};
    const MethodColumn& column = kMethodColumns[static_cast<std::size_t>(section)];
    if (role == Qt::DisplayRole)
        return tr(column.title);
    if (role == Qt::ToolTipRole)
        return tr(column.meaning);
    if (role == Qt::TextAlignmentRole)
        return int((section == method ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    return {};
}

} // namespace microt::gui
