// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/widgets/limit_slider.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QSignalBlocker>
#include <QSlider>

#include "gui/widgets/theme.h"

namespace microt::gui {

namespace {

constexpr int kLimitSteps = 1000;

} // namespace

LimitSlider::LimitSlider(const QString& label, const QString& unit, int decimals, QWidget* parent)
    : QWidget(parent), m_box(new QCheckBox(label, this)), m_slider(new QSlider(Qt::Horizontal, this)),
      m_entry(new QDoubleSpinBox(this))
{
    m_slider->setRange(0, kLimitSteps);
    m_slider->setPageStep(kLimitSteps / 10);
    m_slider->setAccessibleName(m_box->text().remove(QLatin1Char('&')));
    m_entry->setDecimals(decimals);
    m_entry->setSuffix(unit);
    m_entry->setAccessibleName(m_slider->accessibleName());
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setVerticalSpacing(theme::kGrid / 2);
    layout->addWidget(m_box, 0, 0, 1, 2);
    layout->addWidget(m_slider, 1, 0);
    layout->addWidget(m_entry, 1, 1);
    layout->setColumnStretch(0, 1);

    connect(m_box, &QCheckBox::clicked, this, [this] {
        place(m_entry->value());
        emit changed();
    });
    connect(m_slider, &QSlider::valueChanged, this, [this](int step) {
        m_box->setChecked(true);
        place(m_entry->minimum() + (m_entry->maximum() - m_entry->minimum()) * step / kLimitSteps);
        emit changed();
    });
    connect(m_entry, QOverload<double>::of(&QDoubleSpinBox::valueChanged), this, [this](double value) {
        m_box->setChecked(true);
        place(value);
        emit changed();
    });
}

void LimitSlider::place(double value)
{
    const QSignalBlocker quietSlider(m_slider);
    const QSignalBlocker quietEntry(m_entry);
    m_entry->setValue(value);
    const double span = m_entry->maximum() - m_entry->minimum();
    m_slider->setValue(span > 0.0 ? qRound((m_entry->value() - m_entry->minimum()) / span * kLimitSteps) : 0);
}

void LimitSlider::setRange(double low, double high, double idle)
{
    const QSignalBlocker quiet(m_entry);
    const double value = m_box->isChecked() ? m_entry->value() : idle;
    m_entry->setRange(low, high);
    m_entry->setSingleStep((high - low) / 100);
    place(value);
}

void LimitSlider::setLimit(std::optional<double> limit)
{
    m_box->setChecked(limit.has_value());
    if (limit)
        place(*limit);
}

std::optional<double> LimitSlider::limit() const
{
    return m_box->isChecked() ? std::optional<double>(m_entry->value()) : std::nullopt;
}

} // namespace microt::gui
