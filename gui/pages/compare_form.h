// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QWidget>

#include "engine/train/methods/comparison_record.h"

class QCheckBox;
class QDoubleSpinBox;
class QHBoxLayout;
class QSpinBox;
class QToolButton;

namespace microt::gui {

/// What is to be compared: methods to tick, seeds, and how those train that change the extractor. GUI thread.
class CompareForm : public QWidget
{
    Q_OBJECT

public:
    explicit CompareForm(QWidget* parent = nullptr);

    ComparisonWish wish() const; ///< methods in the order of the paper's table
    void setWish(const ComparisonWish& wish);
    QHBoxLayout* heading() const { return m_heading; } ///< before the methods
    QHBoxLayout* actions() const { return m_actions; } ///< the end of the row of numbers

signals:
    void changed(); ///< by the user

private:
    QWidget* makeMethods();
    QWidget* makeNumbers();
    QWidget* makeRare();
    void showTrained();

    std::vector<QCheckBox*> m_methods; ///< by MethodKind
    QSpinBox* m_seeds = nullptr;
    QSpinBox* m_epochs = nullptr;
    QDoubleSpinBox* m_budget = nullptr;
    QSpinBox* m_patience = nullptr;
    QSpinBox* m_batch = nullptr;
    QDoubleSpinBox* m_rate = nullptr;
    QDoubleSpinBox* m_momentum = nullptr;
    QSpinBox* m_heldOut = nullptr; ///< percent
    QSpinBox* m_fisherSamples = nullptr;
    QToolButton* m_more = nullptr;
    QHBoxLayout* m_heading = nullptr;
    QHBoxLayout* m_actions = nullptr;
};

} // namespace microt::gui
