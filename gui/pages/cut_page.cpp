// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/cut_page.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QLabel>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

#include "gui/models/data_warnings.h"
#include "gui/models/distill_model.h"
#include "gui/pages/cut_view.h"
#include "gui/pages/distill_view.h"
#include "gui/pages/precision_chooser.h"
#include "gui/pages/step_notice.h"
#include "gui/widgets/empty_state.h"
#include "gui/widgets/theme.h"
#include "gui/widgets/warning_label.h"

namespace microt::gui {

struct CutPage::Parts
{
    CutView* view = nullptr;
    EmptyState* empty = nullptr;
    QStackedWidget* stack = nullptr;
    WarningLabel* warnings = nullptr;
    DistillView* joint = nullptr;
    QTabWidget* tabs = nullptr;
    StepNotice notice;
};

CutPage::CutPage(Workspace* workspace, DistillModel* distill, QWidget* parent)
    : Page(workspace, parent), m_parts(std::make_unique<Parts>())
{
    Parts& p = *m_parts;
    auto* title = new QLabel(CutPage::title(), this);
    theme::setTitleFont(title);
    p.view = new CutView(this);
    p.empty = new EmptyState(this);
    p.stack = new QStackedWidget(this);
    p.stack->addWidget(p.view);
    p.stack->addWidget(p.empty);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * theme::kGrid, theme::kGrid, 2 * theme::kGrid, theme::kGrid);
    layout->setSpacing(theme::kGrid);
    auto* header = new QHBoxLayout;
    header->setSpacing(theme::kGrid);
    header->addWidget(title, 1);
    header->addWidget(new PrecisionChooser(workspace, this));
    layout->addLayout(header);
    p.joint = new DistillView(workspace, distill, Training::join, this);
    p.tabs = new QTabWidget(this);
    p.tabs->setDocumentMode(true);
    auto* cuts = new QWidget(p.tabs);
    p.warnings = new WarningLabel(cuts);
    auto* rows = new QVBoxLayout(cuts);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(theme::kGrid);
    rows->addWidget(p.warnings);
    rows->addWidget(p.stack, 1);
    p.tabs->addTab(cuts, tr("Cuts"));
    p.tabs->addTab(p.joint, tr("Joint training"));
    layout->addWidget(p.tabs, 1);
    connect(p.joint, &DistillView::commandChanged, this, &Page::commandChanged);
    connect(p.tabs, &QTabWidget::currentChanged, this, &Page::commandChanged);

    connect(p.view, &CutView::cutChosen, workspace, [workspace](int cut) {
        if (cut == 0)
            workspace->useRecommended();
        else
            workspace->setCut(cut);
    });
    connect(p.view, &CutView::choiceChosen, workspace, &Workspace::setChoice);
    connect(p.empty, &EmptyState::buttonClicked, this, [this] {
        if (m_parts->notice.act)
            m_parts->notice.act();
    });
    for (const auto change : {&Workspace::cutsChanged, &Workspace::stateChanged, &Workspace::inputChecked})
        connect(workspace, change, this, &CutPage::showCuts);
    for (const auto change : {&Workspace::cutsChanged, &Workspace::taskChanged, &Workspace::extractorChanged,
                              &Workspace::projectChanged})
        connect(workspace, change, this, &Page::commandChanged);
    showCuts();
}

CutPage::~CutPage() = default;

void CutPage::showCuts()
{
    Parts& p = *m_parts;
    const auto table = workspace()->cuts();
    const Task* task = workspace()->task();
    if (table && task != nullptr) {
        p.view->setTable(table, task->stage.cut.value_or(0));
        p.view->setStale(workspace()->state(Step::cuts) != StepState::ready);
        p.stack->setCurrentWidget(p.view);
        showWarnings(*table);
        return;
    }
    p.warnings->setWarnings({});
    p.notice = noticeFor(workspace(), Step::cuts, this);
    p.empty->set(p.notice.sentence, p.notice.button);
    p.stack->setCurrentWidget(p.empty);
}

void CutPage::showWarnings(const CutTable& table)
{
    const auto dataset = workspace()->dataset();
    if (!dataset)
        return;
    QStringList warnings = inputWarnings(*workspace()) + dataWarnings(*dataset);
    const Task* task = workspace()->task();
    const CutRow* row = table.find(task != nullptr ? task->stage.cut.value_or(table.recommended) : 0);
    const auto fits = [&dataset](int label) { return label < static_cast<int>(dataset->classes.size()); };
    if (row != nullptr && !row->partClasses.neverAnswered.empty() &&
        std::all_of(row->partClasses.neverAnswered.begin(), row->partClasses.neverAnswered.end(), fits))
        warnings << tr("The part model of cut %1 never answers with: %2.")
                        .arg(row->cut)
                        .arg(classList(row->partClasses.neverAnswered, *dataset));
    m_parts->warnings->setWarnings(warnings);
}

QString CutPage::title() const
{
    return tr("Cut");
}

QString CutPage::help() const
{
    return tr(
        "<p>A cut divides the extractor in two: the part model up to the cut, which every picture goes "
        "through, and the rest, which only unsure pictures resume. An early cut saves more computation, a "
        "late one answers more pictures rightly by itself. Recommended is, of all cuts and stage-decision "
        "ratios, the one with the least energy that loses no more accuracy than you accept, or the cut with "
        "the highest fused score. Both are estimated on calibration pictures and, by cross-validation, train "
        "pictures, never on test pictures.</p>"
        "<p><i>score</i>(<i>k</i>) = (<i>w</i><sub>a</sub> (1 − <i>L</i>) + <i>w</i><sub>g</sub> <i>G</i> + "
        "<i>w</i><sub>m</sub> <i>M</i>) / (<i>w</i><sub>a</sub> + <i>w</i><sub>g</sub> + "
        "<i>w</i><sub>m</sub>)</p>"
        "<p><i>L</i>: accuracy lost against the full model, relative. <i>G</i>: accuracy gained for the "
        "computation added since the cut before, scaled to 0…1. <i>M</i>: share of MACs saved.</p>");
}

QString CutPage::command() const
{
    if (m_parts->tabs->currentWidget() == m_parts->joint)
        return m_parts->joint->command();
    TaskSettings settings = workspace()->settings();
    settings.stage.cut.reset();
    settings.ratio.reset();
    return taskCommand(*workspace(), QStringLiteral("cuts"), settings);
}

QString CutPage::chapter() const
{
    return m_parts->tabs->currentWidget() == m_parts->joint ? QStringLiteral("distilling")
                                                            : QStringLiteral("cuts");
}

} // namespace microt::gui
