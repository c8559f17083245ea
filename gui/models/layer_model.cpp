// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/layer_model.h"

#include <algorithm>

#include <QLocale>

namespace microt::gui {

namespace {

bool isNumber(int column)
{
    return column != LayerModel::NameColumn && column != LayerModel::KindColumn &&
           column != LayerModel::ShareColumn;
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

QString LayerModel::text(const OpCost& op, int column) const
{
    const QLocale locale;
    switch (column) {
    case NameColumn:
        return QString::fromStdString(op.name);
    case KindColumn:
        return workKindText(op.kind);
    case KernelColumn:
        return op.kernel > 0 ? QStringLiteral("%1 × %1").arg(op.kernel) : QString();
    case StrideColumn:
        return op.kernel > 0 ? QString::number(op.stride) : QString();
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

QVariant LayerModel::sortKey(const OpCost& op, int column) const
{
    switch (column) {
    case KernelColumn:
        return op.kernel;
    case StrideColumn:
        return op.stride;
    case ShapeColumn:
        return static_cast<qlonglong>(op.output.elements());
    case MacsColumn:
    case ShareColumn:
        return static_cast<qlonglong>(op.macs);
    case ParametersColumn:
        return static_cast<qlonglong>(op.parameters);
    default:
        return text(op, column);
    }
}

QVariant LayerModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const OpCost& op = m_cost->ops[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return text(op, index.column());
    case Qt::ToolTipRole:
        return index.column() == NameColumn ? QString::fromStdString(op.name) : QVariant();
    case Qt::AccessibleTextRole:
        return index.column() == ShareColumn ? tr("%1 MAC").arg(text(op, MacsColumn)) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant(isNumber(index.column()) ? Qt::AlignRight | Qt::AlignVCenter
                                                 : Qt::AlignLeft | Qt::AlignVCenter);
    case SortRole:
        return sortKey(op, index.column());
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
