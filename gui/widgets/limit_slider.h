// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QWidget>

class QCheckBox;
class QDoubleSpinBox;
class QSlider;

namespace microt::gui {

/// A limit that may be set: a box to tick, a slider, an exact entry with its unit.
class LimitSlider : public QWidget
{
    Q_OBJECT

public:
    /// Texts translated; `label` with a mnemonic if wanted, `unit` with the space before it.
    LimitSlider(const QString& label, const QString& unit, int decimals, QWidget* parent = nullptr);

    /// What can be reached; a limit that is set keeps its value, inside, any other goes to `idle`. Says
    /// nothing.
    void setRange(double low, double high, double idle);
    void setLimit(std::optional<double> limit); ///< says nothing
    std::optional<double> limit() const;

signals:
    void changed(); ///< by the user

private:
    void place(double value);

    QCheckBox* m_box;
    QSlider* m_slider;
    QDoubleSpinBox* m_entry;
};

} // namespace microt::gui
