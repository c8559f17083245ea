// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/extractor_page.h"

#include <algorithm>

#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonDocument>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include "engine/exchange/open_extractor.h"
#include "gui/models/distill_model.h"
#include "gui/models/layer_model.h"
#include "gui/pages/ask.h"
#include "gui/pages/block_bar.h"
#include "gui/pages/distill_view.h"
#include "gui/pages/elided_label.h"
#include "gui/pages/graph_view.h"
#include "gui/pages/input_form.h"
#include "gui/pages/memory_view.h"
#include "gui/pages/share_delegate.h"
#include "gui/pages/step_notice.h"
#include "gui/widgets/empty_state.h"
#include "gui/widgets/figure_tile.h"
#include "gui/widgets/plain_table.h"
#include "gui/widgets/theme.h"

namespace microt::gui {

struct ExtractorPage::Parts
{
    QStackedWidget* stack = nullptr;
    QWidget* content = nullptr;
    EmptyState* empty = nullptr;
    StepNotice notice;
    QMenu* menu = nullptr;

    FigureTile* macs = nullptr;
    FigureTile* parameters = nullptr;
    FigureTile* arena = nullptr;
    FigureTile* features = nullptr;
    ElidedLabel* source = nullptr;
    ElidedLabel* format = nullptr;
    ElidedLabel* hash = nullptr;
    ElidedLabel* preprocessing = nullptr;
    BlockBar* blocks = nullptr;
    QTabWidget* tabs = nullptr;
    LayerModel* layers = nullptr;
    GraphView* graph = nullptr;
    MemoryView* memory = nullptr;
    DistillView* distill = nullptr;
    QPlainTextEdit* recipe = nullptr;
    std::shared_ptr<const Extractor> shown;
};

namespace {

QString colourText(Colour colour)
{
    switch (colour) {
    case Colour::rgb:
        return QStringLiteral("RGB");
    case Colour::bgr:
        return QStringLiteral("BGR");
    case Colour::grey:
        break;
    }
    return ExtractorPage::tr("grey");
}

QString resizeText(ResizeMode mode)
{
    switch (mode) {
    case ResizeMode::squash:
        return ExtractorPage::tr("squashed");
    case ResizeMode::centreCrop:
        return ExtractorPage::tr("scaled to cover it, centre cut out");
    case ResizeMode::letterbox:
        break;
    }
    return ExtractorPage::tr("scaled to fit into it, grey around");
}

QString threeNumbers(const std::array<float, 3>& values)
{
    const QLocale locale;
    if (values[0] == values[1] && values[1] == values[2])
        return locale.toString(values[0], 'g', 4);
    QStringList parts;
    for (const float value : values)
        parts << locale.toString(value, 'g', 4);
    return parts.join(QStringLiteral("; "));
}

} // namespace

ExtractorPage::ExtractorPage(Workspace* workspace, DistillModel* distill, QWidget* parent)
    : Page(workspace, parent), m_parts(std::make_unique<Parts>())
{
    Parts& p = *m_parts;
    p.content = new QWidget(this);
    auto* rows = new QVBoxLayout(p.content);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(theme::kGrid);
    rows->addWidget(makeSummary());
    rows->addWidget(makeOrigin());
    rows->addWidget(makeTabs(), 1);
    p.distill = new DistillView(workspace, distill, Training::distil, p.tabs);
    p.tabs->addTab(p.distill, tr("Distil"));
    connect(p.distill, &DistillView::commandChanged, this, &Page::commandChanged);
    connect(p.tabs, &QTabWidget::currentChanged, this, &Page::commandChanged);

    p.empty = new EmptyState(this);
    p.stack = new QStackedWidget(this);
    p.stack->addWidget(p.content);
    p.stack->addWidget(p.empty);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * theme::kGrid, theme::kGrid, 2 * theme::kGrid, theme::kGrid);
    layout->setSpacing(theme::kGrid);
    layout->addWidget(makeHeader());
    layout->addWidget(p.stack, 1);

    connect(p.empty, &EmptyState::buttonClicked, this, [this]() {
        if (m_parts->notice.act)
            m_parts->notice.act();
    });
    for (const auto change : {&Workspace::projectChanged, &Workspace::extractorChanged})
        connect(workspace, change, this, &Page::commandChanged);
    connect(workspace, &Workspace::extractorChanged, this, &ExtractorPage::showExtractor);
    connect(workspace, &Workspace::stateChanged, this, &ExtractorPage::showState);
    connect(workspace, &Workspace::cutsChanged, this, [this]() {
        if (const Task* task = Page::workspace()->task())
            m_parts->memory->setSight(task->stage.sight());
        m_parts->memory->setCut(Page::workspace()->chosenCut());
        m_parts->graph->canvas()->setCut(Page::workspace()->chosenCut());
    });
    showExtractor();
}

ExtractorPage::~ExtractorPage() = default;

