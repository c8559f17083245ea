// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/distill_view.h"

#include <algorithm>
#include <cmath>

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QFileDialog>
#include <QFormLayout>
#include <QFrame>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QRegularExpressionValidator>
#include <QScrollArea>
#include <QTableWidget>
#include <QVBoxLayout>

#include "engine/exchange/open_extractor.h"
#include "gui/models/distill_model.h"
#include "gui/models/error_text.h"
#include "gui/widgets/chart.h"
#include "gui/widgets/step_notice.h"
#include "gui/widgets/theme.h"

namespace microt::gui {

namespace {

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

DistillView::DistillView(Workspace* workspace, DistillModel* model, Purpose purpose, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_model(model), m_purpose(purpose)
{
    auto* columns = new QHBoxLayout(this);
    columns->setContentsMargins(0, theme::kGrid, 0, 0);
    columns->setSpacing(theme::kGrid);
    columns->addWidget(makeForm(), 2);
    columns->addWidget(makeCharts(), 3);
    connect(m_model, &DistillModel::changed, this, &DistillView::showState);
    for (const auto change : {&Workspace::extractorChanged, &Workspace::cutsChanged,
                              &Workspace::projectChanged, &Workspace::datasetChanged})
        connect(workspace, change, this, &DistillView::showState);
    showState();
}

QWidget* DistillView::makeForm()
{
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* content = new QWidget(scroll);
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
    connect(browse, &QPushButton::clicked, this, &DistillView::chooseTeacher);
    connect(m_teacher, &QComboBox::currentTextChanged, this, &DistillView::showState);

    if (m_purpose == Purpose::distil) {
        m_student = new QComboBox(content);
        m_student->addItem(tr("this extractor, with its weights"), QString());
        for (const std::string& name : architectureNames())
            m_student->addItem(tr("%1, fresh weights").arg(QString::fromStdString(name)),
                               QString::fromStdString(name));
        m_student->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        m_student->setMinimumContentsLength(6);
        form->addRow(tr("Student"), m_student);
        m_resolution = makeCount(16, 512, 64, content);
        m_resolution->setSuffix(tr(" pixels"));
        form->addRow(tr("Its pictures"), m_resolution);
        connect(m_student, QOverload<int>::of(&QComboBox::currentIndexChanged), this,
                &DistillView::showState);
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
    connect(add, &QPushButton::clicked, this, &DistillView::addPool);
    connect(remove, &QPushButton::clicked, this, [this] {
        delete m_pools->takeItem(m_pools->currentRow());
        showState();
    });

    const bool join = m_purpose == Purpose::join;
    if (join) {
        m_cuts = new QLineEdit(content);
        m_cuts->setAccessibleName(tr("Cuts"));
        m_cuts->setValidator(new QRegularExpressionValidator(
            QRegularExpression(QStringLiteral("\\s*(\\d{1,3}\\s*(,\\s*\\d{1,3}\\s*)*)?")), m_cuts));
        m_cuts->setToolTip(tr("One cut, or several with commas: each is trained in turn from this extractor, "
                              "and a table shows what it gained on the active task"));
        form->addRow(tr("Cuts"), m_cuts);
        connect(m_cuts, &QLineEdit::textChanged, this, &DistillView::showState);
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
    const DistillOptions usual;
    const PoolViews usualViews;
    m_epochs = makeCount(1, 100000, join ? 10 : usual.epochs, content);
    m_batch = makeCount(2, 16384, usual.batch, content);
    m_rate = new QDoubleSpinBox(content);
    m_rate->setDecimals(4);
    m_rate->setRange(0.0001, 100.0);
    m_rate->setSingleStep(0.01);
    m_rate->setValue(usual.learningRate);
    m_rate->setToolTip(
        tr("Peak of the one-cycle schedule. 0.01 is the paper's, for ImageNet; from a few thousand "
           "pictures a student learns several times faster at 1"));
    m_views = makeCount(1, 64, usualViews.count, content);
    m_views->setToolTip(
        tr("Crops of each large picture; the teacher is asked about each once, and an epoch shows them all"));
    m_smallestView =
        makeCount(1, 100, static_cast<int>(std::lround(100.0 * usualViews.variation.smallestArea)), content);
    m_smallestView->setPrefix(tr("from "));
    m_smallestView->setSuffix(tr(" %"));
    m_smallestView->setToolTip(tr("Share of a picture's area that a view shows at least"));
    m_mixup = makeCount(0, 100, static_cast<int>(std::lround(100.0 * usualViews.mixup)), content);
    m_mixup->setSuffix(tr(" % of the views"));
    m_mixup->setToolTip(tr("Share of the views into which a view of another picture is blended; the teacher "
                           "is asked about the blend"));
    m_probeEvery = makeCount(1, 1000, 5, content);
    m_probeEvery->setToolTip(
        tr("Heads on the calibration split of the active task say how useful the student is"));
    m_name = new QLineEdit(join ? QStringLiteral("joint") : QStringLiteral("distilled"), content);
    m_name->setValidator(new QRegularExpressionValidator(
        QRegularExpression(QStringLiteral("[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")), m_name));
    m_name->setToolTip(tr("Of the file in the project's folder \"extractors\""));
    m_batch->setPrefix(tr("batch "));
    m_probeEvery->setSuffix(tr(" epochs"));
    form->addRow(tr("Epochs"), makePair(m_epochs, m_batch));
    form->addRow(tr("Learning rate"), m_rate);
    form->addRow(tr("Views"), makePair(m_views, m_smallestView));
    form->addRow(tr("Mixup"), m_mixup);
    form->addRow(tr("Probe every"), m_probeEvery);
    form->addRow(tr("Name"), m_name);
    connect(m_name, &QLineEdit::textChanged, this, &DistillView::showState);
    for (QSpinBox* box : content->findChildren<QSpinBox*>())
        connect(box, QOverload<int>::of(&QSpinBox::valueChanged), this, &DistillView::showState);
    for (QDoubleSpinBox* box : content->findChildren<QDoubleSpinBox*>())
        connect(box, QOverload<double>::of(&QDoubleSpinBox::valueChanged), this, &DistillView::showState);
    scroll->setWidget(content);

    m_start = new QPushButton(this);
    m_discard = new QPushButton(tr("Discard the run"), this);
    m_discard->setToolTip(tr("Deletes its checkpoints"));
    m_use = new QPushButton(tr("Use it in this project"), this);
    auto* actions = new QHBoxLayout;
    for (QPushButton* button : {m_start, m_discard, m_use})
        actions->addWidget(button);
    m_message = new QLabel(this);
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* left = new QWidget(this);
    auto* rows = new QVBoxLayout(left);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(theme::kGrid);
    rows->addWidget(scroll, 1);
    rows->addWidget(m_message);
    rows->addLayout(actions);
    connect(m_start, &QPushButton::clicked, this, &DistillView::start);
    connect(m_discard, &QPushButton::clicked, m_model, &DistillModel::discard);
    connect(m_use, &QPushButton::clicked, this, [this] {
        const int row = m_gains->currentRow();
        const auto& trained = m_model->trainedCuts();
        if (row >= 0 && row < static_cast<int>(trained.size()))
            m_workspace->setExtractor(QFile::decodeName(trained[static_cast<std::size_t>(row)].file.c_str()));
        else if (m_model->result())
            m_workspace->setExtractor(QFile::decodeName(m_model->result()->c_str()));
    });
    return left;
}

QWidget* DistillView::makeCharts()
{
    auto* charts = new QWidget(this);
    m_loss = new Chart(tr("Loss"), charts);
    m_probe = new Chart(tr("Probe on the active task"), charts);
    for (Chart* chart : {m_loss, m_probe})
        chart->setMinimumHeight(19 * theme::kGrid);
    auto* rows = new QVBoxLayout(charts);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(theme::kGrid);
    rows->addWidget(m_loss, 1);
    rows->addWidget(m_probe, 1);
    rows->addWidget(makeGains(charts));
    return charts;
}

QWidget* DistillView::makeGains(QWidget* parent)
{
    m_gains = new QTableWidget(0, 4, parent);
    m_gains->setHorizontalHeaderLabels({tr("Cut"), tr("Part, %"), tr("Full, %"), tr("Fused score")});
    m_gains->setAccessibleName(tr("What each cut gained"));
    m_gains->setToolTip(tr("Before and after training, on the calibration pictures of the active task"));
    m_gains->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_gains->verticalHeader()->hide();
    m_gains->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_gains->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_gains->setSelectionMode(QAbstractItemView::SingleSelection);
    m_gains->hide();
    return m_gains;
}

std::vector<int> DistillView::cuts() const
{
    std::vector<int> cuts;
    if (m_purpose != Purpose::join)
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
int DistillView::unknownCut(const std::vector<int>& cuts) const
{
    const auto table = m_workspace->cuts();
    for (const int cut : cuts)
        if (table && table->find(cut) == nullptr)
            return cut;
    return 0;
}

void DistillView::chooseTeacher()
{
    const QString file =
        QFileDialog::getOpenFileName(this, tr("Choose a teacher"), {},
                                     tr("Teachers (*.json *.mtx *.onnx *.tflite *.pt *.npy);;All files (*)"));
    if (!file.isEmpty())
        m_teacher->setCurrentText(file);
}

void DistillView::addPool()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Choose a folder of pictures"));
    if (!folder.isEmpty())
        m_pools->addItem(folder);
    showState();
}

void DistillView::start()
{
    using State = DistillModel::State;
    if (m_model->state() == State::running)
        return m_model->pause();
    if (m_model->state() == State::paused)
        return m_model->resume();
    DistillJob work;
    work.teacher = m_teacher->currentText().trimmed().toStdString();
    const bool fresh = m_student != nullptr && !m_student->currentData().toString().isEmpty();
    work.student =
        fresh ? m_student->currentData().toString().toStdString() : m_workspace->extractor()->source;
    work.resolution = fresh ? m_resolution->value() : 0;
    for (int i = 0; i < m_pools->count(); ++i)
        work.pools.push_back(QFile::encodeName(m_pools->item(i)->text()).toStdString());
    work.views.count = m_views->value();
    work.views.variation.smallestArea = m_smallestView->value() / 100.0;
    work.views.mixup = m_mixup->value() / 100.0;
    work.options.weights.fullTeacher = m_fullTeacher->value();
    work.options.weights.fullLabel = m_fullLabel->value();
    if (m_purpose == Purpose::join) {
        work.options.weights.partTeacher = m_partTeacher->value();
        work.options.weights.partLabel = m_partLabel->value();
    }
    work.labelled = work.options.weights.fullLabel > 0.0 || work.options.weights.partLabel > 0.0;
    work.options.epochs = m_epochs->value();
    work.options.batch = m_batch->value();
    work.options.learningRate = m_rate->value();
    m_model->start(work, m_name->text(), m_probeEvery->value(), cuts());
}

void DistillView::showState()
{
    using State = DistillModel::State;
    const State state = m_model->state();
    const bool busy = state == State::running || state == State::pausing || state == State::paused;
    const bool fresh = m_student != nullptr && !m_student->currentData().toString().isEmpty();
    if (m_resolution != nullptr)
        m_resolution->setEnabled(fresh && !busy);
    for (QWidget* widget : std::initializer_list<QWidget*>{
             m_teacher, m_student, m_pools, m_fullTeacher, m_fullLabel, m_partTeacher, m_partLabel, m_epochs,
             m_batch, m_rate, m_views, m_probeEvery, m_name, m_cuts})
        if (widget != nullptr)
            widget->setEnabled(!busy);
    for (QWidget* widget : {m_smallestView, m_mixup})
        widget->setEnabled(!busy && m_views->value() > 1);
    const std::vector<int> chosen = cuts();
    if (m_cuts != nullptr)
        m_cuts->setPlaceholderText(m_workspace->chosenCut() == 0 ? QString()
                                                                 : QString::number(m_workspace->chosenCut()));
    QString missing;
    if (!m_workspace->hasProject())
        missing = tr("Open a project or the demo first.");
    else if (m_teacher->currentText().trimmed().isEmpty())
        missing = tr("Choose a teacher: the larger network that knows more.");
    else if (m_pools->count() == 0)
        missing = tr("Add a folder of pictures to learn from.");
    else if (!fresh && !m_workspace->extractor())
        missing = tr("Choose an extractor first.");
    else if (m_purpose == Purpose::join && chosen.empty())
        missing = tr("Choose a cut first.");
    else if (const int unknown = unknownCut(chosen); unknown != 0)
        missing = tr("The extractor has no cut %1.").arg(unknown);
    else if (!m_name->hasAcceptableInput())
        missing = tr("Give the result a name.");
    switch (state) {
    case State::running:
        m_start->setText(tr("&Pause"));
        break;
    case State::pausing:
        m_start->setText(tr("Pausing…"));
        break;
    case State::paused:
        m_start->setText(tr("&Go on"));
        break;
    default:
        m_start->setText(m_model->hasCheckpoints(m_name->text(), chosen) ? tr("&Go on where it stopped")
                                                                         : tr("&Start"));
    }
    m_start->setEnabled(state == State::running || state == State::paused || (!busy && missing.isEmpty()));
    m_discard->setVisible(state == State::paused);
    m_use->setVisible(state == State::finished);
    QString text = busy ? QString() : missing;
    if (m_model->failure()) {
        text = QStringLiteral("%1 %2").arg(QString::fromStdString(m_model->failure()->what),
                                           errorText(m_model->failure()->code).advice);
    } else if (!m_model->epochs().empty()) {
        const DistillEpoch& last = m_model->epochs().back();
        const QLocale locale;
        text = tr("Epoch %1 of %2: loss %3, test MSE %4, RMSE %5, R² %6, %7 pictures a second")
                   .arg(last.epoch)
                   .arg(m_model->work().options.epochs)
                   .arg(locale.toString(last.loss, 'f', 4), locale.toString(last.testMse, 'f', 4),
                        locale.toString(last.testRmse, 'f', 4), locale.toString(last.testR2, 'f', 3),
                        locale.toString(last.picturesPerSecond, 'f', 0));
        if (m_model->work().options.cut != 0)
            text.prepend(tr("Cut %1.").arg(m_model->work().options.cut) + QLatin1Char(' '));
        if (!m_model->probes().empty() && !m_model->probes().back().accuracy.ok())
            text +=
                QLatin1Char('\n') + QString::fromStdString(m_model->probes().back().accuracy.failure().what);
    } else if (state == State::paused) {
        text = tr("Paused at a checkpoint.");
    } else if (m_purpose == Purpose::join && missing.isEmpty()) {
        QStringList words;
        for (const int cut : chosen)
            words += QString::number(cut);
        text = chosen.size() == 1
                   ? tr("Part and full model are trained together at cut %1.").arg(words.first())
                   : tr("Part and full model are trained together at the cuts %1 in turn.")
                         .arg(words.join(QStringLiteral(", ")));
    }
    m_message->setText(text);
    showCurves();
    showGains();
    emit commandChanged();
}

void DistillView::showCurves()
{
    ChartSeries loss{tr("training loss"), SeriesRole::train, SeriesKind::line, {}, {}, 0.8, false};
    ChartSeries test{tr("test MSE"), SeriesRole::test, SeriesKind::line, {}, {}, 0.8, false};
    double most = m_model->epochs().empty() ? 1.0 : 0.1;
    for (const DistillEpoch& epoch : m_model->epochs()) {
        loss.points.append({static_cast<double>(epoch.epoch), epoch.loss});
        test.points.append({static_cast<double>(epoch.epoch), epoch.testMse});
        most = std::max({most, epoch.loss, epoch.testMse});
    }
    const double epochs = m_model->epochs().empty() ? m_epochs->value() : m_model->work().options.epochs;
    const ChartAxis time{tr("Epoch"), 0.0, epochs, epochs < 8.0 ? 1.0 : 0.0, 0}; // no half epochs
    m_loss->setAxes(time, {tr("Mean over pictures"), 0.0, most * 1.05, 0.0, 2});
    m_loss->setSeries({loss, test});
    ChartSeries part{tr("part"), SeriesRole::part, SeriesKind::dottedLine, {}, {}, 0.8, false};
    ChartSeries full{tr("full"), SeriesRole::full, SeriesKind::dottedLine, {}, {}, 0.8, false};
    for (const ProbePoint& probe : m_model->probes()) {
        if (!probe.accuracy.ok())
            continue;
        if (m_model->work().options.cut != 0)
            part.points.append({static_cast<double>(probe.epoch), 100.0 * probe.accuracy.value().part});
        full.points.append({static_cast<double>(probe.epoch), 100.0 * probe.accuracy.value().full});
    }
    m_probe->setAxes(time, {tr("Accuracy on calibration pictures, %"), 0.0, 100.0, 25.0, 0});
    m_probe->setSeries(m_model->work().options.cut != 0 ? QVector<ChartSeries>{part, full}
                                                        : QVector<ChartSeries>{full});
}

void DistillView::showGains()
{
    const auto& trained = m_model->trainedCuts();
    m_gains->setVisible(!trained.empty());
    if (static_cast<std::size_t>(m_gains->rowCount()) == trained.size())
        return;
    const QLocale locale;
    const auto change = [&locale](double before, double after, int decimals) {
        return QStringLiteral("%1 → %2").arg(locale.toString(before, 'f', decimals),
                                             locale.toString(after, 'f', decimals));
    };
    m_gains->setRowCount(static_cast<int>(trained.size()));
    for (int row = 0; row < m_gains->rowCount(); ++row) {
        const TrainedCut& one = trained[static_cast<std::size_t>(row)];
        const QString cells[] = {locale.toString(one.gain.cut),
                                 change(100.0 * one.gain.partBefore, 100.0 * one.gain.partAfter, 1),
                                 change(100.0 * one.gain.fullBefore, 100.0 * one.gain.fullAfter, 1),
                                 change(one.gain.scoreBefore, one.gain.scoreAfter, 3)};
        for (int column = 0; column < 4; ++column)
            m_gains->setItem(row, column, new QTableWidgetItem(cells[column]));
        if (m_model->result() && *m_model->result() == one.file)
            m_gains->selectRow(row);
    }
    const int shown = std::min(m_gains->rowCount(), 4);
    m_gains->setFixedHeight(m_gains->horizontalHeader()->sizeHint().height() + 2 * m_gains->frameWidth() +
                            shown * m_gains->verticalHeader()->defaultSectionSize());
}

QString DistillView::command() const
{
    const bool join = m_purpose == Purpose::join;
    const QString teacher = m_teacher->currentText().trimmed();
    QString text = QStringLiteral("microt %1 --teacher %2")
                       .arg(join ? QStringLiteral("join") : QStringLiteral("distill"),
                            teacher.isEmpty() ? QStringLiteral("TEACHER") : shellWord(teacher));
    const bool fresh = m_student != nullptr && !m_student->currentData().toString().isEmpty();
    if (fresh)
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
