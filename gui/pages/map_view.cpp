// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/map_view.h"

#include <algorithm>

#include <QComboBox>
#include <QFile>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>
#include <QVBoxLayout>

#include "gui/pages/picture_viewer.h"
#include "gui/widgets/scatter_plot.h"
#include "gui/widgets/theme.h"
#include "gui/widgets/tool_row.h"

namespace microt::gui {

namespace {

enum Exit { partExit, fullExit };
enum Colour { byClass, byAnswer };

/// Seven colours that everybody can tell apart (Okabe and Ito) in three forms: 21 classes look different.
ScatterGroup groupOfClass(int label, const QString& name)
{
    static const QRgb colours[] = {0xE69F00, 0x56B4E9, 0x009E73, 0xD55E00, 0xCC79A7, 0x0072B2, 0xB0A000};
    constexpr int kColours = 7;
    return {name, QColor(colours[label % kColours]), static_cast<ScatterGroup::Form>(label / kColours % 3)};
}

} // namespace

MapView::MapView(Workspace* workspace, MapModel* model, QWidget* parent)
    : QWidget(parent), m_model(model), m_actions(workspace, this),
      m_viewer(new PictureViewer(workspace, this)), m_plot(new ScatterPlot(this))
{
    m_plot->setAccessibleName(tr("Map of the pictures"));
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, theme::kGrid, 0, 0);
    rows->setSpacing(theme::kGrid / 2);
    rows->addWidget(makeTools());
    rows->addWidget(m_plot, 1);
    connect(model, &MapModel::changed, this, &MapView::refresh);
    connect(m_plot, &ScatterPlot::activated, this, &MapView::view);
    connect(m_plot, &ScatterPlot::chosenChanged, this, &MapView::showChoice);
    refresh();
}

QWidget* MapView::makeTools()
{
    auto* tools = new ToolRow(this);
    const auto addChooser = [this, tools](const QString& name, const QStringList& choices) {
        auto* label = new QLabel(name, tools);
        auto* chooser = new QComboBox(tools);
        chooser->setAccessibleName(name);
        chooser->addItems(choices);
        label->setBuddy(chooser);
        tools->row()->addWidget(label);
        tools->row()->addWidget(chooser);
        connect(chooser, QOverload<int>::of(&QComboBox::activated), this, &MapView::refresh);
        return chooser;
    };
    m_exit = addChooser(tr("Features"), {tr("of the part model"), tr("of the full model")});
    m_exit->setCurrentIndex(fullExit);
    m_colour = addChooser(tr("Colour"), {tr("by class"), tr("by answer")});
    m_note = new QLabel(tools);
    theme::setSmallFont(m_note);
    m_note->setWordWrap(true); // gives way where the window is narrow
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    tools->row()->addWidget(m_note, 1);
    m_relabel = tools->add(tr("Relabel…"), tr("Give the chosen pictures another class; their files stay"));
    m_exclude = tools->add(tr("Exclude"), tr("Leave the chosen pictures out; their files stay"));
    connect(m_relabel, &QToolButton::clicked, this, [this] { m_actions.askClass(chosen()); });
    connect(m_exclude, &QToolButton::clicked, this, [this] { m_actions.exclude(chosen()); });
    return tools;
}

void MapView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_model->ask();
}

void MapView::refresh()
{
    if (isVisible())
        m_model->ask();
    const auto map = m_model->map();
    if (map != m_shown || m_exit->currentIndex() != m_shownExit) {
        m_shown = map;
        m_shownExit = m_exit->currentIndex();
        showPoints();
    }
    showGroups();
    m_plot->setStale(!m_model->isCurrent());
    showChoice();
}

void MapView::showPoints()
{
    if (!m_shown) {
        m_plot->setPoints({});
        return;
    }
    m_plot->setPoints(m_shownExit == partExit ? m_shown->part.points : m_shown->full.points);
    QStringList names;
    for (const int index : m_shown->samples) {
        const Sample& sample = m_shown->dataset->samples[static_cast<std::size_t>(index)];
        names << QStringLiteral("%1 · %2").arg(
            QString::fromStdString(m_shown->dataset->classes[static_cast<std::size_t>(sample.label)]),
            QFile::decodeName(sample.path.c_str()));
    }
    m_plot->setNames(names);
}

void MapView::showGroups()
{
    if (!m_shown)
        return;
    if (m_colour->currentIndex() == byClass)
        groupByClass();
    else
        groupByAnswer();
}

void MapView::groupByClass()
{
    std::vector<ScatterGroup> groups;
    for (const std::string& name : m_shown->dataset->classes)
        groups.push_back(groupOfClass(static_cast<int>(groups.size()), QString::fromStdString(name)));
    std::vector<int> groupOf;
    for (const int index : m_shown->samples)
        groupOf.push_back(m_shown->dataset->samples[static_cast<std::size_t>(index)].label);
    m_plot->setGroups(std::move(groups), std::move(groupOf));
}

void MapView::groupByAnswer()
{
    using Form = ScatterGroup::Form;
    const QColor right = theme::series(SeriesRole::right);
    const QColor wrong = theme::series(SeriesRole::wrong);
    std::vector<int> groupOf;
    for (const MapAnswer answer : m_model->answers())
        groupOf.push_back(static_cast<int>(answer));
    m_plot->setGroups({{tr("learnt from"), theme::line(), Form::disc},
                       {tr("part, right"), right, Form::disc},
                       {tr("part, wrong"), wrong, Form::cross},
                       {tr("full, right"), right, Form::ring},
                       {tr("full, wrong"), theme::danger(), Form::cross}},
                      std::move(groupOf));
}

void MapView::showChoice()
{
    const auto count = static_cast<int>(m_plot->chosen().size());
    m_relabel->setEnabled(count > 0);
    m_exclude->setEnabled(count > 0);
    if (!m_shown) {
        m_note->setText(tr("The map needs features and a cut."));
        return;
    }
    const PictureMap::Plane& plane = m_shownExit == partExit ? m_shown->part : m_shown->full;
    m_note->setText(count > 0
                        ? tr("%1 pictures are chosen.").arg(QLocale().toString(count))
                        : tr("The two main directions hold %1 % of the variance. Click: the picture. "
                             "Drag: choose.")
                              .arg(QLocale().toString(100.0 * (plane.share[0] + plane.share[1]), 'f', 0)));
}

LabelActions::Paths MapView::chosen() const
{
    std::vector<int> samples;
    for (const int point : m_plot->chosen())
        samples.push_back(m_shown->samples[static_cast<std::size_t>(point)]);
    return m_shown ? pathsOf(*m_shown->dataset, samples) : LabelActions::Paths();
}

/// The picture alone, or all that are chosen if it is one of them.
void MapView::view(int point)
{
    std::vector<int> points = m_plot->chosen();
    const auto at = std::find(points.begin(), points.end(), point);
    const auto first = static_cast<int>(at - points.begin());
    const bool alone = at == points.end();
    std::vector<int> samples;
    for (const int one : alone ? std::vector<int>{point} : points)
        samples.push_back(m_shown->samples[static_cast<std::size_t>(one)]);
    m_viewer->open(viewedPictures(*m_shown->dataset, samples), alone ? 0 : first,
                   m_shown->dataset->background);
}

} // namespace microt::gui
