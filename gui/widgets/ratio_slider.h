// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QStringList>

class QDoubleSpinBox;
class QLabel;
class QSlider;

namespace microt::gui {

/// Slider for a number in [0, 1] with its label, an exact entry and a note. Arrows move it by 0.01, Page Up
/// and Down by 0.1.
class RatioSlider : public QFrame
{
    Q_OBJECT

public:
    /// `label` translated, with a mnemonic if wanted.
    explicit RatioSlider(const QString& label, QWidget* parent = nullptr);

    double value() const { return m_value; }
    void setValue(double value);                      ///< clamped; says nothing
    void setLabelWidthFor(const QStringList& labels); ///< so that sliders under each other align
    void setNote(const QString& note, const QString& explanation = QString());
    void setNoteWidthFor(const QString& longest); ///< keeps this much room, so that nothing moves

signals:
    void valueChosen(double value); ///< by the user

private:
    void choose(double value);

    QLabel* m_label;
    QSlider* m_slider;
    QDoubleSpinBox* m_entry;
    QLabel* m_note;
    double m_value = 0.5;
};

} // namespace microt::gui
