// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/run_difference_model.h"

#include <algorithm>

#include <QFont>

#include "gui/models/project_history.h"
#include "gui/models/run_table_model.h"

namespace microt::gui {

namespace {

const QString kAbsent = QStringLiteral("–");
constexpr int kHashDigits = 8; ///< of 64: enough to tell two apart

QString runSettingText(const std::string& path, const std::optional<std::string>& words)
{
    if (!words)
        return kAbsent;
    if (path == "extractor" || path == "pictures" || path == "weights")
        return QString::fromStdString(*words).left(kHashDigits);
    const std::vector<std::string> values = shellWords(*words);
    const bool none = values.size() == 1 && values.front().empty();
    return settingValue(path, none ? std::vector<std::string>() : values);
}

/// What is seldom chosen, and hashes, come last.
bool isSeldom(const RunPair& pair)
{
    return pair.name[0] != '/' || pair.name.compare(0, 8, "/network") == 0 ||
           pair.name.compare(0, 8, "/reading") == 0 || pair.name.compare(0, 7, "/ranges") == 0;
}

/// Names of settings are short, so where they lie in the list says more: "/training/weights/partLabel".
QString runSettingName(const std::string& path)
{
    const QString own = settingName(path);
    const QString last = QString::fromStdString(path.substr(path.rfind('/') + 1));
    return own == last && path.find('/', 1) != std::string::npos ? QString::fromStdString(path.substr(1))
                                                                 : own;
}

} // namespace

void RunDifferenceModel::set(const std::optional<RunRecord>& one, const std::optional<RunRecord>& two)
{
    m_one = one;
    m_two = two;
    fill();
}

void RunDifferenceModel::setOnlyDifferent(bool only)
{
    m_onlyDifferent = only;
    fill();
}

bool RunDifferenceModel::isShown(const RunPair& pair) const
{
    return !m_two || !m_onlyDifferent || pair.differs();
}

void RunDifferenceModel::addHeading(const QString& text, bool empty)
{
    Row row;
    row.text[name] = empty && m_two ? tr("%1: no difference").arg(text) : text;
    row.heading = true;
    m_rows.append(row);
}

void RunDifferenceModel::addSetting(const RunPair& pair)
{
    Row row;
    row.text[name] = runSettingName(pair.name);
    row.text[first] = runSettingText(pair.name, pair.first);
    row.text[second] = runSettingText(pair.name, pair.second);
    row.differs = m_two && pair.differs();
    row.text[difference] = row.differs ? tr("differs") : QString();
    m_rows.append(row);
}

void RunDifferenceModel::addFigure(const RunPair& pair)
{
    const auto text = [&](const std::optional<double>& value) {
        return value ? runFigureText(pair.name, *value) : kAbsent;
    };
    Row row;
    row.text[name] = runFigureName(pair.name);
    row.text[first] = text(pair.firstValue);
    row.text[second] = text(pair.secondValue);
    row.differs = m_two && pair.differs();
    if (row.differs)
        row.text[difference] = pair.firstValue && pair.secondValue
                                   ? runFigureDifference(pair.name, *pair.secondValue - *pair.firstValue)
                                   : tr("differs");
    m_rows.append(row);
}

void RunDifferenceModel::fill()
{
    beginResetModel();
    m_rows.clear();
    if (m_one) {
        RunDifference pairs = differenceOf(*m_one, m_two ? *m_two : RunRecord());
        std::stable_partition(pairs.settings.begin(), pairs.settings.end(),
                              [](const RunPair& pair) { return !isSeldom(pair); });
        const auto any = [this](const std::vector<RunPair>& all) {
            return std::any_of(all.begin(), all.end(), [this](const RunPair& pair) { return isShown(pair); });
        };
        addHeading(tr("Settings"), !any(pairs.settings));
        for (const RunPair& pair : pairs.settings)
            if (isShown(pair))
                addSetting(pair);
        addHeading(tr("Figures"), !any(pairs.figures));
        for (const RunPair& pair : pairs.figures)
            if (isShown(pair))
                addFigure(pair);
    }
    endResetModel();
}

bool RunDifferenceModel::isHeading(int row) const
{
    return m_rows[row].heading;
}

bool RunDifferenceModel::differs(int row) const
{
    return m_rows[row].differs;
}

int RunDifferenceModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_rows.size();
}

int RunDifferenceModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_two ? columnCountOf : int(second);
}

Qt::ItemFlags RunDifferenceModel::flags(const QModelIndex& index) const
{
    return index.isValid() && isHeading(index.row()) ? Qt::ItemIsEnabled : QAbstractTableModel::flags(index);
}

QVariant RunDifferenceModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = m_rows[index.row()];
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole)
        return row.text[index.column()];
    if (role == Qt::TextAlignmentRole)
        return int((index.column() == name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::FontRole && (row.heading || row.differs)) {
        QFont font;
        font.setBold(true);
        return font;
    }
    return {};
}

QVariant RunDifferenceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCountOf || !m_one)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const auto of = [](const RunRecord& run) {
        return QStringLiteral("%1\n%2").arg(runTitle(run), runTimeText(run));
    };
    switch (section) {
    case first:
        return of(*m_one);
    case second:
        return m_two ? of(*m_two) : QString();
    case difference:
        return tr("Difference");
    default:
        return QString();
    }
}

} // namespace microt::gui
