// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/distill_form.h"

#include <algorithm>
#include <cmath>

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QFileDialog>
#include <QFormLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRegularExpressionValidator>
#include <QSpinBox>
#include <QVBoxLayout>

#include "engine/exchange/open_extractor.h"
#include "engine/model/architectures.h"
#include "gui/models/distill_model.h"
#include "gui/models/workspace.h"
#include "gui/pages/step_notice.h"
#include "gui/widgets/theme.h"

namespace microt::gui {

/// Settings that go together.
struct Recipe
{
    int epochs = 0;
    double rate = 0.0;
    int views = 0;
    int smallestView = 0; ///< percent; with several views
    int mixup = 0;        ///< the same
};

namespace {

/// In the order of the field that offers them.
enum RecipeIndex { kFewPictures, kPaper, kOwn };

/// As resources/guide/distilling.md has it for a few thousand pictures: views and blends make up for their
/// number.
constexpr Recipe kFewPicturesRecipe{8, 1.0, 16, 20, 50};

Recipe paperRecipe(Training purpose)
{
    const DistillOptions usual;
    const PoolViews views;
    return {purpose == Training::join ? 10 : usual.epochs, usual.learningRate, views.count,
            static_cast<int>(std::lround(100.0 * views.variation.smallestArea)),
            static_cast<int>(std::lround(100.0 * views.mixup))};
}

/// Two fields in one row; they may become narrow.
QHBoxLayout* makePair(QWidget* first, QWidget* second)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(theme::kGrid);
    for (QWidget* field : {first, second}) {
        field->setMinimumWidth(8 * theme::kGrid);
        row->addWidget(field, 1);
    }
    return row;
}

QDoubleSpinBox* makeWeight(double value, const QString& prefix, const QString& tip, QWidget* parent)
{
    auto* box = new QDoubleSpinBox(parent);
    box->setPrefix(prefix + QLatin1Char(' '));
    box->setRange(0.0, 100.0);
    box->setSingleStep(0.1);
    box->setDecimals(2);
    box->setValue(value);
    box->setToolTip(tip);
    return box;
}

QSpinBox* makeCount(int least, int most, int value, QWidget* parent)
{
    auto* box = new QSpinBox(parent);
    box->setRange(least, most);
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

    m_teacher = new QComboBox(content);
    m_teacher->setEditable(true);
    m_teacher->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_teacher->setMinimumContentsLength(6);
    for (const std::string& name : shippedExtractors())
        m_teacher->addItem(QString::fromStdString(name));
    m_teacher->setCurrentText({});
    m_teacher->setToolTip(
        tr("The network whose embeddings are learned: an extractor's file, a TorchScript .pt, or "
           "embeddings as .npy with their .csv"));
    m_teacher->lineEdit()->setPlaceholderText(tr("file or name"));
    auto* browse = new QPushButton(tr("Choose…"), content);
    auto* teacher = new QHBoxLayout;
    teacher->addWidget(m_teacher, 1);
    teacher->addWidget(browse);
    form->addRow(tr("Teacher"), teacher);
    connect(browse, &QPushButton::clicked, this, &DistillForm::chooseTeacher);
    connect(m_teacher, &QComboBox::currentTextChanged, this, &DistillForm::follow);

    if (m_purpose == Training::distil) {
        m_student = new QComboBox(content);
        m_student->addItem(tr("this one, with its weights"), QString());
        for (const std::string& name : architectureNames())
            m_student->addItem(tr("%1, fresh weights").arg(QString::fromStdString(name)),
                               QString::fromStdString(name));
        m_student->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        m_student->setMinimumContentsLength(6);
        form->addRow(tr("Student"), m_student);
        m_resolution = makeCount(16, 512, 64, content);
        m_resolution->setSuffix(tr(" pixels"));
        form->addRow(tr("Its pictures"), m_resolution);
        connect(m_student, QOverload<int>::of(&QComboBox::currentIndexChanged), this, &DistillForm::follow);
    }

    m_pools = new QListWidget(content);
    m_pools->setMaximumHeight(8 * theme::kGrid);
    m_pools->setMinimumWidth(10 * theme::kGrid);
    m_pools->setToolTip(
        tr("Folders of pictures; they need no labels, and none of your task's test pictures"));
    m_pools->setAccessibleName(tr("Pictures to learn from"));
    auto* add = new QPushButton(tr("Add…"), content);
    auto* remove = new QPushButton(tr("Remove"), content);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(add);
    buttons->addWidget(remove);
    buttons->addStretch(1);
    auto* pools = new QVBoxLayout;
    pools->addWidget(m_pools);
    pools->addLayout(buttons);
    form->addRow(tr("Pictures"), pools);
    connect(add, &QPushButton::clicked, this, &DistillForm::addPool);
    connect(remove, &QPushButton::clicked, this, [this] {
        delete m_pools->takeItem(m_pools->currentRow());
        follow();
    });

    const bool join = m_purpose == Training::join;
    if (join) {
        m_cuts = new QLineEdit(content);
        m_cuts->setAccessibleName(tr("Cuts"));
        m_cuts->setValidator(new QRegularExpressionValidator(
            QRegularExpression(QStringLiteral("\\s*(\\d{1,3}\\s*(,\\s*\\d{1,3}\\s*)*)?")), m_cuts));
        m_cuts->setToolTip(tr("One cut, or several with commas: each is trained in turn from this extractor, "
                              "and a table shows what it gained on the active task"));
        form->addRow(tr("Cuts"), m_cuts);
        connect(m_cuts, &QLineEdit::textChanged, this, &DistillForm::follow);
    }
    m_fullTeacher =
        makeWeight(1.0, tr("teacher"), tr("Weight of the full embedding against the teacher's"), content);
    m_fullLabel =
        makeWeight(0.0, tr("labels"),
                   tr("Weight of the full model against labels; folders of classes have them"), content);
    form->addRow(tr("Full model"), makePair(m_fullTeacher, m_fullLabel));
    if (join) {
        m_partTeacher =
            makeWeight(0.5, tr("teacher"), tr("Weight of the part embedding against the teacher's"), content);
        m_partLabel = makeWeight(0.0, tr("labels"), tr("Weight of the part model against labels"), content);
        form->addRow(tr("Part model"), makePair(m_partTeacher, m_partLabel));
    }
    m_recipe = new QComboBox(content);
    m_recipe->addItems({tr("thousands of pictures"), tr("millions, as in the paper"), tr("my own")});
    m_recipe->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_recipe->setMinimumContentsLength(6);
    m_recipe->setToolTip(tr("Sets epochs, learning rate, views and mixup together"));
    m_epochs = makeCount(1, 100000, 1, content);
    m_batch = makeCount(2, 16384, DistillOptions().batch, content);
    m_rate = new QDoubleSpinBox(content);
    m_rate->setDecimals(4);
    m_rate->setRange(0.0001, 100.0);
    m_rate->setSingleStep(0.01);
    m_rate->setToolTip(
        tr("Peak of the one-cycle schedule. 0.01 is the paper's, for ImageNet; from a few thousand "
           "pictures a student learns several times faster at 1"));
    m_views = makeCount(1, 64, 1, content);
    m_views->setToolTip(
        tr("Crops of each large picture; the teacher is asked about each once, and an epoch shows them all"));
    m_smallestView = makeCount(1, 100, 1, content);
    m_smallestView->setPrefix(tr("from "));
    m_smallestView->setSuffix(tr(" %"));
    m_smallestView->setToolTip(tr("Share of a picture's area that a view shows at least"));
    m_mixup = makeCount(0, 100, 0, content);
    m_mixup->setSuffix(tr(" % of the views"));
    m_mixup->setToolTip(tr("Share of the views into which a view of another picture is blended; the teacher "
                           "is asked about the blend"));
    m_probeEvery = makeCount(1, 1000, 5, content);
    m_probeEvery->setSuffix(tr(" ep."));
    m_probeEvery->setToolTip(
        tr("Heads on the calibration split of the active task say how useful the student is"));
    m_name = new QLineEdit(join ? QStringLiteral("joint") : QStringLiteral("distilled"), content);
    m_name->setValidator(new QRegularExpressionValidator(
        QRegularExpression(QStringLiteral("[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")), m_name));
    m_name->setToolTip(tr("Of the file in the project's folder \"extractors\""));
    m_batch->setPrefix(tr("batch "));
    form->addRow(tr("Settings"), m_recipe);
    form->addRow(tr("Epochs"), makePair(m_epochs, m_batch));
    form->addRow(tr("Learning rate"), m_rate);
    form->addRow(tr("Views"), makePair(m_views, m_smallestView));
    form->addRow(tr("Mixup"), m_mixup);
    form->addRow(tr("Probe every"), m_probeEvery);
    form->addRow(tr("Name"), m_name);
    setRecipe(kFewPicturesRecipe);
    connect(m_recipe, QOverload<int>::of(&QComboBox::activated), this, [this](int index) {
        if (index != kOwn)
            setRecipe(index == kPaper ? paperRecipe(m_purpose) : kFewPicturesRecipe);
        follow();
    });
    connect(m_name, &QLineEdit::textChanged, this, &DistillForm::follow);
    for (QSpinBox* box : content->findChildren<QSpinBox*>())
        connect(box, QOverload<int>::of(&QSpinBox::valueChanged), this, &DistillForm::follow);
    for (QDoubleSpinBox* box : content->findChildren<QDoubleSpinBox*>())
        connect(box, QOverload<double>::of(&QDoubleSpinBox::valueChanged), this, &DistillForm::follow);
    setWidget(content);
    for (const auto change : {&Workspace::extractorChanged, &Workspace::cutsChanged,
                              &Workspace::projectChanged, &Workspace::datasetChanged})
        connect(workspace, change, this, &DistillForm::follow);
    follow();
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
             m_epochs, m_batch, m_rate, m_views, m_probeEvery, m_name, m_cuts})
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
        return tr("Choose a teacher: the larger network that knows more.");
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

