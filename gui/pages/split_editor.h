// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "engine/data/dataset.h"

class QSpinBox;

namespace microt::gui {

/// How a dataset is divided: legend of the splits, their shares and the seed.
class SplitEditor : public QWidget
{
    Q_OBJECT

public:
    explicit SplitEditor(QWidget* parent = nullptr);

    void setSplit(const SplitOptions& split); ///< says nothing
    void setTestIsGiven(bool given);          ///< the pictures come with their own test part

signals:
    void splitChosen(const microt::SplitOptions& split); ///< by the user

private:
    void edited();

    SplitOptions m_split;
    QSpinBox* m_test;
    QSpinBox* m_calibration;
    QSpinBox* m_seed;
};

} // namespace microt::gui
