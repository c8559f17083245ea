// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/explore_page.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include "engine/stage/answer_quality.h"
#include "gui/models/front_table_model.h"
#include "gui/pages/precision_chooser.h"
#include "gui/pages/step_notice.h"
#include "gui/widgets/chart.h"
#include "gui/widgets/empty_state.h"
#include "gui/widgets/limit_slider.h"
#include "gui/widgets/theme.h"
#include "gui/words/numbers.h"

namespace microt::gui {

namespace {

/// One setting in a sentence, with what to expect of it.
QString sentenceOf(const ExplorePoint& point, int unseen, const QString& board)
{
    const QLocale locale;
    const ShareRange range = wilsonRange(point.accuracy, unseen);
    return ExplorePage::tr(
               "Cut %1 at ratio %2 (confidence: %3) on %4: %5 mJ a picture, modelled, %6 % saved. "
               "It answers %7 % of %8 unseen pictures rightly; expect %9 on new ones.")
        .arg(locale.toString(point.cut), locale.toString(point.ratio, 'f', 2), measureName(point.measure),
             board, locale.toString(point.millijoule, 'f', 3), percent(point.saving), percent(point.accuracy),
             locale.toString(unseen),
             ExplorePage::tr("%1 to %2 %").arg(percent(range.low), percent(range.high)));
}

QString outOfReach(const OutOfReach& one)
{
    const QString best = QLocale().toString(one.best, 'f', one.what == OutOfReach::What::energy ? 3 : 1);
    switch (one.what) {
    case OutOfReach::What::accuracy:
        return ExplorePage::tr("The highest accuracy, one standard error in hand, is %1 %.").arg(best);
    case OutOfReach::What::energy:
        return ExplorePage::tr("The least energy is %1 mJ.").arg(best);
    case OutOfReach::What::time:
        return ExplorePage::tr("The shortest time is %1 ms.").arg(best);
    case OutOfReach::What::sram:
        return ExplorePage::tr("The activations take %1 kB.").arg(best);
    case OutOfReach::What::flash:
        return ExplorePage::tr("The weights take %1 kB.").arg(best);
    case OutOfReach::What::board:
        break;
    }
    return ExplorePage::tr("The network fits no board.");
}

QString whyNone(const std::vector<OutOfReach>& out)
{
    if (out.empty())
        return ExplorePage::tr("No setting meets all limits together; loosen one of them.");
    QStringList sentences{ExplorePage::tr("No setting meets the limits.")};
    for (const OutOfReach& one : out)
        sentences << outOfReach(one);
    return sentences.join(QLatin1Char(' '));
}

QVector<QPointF> placesOf(const Exploration& all, const std::vector<std::size_t>& front)
{
    QVector<QPointF> places;
    for (const std::size_t i : front)
        places.append({all.points()[i].millijoule, 100.0 * all.points()[i].accuracy});
    return places;
}

} // namespace

struct ExplorePage::Parts
{
    ExploreModel* model = nullptr;
    LimitSlider* accuracy = nullptr;
    LimitSlider* energy = nullptr;
    LimitSlider* time = nullptr;
    QLabel* memory = nullptr;
    Chart* chart = nullptr;
    QLabel* sentence = nullptr;
    QPushButton* use = nullptr;
    FrontTableModel* front = nullptr;
    QTableView* table = nullptr;
    QWidget* content = nullptr;
    EmptyState* empty = nullptr;
    QStackedWidget* stack = nullptr;
    StepNotice notice;
    std::shared_ptr<const Exploration> shown;
    QVector<QPointF> all; ///< its front without limits
};

ExplorePage::ExplorePage(Workspace* workspace, ExploreModel* model, QWidget* parent)
    : Page(workspace, parent), m_parts(std::make_unique<Parts>())
{
    Parts& p = *m_parts;
    p.model = model;
    auto* title = new QLabel(ExplorePage::title(), this);
    theme::setTitleFont(title);
    auto* top = new QHBoxLayout;
    top->setSpacing(theme::kGrid);
    top->addWidget(title);
    top->addStretch(1);
    top->addWidget(new PrecisionChooser(workspace, this));

    p.content = new QWidget(this);
    auto* columns = new QHBoxLayout(p.content);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(2 * theme::kGrid);
    columns->addWidget(makeLimits());
    columns->addWidget(makeResult(), 1);
    p.empty = new EmptyState(this);
    p.stack = new QStackedWidget(this);
    p.stack->addWidget(p.content);
    p.stack->addWidget(p.empty);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * theme::kGrid, theme::kGrid, 2 * theme::kGrid, theme::kGrid);
    layout->setSpacing(theme::kGrid);
    layout->addLayout(top);
    layout->addWidget(p.stack, 1);

    connect(p.empty, &EmptyState::buttonClicked, this, [this] {
        if (m_parts->notice.act)
            m_parts->notice.act();
    });
    connect(model, &ExploreModel::changed, this, &ExplorePage::showAll);
    showAll();
}

ExplorePage::~ExplorePage() = default;

