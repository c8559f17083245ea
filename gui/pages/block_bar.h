// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QWidget>

#include "engine/model/cost.h"

namespace microt::gui {

/// Where the work of a network lies: one bar, divided at the cuts, each block as long as its share of the
/// multiply-accumulates.
class BlockBar : public QWidget
{
    Q_OBJECT

public:
    explicit BlockBar(QWidget* parent = nullptr);

    void setCost(std::shared_ptr<const GraphCost> cost);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Block
    {
        QString name;
        QString meaning;
        double from = 0.0; ///< cumulative share of the MACs
        double to = 0.0;
    };
    QVector<Block> m_blocks;
};

} // namespace microt::gui
