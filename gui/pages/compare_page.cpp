// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/compare_page.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "gui/models/error_text.h"
#include "gui/pages/compare_form.h"
#include "gui/pages/compare_view.h"
#include "gui/pages/step_notice.h"
#include "gui/widgets/empty_state.h"
#include "gui/widgets/theme.h"
#include "gui/words/compare_words.h"

namespace microt::gui {

struct ComparePage::Parts
{
    CompareModel* model = nullptr;
    CompareForm* form = nullptr;
    QPushButton* start = nullptr;
    QPushButton* cancel = nullptr;
    QLabel* state = nullptr;
    CompareView* view = nullptr;
    EmptyState* empty = nullptr;
    QStackedWidget* stack = nullptr;
    StepNotice notice;
};

ComparePage::ComparePage(Workspace* workspace, CompareModel* model, QWidget* parent)
    : Page(workspace, parent), m_parts(std::make_unique<Parts>())
{
    Parts& p = *m_parts;
    p.model = model;
    p.form = new CompareForm(this);
    p.start = new QPushButton(tr("&Compare"), this);
    p.start->setToolTip(
        tr("Trains every ticked method on the pictures of the task. It goes on while you work "
           "on other pages"));
    p.cancel = new QPushButton(tr("Cance&l"), this);
    p.cancel->setToolTip(tr("Ends the comparison; nothing of it is kept"));
    p.form->actions()->addWidget(p.cancel);
    p.form->actions()->addWidget(p.start);
    p.state = new QLabel(this);
    p.state->setWordWrap(true);
    p.state->setTextFormat(Qt::PlainText);
    p.state->setTextInteractionFlags(Qt::TextSelectableByMouse);
    p.view = new CompareView(this);
    p.empty = new EmptyState(this);
    p.stack = new QStackedWidget(this);
    p.stack->addWidget(p.view);
    p.stack->addWidget(p.empty);
    layOut();

    p.form->setWish(model->wish());
    connect(p.form, &CompareForm::changed, this, [this] { m_parts->model->setWish(m_parts->form->wish()); });
    connect(p.start, &QPushButton::clicked, model, &CompareModel::compare);
    connect(p.cancel, &QPushButton::clicked, model, &CompareModel::cancel);
    connect(p.empty, &EmptyState::buttonClicked, this, [this] {
        if (m_parts->notice.act)
            m_parts->notice.act();
    });
    connect(model, &CompareModel::changed, this, &ComparePage::showAll);
    showAll();
}

ComparePage::~ComparePage() = default;

void ComparePage::layOut()
{
    Parts& p = *m_parts;
    auto* title = new QLabel(ComparePage::title(), this);
    theme::setTitleFont(title);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * theme::kGrid, theme::kGrid, 2 * theme::kGrid, theme::kGrid);
    layout->setSpacing(theme::kGrid);
    p.form->heading()->addWidget(title);
    layout->addWidget(p.form);
    layout->addWidget(p.state);
    layout->addWidget(p.stack, 1);
}

void ComparePage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    showAll();
}

/// What is under way, went wrong, or is out of date; empty: the result speaks for itself.
QString ComparePage::stateSentence() const
{
    const CompareModel& model = *m_parts->model;
    if (model.running())
        return tr("Comparing methods on %1; the bar below says how far it is.").arg(model.runningTask());
    if (model.failure())
        return QStringLiteral("%1 %2").arg(errorText(model.failure()->code).advice,
                                           QString::fromStdString(model.failure()->what));
    if (model.wish().methods.empty())
        return tr("Tick a method to compare.");
    if (model.stale() && !model.changedText().isEmpty())
        return tr("This comparison was made with other settings; changed since: %1. Compare again to renew "
                  "it.")
            .arg(model.changedText());
    return {};
}

void ComparePage::showAll()
{
    Parts& p = *m_parts;
    if (isVisible())
        p.model->lookUp();
    p.form->setWish(p.model->wish());
    p.start->setEnabled(!p.model->running() && p.model->canCompare());
    p.cancel->setVisible(p.model->running());
    const QString state = stateSentence();
    p.state->setText(state);
    p.state->setVisible(!state.isEmpty());
    if (p.model->comparison()) {
        p.view->setComparison(p.model->comparison(), workspace()->boards());
        p.view->setStale(p.model->stale());
        p.stack->setCurrentWidget(p.view);
    } else {
        showNotice();
    }
    emit commandChanged();
}

void ComparePage::showNotice()
{
    Parts& p = *m_parts;
    p.notice = noticeFor(workspace(), Step::cuts, this);
    const Task* task = workspace()->task();
    const bool comes =
        p.model->running() && task != nullptr && p.model->runningTask() == QString::fromStdString(task->name);
    if (p.notice.isEmpty() && comes)
        p.notice.sentence = tr("The table appears here once every method is trained.");
    else if (p.notice.isEmpty())
        p.notice.sentence = tr("Is MicroT better than other ways of learning on your pictures? Tick methods, "
                               "then press Compare.");
    p.empty->set(p.notice.sentence, p.notice.button);
    p.stack->setCurrentWidget(p.empty);
}

QString ComparePage::title() const
{
    return tr("Compare");
}

QString ComparePage::obstacle() const
{
    if (m_parts->model->running())
        return tr("A comparison is under way.");
    return noticeFor(workspace(), Step::cuts, const_cast<ComparePage*>(this)).sentence;
}

QString ComparePage::help() const
{
    return tr(
        "<p>Ways of learning on the same pictures, with the same heads and the same rule when to stop. What "
        "changes the extractor is really trained; of MicroT and TTL only heads learn.</p>"
        "<p><b>− MicroT</b> says how many points a method lies above MicroT, <b>p</b> how likely chance "
        "alone "
        "makes such a difference (exact McNemar test; of several seeds twice the mean). Energy and memory "
        "are "
        "modelled from the operators and the board's profile.</p>"
        "<p>In italics stands what MicroT's paper says: other pictures, another extractor.</p>");
}

QString ComparePage::command() const
{
    const std::string options =
        shellCommand(compareOptionWords(m_parts->model->settings(), m_parts->model->wish()));
    return QStringLiteral("microt compare %1 --extractor %2 %3")
        .arg(datasetWord(*workspace()), extractorWord(*workspace()), QString::fromStdString(options))
        .trimmed();
}

} // namespace microt::gui