DistillJob DistillForm::job() const
{
    DistillJob work;
    work.teacher = m_teacher->currentText().trimmed().toStdString();
    work.student = isFresh()                  ? m_student->currentData().toString().toStdString()
                   : m_workspace->extractor() ? m_workspace->extractor()->source
                                              : std::string();
    work.resolution = isFresh() ? m_resolution->value() : 0;
    for (int i = 0; i < m_pools->count(); ++i)
        work.pools.push_back(QFile::encodeName(m_pools->item(i)->text()).toStdString());
    work.views.count = m_views->value();
    work.views.variation.smallestArea = m_smallestView->value() / 100.0;
    work.views.mixup = m_mixup->value() / 100.0;
    work.options.weights.fullTeacher = m_fullTeacher->value();
    work.options.weights.fullLabel = m_fullLabel->value();
    if (m_purpose == Training::join) {
        work.options.weights.partTeacher = m_partTeacher->value();
        work.options.weights.partLabel = m_partLabel->value();
    }
    work.labelled = work.options.weights.fullLabel > 0.0 || work.options.weights.partLabel > 0.0;
    work.options.epochs = m_epochs->value();
    work.options.batch = m_batch->value();
    work.options.learningRate = m_rate->value();
    return work;
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

QString DistillForm::command() const
{
    const bool join = m_purpose == Training::join;
    const QString teacher = m_teacher->currentText().trimmed();
    QString text = QStringLiteral("microt %1 --teacher %2")
                       .arg(join ? QStringLiteral("join") : QStringLiteral("distill"),
                            teacher.isEmpty() ? QStringLiteral("TEACHER") : shellWord(teacher));
    if (isFresh())
        text += QStringLiteral(" --student %1 --resolution %2")
                    .arg(m_student->currentData().toString())
                    .arg(m_resolution->value());
    else
        text += (join ? QStringLiteral(" ") : QStringLiteral(" --student ")) + extractorWord(*m_workspace);
    if (m_pools->count() == 0)
        text += QStringLiteral(" POOL");
    for (int i = 0; i < m_pools->count(); ++i)
        text += QLatin1Char(' ') + shellWord(m_pools->item(i)->text());
    if (join) {
        const std::vector<int> chosen = cuts();
        text += QStringLiteral(" --cut");
        for (const int cut : chosen)
            text += QStringLiteral(" %1").arg(cut);
        if (chosen.size() > 1)
            text += QStringLiteral(" --probe ") + datasetWord(*m_workspace);
        text += QStringLiteral(" --part-teacher %1 --part-label %2")
                    .arg(m_partTeacher->value())
                    .arg(m_partLabel->value());
    }
    text += QStringLiteral(" --full-teacher %1 --full-label %2 --epochs %3 --batch %4 --rate %5 --views %6")
                .arg(m_fullTeacher->value())
                .arg(m_fullLabel->value())
                .arg(m_epochs->value())
                .arg(m_batch->value())
                .arg(m_rate->value())
                .arg(m_views->value());
    if (m_views->value() > 1)
        text += QStringLiteral(" --smallest-view %1 --mixup %2")
                    .arg(m_smallestView->value() / 100.0)
                    .arg(m_mixup->value() / 100.0);
    return text + QStringLiteral(" -o %1.mtx").arg(m_name->text());
}

} // namespace microt::gui
