// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/board_samples_model.h"

#include <algorithm>
#include <utility>

#include <QFile>
#include <QFont>

#include "gui/models/left_header.h"
#include "gui/words/numbers.h"

namespace microt::gui {

namespace {

constexpr int kThumbnail = 64;

} // namespace

BoardSamplesModel::BoardSamplesModel(Workspace* workspace, BoardModel* board, QObject* parent)
    : QAbstractTableModel(parent), m_workspace(workspace), m_board(board),
      m_thumbnails(new ThumbnailCache(kThumbnail, 16 << 20, this))
{
    connect(m_thumbnails, &ThumbnailCache::loaded, this, [this] {
        if (!m_rows.empty())
            emit dataChanged(index(0, PictureColumn), index(rowCount() - 1, PictureColumn),
                             {Qt::DecorationRole});
    });
    connect(&board->session(), &BoardSession::changed, this, &BoardSamplesModel::lookAtSession);
    connect(board, &BoardModel::resultsChanged, this, [this] {
        if (m_board->session().busy() && !m_board->epochs().empty())
            m_edited = false; // heads are being trained on what the bank holds now
    });
    for (const auto change : {&Workspace::taskChanged, &Workspace::projectChanged})
        connect(workspace, change, this, [this] {
            if (m_workspace->taskId() != m_of)
                forget();
        });
    connect(workspace, &Workspace::stateChanged, this, &BoardSamplesModel::changed);
}

void BoardSamplesModel::forget()
{
    beginResetModel();
    m_samples.reset();
    m_rows.clear();
    m_of.clear();
    m_readNext = m_outOfDate = m_edited = false;
    endResetModel();
    emit changed();
}

/// Samples are in the board's RAM: they go with it, and other work may change them.
void BoardSamplesModel::lookAtSession()
{
    const BoardSession& session = m_board->session();
    const bool wasBusy = std::exchange(m_busy, session.busy());
    if (session.state() == BoardSession::State::disconnected && m_samples)
        return forget();
    const bool ended = wasBusy && !m_busy;
    const bool failed = session.failure().has_value();
    if (ended && !std::exchange(m_taken, false)) // other work, or what failed or was cancelled half-way
        m_outOfDate = m_samples.has_value();
    emit changed();
    if (ended && std::exchange(m_readNext, false) && !failed)
        read();
}

/// `work` on the board, prepared for the task. What failed is not done again by itself, for the bank may be
/// another now: it is read.
void BoardSamplesModel::run(const QString& title, bool edits, const Work& work)
{
    if (!canEdit())
        return;
    m_taken = false;
    m_of = m_workspace->taskId();
    m_board->setAgain([this] { read(); });
    const auto dataset = m_workspace->dataset();
    m_board->session().run(
        title,
        [makeImage = m_board->imageMaker(), dataset, work](Board& board,
                                                           const JobContext& job) -> Result<BoardSamples> {
            MICROT_TRY(const auto image, makeImage(job));
            MICROT_CHECK(useBank(board, *image, *dataset, job));
            return work(board, *image, *dataset, job);
        },
        [this, dataset, edits, of = m_of](const BoardSamples& samples) {
            if (of != m_workspace->taskId())
                return;
            m_of = of;
            m_taken = true;
            m_dataset = dataset;
            m_edited = m_edited || edits;
            take(samples);
        });
}

void BoardSamplesModel::read()
{
    run(tr("Reading the board's samples"), false, readSamples);
}

void BoardSamplesModel::take(BoardSamples samples)
{
    beginResetModel();
    m_samples = std::move(samples);
    m_outOfDate = false;
    m_thumbnails->setBackground(m_dataset->background);
    order();
    endResetModel();
    emit changed();
}

void BoardSamplesModel::order()
{
    m_rows.resize(m_samples->all.size());
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        m_rows[i] = static_cast<int>(i);
    const auto doubt = [this](int number) {
        const BoardSample& sample = m_samples->all[static_cast<std::size_t>(number)];
        return sample.contradicted() ? sample.answer->confidence : 0.0F;
    };
    std::stable_sort(m_rows.begin(), m_rows.end(), [&](int a, int b) { return doubt(a) > doubt(b); });
}

std::vector<int> BoardSamplesModel::numbersOf(const std::vector<int>& rows) const
{
    std::vector<int> numbers;
    for (const int row : rows)
        numbers.push_back(m_rows[static_cast<std::size_t>(row)]);
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

void BoardSamplesModel::relabel(const std::vector<int>& rows, int label)
{
    if (!m_samples || rows.empty())
        return;
    // A sample that gains or loses its label moves: from the end that moves none of those still to come.
    std::vector<int> numbers = numbersOf(rows);
    if (label < 0)
        std::reverse(numbers.begin(), numbers.end());
    run(tr("Relabelling samples on the board"), true,
        [numbers, label, list = *m_samples](Board& board, const Image&, const Dataset&,
                                            const JobContext& job) -> Result<BoardSamples> {
            BoardSamples samples = list;
            for (const int number : numbers) {
                MICROT_CHECK(board.labelSample(
                    number, label < 0 ? protocol::kNoLabel : static_cast<std::uint8_t>(label), job));
                samples.relabel(number, label);
            }
            return samples;
        });
}

void BoardSamplesModel::remove(const std::vector<int>& rows)
{
    if (!m_samples || rows.empty())
        return;
    std::vector<int> numbers = numbersOf(rows);
    std::reverse(numbers.begin(), numbers.end());
    run(tr("Taking samples out of the board"), true,
        [numbers, list = *m_samples](Board& board, const Image&, const Dataset&,
                                     const JobContext& job) -> Result<BoardSamples> {
            BoardSamples samples = list;
            for (const int number : numbers) {
                MICROT_CHECK(board.removeSample(number, job));
                samples.remove(number);
            }
            return samples;
        });
}

void BoardSamplesModel::add(const QString& file, int label)
{
    run(tr("Adding a sample to the board"), true,
        [path = std::filesystem::path(QFile::encodeName(file).toStdString()),
         label](Board& board, const Image& image, const Dataset& dataset,
                const JobContext& job) -> Result<BoardSamples> {
            MICROT_TRY(const Twin twin, Twin::create(image));
            MICROT_CHECK(addSample(board, path, label, preprocessingOf(twin.image()), dataset, job));
            return readSamples(board, image, dataset, job);
        });
}

void BoardSamplesModel::trainAnew(int pictures)
{
    if (!canEdit())
        return;
    m_readNext = true;
    m_board->trainOnBank(pictures);
}

int BoardSamplesModel::contradicted() const
{
    return static_cast<int>(std::count_if(m_samples->all.begin(), m_samples->all.end(),
                                          [](const BoardSample& sample) { return sample.contradicted(); }));
}

std::vector<std::string> BoardSamplesModel::missingClasses() const
{
    std::vector<char> there(classes().size(), 0);
    for (const BoardSample& sample : m_samples->all)
        if (sample.label >= 0 && sample.label < static_cast<int>(there.size()))
            there[static_cast<std::size_t>(sample.label)] = 1;
    std::vector<std::string> missing;
    for (std::size_t label = 0; label < there.size(); ++label)
        if (there[label] == 0)
            missing.push_back(classes()[label]);
    return missing;
}

const BoardSample& BoardSamplesModel::sample(int row) const
{
    return m_samples->all[static_cast<std::size_t>(m_rows[static_cast<std::size_t>(row)])];
}

std::vector<std::string> BoardSamplesModel::classes() const
{
    const auto dataset = m_dataset ? m_dataset : m_workspace->dataset();
    return dataset ? dataset->classes : std::vector<std::string>();
}

QString BoardSamplesModel::fileOf(int row) const
{
    const int picture = sample(row).picture;
    return picture < 0
               ? QString()
               : QFile::decodeName(
                     m_dataset->pathOf(m_dataset->samples[static_cast<std::size_t>(picture)]).c_str());
}

QString BoardSamplesModel::nameOf(int row) const
{
    const int picture = sample(row).picture;
    return picture < 0
               ? tr("no picture of this task")
               : QFile::decodeName(m_dataset->samples[static_cast<std::size_t>(picture)].path.c_str());
}

Rgb BoardSamplesModel::background() const
{
    return m_dataset ? m_dataset->background : kWhite;
}

QString BoardSamplesModel::className(int label) const
{
    const auto names = classes();
    return label >= 0 && label < static_cast<int>(names.size())
               ? QString::fromStdString(names[static_cast<std::size_t>(label)])
               : tr("none");
}

int BoardSamplesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int BoardSamplesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant BoardSamplesModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const BoardSample& at = sample(index.row());
    if (role == Qt::DecorationRole && index.column() == PictureColumn && at.picture >= 0)
        return m_thumbnails->find(QFile::encodeName(fileOf(index.row())));
    if (role == Qt::FontRole && index.column() == AnswerColumn && at.contradicted()) {
        QFont font;
        font.setBold(true);
        return font;
    }
    if (role == Qt::ToolTipRole && index.column() == ClassColumn && at.label < 0)
        return tr("Without a class: it only serves the threshold");
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (index.column()) {
    case PictureColumn:
        return nameOf(index.row());
    case ClassColumn:
        return className(at.label);
    case AnswerColumn:
        return at.answer ? className(at.answer->predicted) : tr("not trained");
    default:
        return at.answer ? percent(at.answer->confidence) + QStringLiteral(" %") : QString();
    }
}

QVariant BoardSamplesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const QString titles[ColumnCount] = {tr("Picture"), tr("Class"), tr("Board answers"), tr("Confidence")};
    return section >= 0 && section < ColumnCount ? leftHeader(titles[section], orientation, role)
                                                 : QVariant();
}

} // namespace microt::gui
