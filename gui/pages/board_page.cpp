// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/board_page.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPixmap>
#include <QProgressBar>
#include <QPushButton>
#include <QRandomGenerator>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableWidget>
#include <QVBoxLayout>

#include "engine/data/preprocess.h"
#include "engine/deploy/planner.h"
#include "engine/twin/twin.h"
#include "gui/board/twin_check.h"
#include "gui/models/error_text.h"
#include "gui/widgets/chart.h"
#include "gui/widgets/figure_tile.h"
#include "gui/widgets/step_notice.h"
#include "gui/widgets/theme.h"

namespace microt::gui {

using namespace protocol;

namespace {

constexpr int kMostMemories = 4;
constexpr int kCalibrationSamples = 20; ///< without labels, of the calibration split
constexpr int kPictureSide = 20 * theme::kGrid;

QString grouped(std::uint64_t count)
{
    return QLocale().toString(static_cast<qulonglong>(count));
}

template <std::size_t N>
QString textOf(const Text<N>& text)
{
    return QString::fromUtf8(text.chars.data(), text.size);
}

/// What work on a board starts from; copied into the job.
struct TaskCopy
{
    std::shared_ptr<const Extractor> extractor;
    std::shared_ptr<const Dataset> dataset;
    int cut = 0;
    float ratio = 0.5F;
};

/// The deployment image of a task: quantized on its train split, cut where the task is.
Result<std::vector<std::uint8_t>> imageOf(const TaskCopy& task, const JobContext& job)
{
    MICROT_TRY(const QuantModel model, int8ModelOf(*task.extractor, *task.dataset, {}, job));
    return buildImage(model, {task.cut}, "{}");
}

Result<Picture> fittedPicture(const TaskCopy& task, std::int32_t sample)
{
    const Dataset& dataset = *task.dataset;
    MICROT_TRY(const Picture picture,
               decodePicture(dataset.pathOf(dataset.samples[static_cast<std::size_t>(sample)])));
    return fitToExtractor(picture, task.extractor->graph.preprocessing);
}

/// What the board answered about one picture.
struct Answer
{
    Picture picture;
    std::int32_t sample = -1;
    InferResponse response;
};

} // namespace

struct BoardPage::Parts
{
    explicit Parts(JobQueue* jobs) : session(jobs) {}

    BoardSession session;
    QComboBox* port = nullptr;
    QPushButton* connect = nullptr;
    QLabel* message = nullptr;
    QPushButton* dismiss = nullptr;
    QLabel* who = nullptr;
    QProgressBar* memories[kMostMemories] = {};
    QLabel* slot[2] = {};
    QLabel* task = nullptr;
    QLabel* line = nullptr;
    QPushButton* deploy = nullptr;
    QSpinBox* samples = nullptr;
    QPushButton* train = nullptr;
    QPushButton* ratio = nullptr;
    QPushButton* infer = nullptr;
    QPushButton* profile = nullptr;
    QSpinBox* pictures = nullptr;
    QPushButton* compare = nullptr;
    QTabWidget* tabs = nullptr;
    Chart* losses = nullptr;
    QLabel* picture = nullptr;
    QLabel* answer = nullptr;
    FigureTile* confidence = nullptr;
    FigureTile* count = nullptr;
    FigureTile* energy = nullptr;
    Chart* ops = nullptr;
    QLabel* verdict = nullptr;
    std::vector<TrainProgress> epochs;

    TaskCopy copyOf(const Workspace& workspace) const
    {
        TaskCopy copy{workspace.extractor(), workspace.dataset(), 0, 0.5F};
        if (const Task* chosen = workspace.task()) {
            copy.ratio = static_cast<float>(chosen->ratio);
            copy.cut = chosen->stage.cut;
            if (copy.cut == 0 && workspace.cuts())
                copy.cut = workspace.cuts()->recommended;
        }
        return copy;
    }
};

BoardPage::BoardPage(Workspace* workspace, JobQueue* jobs, QWidget* parent)
    : Page(workspace, parent), m_parts(std::make_unique<Parts>(jobs))
{
    auto* work = new QHBoxLayout;
    work->setSpacing(theme::kGrid);
    auto* left = new QVBoxLayout;
    left->setSpacing(theme::kGrid);
    left->addWidget(makeCard());
    left->addWidget(makeActions());
    left->addStretch(1);
    work->addLayout(left, 2);
    work->addWidget(makeResults(), 3);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * theme::kGrid, theme::kGrid, 2 * theme::kGrid, theme::kGrid);
    layout->setSpacing(theme::kGrid);
    layout->addWidget(makeHeader());
    layout->addLayout(work, 1);

