// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/run_table_model.h"

#include <array>

#include <QDateTime>
#include <QLocale>

#include "gui/words/numbers.h"

namespace microt::gui {

namespace {

struct RunColumn
{
    const char* title;
    const char* meaning;
    const char* figure; ///< of the run; null: another thing
};

// In the order of RunTableModel::Column.
constexpr std::array<RunColumn, RunTableModel::columnCountOf> kRunColumns{{
    {QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "★"),
     QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Star: tick what you want to find again"), nullptr},
    {QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Result"),
     QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "What was kept"), nullptr},
    {QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Made"),
     QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "When it was made"), nullptr},
    {QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Task"),
     QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "The task that it is of"), nullptr},
    {QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Staged / full %"),
     QT_TRANSLATE_NOOP("microt::gui::RunTableModel",
                       "Accuracy on test pictures: staged, and of the full model alone"),
     "accuracy"},
    {QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Ratio"),
     QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Stage-decision ratio that was asked for"), "ratio"},
    {QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Saved %"),
     QT_TRANSLATE_NOOP("microt::gui::RunTableModel",
                       "Energy of an answer that is saved against the full model alone, modelled"),
     "energySaved"},
    {QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Note"),
     QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "What you want to remember; double-click to write"),
     nullptr},
}};

/// How a figure is written.
struct RunFigure
{
    const char* key;
    const char* name;
    double factor;
    int decimals;
    const char* unit;
};

