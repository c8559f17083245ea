// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/distill_form.h"

#include <algorithm>

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QFileDialog>
#include <QFormLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include "engine/exchange/open_extractor.h"
#include "engine/model/architectures.h"
#include "gui/models/distill_model.h"
#include "gui/models/workspace.h"
#include "gui/pages/distill_recipe.h"
#include "gui/pages/form_fields.h"
#include "gui/widgets/theme.h"
#include "gui/words/training_words.h"

namespace microt::gui {

namespace {

/// In the order of the field that offers them.
enum RecipeIndex { kFewPictures, kPaper, kOwn };

constexpr double kPercent = 0.01;

Field field(const char* path)
{
    DistillJob any;
    const FieldRefs fields = fieldsOf(any);
    return refAt(fields, path).field;
}

QDoubleSpinBox* makeWeight(const char* path, double value, const QString& prefix)
{
    QDoubleSpinBox* box = makeNumber(field(path), 2, 0.1);
    box->setPrefix(prefix + QLatin1Char(' '));
    box->setValue(value);
    return box;
}

} // namespace

DistillForm::DistillForm(Workspace* workspace, Training purpose, QWidget* parent)
    : QScrollArea(parent), m_workspace(workspace), m_purpose(purpose)
{
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content); // what a tall window has to spare goes below the fields
    column->setContentsMargins(0, 0, theme::kGrid, 0);
    auto* form = new QFormLayout;
    column->addLayout(form);
    column->addStretch();
    form->setSpacing(theme::kGrid);
    addTeacher(*form);
    if (m_purpose == Training::distil)
        addStudent(*form);
    addPools(*form);
    if (m_purpose == Training::join)
        addCuts(*form);
    addWeights(*form);
    addSettings(*form);
    addResult(*form);
    setWidget(content);
    setRecipe(kFewPicturesRecipe);
    for (QComboBox* box : {m_teacher, m_student, m_device})
        if (box != nullptr)
            connect(box, &QComboBox::currentTextChanged, this, &DistillForm::follow);
    for (QLineEdit* line : {m_cuts, m_name})
        if (line != nullptr)
            connect(line, &QLineEdit::textChanged, this, &DistillForm::follow);
    for (QSpinBox* box : content->findChildren<QSpinBox*>())
        connect(box, QOverload<int>::of(&QSpinBox::valueChanged), this, &DistillForm::follow);
    for (QDoubleSpinBox* box : content->findChildren<QDoubleSpinBox*>())
        connect(box, QOverload<double>::of(&QDoubleSpinBox::valueChanged), this, &DistillForm::follow);
    for (const auto change : {&Workspace::extractorChanged, &Workspace::cutsChanged,
                              &Workspace::projectChanged, &Workspace::datasetChanged})
        connect(workspace, change, this, &DistillForm::follow);
    follow();
}

