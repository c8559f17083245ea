// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/confusion_pictures.h"

#include <QCursor>
#include <QLocale>
#include <QMenu>

#include "gui/pages/picture_viewer.h"
#include "gui/widgets/picture_popover.h"

namespace microt::gui {

ConfusionPictures::ConfusionPictures(Workspace* workspace, JobQueue* jobs, QWidget* over)
    : QObject(over), m_over(over), m_actions(workspace, over), m_popover(new PicturePopover(jobs, over)),
      m_viewer(new PictureViewer(workspace, over))
{
    connect(m_popover, &PicturePopover::activated, this, &ConfusionPictures::view);
    connect(m_popover, &PicturePopover::menuWanted, this, &ConfusionPictures::showMenu);
    connect(m_popover, &PicturePopover::removalWanted, this, [this] {
        const LabelActions::Paths paths = chosen();
        m_popover->hide();
        m_actions.exclude(paths);
    });
}

void ConfusionPictures::open(const StageModel& model, std::shared_ptr<const Dataset> dataset,
                             const Thresholds& thresholds, int label, int answer)
{
    m_dataset = std::move(dataset);
    m_samples.clear();
    const StageSamples& test = model.test;
    std::vector<PictureItem> items;
    for (const std::int64_t cell : confusionCell(test, thresholds, label, answer)) {
        const auto index = static_cast<std::size_t>(cell);
        const Sample& sample = m_dataset->samples[static_cast<std::size_t>(test.sample[index])];
        m_samples.push_back(test.sample[index]);
        const std::size_t exit = stagedAnswer(test, index, thresholds).exit;
        const QString who = exit > test.between.size() ? tr("full")
                            : exit == 0                ? tr("part")
                                                       : tr("part %1").arg(exit + 1);
        items.push_back({m_dataset->pathOf(sample).string(),
                         tr("%1 %2").arg(who, QLocale().toString(test.partConfidence[index], 'f', 2))});
    }
    if (items.empty())
        return;
    const QString labelName = QString::fromStdString(m_dataset->classes[static_cast<std::size_t>(label)]);
    const QString answerName = QString::fromStdString(m_dataset->classes[static_cast<std::size_t>(answer)]);
    const QString count = QLocale().toString(qlonglong(items.size()));
    const QString title = label == answer ? tr("“%1” answered rightly: %2").arg(labelName, count)
                                          : tr("“%1” answered as “%2”: %3").arg(labelName, answerName, count);
    m_popover->open(title, std::move(items), QCursor::pos(), m_dataset->background);
}

LabelActions::Paths ConfusionPictures::chosen() const
{
    std::vector<int> samples;
    for (const int item : m_popover->chosen())
        samples.push_back(m_samples[static_cast<std::size_t>(item)]);
    return pathsOf(*m_dataset, samples);
}

void ConfusionPictures::view(int item)
{
    m_popover->hide();
    m_viewer->open(viewedPictures(*m_dataset, m_samples), item, m_dataset->background);
}

void ConfusionPictures::showMenu(const QPoint& where)
{
    QMenu menu(m_over);
    m_actions.fillMenu(&menu, chosen(), [this] { view(m_popover->chosen().front()); });
    if (menu.exec(where) != nullptr)
        m_popover->hide();
}

} // namespace microt::gui
