// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/split_editor.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>

#include "gui/pages/data_delegates.h"

namespace microt::gui {

namespace {

constexpr int kMaxSeed = 999'999'999;

QSpinBox* makeSpinBox(int from, int to, const QString& suffix, QWidget* parent)
{
    auto* box = new QSpinBox(parent);
    box->setRange(from, to);
    box->setSuffix(suffix);
    box->setKeyboardTracking(false); // a number being typed is not a choice yet
    return box;
}

} // namespace

SplitEditor::SplitEditor(QWidget* parent)
    : QWidget(parent), m_test(makeSpinBox(1, 90, tr(" %"), this)),
      m_calibration(makeSpinBox(1, 50, tr(" %"), this)), m_seed(makeSpinBox(0, kMaxSeed, {}, this))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::kGrid);
    for (const Split split : {Split::train, Split::calibration, Split::test})
        layout->addWidget(new QLabel(QStringLiteral("<span style='color:%1'>■</span> %2")
                                         .arg(theme::series(splitRole(split)).name(), splitText(split)),
                                     this));
    layout->addStretch();
    const std::pair<QString, QSpinBox*> fields[] = {
        {tr("&Test"), m_test}, {tr("Ca&libration"), m_calibration}, {tr("See&d"), m_seed}};
    for (const auto& [name, box] : fields) {
        auto* label = new QLabel(name, this);
        label->setBuddy(box);
        layout->addSpacing(theme::kGrid);
        layout->addWidget(label);
        layout->addWidget(box);
        connect(box, QOverload<int>::of(&QSpinBox::valueChanged), this, &SplitEditor::edited);
    }
    m_calibration->setToolTip(tr("Share of the pictures that thresholds are computed from"));
    m_seed->setToolTip(tr("The same seed divides the same pictures the same way"));
    setTestIsGiven(false);
}

void SplitEditor::setSplit(const SplitOptions& split)
{
    m_split = split;
    const QSignalBlocker quiet[] = {QSignalBlocker(m_test), QSignalBlocker(m_calibration),
                                    QSignalBlocker(m_seed)};
    m_test->setValue(qRound(100.0 * split.testShare));
    m_calibration->setValue(qRound(100.0 * split.calibrationShare));
    m_seed->setValue(static_cast<int>(qMin<quint64>(split.seed, kMaxSeed)));
}

void SplitEditor::setTestIsGiven(bool given)
{
    m_test->setEnabled(!given);
    m_test->setToolTip(given ? tr("These pictures come with their own test part")
                             : tr("Share of the pictures that only measure"));
}

void SplitEditor::edited()
{
    // A field shows whole percents and small seeds; only the one that was edited replaces its value.
    if (sender() == m_test)
        m_split.testShare = m_test->value() / 100.0;
    else if (sender() == m_calibration)
        m_split.calibrationShare = m_calibration->value() / 100.0;
    else
        m_split.seed = static_cast<std::uint64_t>(m_seed->value());
    emit splitChosen(m_split);
}

} // namespace microt::gui