    connect(&m_parts->session, &BoardSession::changed, this, &BoardPage::showSession);
    for (const auto change : {&Workspace::stateChanged, &Workspace::ratioChanged, &Workspace::cutsChanged,
                              &Workspace::taskChanged, &Workspace::projectChanged})
        connect(workspace, change, this, &BoardPage::showSession);
    listPorts();
    showSession();
}

BoardPage::~BoardPage() = default;

BoardSession& BoardPage::session()
{
    return m_parts->session;
}

QWidget* BoardPage::makeHeader()
{
    Parts& p = *m_parts;
    auto* header = new QWidget(this);
    auto* title = new QLabel(BoardPage::title(), header);
    theme::setTitleFont(title);
    p.port = new QComboBox(header);
    p.port->setAccessibleName(tr("Port"));
    p.port->setToolTip(tr("A virtual board, a serial port, or a path typed here"));
    p.port->setEditable(true);
    p.port->setInsertPolicy(QComboBox::NoInsert);
    p.port->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    p.port->setMinimumContentsLength(20);
    auto* again = new QPushButton(tr("&Look again"), header);
    again->setToolTip(tr("List the ports that are there now"));
    p.connect = new QPushButton(header);
    auto* top = new QHBoxLayout;
    top->setSpacing(theme::kGrid);
    top->addWidget(title, 1);
    top->addWidget(p.port);
    top->addWidget(again);
    top->addWidget(p.connect);
    p.message = new QLabel(header);
    p.message->setWordWrap(true);
    p.message->setTextFormat(Qt::PlainText);
    p.message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    p.dismiss = new QPushButton(tr("Dismiss"), header);
    auto* told = new QHBoxLayout;
    told->setSpacing(theme::kGrid);
    told->addWidget(p.message, 1);
    told->addWidget(p.dismiss);
    auto* rows = new QVBoxLayout(header);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(theme::kGrid);
    rows->addLayout(top);
    rows->addLayout(told);
    connect(again, &QPushButton::clicked, this, &BoardPage::listPorts);
    connect(p.connect, &QPushButton::clicked, this, &BoardPage::connectBoard);
    connect(p.dismiss, &QPushButton::clicked, this, [this] { m_parts->session.clearFailure(); });
    connect(p.port, &QComboBox::currentTextChanged, this, &Page::commandChanged);
    return header;
}

QWidget* BoardPage::makeCard()
{
    Parts& p = *m_parts;
    auto* card = new QFrame(this);
    card->setProperty("card", true);
    auto* rows = new QVBoxLayout(card);
    rows->setContentsMargins(theme::kGrid, theme::kGrid, theme::kGrid, theme::kGrid);
    rows->setSpacing(theme::kGrid / 2);
    p.who = new QLabel(card);
    p.who->setWordWrap(true);
    rows->addWidget(p.who);
    for (QProgressBar*& bar : p.memories) {
        bar = new QProgressBar(card);
        bar->setRange(0, 1000);
        bar->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        rows->addWidget(bar);
    }
    for (QLabel** label : {&p.slot[0], &p.slot[1], &p.task, &p.line}) {
        *label = new QLabel(card);
        (*label)->setWordWrap(true);
        theme::setSmallFont(*label);
        rows->addWidget(*label);
    }
    return card;
}