void DistillForm::addTeacher(QFormLayout& form)
{
    m_teacher = makeChoice();
    m_teacher->setEditable(true);
    offerTeachers(shippedExtractors());
    m_teacher->setToolTip(
        helpOf(field("/teacher")) + QLatin1Char('\n') +
        tr("MCUNet's zoo (github.com/mit-han-lab/mcunet) has larger ones: put .json and .pth into the folder "
           "MicroT/teachers of your home, and they are listed here. Any .onnx, or a TorchScript .pt such as "
           "DINOv2's (github.com/facebookresearch/dinov2), will do as well."));
    m_teacher->lineEdit()->setPlaceholderText(tr("file or name"));
    auto* browse = new QPushButton(tr("Choose…"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_teacher, 1);
    row->addWidget(browse);
    form.addRow(tr("Teacher"), row);
    connect(browse, &QPushButton::clicked, this, &DistillForm::chooseTeacher);
}

/// What is written stays.
void DistillForm::offerTeachers(const std::vector<std::string>& names)
{
    const QString written = m_teacher->currentText();
    const QSignalBlocker quiet(m_teacher);
    m_teacher->clear();
    for (const std::string& name : names)
        m_teacher->addItem(QString::fromStdString(name));
    m_teacher->setEditText(written);
}

void DistillForm::addStudent(QFormLayout& form)
{
    m_student = makeChoice();
    m_student->addItem(tr("this one, with its weights"), QString());
    for (const std::string& name : architectureNames())
        m_student->addItem(tr("%1, fresh weights").arg(QString::fromStdString(name)),
                           QString::fromStdString(name));
    form.addRow(tr("Student"), m_student);
    m_student->setToolTip(helpOf(field("/student")));
    m_resolution = makeCount(field("/resolution").range(16, 512));
    m_resolution->setSuffix(tr(" pixels"));
    m_resolution->setValue(64);
    form.addRow(tr("Its pictures"), m_resolution);
}

void DistillForm::addPools(QFormLayout& form)
{
    m_pools = new QListWidget;
    m_pools->setMaximumHeight(8 * theme::kGrid);
    m_pools->setMinimumWidth(10 * theme::kGrid);
    m_pools->setToolTip(helpOf(field("/pools")));
    m_pools->setAccessibleName(tr("Pictures to learn from"));
    auto* add = new QPushButton(tr("Add…"));
    auto* remove = new QPushButton(tr("Remove"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(add);
    buttons->addWidget(remove);
    buttons->addStretch(1);
    auto* pools = new QVBoxLayout;
    pools->addWidget(m_pools);
    pools->addLayout(buttons);
    form.addRow(tr("Pictures"), pools);
    connect(add, &QPushButton::clicked, this, &DistillForm::addPool);
    connect(remove, &QPushButton::clicked, this, [this] {
        delete m_pools->takeItem(m_pools->currentRow());
        follow();
    });
}

void DistillForm::addCuts(QFormLayout& form)
{
    m_cuts = makeLine({}, QStringLiteral("\\s*(\\d{1,3}\\s*(,\\s*\\d{1,3}\\s*)*)?"),
                      tr("One cut, or several with commas: each is trained in turn from this extractor, "
                         "and a table shows what it gained on the active task"));
    m_cuts->setAccessibleName(tr("Cuts"));
    form.addRow(tr("Cuts"), m_cuts);
}

void DistillForm::addWeights(QFormLayout& form)
{
    const bool joint = m_purpose == Training::join;
    const LossWeights usual = usualDistillJob(joint).options.weights;
    m_fullTeacher = makeWeight("/training/weights/fullTeacher", usual.fullTeacher, tr("teacher"));
    m_fullLabel = makeWeight("/training/weights/fullLabel", usual.fullLabel, tr("labels"));
    form.addRow(tr("Full model"), makePair(m_fullTeacher, m_fullLabel));
    if (!joint)
        return;
    m_partTeacher = makeWeight("/training/weights/partTeacher", usual.partTeacher, tr("teacher"));
    m_partLabel = makeWeight("/training/weights/partLabel", usual.partLabel, tr("labels"));
    form.addRow(tr("Part model"), makePair(m_partTeacher, m_partLabel));
}

void DistillForm::addSettings(QFormLayout& form)
{
    m_recipe = makeChoice();
    m_recipe->addItems({tr("thousands of pictures"), tr("millions, as in the paper"), tr("my own")});
    m_recipe->setToolTip(tr("Sets epochs, learning rate, views and mixup together"));
    m_epochs = makeCount(field("/training/epochs"));
    m_batch = makeCount(field("/training/batch"));
    m_batch->setPrefix(tr("batch "));
    m_batch->setValue(DistillOptions().batch);
    m_rate = makeNumber(field("/training/learningRate"), 4, 0.01);
    m_views = makeCount(field("/views/count"));
    m_smallestView = makeCount(field("/views/smallestView"), kPercent);
    m_smallestView->setPrefix(tr("from "));
    m_smallestView->setSuffix(tr(" %"));
    m_mixup = makeCount(field("/views/mixup"), kPercent);
    m_mixup->setSuffix(tr(" % of the views"));
    m_device = makeChoice();
    m_device->addItem(tr("processor"), QStringLiteral("cpu"));
    m_device->addItem(tr("GPU if there is one"), QStringLiteral("auto"));
    m_device->addItem(tr("GPU"), QStringLiteral("cuda"));
    m_device->setToolTip(helpOf(field("/place/device")));
    m_device->setAccessibleName(tr("Device"));
    form.addRow(tr("Settings"), m_recipe);
    form.addRow(tr("Epochs"), makePair(m_epochs, m_batch));
    form.addRow(tr("Learning rate"), m_rate);
    form.addRow(tr("Views"), makePair(m_views, m_smallestView));
    form.addRow(tr("Mixup"), m_mixup);
    form.addRow(tr("Device"), m_device);
    connect(m_recipe, QOverload<int>::of(&QComboBox::activated), this, [this](int index) {
        if (index != kOwn)
            setRecipe(index == kPaper ? paperRecipe(m_purpose) : kFewPicturesRecipe);
        follow();
    });
}

void DistillForm::addResult(QFormLayout& form)
{
    m_probeEvery = new QSpinBox;
    m_probeEvery->setRange(1, 1000);
    m_probeEvery->setSuffix(tr(" ep."));
    m_probeEvery->setToolTip(
        tr("Heads on the calibration split of the active task say how useful the student is"));
    m_probeEvery->setValue(5);
    m_name = makeLine(m_purpose == Training::join ? QStringLiteral("joint") : QStringLiteral("distilled"),
                      QStringLiteral("[A-Za-z0-9][A-Za-z0-9_.-]{0,59}"),
                      tr("Of the file in the project's folder \"extractors\""));
    form.addRow(tr("Probe every"), m_probeEvery);
    form.addRow(tr("Name"), m_name);
}

bool DistillForm::isFresh() const
{
    return m_student != nullptr && !m_student->currentData().toString().isEmpty();
}

void DistillForm::setRecipe(const Recipe& recipe)
{
    m_epochs->setValue(recipe.epochs);
    m_rate->setValue(recipe.rate);
    m_views->setValue(recipe.views);
    m_smallestView->setValue(recipe.smallestView);
    m_mixup->setValue(recipe.mixup);
}

bool DistillForm::follows(const Recipe& recipe) const
{
    return m_epochs->value() == recipe.epochs && m_rate->value() == recipe.rate &&
           m_views->value() == recipe.views &&
           (recipe.views == 1 ||
            (m_smallestView->value() == recipe.smallestView && m_mixup->value() == recipe.mixup));
}

void DistillForm::setBusy(bool busy)
{
    m_busy = busy;
    enableFields();
}

void DistillForm::follow()
{
    if (m_cuts != nullptr)
        m_cuts->setPlaceholderText(m_workspace->chosenCut() == 0 ? QString()
                                                                 : QString::number(m_workspace->chosenCut()));
    m_recipe->setCurrentIndex(follows(kFewPicturesRecipe)       ? kFewPictures
                              : follows(paperRecipe(m_purpose)) ? kPaper
                                                                : kOwn);
    enableFields();
    emit changed();
}

void DistillForm::enableFields()
{
    for (QWidget* widget : std::initializer_list<QWidget*>{
             m_teacher, m_student, m_pools, m_fullTeacher, m_fullLabel, m_partTeacher, m_partLabel, m_recipe,
             m_epochs, m_batch, m_rate, m_views, m_device, m_probeEvery, m_name, m_cuts})
        if (widget != nullptr)
            widget->setEnabled(!m_busy);
    for (QWidget* widget : {m_smallestView, m_mixup})
        widget->setEnabled(!m_busy && m_views->value() > 1);
    if (m_resolution != nullptr)
        m_resolution->setEnabled(isFresh() && !m_busy);
}

QString DistillForm::name() const
{
    return m_name->text();
}

int DistillForm::probeEvery() const
{
    return m_probeEvery->value();
}

int DistillForm::epochs() const
{
    return m_epochs->value();
}

std::vector<int> DistillForm::cuts() const
{
    std::vector<int> cuts;
    if (m_purpose != Training::join)
        return cuts;
    for (const QString& word : m_cuts->text().split(QLatin1Char(','), Qt::SkipEmptyParts))
        if (const int cut = word.trimmed().toInt();
            cut > 0 && std::find(cuts.begin(), cuts.end(), cut) == cuts.end())
            cuts.push_back(cut);
    if (cuts.empty() && m_workspace->chosenCut() != 0)
        cuts.push_back(m_workspace->chosenCut());
    return cuts;
}

/// The first of `cuts` that the extractor does not have; 0 if it has all.
int DistillForm::unknownCut(const std::vector<int>& cuts) const
{
    const auto table = m_workspace->cuts();
    for (const int cut : cuts)
        if (table && table->find(cut) == nullptr)
            return cut;
    return 0;
}

QString DistillForm::missing() const
{
    const std::vector<int> chosen = cuts();
    if (!m_workspace->hasProject())
        return tr("Open a project or the demo first.");
    if (m_teacher->currentText().trimmed().isEmpty())
        return tr("Choose a teacher: a larger network that knows more. Its field says where to get one.");
    if (m_pools->count() == 0)
        return tr("Add a folder of pictures to learn from.");
    if (!isFresh() && !m_workspace->extractor())
        return tr("Choose an extractor first.");
    if (m_purpose == Training::join && chosen.empty())
        return tr("Choose a cut first.");
    if (const int unknown = unknownCut(chosen); unknown != 0)
        return tr("The extractor has no cut %1.").arg(unknown);
    if (!m_name->hasAcceptableInput())
        return tr("Give the result a name.");
    return {};
}

void DistillForm::chooseTeacher()
{
    const QString file =
        QFileDialog::getOpenFileName(this, tr("Choose a teacher"), {},
                                     tr("Teachers (*.json *.mtx *.onnx *.tflite *.pt *.npy);;All files (*)"));
    if (!file.isEmpty())
        m_teacher->setCurrentText(file);
}

void DistillForm::addPool()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Choose a folder of pictures"));
    if (!folder.isEmpty())
        m_pools->addItem(folder);
    follow();
}

} // namespace microt::gui