constexpr RunFigure kRunFigures[] = {
    {"accuracy", QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Accuracy, staged"), 100.0, 1, " %"},
    {"fullAccuracy", QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Accuracy, full"), 100.0, 1, " %"},
    {"partAccuracy", QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Accuracy, part"), 100.0, 1, " %"},
    {"balancedAccuracy", QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Accuracy, balanced"), 100.0, 1,
     " %"},
    {"energyMillijoule", QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Energy of an answer, modelled"),
     1.0, 3, " mJ"},
    {"energySaved", QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Energy saved, modelled"), 100.0, 1,
     " %"},
    {"milliseconds", QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Time of an answer, modelled"), 1.0, 1,
     " ms"},
    {"ratio", QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Ratio asked for"), 1.0, 2, ""},
    {"early", QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Answered early"), 100.0, 1, " %"},
    {"threshold", QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Threshold"), 1.0, 3, ""},
    {"cut", QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Cut in use"), 1.0, 0, ""},
    {"testPictures", QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Test pictures"), 1.0, 0, ""},
    {"samples", QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Pictures learned from"), 1.0, 0, ""},
    {"equalsTwin", QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Equal to the twin (1: yes)"), 1.0, 0, ""},
    {"partInstructions", QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Instructions, part"), 1.0, 0, ""},
    {"restInstructions", QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Instructions, rest"), 1.0, 0, ""},
    {"partCycles", QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Cycles, part"), 1.0, 0, ""},
    {"restCycles", QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Cycles, rest"), 1.0, 0, ""},
    {"loss", QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Loss"), 1.0, 4, ""},
    {"testMse", QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Squared error, held-out"), 1.0, 4, ""},
    {"testR2", QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "R², held-out"), 1.0, 4, ""},
    {"trainingMillijoule", QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Training energy, modelled"), 1e-3,
     2, " J"},
    {"inferenceMillijoule", QT_TRANSLATE_NOOP("microt::gui::RunTableModel", "Energy of an answer, modelled"),
     1.0, 3, " mJ"},
};

/// Of a comparison's figures the last part: "tinytl/accuracy".
const RunFigure* figureOf(const std::string& name)
{
    const std::string key = name.substr(name.rfind('/') + 1);
    for (const RunFigure& figure : kRunFigures)
        if (key == figure.key)
            return &figure;
    return nullptr;
}

/// A difference of percents is points.
QString unitOf(const RunFigure& figure, bool ofDifference)
{
    const QString unit = QString::fromLatin1(figure.unit);
    return ofDifference && unit == QLatin1String(" %") ? QLatin1Char(' ') + RunTableModel::tr("points")
                                                       : unit;
}

bool sameRow(const RunRecord& a, const RunRecord& b)
{
    return a.id == b.id && a.star == b.star && a.note == b.note && a.task == b.task;
}

} // namespace

QString runTitle(const RunRecord& run)
{
    const QString title = QString::fromStdString(run.title);
    switch (run.kind) {
    case RunKind::training:
        return RunTableModel::tr("Training: %1").arg(title);
    case RunKind::board:
        return RunTableModel::tr("Board: %1").arg(title);
    case RunKind::comparison:
        return RunTableModel::tr("Comparison of methods");
    case RunKind::outcome:
        break;
    }
    return RunTableModel::tr("Stage-decision");
}

QString runTimeText(const RunRecord& run)
{
    const QString text = QString::fromStdString(run.made);
    const QDateTime time = QDateTime::fromString(text.left(16), QStringLiteral("yyyy-MM-dd HH:mm"));
    return time.isValid() ? QLocale().toString(time, QLocale::ShortFormat) : text;
}

QString runFigureName(const std::string& name)
{
    const RunFigure* figure = figureOf(name);
    const QString text = figure != nullptr ? RunTableModel::tr(figure->name) : QString::fromStdString(name);
    const std::size_t method = name.find('/');
    return method == std::string::npos
               ? text
               : QStringLiteral("%1: %2").arg(QString::fromStdString(name.substr(0, method)), text);
}

QString runFigureText(const std::string& name, double value)
{
    const RunFigure* figure = figureOf(name);
    return figure == nullptr ? QLocale().toString(value)
                             : fixed(value * figure->factor, figure->decimals) + unitOf(*figure, false);
}

QString runFigureDifference(const std::string& name, double difference)
{
    const RunFigure* figure = figureOf(name);
    return figure == nullptr
               ? signedFixed(difference, 4)
               : signedFixed(difference * figure->factor, figure->decimals) + unitOf(*figure, true);
}

RunTableModel::RunTableModel(RunsModel* runs, QObject* parent) : QAbstractTableModel(parent), m_runs(runs)
{
    connect(runs, &RunsModel::changed, this, &RunTableModel::follow);
    follow();
}

/// Rows stay where they are as long as the runs are the same: an editor may be open.
void RunTableModel::follow()
{
    const std::vector<RunRecord>& now = m_runs->runs();
    const bool same =
        now.size() == m_rows.size() && std::equal(now.begin(), now.end(), m_rows.begin(), sameRow);
    if (same)
        return;
    const bool sameRuns = now.size() == m_rows.size() &&
                          std::equal(now.begin(), now.end(), m_rows.begin(),
                                     [](const RunRecord& a, const RunRecord& b) { return a.id == b.id; });
    if (sameRuns) {
        m_rows = now;
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCountOf - 1));
        return;
    }
    beginResetModel();
    m_rows = now;
    endResetModel();
}

std::string RunTableModel::idAt(int row) const
{
    return m_rows[static_cast<std::size_t>(row)].id;
}

int RunTableModel::rowOf(const std::string& id) const
{
    for (std::size_t row = 0; row < m_rows.size(); ++row)
        if (m_rows[row].id == id)
            return static_cast<int>(row);
    return -1;
}

int RunTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int RunTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columnCountOf;
}

Qt::ItemFlags RunTableModel::flags(const QModelIndex& index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.column() == star)
        flags |= Qt::ItemIsUserCheckable;
    if (index.column() == note)
        flags |= Qt::ItemIsEditable;
    return flags;
}

QVariant RunTableModel::sortValue(const RunRecord& run, int column) const
{
    if (const char* figure = kRunColumns[static_cast<std::size_t>(column)].figure)
        return run.figure(figure).value_or(-1e9);
    switch (column) {
    case star:
        return run.star ? 0 : 1;
    case made:
        return QString::fromStdString(run.made);
    default:
        return data(index(rowOf(run.id), column), Qt::DisplayRole);
    }
}

QVariant RunTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const RunRecord& run = m_rows[static_cast<std::size_t>(index.row())];
    const char* figure = kRunColumns[static_cast<std::size_t>(index.column())].figure;
    if (role == Qt::UserRole)
        return sortValue(run, index.column());
    if (role == Qt::TextAlignmentRole)
        return int((figure != nullptr ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::CheckStateRole && index.column() == star)
        return run.star ? Qt::Checked : Qt::Unchecked;
    if (role == Qt::AccessibleTextRole && index.column() == star)
        return run.star ? tr("with a star") : tr("without a star");
    if (role == Qt::ToolTipRole && (index.column() == note || index.column() == kind))
        return data(index, Qt::DisplayRole);
    if (role != Qt::DisplayRole && role != Qt::EditRole)
        return {};
    if (figure != nullptr) {
        const auto text = [&run](const char* name, double factor, int decimals) {
            const auto value = run.figure(name);
            return value ? fixed(*value * factor, decimals) : QStringLiteral("–");
        };
        if (index.column() == ratio)
            return text(figure, 1.0, 2);
        const QString share = text(figure, 100.0, 1);
        return index.column() == accuracy && run.figure("fullAccuracy")
                   ? share + QStringLiteral(" / ") + text("fullAccuracy", 100.0, 1)
                   : share;
    }
    switch (index.column()) {
    case kind:
        return runTitle(run);
    case made:
        return runTimeText(run);
    case task:
        return QString::fromStdString(run.task);
    case note:
        return QString::fromStdString(run.note);
    default:
        return {};
    }
}

bool RunTableModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    const RunRecord run = m_rows[static_cast<std::size_t>(index.row())];
    if (index.column() == star && role == Qt::CheckStateRole)
        m_runs->mark(run.id, value.toInt() == Qt::Checked, run.note);
    else if (index.column() == note && role == Qt::EditRole)
        m_runs->mark(run.id, run.star, value.toString().simplified().toStdString());
    else
        return false;
    return true;
}

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCountOf)
        return {};
    const RunColumn& column = kRunColumns[static_cast<std::size_t>(section)];
    if (role == Qt::DisplayRole)
        return tr(column.title);
    if (role == Qt::ToolTipRole)
        return tr(column.meaning);
    if (role == Qt::TextAlignmentRole)
        return int((column.figure != nullptr ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

} // namespace microt::gui