QWidget* BoardPage::makeActions()
{
    Parts& p = *m_parts;
    auto* card = new QFrame(this);
    card->setProperty("card", true);
    auto* grid = new QGridLayout(card);
    grid->setContentsMargins(theme::kGrid, theme::kGrid, theme::kGrid, theme::kGrid);
    grid->setSpacing(theme::kGrid);
    p.deploy = new QPushButton(tr("&Deploy"), card);
    p.deploy->setToolTip(tr("Quantize the extractor on this task, send it, and make it the active image"));
    p.train = new QPushButton(tr("&Train on"), card);
    p.train->setToolTip(
        tr("The board collects samples of the train split and trains part and full head on them"));
    p.samples = new QSpinBox(card);
    p.samples->setRange(2, 60000);
    p.samples->setValue(100);
    p.samples->setSuffix(tr(" samples"));
    p.samples->setAccessibleName(tr("Samples"));
    p.ratio = new QPushButton(card);
    p.ratio->setToolTip(
        tr("The board finds the threshold for the ratio of the Stage-decision page, from its samples"));
    p.infer = new QPushButton(tr("&Infer a random test picture"), card);
    p.profile = new QPushButton(tr("&Profile operators"), card);
    p.compare = new QPushButton(tr("&Compare with its twin on"), card);
    p.compare->setToolTip(tr("Samples, training and inference on the board and here: features, logits, heads "
                             "and decisions, every bit"));
    p.pictures = new QSpinBox(card);
    p.pictures->setRange(1, 10000);
    p.pictures->setValue(50);
    p.pictures->setSuffix(tr(" pictures"));
    p.pictures->setAccessibleName(tr("Pictures"));
    grid->addWidget(p.deploy, 0, 0, 1, 2);
    grid->addWidget(p.train, 1, 0);
    grid->addWidget(p.samples, 1, 1);
    grid->addWidget(p.ratio, 2, 0, 1, 2);
    grid->addWidget(p.infer, 3, 0, 1, 2);
    grid->addWidget(p.profile, 4, 0, 1, 2);
    grid->addWidget(p.compare, 5, 0);
    grid->addWidget(p.pictures, 5, 1);
    grid->setColumnStretch(0, 1);
    connect(p.deploy, &QPushButton::clicked, this, &BoardPage::deploy);
    connect(p.train, &QPushButton::clicked, this, &BoardPage::train);
    connect(p.ratio, &QPushButton::clicked, this, &BoardPage::sendRatio);
    connect(p.infer, &QPushButton::clicked, this, &BoardPage::infer);
    connect(p.profile, &QPushButton::clicked, this, &BoardPage::profile);
    connect(p.compare, &QPushButton::clicked, this, &BoardPage::compare);
    return card;
}

QWidget* BoardPage::makeResults()
{
    Parts& p = *m_parts;
    p.tabs = new QTabWidget(this);
    p.tabs->setDocumentMode(true);
    p.losses = new Chart(tr("Loss while training on the board"), p.tabs);
    p.tabs->addTab(p.losses, tr("Training"));

    auto* inference = new QWidget(p.tabs);
    p.picture = new QLabel(inference);
    p.picture->setFixedSize(kPictureSide, kPictureSide);
    p.picture->setAlignment(Qt::AlignCenter);
    p.picture->setFrameShape(QFrame::StyledPanel);
    p.answer = new QLabel(inference);
    p.answer->setWordWrap(true);
    theme::setTitleFont(p.answer);
    p.confidence = new FigureTile(tr("Confidence"), inference);
    p.count = new FigureTile(tr("Work"), inference);
    p.energy = new FigureTile(tr("Energy"), inference);
    auto* shown = new QHBoxLayout;
    shown->setSpacing(2 * theme::kGrid);
    auto* tiles = new QVBoxLayout;
    tiles->addWidget(p.answer);
    tiles->setSpacing(theme::kGrid);
    for (FigureTile* tile : {p.confidence, p.count, p.energy})
        tiles->addWidget(tile);
    tiles->addStretch(1);
    shown->addWidget(p.picture, 0, Qt::AlignTop);
    shown->addLayout(tiles, 1);
    inference->setLayout(shown);
    p.tabs->addTab(inference, tr("Inference"));

    p.ops = new Chart(tr("Count of each operator"), p.tabs);
    p.tabs->addTab(p.ops, tr("Profile"));

    p.verdict = new QLabel(p.tabs);
    p.verdict->setWordWrap(true);
    p.verdict->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    p.verdict->setMargin(theme::kGrid);
    p.tabs->addTab(p.verdict, tr("Twin"));
    showEpochs();
    p.ops->setAxes({tr("Operator, in order"), 0.0, 10.0, 0.0, 0}, {tr("Instructions, M"), 0.0, 1.0, 0.0, 1});
    p.verdict->setText(tr("Not compared yet."));
    p.answer->setText(tr("No picture yet."));
    return p.tabs;
}

