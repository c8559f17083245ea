// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/input_form.h"

#include <algorithm>
#include <string_view>

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>

#include "gui/models/data_warnings.h"
#include "gui/models/workspace.h"
#include "gui/pages/form_fields.h"
#include "gui/widgets/theme.h"
#include "gui/widgets/warning_label.h"

namespace microt::gui {

namespace {

/// A word of a choice, as people say it.
QString choiceText(const char* word)
{
    const QString text = QString::fromLatin1(word);
    constexpr auto kPresets = namesOf(InputPreset());
    const auto* preset = std::find(kPresets.begin(), kPresets.end(), std::string_view(word));
    if (preset != kPresets.end())
        return presetText(static_cast<InputPreset>(preset - kPresets.begin()));
    if (text == QLatin1String("rgb") || text == QLatin1String("bgr"))
        return text.toUpper();
    if (text == QLatin1String("squash"))
        return InputForm::tr("Squash to its sides");
    if (text == QLatin1String("crop"))
        return InputForm::tr("Cover it, cut out the centre");
    if (text == QLatin1String("letterbox"))
        return InputForm::tr("Fit into it, grey around");
    if (text == QLatin1String("antialias"))
        return InputForm::tr("Antialiased (Pillow)");
    if (text == QLatin1String("linear"))
        return InputForm::tr("Bilinear (OpenCV, TensorFlow)");
    if (text == QLatin1String("nearest"))
        return InputForm::tr("Nearest neighbour");
    return text;
}

} // namespace

InputForm::InputForm(Workspace* workspace, QWidget* parent) : QWidget(parent), m_workspace(workspace)
{
    auto* form = new QFormLayout(this);
    form->setContentsMargins(theme::kGrid, theme::kGrid, theme::kGrid, theme::kGrid);
    form->setHorizontalSpacing(2 * theme::kGrid);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setLabelAlignment(Qt::AlignLeft);
    m_source = new QLabel(this);
    m_source->setWordWrap(true);
    m_warning = new WarningLabel(this);
    form->addRow(m_source);
    form->addRow(m_warning);
    addChoice(form, tr("Scaling"), "/inputPreset");
    addText(form, tr("Black and white become"), "/inputRange");
    addText(form, tr("Mean"), "/inputMean");
    addText(form, tr("Deviation"), "/inputDeviation");
    addChoice(form, tr("Order of colours"), "/inputOrder");
    addChoice(form, tr("Fitting"), "/resize");
    addChoice(form, tr("Interpolation"), "/interpolation");
    addText(form, tr("Features from"), "/features");
    for (const auto change : {&Workspace::projectChanged, &Workspace::extractorChanged,
                              &Workspace::featuresChanged, &Workspace::inputChecked})
        connect(workspace, change, this, &InputForm::show);
    show();
}

void InputForm::addChoice(QFormLayout* form, const QString& label, const char* path)
{
    ExtractorOptions usual;
    const FieldRefs fields = fieldsOf(usual);
    const FieldRef& ref = refAt(fields, path);
    QComboBox* box = makeChoice();
    box->setAccessibleName(label);
    box->setToolTip(helpOf(ref.field));
    for (const char* word : std::get<Choice>(ref.target).names)
        box->addItem(choiceText(word), QString::fromLatin1(word));
    form->addRow(label, box);
    connect(box, QOverload<int>::of(&QComboBox::activated), this,
            [this, box, path] { set(path, box->currentData().toString()); });
    m_shows.push_back([box, path](const FieldRefs& now) {
        box->setCurrentIndex(box->findData(QString::fromStdString(refAt(now, path).words().front())));
    });
}

void InputForm::addText(QFormLayout* form, const QString& label, const char* path)
{
    ExtractorOptions usual;
    const FieldRefs fields = fieldsOf(usual);
    auto* line = new QLineEdit(this);
    line->setAccessibleName(label);
    line->setToolTip(helpOf(refAt(fields, path).field));
    line->setPlaceholderText(path == std::string_view("/features") ? tr("found") : tr("not stated"));
    form->addRow(label, line);
    connect(line, &QLineEdit::editingFinished, this,
            [this, line, path] { set(path, line->text().trimmed()); });
    m_shows.push_back([line, path](const FieldRefs& now) {
        if (!line->hasFocus())
            line->setText(QString::fromStdString(refAt(now, path).words().front()));
    });
}

void InputForm::set(const char* path, const QString& word)
{
    ExtractorOptions options = m_workspace->project().network;
    for (FieldRef& ref : fieldsOf(options))
        if (ref.path == path && ref.set({word.toStdString()}).ok())
            m_workspace->setNetwork(options);
}

void InputForm::show()
{
    setEnabled(m_workspace->hasProject());
    ExtractorOptions options = m_workspace->project().network;
    const FieldRefs now = fieldsOf(options);
    for (const auto& show : m_shows)
        show(now);
    const auto extractor = m_workspace->extractor();
    const InputSource source = extractor ? extractor->inputSource : InputSource::file;
    m_source->setText(
        source == InputSource::assumed
            ? tr("The file does not say how its pictures are scaled: the usual is assumed. State "
                 "what the network was trained with; the wrong scaling makes a good one look bad.")
        : source == InputSource::stated ? tr("As stated here.")
                                        : tr("As the file, or its kind, says."));
    m_warning->setWarnings(inputWarnings(*m_workspace));
}

} // namespace microt::gui