QWidget* ExplorePage::makeLimits()
{
    Parts& p = *m_parts;
    auto* panel = new QFrame(p.content);
    panel->setFixedWidth(26 * theme::kGrid);
    auto* heading = new QLabel(QStringLiteral("<b>%1</b>").arg(tr("Limits")), panel);
    auto* rule =
        new QLabel(tr("Without an accuracy: at most one point under the best full model. One standard "
                      "error is kept in hand."),
                   panel);
    rule->setWordWrap(true);
    p.accuracy = new LimitSlider(tr("Accurac&y at least"), tr(" %"), 1, panel);
    p.energy = new LimitSlider(tr("Ener&gy at most"), tr(" mJ"), 3, panel);
    p.time = new LimitSlider(tr("Ti&me at most"), tr(" ms"), 1, panel);
    p.memory = new QLabel(panel);
    p.memory->setWordWrap(true);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2 * theme::kGrid);
    layout->addWidget(heading);
    for (LimitSlider* limit : {p.accuracy, p.energy, p.time}) {
        layout->addWidget(limit);
        connect(limit, &LimitSlider::changed, this, &ExplorePage::readLimits);
    }
    layout->addWidget(rule);
    layout->addWidget(p.memory);
    layout->addStretch(1);
    return panel;
}

QWidget* ExplorePage::makeResult()
{
    Parts& p = *m_parts;
    auto* result = new QWidget(p.content);
    p.chart = new Chart(tr("Accuracy against energy"), result);
    p.sentence = new QLabel(result);
    p.sentence->setWordWrap(true);
    p.sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    p.use = new QPushButton(tr("&Use this setting"), result);
    p.use->setToolTip(
        tr("Sets cut, ratio, confidence measure and board of the task to the row that is marked"));
    p.front = new FrontTableModel(this);
    p.table = new QTableView(result);
    prepareTable();
    auto* says = new QHBoxLayout;
    says->setSpacing(theme::kGrid);
    says->addWidget(p.sentence, 1);
    says->addWidget(p.use, 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(result);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::kGrid);
    layout->addLayout(says);
    layout->addWidget(p.chart, 3);
    layout->addWidget(p.table, 2);
    connect(p.use, &QPushButton::clicked, this, [this] {
        const ExplorePoint* point = m_parts->front->pointAt(m_parts->table->currentIndex().row());
        if (point != nullptr)
            m_parts->model->use(*point);
    });
    return result;
}

void ExplorePage::prepareTable()
{
    Parts& p = *m_parts;
    p.table->setModel(p.front);
    p.table->setSelectionBehavior(QAbstractItemView::SelectRows);
    p.table->setSelectionMode(QAbstractItemView::SingleSelection);
    p.table->setAccessibleName(tr("Settings that no other beats"));
    p.table->verticalHeader()->hide();
    p.table->setShowGrid(false);
    p.table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    p.table->horizontalHeader()->setStretchLastSection(true);
    connect(p.table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& row) {
                const ExplorePoint* point = m_parts->front->pointAt(row.row());
                m_parts->use->setEnabled(point != nullptr);
                if (point != nullptr)
                    m_parts->sentence->setText(
                        sentenceOf(*point, m_parts->shown->unseen(),
                                   shortName(this->workspace()->boards()[std::size_t(point->board)])));
            });
}

void ExplorePage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    showAll();
}

void ExplorePage::readLimits()
{
    const Parts& p = *m_parts;
    ExploreLimits limits = p.model->limits();
    limits.accuracy = p.accuracy->limit();
    limits.millijoule = p.energy->limit();
    limits.milliseconds = p.time->limit();
    p.model->setLimits(limits);
}

/// What can be reached at all, and what the network takes.
void ExplorePage::showRanges()
{
    Parts& p = *m_parts;
    const auto& points = p.shown->points();
    const auto span = [&points](double ExplorePoint::*figure) {
        const auto [low, high] =
            std::minmax_element(points.begin(), points.end(),
                                [figure](const auto& a, const auto& b) { return a.*figure < b.*figure; });
        return std::make_pair((*low).*figure, (*high).*figure);
    };
    const auto accuracy = span(&ExplorePoint::accuracy);
    const auto energy = span(&ExplorePoint::millijoule);
    const auto time = span(&ExplorePoint::milliseconds);
    p.accuracy->setRange(100.0 * accuracy.first, 100.0 * accuracy.second, 100.0 * accuracy.second);
    p.energy->setRange(energy.first, energy.second, energy.second);
    p.time->setRange(time.first, time.second, time.second);
    const ExploreMemory& memory = p.shown->memory(0);
    ExploreLimits none;
    none.acceptedLoss = 100.0;
    p.all = placesOf(*p.shown, p.shown->front(none));
    QStringList boards;
    for (const BoardProfile& board : workspace()->boards())
        boards << (fits(memory, board) ? tr("fits %1") : tr("does not fit %1")).arg(shortName(board));
    p.memory->setText(
        tr("The network in int8 takes %1 kB for activations and %2 kB for weights, whatever the "
           "setting: %3.")
            .arg(QLocale().toString(double(memory.sramBytes) / 1e3, 'f', 1),
                 QLocale().toString(double(memory.flashBytes) / 1e3, 'f', 1),
                 boards.join(QStringLiteral(", "))));
}