void BoardPage::listPorts()
{
    Parts& p = *m_parts;
    const QString before = p.port->currentText();
    p.port->clear();
    for (const PortInfo& port : microt::listPorts())
        if (port.likely) {
            p.port->addItem(QString::fromStdString(port.port));
            p.port->setItemData(p.port->count() - 1, QString::fromStdString(port.description),
                                Qt::ToolTipRole);
        }
    for (const PortInfo& port : microt::listPorts())
        if (!port.likely)
            p.port->addItem(QString::fromStdString(port.port));
    if (!before.isEmpty())
        p.port->setEditText(before);
}

QString BoardPage::wordOfPort() const
{
    return m_parts->port->currentText().trimmed();
}

bool BoardPage::ready() const
{
    const TaskCopy task = m_parts->copyOf(*workspace());
    return m_parts->session.state() == BoardSession::State::connected && !m_parts->session.busy() &&
           task.extractor && task.dataset && task.cut != 0;
}

void BoardPage::showSession()
{
    Parts& p = *m_parts;
    const BoardSession::State state = p.session.state();
    p.connect->setText(state == BoardSession::State::connected ? tr("Dis&connect") : tr("&Connect"));
    p.connect->setEnabled(state != BoardSession::State::connecting && !p.session.busy() &&
                          workspace()->hasProject());
    p.port->setEnabled(state == BoardSession::State::disconnected);
    for (QPushButton* button : {p.deploy, p.train, p.infer, p.profile, p.compare, p.ratio})
        button->setEnabled(ready());
    const float ratio = p.copyOf(*workspace()).ratio;
    p.ratio->setText(tr("&Set ratio %1").arg(QLocale().toString(ratio, 'f', 2)));
    QString text;
    if (p.session.failure()) {
        const ErrorText why = errorText(p.session.failure()->code);
        text = QStringLiteral("%1 %2").arg(QString::fromStdString(p.session.failure()->what), why.advice);
    } else if (!workspace()->hasProject()) {
        text = tr("Open a project or the demo first.");
    } else if (state == BoardSession::State::disconnected) {
        text = tr("Connect a board. The virtual ones are always there and run the real firmware.");
    } else if (state == BoardSession::State::connecting) {
        text = tr("Connecting…");
    } else if (!ready() && !p.session.busy()) {
        text = tr("The task needs pictures, an extractor and a cut before a board can work on it.");
    }
    p.message->setText(text);
    p.dismiss->setVisible(p.session.failure().has_value());
    showCard();
    emit commandChanged();
}

void BoardPage::showCard()
{
    Parts& p = *m_parts;
    const bool known = !p.session.card().board.isEmpty();
    const BoardCard& card = p.session.card();
    p.who->setText(known ? tr("<b>%1</b>, serial %2, firmware %3")
                               .arg(card.board.toHtmlEscaped(), card.serial.toHtmlEscaped(),
                                    card.firmware.toHtmlEscaped())
                         : tr("No board was connected yet."));
    const auto& memories = card.description.memories;
    for (int i = 0; i < kMostMemories; ++i) {
        QProgressBar* bar = p.memories[i];
        bar->setVisible(known && i < memories.size);
        if (!known || i >= memories.size)
            continue;
        const MemoryInfo& memory = memories.items[static_cast<std::size_t>(i)];
        bar->setValue(memory.bytes > 0 ? static_cast<int>(1000.0 * memory.used / memory.bytes) : 0);
        bar->setFormat(
            tr("%1: %2 of %3 B").arg(textOf(memory.name), grouped(memory.used), grouped(memory.bytes)));
        bar->setEnabled(p.session.state() == BoardSession::State::connected);
    }
    const QString states[] = {tr("empty"), tr("receiving"), tr("whole"), tr("active"), tr("damaged")};
    for (int i = 0; i < 2; ++i) {
        p.slot[i]->setVisible(known);
        if (!known || i >= card.description.imageSlots.size)
            continue;
        const SlotInfo& slot = card.description.imageSlots.items[static_cast<std::size_t>(i)];
        p.slot[i]->setText(tr("Slot %1: %2, %3 of %4 B")
                               .arg(QChar(QLatin1Char(static_cast<char>('A' + i))),
                                    states[static_cast<int>(slot.state)], grouped(slot.imageBytes),
                                    grouped(slot.capacity)));
    }
    QString task;
    for (const TaskInfo& one : card.tasks)
        if (one.id == card.selectedTask)
            task = tr("Task %1: %2 samples, %3")
                       .arg(textOf(one.name), grouped(one.samples),
                            !one.usable ? tr("for another network")
                            : one.trained
                                ? tr("trained, threshold %1").arg(QLocale().toString(one.threshold, 'f', 3))
                                : tr("not trained"));
    p.task->setVisible(!task.isEmpty());
    p.task->setText(task);
    p.line->setVisible(known);
    p.line->setText(tr("Line: %1 requests, %2 sent again, %3 damaged frames")
                        .arg(grouped(card.link.requests), grouped(card.link.retries),
                             grouped(card.link.crcErrors + card.counters.crcErrors)));
}

