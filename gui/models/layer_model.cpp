// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/layer_model.h"

#include <algorithm>

#include <QHash>
#include <QLocale>
#include <QSet>

namespace microt::gui {

namespace {

bool isNumber(int column)
{
    return column != LayerModel::NameColumn && column != LayerModel::KindColumn &&
           column != LayerModel::ShareColumn;
}

/// Names without the parts that most of them share: in "blocks.3.mobile_inverted_conv.depth_conv.conv" only
/// "blocks.3.depth_conv" tells it from the others. The first part always stays.
QStringList shortNames(const std::vector<OpCost>& ops)
{
    QHash<QString, int> uses;
    for (const OpCost& op : ops)
        for (const QString& part : QString::fromStdString(op.name).split(QLatin1Char('.')))
            ++uses[part];
    QStringList names;
    for (const OpCost& op : ops) {
        const QStringList parts = QString::fromStdString(op.name).split(QLatin1Char('.'));
        QStringList kept = parts.mid(0, 1);
        for (const QString& part : parts.mid(1))
            if (2 * uses[part] <= static_cast<int>(ops.size()))
                kept << part;
        names << kept.join(QLatin1Char('.'));
    }
    // Where that makes two the same, the full names are the better ones.
    if (QSet<QString>(names.begin(), names.end()).size() < names.size())
        for (int i = 0; i < names.size(); ++i)
            names[i] = QString::fromStdString(ops[i].name);
    return names;
}

} // namespace

QString workKindText(WorkKind kind)
{
    switch (kind) {
    case WorkKind::convolution:
        return LayerModel::tr("convolution");
    case WorkKind::pointwise:
        return LayerModel::tr("pointwise");
    case WorkKind::depthwise:
        return LayerModel::tr("depthwise");
    case WorkKind::add:
        return LayerModel::tr("add");
    case WorkKind::pool:
        return LayerModel::tr("average pool");
    case WorkKind::linear:
        return LayerModel::tr("linear");
    }
    return {};
}

void LayerModel::setCost(std::shared_ptr<const GraphCost> cost)
{
    beginResetModel();
    m_cost = std::move(cost);
    m_largest = 1;
    m_names = m_cost ? shortNames(m_cost->ops) : QStringList();
    if (m_cost)
        for (const OpCost& op : m_cost->ops)
            m_largest = std::max(m_largest, op.macs);
    endResetModel();
}

int LayerModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_cost ? 0 : static_cast<int>(m_cost->ops.size());
}

int LayerModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

namespace {

bool hasWindow(const OpCost& op)
{
    const bool convolves = op.kind == WorkKind::convolution || op.kind == WorkKind::pointwise;
    return convolves || op.kind == WorkKind::depthwise || op.window.height * op.window.width > 1;
}

} // namespace

QString LayerModel::text(int row, int column) const
{
    const OpCost& op = m_cost->ops[row];
    const QLocale locale;
    switch (column) {
    case NameColumn:
        return m_names[row];
    case KindColumn:
        return workKindText(op.kind);
    case KernelColumn:
        return hasWindow(op) ? QStringLiteral("%1 × %2").arg(op.window.height).arg(op.window.width)
                             : QString();
    case StrideColumn:
        return hasWindow(op) ? QString::number(op.window.strideY) : QString();
    case ShapeColumn:
        return QStringLiteral("%1 × %2 × %3")
            .arg(op.output.height)
            .arg(op.output.width)
            .arg(op.output.channels);
    case MacsColumn:
        return locale.toString(static_cast<qlonglong>(op.macs));
    case ParametersColumn:
        return locale.toString(static_cast<qlonglong>(op.parameters));
    default:
        return {};
    }
}

QVariant LayerModel::sortKey(int row, int column) const
{
    const OpCost& op = m_cost->ops[row];
    switch (column) {
    case KernelColumn:
        return op.window.height;
    case StrideColumn:
        return op.window.strideY;
    case ShapeColumn:
        return static_cast<qlonglong>(op.output.elements());
    case MacsColumn:
    case ShareColumn:
        return static_cast<qlonglong>(op.macs);
    case ParametersColumn:
        return static_cast<qlonglong>(op.parameters);
    default:
        return text(row, column);
    }
}

QVariant LayerModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const OpCost& op = m_cost->ops[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return text(index.row(), index.column());
    case Qt::ToolTipRole:
        return index.column() == NameColumn ? QString::fromStdString(op.name) : QVariant();
    case Qt::AccessibleTextRole:
        return index.column() == ShareColumn ? tr("%1 MAC").arg(text(index.row(), MacsColumn)) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant(isNumber(index.column()) ? Qt::AlignRight | Qt::AlignVCenter
                                                 : Qt::AlignLeft | Qt::AlignVCenter);
    case SortRole:
        return sortKey(index.row(), index.column());
    case ShareRole:
        return static_cast<double>(op.macs) / static_cast<double>(m_largest);
    default:
        return {};
    }
}

QVariant LayerModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::ToolTipRole)
        return section == ShapeColumn ? tr("Height × width × channels") : QVariant();
    if (role == Qt::TextAlignmentRole)
        return QVariant(isNumber(section) ? Qt::AlignRight | Qt::AlignVCenter
                                          : Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Operator");
    case KindColumn:
        return tr("Kind");
    case KernelColumn:
        return tr("Kernel");
    case StrideColumn:
        return tr("Stride");
    case ShapeColumn:
        return tr("Output");
    case MacsColumn:
        return tr("MAC");
    case ShareColumn:
        return tr("MAC share");
    default:
        return tr("Parameters");
    }
}

} // namespace microt::gui
