// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/widgets/ratio_slider.h"

#include <algorithm>

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QVariant>

#include "gui/widgets/theme.h"

namespace microt::gui {
namespace {

constexpr int kRatioSteps = 1000; ///< of the slider over [0, 1]

} // namespace

RatioSlider::RatioSlider(const QString& label, QWidget* parent)
    : QFrame(parent), m_label(new QLabel(label, this)), m_slider(new QSlider(Qt::Horizontal, this)),
      m_entry(new QDoubleSpinBox(this)), m_note(new QLabel(this))
{
    setProperty("card", true);
    m_label->setBuddy(m_slider);
    const QString plain = QString(label).remove(QLatin1Char('&'));

    m_slider->setRange(0, kRatioSteps);
    m_slider->setSingleStep(kRatioSteps / 100);
    m_slider->setPageStep(kRatioSteps / 10);
    m_slider->setTickPosition(QSlider::TicksBelow);
    m_slider->setTickInterval(kRatioSteps / 10);
    m_slider->setAccessibleName(plain);
    m_slider->setAccessibleDescription(tr("Arrow keys change it by 0.01, Page Up and Page Down by 0.1."));
    m_entry->setRange(0.0, 1.0);
    m_entry->setDecimals(3);
    m_entry->setSingleStep(0.01);
    m_entry->setAccessibleName(plain);
    m_entry->setKeyboardTracking(false);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, theme::kGrid, 12, theme::kGrid);
    layout->setSpacing(2 * theme::kGrid);
    layout->addWidget(m_label);
    layout->addWidget(m_slider, 1);
    layout->addWidget(m_entry);
    layout->addWidget(m_note);
    setValue(m_value);

    connect(m_slider, &QSlider::valueChanged, this, [this](int step) { choose(step / double(kRatioSteps)); });
    connect(m_entry, QOverload<double>::of(&QDoubleSpinBox::valueChanged), this, &RatioSlider::choose);
}

void RatioSlider::setValue(double value)
{
    m_value = std::clamp(value, 0.0, 1.0);
    const QSignalBlocker noSlider(m_slider);
    const QSignalBlocker noEntry(m_entry);
    m_slider->setValue(qRound(m_value * kRatioSteps));
    m_entry->setValue(m_value);
}

void RatioSlider::setLabelWidthFor(const QStringList& labels)
{
    int width = 0;
    for (QString label : labels)
        width =
            std::max(width, QFontMetrics(m_label->font()).horizontalAdvance(label.remove(QLatin1Char('&'))));
    m_label->setMinimumWidth(width);
}

void RatioSlider::setNote(const QString& note, const QString& explanation)
{
    m_note->setText(note);
    m_note->setToolTip(explanation);
}

void RatioSlider::setNoteWidthFor(const QString& longest)
{
    const QFontMetrics metrics(m_note->font());
    m_note->setFixedSize(metrics.size(0, longest));
    m_note->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
}

void RatioSlider::choose(double value)
{
    setValue(value);
    emit valueChosen(m_value);
}

} // namespace microt::gui