void BoardPage::connectBoard()
{
    Parts& p = *m_parts;
    if (p.session.state() == BoardSession::State::connected)
        p.session.disconnectBoard();
    else
        p.session.connectTo(wordOfPort(), workspace()->project().folder / "boards");
}

void BoardPage::deploy()
{
    Parts& p = *m_parts;
    if (!ready())
        return;
    p.session.run(
        tr("Deploying to the board"),
        [task = p.copyOf(*workspace())](Board& board, const JobContext& job) -> Result<Board::Deployed> {
            MICROT_TRY(const std::vector<std::uint8_t> image, imageOf(task, job));
            MICROT_TRY(const Board::Deployed deployed, board.deploy(image, job));
            MICROT_CHECK(
                board.useTask(task.dataset->name, static_cast<int>(task.dataset->classes.size()), job));
            return deployed;
        },
        [](const Board::Deployed&) {});
}

void BoardPage::train()
{
    Parts& p = *m_parts;
    if (!ready())
        return;
    p.epochs.clear();
    p.tabs->setCurrentWidget(p.losses);
    showEpochs();
    const auto tell = [this](const TrainProgress& progress) {
        QMetaObject::invokeMethod(this, [this, progress] {
            m_parts->epochs.push_back(progress);
            showEpochs();
        });
    };
    p.session.run(
        tr("Training on the board"),
        [task = p.copyOf(*workspace()), count = p.samples->value(),
         tell](Board& board, const JobContext& job) -> Result<TrainResponse> {
            MICROT_TRY(const std::vector<std::uint8_t> image, imageOf(task, job));
            MICROT_TRY(const Board::Deployed deployed, board.deploy(image, job));
            (void)deployed;
            MICROT_CHECK(
                board.useTask(task.dataset->name, static_cast<int>(task.dataset->classes.size()), job));
            MICROT_TRY(const Done cleared, board.link().ask<Message::bankClear>({}, job));
            (void)cleared;
            const auto samples = balancedSamples(*task.dataset, Split::train, count);
            for (std::size_t i = 0; i < samples.size(); ++i) {
                job.report({"Collecting samples", static_cast<std::int64_t>(i),
                            static_cast<std::int64_t>(samples.size()), "pictures"});
                MICROT_TRY(const Picture picture, fittedPicture(task, samples[i]));
                const auto label = static_cast<std::uint8_t>(
                    task.dataset->samples[static_cast<std::size_t>(samples[i])].label);
                MICROT_TRY(const ExtractResponse extracted,
                           board.extract(picture.rgb.data(), picture.width, label, job));
                (void)extracted;
            }
            MICROT_TRY(const TrainResponse trained,
                       board.link().ask<Message::train>({}, job, [&](const TrainProgress& progress) {
                           job.report({"Training", progress.epoch + 1, progress.epochs, "epochs"});
                           tell(progress);
                       }));
            const auto calibration = balancedSamples(*task.dataset, Split::calibration, kCalibrationSamples);
            for (const std::int32_t sample : calibration) {
                MICROT_TRY(const Picture picture, fittedPicture(task, sample));
                MICROT_TRY(const ExtractResponse extracted,
                           board.extract(picture.rgb.data(), picture.width, kNoLabel, job));
                (void)extracted;
            }
            CalibrateRequest calibrate;
            calibrate.ratio = task.ratio;
            calibrate.samples = static_cast<std::uint16_t>(calibration.size());
            MICROT_TRY(const CalibrateResponse threshold,
                       board.link().ask<Message::calibrate>(calibrate, job));
            (void)threshold;
            return trained;
        },
        [](const TrainResponse&) {});
}

