// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/board_actions.h"

#include <QFile>
#include <QFileDialog>
#include <QGridLayout>
#include <QLocale>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSpinBox>

#include "gui/models/board_model.h"
#include "gui/models/data_warnings.h"
#include "gui/pages/ask.h"
#include "gui/pages/board_results_view.h"
#include "gui/widgets/theme.h"
#include "gui/widgets/warning_label.h"
#include "serial/work/board_work.h"

namespace microt::gui {

using namespace protocol;

BoardActions::BoardActions(Workspace* workspace, BoardModel* board, QWidget* parent)
    : QFrame(parent), m_workspace(workspace), m_board(board)
{
    setProperty("card", true);
    makeButtons();
    layOut();
    connectAll();
    showUnseen();
}

void BoardActions::makeButtons()
{
    m_deploy = new QPushButton(tr("&Deploy"), this);
    m_deploy->setToolTip(tr("Quantize the extractor on this task, send it, and make it the active image"));
    m_train = new QPushButton(tr("&Train on"), this);
    m_train->setToolTip(
        tr("The board collects samples of the train split and trains logistic part and full heads on them"));
    m_samples = new QSpinBox(this);
    m_samples->setRange(2, 60000);
    m_samples->setValue(BoardTraining{}.samples);
    m_samples->setSuffix(tr(" samples"));
    m_samples->setAccessibleName(tr("Samples"));
    m_ratio = new QPushButton(this);
    m_ratio->setToolTip(
        tr("The board finds the threshold for the ratio of the Stage-decision page, from its samples"));
    m_infer = new QPushButton(tr("I&nfer a test picture"), this);
    m_infer->setToolTip(tr("One of the test split, at random"));
    m_inferFile = new QPushButton(tr("Or a f&ile…"), this);
    m_inferFile->setToolTip(tr("Any picture of yours"));
    m_profile = new QPushButton(tr("&Profile operators"), this);
    m_compare = new QPushButton(tr("Compare with its t&win on"), this);
    m_compare->setToolTip(tr("Samples, training and inference on the board and here: features, logits, heads "
                             "and decisions, every bit"));
    m_pictures = new QSpinBox(this);
    m_pictures->setRange(1, 10000);
    m_pictures->setValue(50);
    m_pictures->setSuffix(tr(" pictures"));
    m_pictures->setAccessibleName(tr("Pictures"));
    m_more = new QPushButton(tr("&More"), this);
    m_more->setToolTip(tr("Heads, tasks, samples, and the board itself"));
    m_menu = new QMenu(m_more);
    m_more->setMenu(m_menu);
    m_unseen = new WarningLabel(this);
}

void BoardActions::layOut()
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(theme::kGrid, theme::kGrid, theme::kGrid, theme::kGrid);
    grid->setSpacing(theme::kGrid);
    grid->addWidget(m_deploy, 0, 0, 1, 2);
    grid->addWidget(m_train, 1, 0);
    grid->addWidget(m_samples, 1, 1);
    grid->addWidget(m_ratio, 2, 0, 1, 2);
    grid->addWidget(m_infer, 3, 0);
    grid->addWidget(m_inferFile, 3, 1);
    grid->addWidget(m_profile, 4, 0, 1, 2);
    grid->addWidget(m_compare, 5, 0);
    grid->addWidget(m_pictures, 5, 1);
    grid->addWidget(m_more, 6, 0, 1, 2);
    grid->addWidget(m_unseen, 7, 0, 1, 2);
    grid->setColumnStretch(0, 1);
}

void BoardActions::connectAll()
{
    connect(m_samples, QOverload<int>::of(&QSpinBox::valueChanged), this, &BoardActions::showUnseen);
    connect(m_deploy, &QPushButton::clicked, m_board, &BoardModel::deploy);
    connect(m_train, &QPushButton::clicked, this, &BoardActions::train);
    connect(m_ratio, &QPushButton::clicked, m_board, &BoardModel::sendRatio);
    connect(m_infer, &QPushButton::clicked, this, &BoardActions::infer);
    connect(m_inferFile, &QPushButton::clicked, this, &BoardActions::askPicture);
    connect(m_profile, &QPushButton::clicked, this, &BoardActions::profile);
    connect(m_compare, &QPushButton::clicked, this, &BoardActions::compare);
    connect(m_menu, &QMenu::aboutToShow, this, &BoardActions::fillMenu);
    connect(m_samples, QOverload<int>::of(&QSpinBox::valueChanged), this, &BoardActions::samplesChanged);
    for (const auto change : {&Workspace::datasetChanged, &Workspace::taskChanged})
        connect(m_workspace, change, this, &BoardActions::showUnseen);
}

int BoardActions::samples() const
{
    return m_samples->value();
}

void BoardActions::showReady()
{
    const bool ready = m_board->ready();
    for (QPushButton* button : {m_deploy, m_train, m_infer, m_inferFile, m_profile, m_compare, m_ratio})
        button->setEnabled(ready);
    m_more->setEnabled(m_board->hasBoard());
    m_ratio->setText(tr("&Set ratio %1").arg(QLocale().toString(m_board->ratio(), 'f', 2)));
}

