// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/compare_form.h"

#include <algorithm>

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include "gui/models/method_table_model.h"
#include "gui/pages/form_fields.h"
#include "gui/widgets/theme.h"

namespace microt::gui {

namespace {

constexpr int kMostSeeds = 100;
constexpr double kHundredth = 0.01;

Field methodField(const char* path)
{
    MethodOptions any;
    const FieldRefs fields = fieldsOf(any);
    return refAt(fields, path).field;
}

/// A label before its field, which an access key leads to.
QLabel* nameBefore(const QString& text, QWidget* field)
{
    auto* label = new QLabel(text);
    label->setBuddy(field);
    label->setToolTip(field->toolTip());
    return label;
}

} // namespace

CompareForm::CompareForm(QWidget* parent) : QWidget(parent)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::kGrid);
    layout->addWidget(makeMethods());
    layout->addWidget(makeNumbers());
    layout->addWidget(makeRare());
    setWish(ComparisonWish());
    for (QAbstractSpinBox* box : findChildren<QAbstractSpinBox*>())
        box->setKeyboardTracking(false); // each change writes the field anew
    for (QSpinBox* box : findChildren<QSpinBox*>())
        connect(box, QOverload<int>::of(&QSpinBox::valueChanged), this, &CompareForm::changed);
    for (QDoubleSpinBox* box : findChildren<QDoubleSpinBox*>())
        connect(box, QOverload<double>::of(&QDoubleSpinBox::valueChanged), this, &CompareForm::changed);
    for (QCheckBox* box : m_methods)
        connect(box, &QCheckBox::toggled, this, [this] {
            showTrained();
            emit changed();
        });
}

QWidget* CompareForm::makeMethods()
{
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::kGrid);
    m_heading = new QHBoxLayout;
    layout->addLayout(m_heading);
    layout->addStretch(1);
    for (std::size_t kind = 0; kind < namesOf(MethodKind()).size(); ++kind) {
        const auto method = static_cast<MethodKind>(kind);
        auto* box = new QCheckBox(methodTitle(method), row);
        box->setToolTip(MethodTableModel::tr("What learns: %1").arg(methodMeaning(method)));
        layout->addWidget(box);
        m_methods.push_back(box);
    }
    return row;
}

QWidget* CompareForm::makeNumbers()
{
    auto* row = new QWidget(this);
    m_seeds = new QSpinBox(row);
    m_seeds->setRange(1, kMostSeeds);
    m_seeds->setToolTip(
        tr("How often everything is repeated, with another division of the pictures each time"));
    m_epochs = makeCount(methodField("/epochs"));
    m_budget = makeNumber(methodField("/budget"), 0, 16.0);
    m_budget->setMaximum(99999.0);
    m_budget->setSuffix(tr(" kB"));
    m_more = new QToolButton(row);
    m_more->setText(tr("M&ore"));
    m_more->setToolTip(tr("What is chosen rarely: when a training stops, batch, learning rate, momentum"));
    m_more->setCheckable(true);
    m_more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_more->setArrowType(Qt::RightArrow);
    m_actions = new QHBoxLayout;
    m_actions->setSpacing(theme::kGrid);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::kGrid);
    const std::pair<QString, QWidget*> fields[] = {
        {tr("&Seeds"), m_seeds}, {tr("E&pochs"), m_epochs}, {tr("&Memory budget"), m_budget}};
    for (const auto& [name, field] : fields) {
        layout->addWidget(nameBefore(name, field));
        layout->addWidget(field);
        layout->addSpacing(theme::kGrid);
    }
    layout->addWidget(m_more);
    layout->addStretch(1);
    layout->addLayout(m_actions);
    return row;
}

QWidget* CompareForm::makeRare()
{
    auto* rare = new QWidget(this);
    m_patience = makeCount(methodField("/patience"));
    m_batch = makeCount(methodField("/batch"));
    m_rate = makeNumber(methodField("/learningRate"), 4, 0.005);
    m_momentum = makeNumber(methodField("/momentum"), 2, 0.05);
    m_momentum->setMaximum(0.99);
    m_heldOut = makeCount(methodField("/validationShare"), kHundredth);
    m_heldOut->setSuffix(tr(" %"));
    m_fisherSamples = makeCount(methodField("/fisherSamples"));
    auto* layout = new QGridLayout(rare);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::kGrid);
    const std::pair<QString, QWidget*> fields[] = {
        {tr("Patience"), m_patience},  {tr("Pictures a step"), m_batch},
        {tr("Learning rate"), m_rate}, {tr("Momentum"), m_momentum},
        {tr("Held out"), m_heldOut},   {tr("TinyTrain chooses from"), m_fisherSamples}};
    constexpr int kPairsInARow = 3;
    int at = 0;
    for (const auto& [name, field] : fields) {
        layout->addWidget(nameBefore(name, field), at / kPairsInARow, 2 * (at % kPairsInARow));
        layout->addWidget(field, at / kPairsInARow, 2 * (at % kPairsInARow) + 1);
        ++at;
    }
    layout->setColumnStretch(2 * kPairsInARow, 1);
    connect(m_more, &QToolButton::toggled, rare, [this, rare](bool open) {
        rare->setVisible(open);
        m_more->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    });
    rare->hide();
    return rare;
}

/// Numbers of trainings matter only where something is trained.
void CompareForm::showTrained()
{
    const std::vector<MethodKind> methods = wish().methods;
    const bool trains = std::any_of(methods.begin(), methods.end(), trainsExtractor);
    const auto has = [&methods](MethodKind kind) {
        return std::find(methods.begin(), methods.end(), kind) != methods.end();
    };
    for (QWidget* field :
         std::initializer_list<QWidget*>{m_epochs, m_patience, m_batch, m_rate, m_momentum, m_heldOut})
        field->setEnabled(trains);
    m_budget->setEnabled(has(MethodKind::sparse) || has(MethodKind::tinytrain));
    m_fisherSamples->setEnabled(has(MethodKind::tinytrain));
}

ComparisonWish CompareForm::wish() const
{
    ComparisonWish wish;
    for (std::size_t kind = 0; kind < m_methods.size(); ++kind)
        if (m_methods[kind]->isChecked())
            wish.methods.push_back(static_cast<MethodKind>(kind));
    wish.seeds = m_seeds->value();
    wish.options.epochs = m_epochs->value();
    wish.options.patience = m_patience->value();
    wish.options.batch = m_batch->value();
    wish.options.learningRate = m_rate->value();
    wish.options.momentum = m_momentum->value();
    wish.options.validationShare = m_heldOut->value() / 100.0;
    wish.options.budget = m_budget->value();
    wish.options.fisherSamples = m_fisherSamples->value();
    return wish;
}

void CompareForm::setWish(const ComparisonWish& wish)
{
    const QSignalBlocker quiet(this);
    for (std::size_t kind = 0; kind < m_methods.size(); ++kind)
        m_methods[kind]->setChecked(std::find(wish.methods.begin(), wish.methods.end(),
                                              static_cast<MethodKind>(kind)) != wish.methods.end());
    m_seeds->setValue(wish.seeds);
    m_epochs->setValue(wish.options.epochs);
    m_patience->setValue(wish.options.patience);
    m_batch->setValue(wish.options.batch);
    m_rate->setValue(wish.options.learningRate);
    m_momentum->setValue(wish.options.momentum);
    m_heldOut->setValue(qRound(wish.options.validationShare / kHundredth));
    m_budget->setValue(wish.options.budget);
    m_fisherSamples->setValue(wish.options.fisherSamples);
    showTrained();
}

} // namespace microt::gui