void BoardPage::sendRatio()
{
    Parts& p = *m_parts;
    if (!ready())
        return;
    p.session.run(
        tr("Calibrating the board"),
        [ratio = p.copyOf(*workspace()).ratio](Board& board,
                                               const JobContext& job) -> Result<CalibrateResponse> {
            // The last samples in are those without labels; others were learned from.
            MICROT_TRY(const BankInfoResponse bank, board.link().ask<Message::bankInfo>({}, job));
            int labelled = 0;
            for (std::uint8_t i = 0; i < bank.perClass.size; ++i)
                labelled += bank.perClass.items[i];
            CalibrateRequest calibrate;
            calibrate.ratio = ratio;
            calibrate.samples = static_cast<std::uint16_t>(bank.samples - labelled);
            return board.link().ask<Message::calibrate>(calibrate, job);
        },
        [](const CalibrateResponse&) {});
}

void BoardPage::infer()
{
    Parts& p = *m_parts;
    if (!ready())
        return;
    p.tabs->setCurrentIndex(1);
    const TaskCopy task = p.copyOf(*workspace());
    std::vector<std::int32_t> test;
    for (std::size_t i = 0; i < task.dataset->samples.size(); ++i)
        if (task.dataset->samples[i].split == Split::test)
            test.push_back(static_cast<std::int32_t>(i));
    if (test.empty())
        return;
    const std::int32_t sample = test[QRandomGenerator::global()->bounded(static_cast<quint32>(test.size()))];
    p.session.run(
        tr("Inferring on the board"),
        [task, sample](Board& board, const JobContext& job) -> Result<Answer> {
            Answer answer;
            answer.sample = sample;
            MICROT_TRY(answer.picture, fittedPicture(task, sample));
            MICROT_TRY(answer.response,
                       board.infer(answer.picture.rgb.data(), answer.picture.width, InferMode::staged, job));
            return answer;
        },
        [this, task](const Answer& answer) {
            Parts& p = *m_parts;
            const QLocale locale;
            const QImage image(answer.picture.rgb.data(), answer.picture.width, answer.picture.height,
                               3 * answer.picture.width, QImage::Format_RGB888);
            p.picture->setPixmap(QPixmap::fromImage(image).scaled(
                kPictureSide - 4, kPictureSide - 4, Qt::KeepAspectRatio, Qt::SmoothTransformation));
            const Dataset& dataset = *task.dataset;
            const Sample& sample = dataset.samples[static_cast<std::size_t>(answer.sample)];
            const InferResponse& r = answer.response;
            const QString name = QString::fromStdString(
                r.predicted < dataset.classes.size() ? dataset.classes[r.predicted] : std::string("?"));
            const QString label =
                QString::fromStdString(dataset.classes[static_cast<std::size_t>(sample.label)]);
            p.answer->setText(r.predicted == sample.label ? tr("%1, rightly").arg(name)
                                                          : tr("%1; it is %2").arg(name, label));
            p.confidence->setFigure(
                {locale.toString(100.0 * r.confidence, 'f', 1),
                 tr("%"),
                 r.exit == 0 ? tr("answered by the part model") : tr("answered by the full model"),
                 {}});
            const bool instructions = p.session.card().description.counterUnit == CounterUnit::instructions;
            p.count->setFigure(
                {locale.toString(static_cast<double>(r.counters.part + r.counters.full) / 1e6, 'f', 1),
                 tr("M"), instructions ? tr("instructions") : tr("cycles"), tr("counted")});
            if (const auto energy = workspace()->energy())
                p.energy->setFigure({locale.toString(energy->at(r.exit == 0 ? 1.0 : 0.0).millijoule, 'f', 2),
                                     tr("mJ"),
                                     {},
                                     tr("modelled")});
        });
}

void BoardPage::profile()
{
    Parts& p = *m_parts;
    if (!ready())
        return;
    p.tabs->setCurrentWidget(p.ops);
    p.session.run(
        tr("Profiling the board"),
        [task = p.copyOf(*workspace())](Board& board, const JobContext& job) -> Result<Board::Profile> {
            const int side = task.extractor->graph.preprocessing.resolution;
            const std::vector<std::uint8_t> grey(
                std::size_t{3} * static_cast<std::size_t>(side) * static_cast<std::size_t>(side), 128);
            return board.profile(grey.data(), side, job);
        },
        [this](const Board::Profile& profile) {
            Parts& p = *m_parts;
            ChartSeries bars;
            bars.name = tr("Operators");
            bars.role = SeriesRole::full;
            bars.kind = SeriesKind::bars;
            double most = 0.0;
            for (std::size_t i = 0; i < profile.ops.size(); ++i) {
                const double count = profile.ops[i] / 1e6;
                bars.points.append({static_cast<double>(i) + 1.0, count});
                most = std::max(most, count);
            }
            const bool instructions = p.session.card().description.counterUnit == CounterUnit::instructions;
            p.ops->setAxes(
                {tr("Operator, in order"), 0.0, static_cast<double>(profile.ops.size()) + 1.0, 10.0, 0},
                {instructions ? tr("Instructions, M") : tr("Cycles, M"), 0.0, std::max(0.1, most * 1.05), 0.0,
                 1});
            p.ops->setSeries({bars});
        });
}