/// What is rarely wanted; the tasks are those of the card.
void BoardActions::fillMenu()
{
    m_menu->clear();
    const Board::Tasks& tasks = m_board->session().card().tasks;
    bool trained = false;
    for (const TaskInfo& task : tasks.all)
        trained = trained || (task.id == tasks.selected && task.trained);
    m_menu->addAction(tr("Export heads…"), this, [this] { askHeadsFile(false); })->setEnabled(trained);
    m_menu->addAction(tr("Import heads…"), this, [this] { askHeadsFile(true); })
        ->setEnabled(tasks.selected != kNoTask);
    m_menu->addAction(tr("Roll heads back"), m_board, &BoardModel::rollbackHeads)->setEnabled(trained);
    m_menu->addSeparator();
    QMenu* select = m_menu->addMenu(tr("Switch to task"));
    QMenu* remove = m_menu->addMenu(tr("Delete task"));
    for (QMenu* menu : {select, remove})
        menu->setEnabled(!tasks.all.empty());
    for (const TaskInfo& task : tasks.all) {
        const QString name = QString::fromStdString(textOf(task.name));
        QAction* one = select->addAction(name, m_board, [this, id = task.id] { m_board->selectTask(id); });
        one->setCheckable(true);
        one->setChecked(task.id == tasks.selected);
        remove->addAction(name, this, [this, id = task.id, name] {
            if (askToLose(
                    this, tr("Delete task"),
                    tr("Delete the task %1 on the board, with its samples, heads and threshold?").arg(name)))
                m_board->removeTask(id);
        });
    }
    m_menu->addAction(tr("Clear samples…"), this, &BoardActions::askClearSamples)
        ->setEnabled(tasks.selected != kNoTask);
    m_menu->addSeparator();
    m_menu->addAction(tr("Save the wire log…"), this, &BoardActions::saveWireLog);
    m_menu->addAction(tr("Start the board anew"), m_board, [this] { m_board->restart(false); });
    m_menu->addAction(tr("Erase the board…"), this, [this] {
        if (askToLose(this, tr("Erase the board"),
                      tr("Erase tasks, heads, settings and images on the board?")))
            m_board->restart(true);
    });
}

void BoardActions::askHeadsFile(bool toBoard)
{
    const QString kind = tr("Heads (*.mth)");
    const QString file =
        toBoard ? QFileDialog::getOpenFileName(this, tr("Import heads"), {}, kind)
                : QFileDialog::getSaveFileName(this, tr("Export heads"), QStringLiteral("heads.mth"), kind);
    if (file.isEmpty())
        return;
    if (toBoard)
        m_board->importHeads(file);
    else
        m_board->exportHeads(file);
}

void BoardActions::askPicture()
{
    const QString file = QFileDialog::getOpenFileName(
        this, tr("Choose a picture"), {},
        tr("Pictures (*.jpg *.jpeg *.png *.bmp *.ppm *.pgm *.webp *.tif *.tiff);;All files (*)"));
    if (file.isEmpty())
        return;
    emit resultWanted(BoardResultsView::inference);
    m_board->inferFile(file);
}

void BoardActions::askClearSamples()
{
    if (askToLose(this, tr("Clear samples"),
                  tr("Clear all samples that the board keeps for its task? It cannot train on them again.")))
        m_board->clearSamples();
}

void BoardActions::saveWireLog()
{
    const QString file =
        QFileDialog::getSaveFileName(this, tr("Save the wire log"), QStringLiteral("wire.log"));
    if (file.isEmpty())
        return;
    QFile::remove(file);
    if (!QFile::copy(m_board->wireLog(), file))
        QMessageBox::warning(this, tr("Save the wire log"), tr("Cannot write %1.").arg(file));
}

/// What training would leave out, before it starts.
void BoardActions::showUnseen()
{
    QStringList warnings;
    if (const auto dataset = m_workspace->dataset()) {
        const std::vector<int> unseen = unseenClasses(*dataset, m_samples->value());
        if (!unseen.empty())
            warnings << tr("From so few samples the board would see no picture of %1 of %2 classes, and "
                           "never answer "
                           "with them: %3.")
                            .arg(QLocale().toString(int(unseen.size())),
                                 QLocale().toString(int(dataset->classes.size())),
                                 classList(unseen, *dataset));
    }
    m_unseen->setWarnings(warnings);
}

void BoardActions::train()
{
    emit resultWanted(BoardResultsView::training);
    m_board->train(m_samples->value(), m_pictures->value());
}

void BoardActions::infer()
{
    emit resultWanted(BoardResultsView::inference);
    m_board->infer();
}

void BoardActions::profile()
{
    emit resultWanted(BoardResultsView::profile);
    m_board->profile();
}

void BoardActions::compare()
{
    emit resultWanted(BoardResultsView::twin);
    m_board->compare(m_samples->value(), m_pictures->value());
}

} // namespace microt::gui
