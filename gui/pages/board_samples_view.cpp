// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/board_samples_view.h"

#include <algorithm>

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QInputDialog>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include "gui/pages/ask.h"
#include "gui/pages/picture_viewer.h"
#include "gui/widgets/chart.h"
#include "gui/widgets/plain_table.h"
#include "gui/widgets/theme.h"
#include "gui/widgets/tool_row.h"

namespace microt::gui {

namespace {

constexpr int kThumbnail = 6 * theme::kGrid;
constexpr int kTestPictures = 40; ///< that the board answers after training anew
constexpr int kNone = -1;
constexpr int kGivenUp = -2;

} // namespace

BoardSamplesView::BoardSamplesView(Workspace* workspace, BoardSamplesModel* model, QWidget* parent)
    : QWidget(parent), m_model(model), m_viewer(new PictureViewer(workspace, this)),
      m_read(new QPushButton(tr("Read samples"), this)), m_add(new QPushButton(tr("Add picture…"), this)),
      m_train(new QPushButton(tr("Train anew"), this)), m_note(new QLabel(this)),
      m_table(new QTableView(this)), m_features(new Chart(tr("Features of the sample"), this))
{
    m_read->setToolTip(tr("Read what the board learned from, and find the picture of each sample"));
    m_train->setToolTip(tr("Train the heads on what the bank holds now; then it answers %1 test pictures")
                            .arg(kTestPictures));
    m_add->setToolTip(tr("Show the board one more picture to learn from"));
    m_note->setWordWrap(true);
    m_table->setModel(model);
    m_table->setAccessibleName(tr("Samples on the board"));
    preparePlainTable(*m_table);
    m_table->setIconSize({kThumbnail, kThumbnail});
    m_table->verticalHeader()->setDefaultSectionSize(kThumbnail + theme::kGrid);
    m_table->horizontalHeader()->setSectionResizeMode(BoardSamplesModel::PictureColumn, QHeaderView::Stretch);
    m_table->setColumnWidth(BoardSamplesModel::ClassColumn, 14 * theme::kGrid);
    m_table->setColumnWidth(BoardSamplesModel::AnswerColumn, 17 * theme::kGrid);
    m_table->setColumnWidth(BoardSamplesModel::ConfidenceColumn, 12 * theme::kGrid);
    m_table->installEventFilter(this);
    auto* top = new QHBoxLayout;
    top->addWidget(m_read);
    top->addWidget(m_add);
    top->addWidget(m_train);
    top->addStretch(1);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, theme::kGrid, 0, 0);
    rows->setSpacing(theme::kGrid / 2);
    rows->addLayout(top);
    rows->addWidget(m_note);
    rows->addWidget(m_table, 3);
    rows->addWidget(makeTools());
    rows->addWidget(m_features, 2);
    connect(m_read, &QPushButton::clicked, model, &BoardSamplesModel::read);
    connect(m_add, &QPushButton::clicked, this, &BoardSamplesView::add);
    connect(m_train, &QPushButton::clicked, this, [this] { m_model->trainAnew(kTestPictures); });
    connect(model, &BoardSamplesModel::changed, this, &BoardSamplesView::refresh);
    connect(model, &BoardSamplesModel::modelReset, this, &BoardSamplesView::refresh);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &BoardSamplesView::refresh);
    connect(m_table, &QTableView::doubleClicked, this, &BoardSamplesView::view);
    refresh();
}

QWidget* BoardSamplesView::makeTools()
{
    auto* tools = new ToolRow(this);
    tools->row()->addStretch();
    m_view = tools->add(tr("Larger view"), tr("Show the picture as large as fits (Enter)"));
    m_relabel = tools->add(tr("Relabel…"), tr("Give the samples another class, or none (R)"));
    m_remove = tools->add(tr("Take out…"), tr("The board forgets these samples (Delete)"));
    connect(m_view, &QToolButton::clicked, this, &BoardSamplesView::view);
    connect(m_relabel, &QToolButton::clicked, this, &BoardSamplesView::relabel);
    connect(m_remove, &QToolButton::clicked, this, &BoardSamplesView::remove);
    return tools;
}

std::vector<int> BoardSamplesView::chosen() const
{
    std::vector<int> rows;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        rows.push_back(index.row());
    std::sort(rows.begin(), rows.end());
    return rows;
}

int BoardSamplesView::askClass(const QString& title, bool orNone) const
{
    QStringList names;
    for (const std::string& name : m_model->classes())
        names << QString::fromStdString(name);
    if (orNone)
        names << tr("none: it only serves the threshold");
    bool chosen = false;
    const QString name = QInputDialog::getItem(const_cast<BoardSamplesView*>(this), title, tr("Class:"),
                                               names, 0, false, &chosen);
    if (!chosen)
        return kGivenUp;
    const int at = names.indexOf(name);
    return at < static_cast<int>(m_model->classes().size()) ? at : kNone;
}