void BoardPage::compare()
{
    Parts& p = *m_parts;
    if (!ready())
        return;
    p.tabs->setCurrentWidget(p.verdict);
    TwinCheckOptions options;
    options.samples = p.samples->value();
    options.pictures = p.pictures->value();
    options.ratio = p.copyOf(*workspace()).ratio;
    p.session.run(
        tr("Comparing the board with its twin"),
        [task = p.copyOf(*workspace()), options](Board& board, const JobContext& job) -> Result<TwinCheck> {
            MICROT_TRY(const std::vector<std::uint8_t> image, imageOf(task, job));
            return checkAgainstTwin(board, image, *task.dataset, options, job);
        },
        [this](const TwinCheck& check) {
            const QLocale locale;
            QString text = check.matches()
                               ? tr("<h3>Equal in every bit</h3>")
                               : tr("<h3>Not equal</h3><p>First difference: %1.</p>")
                                     .arg(QString::fromStdString(check.difference).toHtmlEscaped());
            text += tr("<p>Features: %1 of %2 pictures equal<br>Logits: %3 of %4<br>Decisions: %5 of %4<br>"
                       "Trained heads: %6<br>Threshold: %7</p>")
                        .arg(check.sameFeatures)
                        .arg(check.samples + check.calibration + check.pictures)
                        .arg(check.sameLogits)
                        .arg(check.pictures)
                        .arg(check.sameDecisions)
                        .arg(check.sameHeads ? tr("equal") : tr("different"),
                             check.sameThreshold ? tr("equal") : tr("different"));
            text += tr("<p>The board learned from %1 samples and answered %2 % of the test pictures rightly, "
                       "%3 % of "
                       "them early.</p>")
                        .arg(check.samples)
                        .arg(locale.toString(100.0 * check.right / check.pictures, 'f', 1),
                             locale.toString(100.0 * check.early / check.pictures, 'f', 1));
            m_parts->verdict->setText(text);
        });
}

void BoardPage::showEpochs()
{
    Parts& p = *m_parts;
    ChartSeries part{tr("part"), SeriesRole::part, SeriesKind::dottedLine, {}, {}, 0.8, false};
    ChartSeries full{tr("full"), SeriesRole::full, SeriesKind::dottedLine, {}, {}, 0.8, false};
    double most = 1.0;
    double epochs = 40.0;
    for (const TrainProgress& progress : p.epochs) {
        part.points.append({progress.epoch + 1.0, progress.partLoss});
        full.points.append({progress.epoch + 1.0, progress.fullLoss});
        most =
            std::max({most, static_cast<double>(progress.partLoss), static_cast<double>(progress.fullLoss)});
        epochs = progress.epochs;
    }
    p.losses->setAxes({tr("Epoch"), 0.0, epochs + 1.0, 10.0, 0}, {tr("Loss"), 0.0, most * 1.1, 0.0, 1});
    p.losses->setSeries({part, full});
}

QString BoardPage::help() const
{
    return tr("<p>Here the board does the work: it keeps the deployment image in flash, extracts features of "
              "the samples "
              "it is shown, trains a part and a full head on them, and answers pictures in two stages. "
              "Everything is "
              "sent in checked frames, resumes after a broken line, and survives a power cut.</p>"
              "<p>A virtual board runs the same firmware in an emulator; it counts instructions, not cycles, "
              "so its "
              "figures compare networks, not clocks.</p>"
              "<p>The twin computes here what the board must compute: <i>equal</i> means every bit.</p>");
}

QString BoardPage::command() const
{
    const QString port = wordOfPort();
    return QStringLiteral("microt board train --port %1 IMAGE.mti %2 --samples %3")
        .arg(shellWord(port), datasetWord(*workspace()))
        .arg(m_parts->samples->value());
}

} // namespace microt::gui