QWidget* ExtractorPage::makeHeader()
{
    auto* header = new QWidget(this);
    auto* title = new QLabel(ExtractorPage::title(), header);
    theme::setTitleFont(title);
    auto* choose = new QToolButton(header);
    choose->setText(tr("Choose an extractor"));
    choose->setIcon(theme::icon(QStringLiteral("extractor")));
    choose->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    choose->setPopupMode(QToolButton::InstantPopup);
    m_parts->menu = new QMenu(choose);
    choose->setMenu(m_parts->menu);
    connect(m_parts->menu, &QMenu::aboutToShow, this, &ExtractorPage::fillMenu);
    auto* layout = new QHBoxLayout(header);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(title);
    layout->addStretch();
    layout->addWidget(choose);
    return header;
}

void ExtractorPage::fillMenu()
{
    QMenu* menu = m_parts->menu;
    menu->clear();
    for (const std::string& name : shippedExtractors()) {
        const QString shipped = QString::fromStdString(name);
        QAction* action =
            menu->addAction(shipped, this, [this, shipped]() { workspace()->setExtractor(shipped); });
        action->setCheckable(true);
        action->setChecked(workspace()->project().extractor == name);
    }
    menu->addSeparator();
    menu->addAction(theme::icon(QStringLiteral("file")), tr("A file…"), this,
                    [this]() { askExtractor(workspace(), this); });
}

QWidget* ExtractorPage::makeSummary()
{
    Parts& p = *m_parts;
    auto* summary = new QWidget(p.content);
    auto* layout = new QHBoxLayout(summary);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::kGrid);
    p.macs = new FigureTile(tr("Multiply-accumulates"), summary);
    p.parameters = new FigureTile(tr("Parameters"), summary);
    p.arena = new FigureTile(tr("Activations, largest"), summary);
    p.features = new FigureTile(tr("Features"), summary);
    for (FigureTile* tile : {p.macs, p.parameters, p.arena, p.features})
        layout->addWidget(tile);
    return summary;
}

QWidget* ExtractorPage::makeOrigin()
{
    Parts& p = *m_parts;
    auto* card = new QFrame(p.content);
    card->setProperty("card", true);
    auto* form = new QFormLayout(card);
    form->setContentsMargins(theme::kGrid, theme::kGrid, theme::kGrid, theme::kGrid);
    form->setHorizontalSpacing(2 * theme::kGrid);
    form->setVerticalSpacing(theme::kGrid / 2);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setLabelAlignment(Qt::AlignLeft);
    const std::pair<QString, ElidedLabel**> lines[] = {{tr("Source"), &p.source},
                                                       {tr("Format"), &p.format},
                                                       {tr("SHA-256 of the weights"), &p.hash},
                                                       {tr("Preprocessing"), &p.preprocessing}};
    for (const auto& [name, field] : lines) {
        *field = new ElidedLabel(card);
        (*field)->setTextInteractionFlags(Qt::TextSelectableByMouse);
        (*field)->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
        form->addRow(name, *field);
    }
    p.blocks = new BlockBar(card);
    form->addRow(tr("MACs by block"), p.blocks);
    return card;
}

QWidget* ExtractorPage::makeTabs()
{
    Parts& p = *m_parts;
    p.tabs = new QTabWidget(p.content);
    p.tabs->setDocumentMode(true);
    p.layers = new LayerModel(this);
    auto* sorted = new QSortFilterProxyModel(this);
    sorted->setSourceModel(p.layers);
    sorted->setSortRole(LayerModel::SortRole);
    auto* table = new QTableView(p.tabs);
    table->setModel(sorted);
    table->setAccessibleName(tr("Operators"));
    preparePlainTable(*table);
    table->setWordWrap(false);
    table->setTextElideMode(Qt::ElideMiddle); // names of operators differ at both ends
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + theme::kGrid);
    table->setItemDelegateForColumn(LayerModel::ShareColumn, new ShareDelegate(table));
    QHeaderView* header = table->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(LayerModel::NameColumn, QHeaderView::Stretch);
    const std::pair<LayerModel::Column, int> fixed[] = {{LayerModel::KernelColumn, 8},
                                                        {LayerModel::StrideColumn, 8},
                                                        {LayerModel::ShapeColumn, 15},
                                                        {LayerModel::ShareColumn, 12}};
    for (const auto& [column, width] : fixed) {
        header->setSectionResizeMode(column, QHeaderView::Fixed);
        header->resizeSection(column, width * theme::kGrid);
    }
    // In the order of execution until a header is clicked.
    header->setSortIndicator(-1, Qt::AscendingOrder);
    table->setSortingEnabled(true);
    p.tabs->addTab(table, tr("Operators"));
    p.graph = new GraphView(p.tabs);
    p.tabs->addTab(p.graph, tr("Graph"));
    connect(p.graph->canvas(), &GraphCanvas::cutChosen, workspace(), &Workspace::setCut);

    p.memory = new MemoryView(workspace()->boards(), p.tabs);
    p.tabs->addTab(p.memory, tr("Memory"));
    p.tabs->addTab(new InputForm(workspace(), p.tabs), tr("Input"));

    p.recipe = new QPlainTextEdit(p.tabs);
    p.recipe->setReadOnly(true);
    p.recipe->setFrameShape(QFrame::NoFrame);
    p.recipe->setTabChangesFocus(true);
    p.recipe->setFont(theme::fixedFont());
    p.recipe->setAccessibleName(tr("How it was made"));
    p.tabs->addTab(p.recipe, tr("How it was made"));
    return p.tabs;
}