void BoardSamplesView::relabel()
{
    const std::vector<int> rows = chosen();
    if (rows.empty() || !m_model->canEdit())
        return;
    if (const int label = askClass(tr("Relabel samples"), true); label != kGivenUp)
        m_model->relabel(rows, label);
}

void BoardSamplesView::remove()
{
    const std::vector<int> rows = chosen();
    if (rows.empty() || !m_model->canEdit())
        return;
    if (askToLose(this, tr("Take samples out"),
                  tr("The board forgets %n samples. Its heads stay until they are trained anew.", nullptr,
                     static_cast<int>(rows.size()))))
        m_model->remove(rows);
}

void BoardSamplesView::add()
{
    const QString file = QFileDialog::getOpenFileName(this, tr("Add a picture"));
    if (file.isEmpty())
        return;
    if (const int label = askClass(tr("Add a picture"), true); label != kGivenUp)
        m_model->add(file, label);
}

void BoardSamplesView::view()
{
    std::vector<ViewedPicture> pictures;
    int first = 0;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->sample(row).picture < 0)
            continue;
        if (row == m_table->currentIndex().row())
            first = static_cast<int>(pictures.size());
        const QString answer = m_model->index(row, BoardSamplesModel::AnswerColumn).data().toString();
        const QString label = m_model->index(row, BoardSamplesModel::ClassColumn).data().toString();
        pictures.push_back({m_model->fileOf(row).toLocal8Bit().toStdString(),
                            m_model->nameOf(row).toLocal8Bit().toStdString(),
                            tr("%1; the board answers %2").arg(label, answer)});
    }
    if (!pictures.empty())
        m_viewer->open(std::move(pictures), first, m_model->background());
}

QString BoardSamplesView::note() const
{
    if (!m_model->wasRead())
        return m_model->canEdit() ? tr("Not read yet.")
                                  : tr("This needs a connected board, a task and a cut.");
    const BoardSamples& samples = m_model->samples();
    if (samples.all.empty())
        return tr("The bank is empty: samples are in the board's RAM and gone when it restarts.");
    const QLocale locale;
    QString text =
        tr("%1 samples, %2 of them with a class; room for %3. The full model answers otherwise "
           "to %4.")
            .arg(locale.toString(static_cast<int>(samples.all.size())), locale.toString(samples.labelled),
                 locale.toString(samples.capacity), locale.toString(m_model->contradicted()));
    QStringList missing;
    for (const std::string& name : m_model->missingClasses())
        missing << QString::fromStdString(name);
    if (!missing.isEmpty())
        text += QLatin1Char(' ') + tr("No sample of: %1.").arg(missing.join(QStringLiteral(", ")));
    if (m_model->outOfDate())
        text += QLatin1Char(' ') + tr("The board did something since; read again.");
    else if (m_model->edited())
        text += QLatin1Char(' ') + tr("The heads are those of the samples before; train anew.");
    return text;
}

void BoardSamplesView::refresh()
{
    const bool edit = m_model->canEdit();
    const bool current = edit && m_model->wasRead() && !m_model->outOfDate();
    const bool any = m_table->selectionModel()->hasSelection();
    m_read->setEnabled(edit);
    m_train->setEnabled(current && m_model->samples().labelled > 0);
    m_add->setEnabled(edit);
    m_relabel->setEnabled(current && any);
    m_remove->setEnabled(current && any);
    m_view->setEnabled(any);
    m_note->setText(note());
    showFeatures();
}

void BoardSamplesView::showFeatures()
{
    const std::vector<int> rows = chosen();
    QVector<ChartSeries> series;
    int at = 0;
    if (!rows.empty() && m_model->wasRead()) {
        const auto& exits = m_model->sample(rows.front()).features;
        for (std::size_t exit = 0; exit < exits.size(); ++exit) {
            const bool last = exit + 1 == exits.size();
            ChartSeries bars{last        ? tr("full")
                             : exit == 0 ? tr("part")
                                         : tr("part %1").arg(exit + 1),
                             last ? SeriesRole::full : SeriesRole::part,
                             SeriesKind::bars,
                             {},
                             {},
                             1.0,
                             false};
            for (const std::int8_t value : exits[exit])
                bars.points.append({static_cast<double>(++at), static_cast<double>(value)});
            series.append(bars);
        }
    }
    m_features->setAxes({tr("Feature"), 0.0, at + 1.0, 0.0, 0}, {tr("int8"), -128.0, 128.0, 64.0, 0});
    m_features->setSeries(series);
}

bool BoardSamplesView::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress || !m_table->selectionModel()->hasSelection())
        return QWidget::eventFilter(watched, event);
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        view();
        return true;
    case Qt::Key_R:
        relabel();
        return true;
    case Qt::Key_Delete:
        remove();
        return true;
    default:
        return QWidget::eventFilter(watched, event);
    }
}

} // namespace microt::gui