void ExplorePage::showAll()
{
    Parts& p = *m_parts;
    if (isVisible())
        p.model->explore();
    const ExploreLimits& limits = p.model->limits();
    if (p.model->exploration() != p.shown) {
        p.shown = p.model->exploration();
        if (p.shown)
            showRanges();
    }
    p.accuracy->setLimit(limits.accuracy);
    p.energy->setLimit(limits.millijoule);
    p.time->setLimit(limits.milliseconds);
    if (p.shown && !p.shown->points().empty()) {
        showFront();
        p.chart->setStale(p.model->stale());
        p.stack->setCurrentWidget(p.content);
    } else {
        showNotice();
    }
    emit commandChanged();
}

void ExplorePage::showNotice()
{
    Parts& p = *m_parts;
    p.notice = noticeFor(workspace(), Step::features, this);
    if (p.notice.isEmpty() && p.model->failure())
        p.notice.sentence = QString::fromStdString(p.model->failure()->what);
    if (p.notice.isEmpty())
        p.notice.sentence = tr("Trying every cut, ratio, confidence measure and board …");
    p.empty->set(p.notice.sentence, p.notice.button);
    p.stack->setCurrentWidget(p.empty);
}

void ExplorePage::showFront()
{
    Parts& p = *m_parts;
    QStringList boards;
    for (const BoardProfile& board : workspace()->boards())
        boards << shortName(board);
    const std::vector<std::size_t> front = p.shown->front(p.model->limits());
    p.front->set(p.shown, front, boards);
    p.use->setEnabled(!front.empty());
    if (!front.empty())
        p.table->selectRow(0); // the recommended one: of the front that with the least energy
    else
        p.sentence->setText(whyNone(p.shown->outOfReach(p.model->limits())));
    showChart(front);
}

void ExplorePage::showChart(const std::vector<std::size_t>& front)
{
    Parts& p = *m_parts;
    const QVector<QPointF> within = placesOf(*p.shown, front);
    p.chart->setSeries(
        {{tr("all settings"), SeriesRole::neutral, SeriesKind::line, p.all, {}, 0.8, true},
         {tr("within the limits"), SeriesRole::staged, SeriesKind::dottedLine, within, {}, 0.8, false}});
    QVector<ChartMarker> markers;
    const auto mark = [&](std::size_t i, SeriesRole role, const QString& label) {
        const ExplorePoint& point = p.shown->points()[i];
        markers.append(
            {ChartMarker::Kind::dot, point.millijoule, 100.0 * point.accuracy, role, label, false});
    };
    if (const auto now = p.model->current())
        mark(*now, SeriesRole::full, tr("now"));
    if (!front.empty())
        mark(front.front(), SeriesRole::staged, tr("recommended"));
    p.chart->setMarkers(markers);
    // What lies far below everything that is marked would only press it into a corner.
    constexpr double kRoomBelow = 15.0; // points
    double low = 100.0;
    double high = 0.0;
    double right = 0.0;
    for (const QPointF& point : within) {
        low = std::min(low, point.y());
        high = std::max(high, point.y());
        right = std::max(right, point.x());
    }
    for (const ChartMarker& marker : markers) {
        low = std::min(low, marker.y);
        high = std::max(high, marker.y);
        right = std::max(right, marker.x);
    }
    low = std::max(0.0, std::min(low, high) - kRoomBelow);
    double left = right;
    for (const QPointF& point : p.all)
        if (point.y() >= low)
            left = std::min(left, point.x());
    p.chart->setAxes({tr("Energy, mJ a picture, modelled"), left * 0.95, right * 1.05, 0.0, 1},
                     {tr("Accuracy of unseen pictures, %"), low, std::min(100.0, high + 2.0), 0.0, 0});
}

QString ExplorePage::title() const
{
    return tr("Explore");
}

QString ExplorePage::help() const
{
    return tr(
        "<p>Every cut, ratio, confidence measure and board at once. Heads are trained once; what they say of "
        "pictures that they had not seen gives the accuracy of every setting, the energy model what it "
        "costs.</p>"
        "<p>The line holds the settings that no other beats: whatever is more accurate costs more. Limits "
        "narrow it; of what is left, the setting with the least energy is recommended. The range says where "
        "the accuracy of new pictures like these lies in 95 of 100 cases.</p>"
        "<p>Test pictures are measured and never choose.</p>");
}

QString ExplorePage::command() const
{
    TaskSettings settings = workspace()->settings();
    settings.stage.cut.reset();
    settings.stage.measure = {};
    settings.ratio.reset();
    settings.choice = {};
    settings.board = TaskSettings().board;
    const QString limits = QString::fromStdString(shellCommand(optionWords(m_parts->model->limits())));
    return (taskCommand(*workspace(), QStringLiteral("explore"), settings) + QLatin1Char(' ') + limits)
        .trimmed();
}

} // namespace microt::gui