void ExtractorPage::showExtractor()
{
    Parts& p = *m_parts;
    p.shown = workspace()->extractor();
    const auto cost = workspace()->cost();
    if (p.shown && cost) {
        const QLocale locale;
        const auto tenths = [&locale](double value) { return locale.toString(value, 'f', 1); };
        std::int64_t peak = cost->full.arenaBytes;
        for (const CutCost& cut : cost->cuts)
            peak = std::max(peak, cut.arenaBytes);
        p.macs->setFigure({tenths(static_cast<double>(cost->full.macs) / 1e6),
                           tr("M"),
                           tr("%1 operators").arg(cost->ops.size()),
                           {}});
        p.parameters->setFigure({tenths(static_cast<double>(cost->full.parameters) / 1e3),
                                 tr("k"),
                                 tr("folded, no classifier"),
                                 {}});
        p.arena->setFigure(
            {tenths(static_cast<double>(peak) / 1e3), tr("kB"), tr("int8, alive at once"), {}});
        p.features->setFigure(
            {locale.toString(cost->full.features), {}, tr("%1 cuts").arg(cost->cuts.size()), {}});

        const Preprocessing& pre = p.shown->graph.preprocessing;
        p.source->setFullText(QStringLiteral("%1 (%2)").arg(QString::fromStdString(p.shown->graph.name),
                                                            QString::fromStdString(p.shown->source)));
        p.format->setFullText(QString::fromStdString(p.shown->format));
        p.hash->setFullText(QString::fromStdString(p.shown->sha256));
        p.preprocessing->setFullText(tr("%1 × %2 pixels, %3, %4; mean %5, deviation %6")
                                         .arg(pre.width)
                                         .arg(pre.height)
                                         .arg(colourText(pre.colour), resizeText(pre.resize),
                                              threeNumbers(pre.mean), threeNumbers(pre.deviation)));
        const QByteArray recipe = QByteArray::fromStdString(p.shown->recipe);
        p.recipe->setPlainText(recipe.isEmpty()
                                   ? tr("The file does not say.")
                                   : QString::fromUtf8(QJsonDocument::fromJson(recipe).toJson()));
        p.layers->setCost(cost);
        p.blocks->setCost(cost);
        if (const Task* task = workspace()->task())
            p.memory->setSight(task->stage.sight());
        p.memory->setExtractor(p.shown, workspace()->chosenCut());
        p.graph->canvas()->setGraph({p.shown, &p.shown->graph}, cost);
        p.graph->canvas()->setCut(workspace()->chosenCut());
    }
    showState();
}

void ExtractorPage::showState()
{
    Parts& p = *m_parts;
    if (p.shown) {
        const bool stale = workspace()->state(Step::extractor) != StepState::ready;
        for (FigureTile* tile : {p.macs, p.parameters, p.arena, p.features})
            tile->setStale(stale);
        p.stack->setCurrentWidget(p.content);
        return;
    }
    p.notice = workspace()->state(Step::extractor) == StepState::missing
                   ? StepNotice{tr("No extractor yet: choose one that ships with the workbench, or a file."),
                                tr("Choose a file…"), [this]() { askExtractor(workspace(), this); }}
                   : noticeFor(workspace(), Step::extractor, this);
    p.empty->set(p.notice.sentence, p.notice.button);
    p.stack->setCurrentWidget(p.empty);
}

QString ExtractorPage::title() const
{
    return tr("Extractor");
}

QString ExtractorPage::help() const
{
    return tr(
        "<p>The extractor is a small convolutional network that turns a picture into a short vector of "
        "features. It is frozen: on the board only the heads behind it learn. Pictures are scaled as the "
        "extractor was trained to see them; that belongs to it and travels with it.</p>"
        "<p>MACs of a convolution = <i>H</i> · <i>W</i> · <i>C</i><sub>out</sub> · <i>k</i>² · "
        "<i>C</i><sub>in</sub> / groups, on the output's <i>H</i> × <i>W</i>. Network input = "
        "(pixel / 255 − mean) / deviation.</p>"
        "<p>Batch normalisation is folded into the convolutions and clips are fused, as on the board.</p>");
}

QString ExtractorPage::command() const
{
    if (m_parts->tabs->currentWidget() == m_parts->distill)
        return m_parts->distill->command();
    const QString options = QString::fromStdString(shellCommand(optionWords(workspace()->project().network)));
    return QStringLiteral("microt info %1 %2").arg(extractorWord(*workspace()), options).trimmed();
}

QString ExtractorPage::chapter() const
{
    return m_parts->tabs->currentWidget() == m_parts->distill ? QStringLiteral("distilling")
                                                              : QStringLiteral("extractors");
}

} // namespace microt::gui
