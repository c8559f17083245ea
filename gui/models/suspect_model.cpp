// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/suspect_model.h"

#include <algorithm>
#include <unordered_map>

#include <QFile>
#include <QLocale>

#include "gui/models/left_header.h"

namespace microt::gui {

namespace {

constexpr int kThumbnail = 64;

} // namespace

SuspectModel::SuspectModel(Workspace* workspace, JobQueue* jobs, QObject* parent)
    : QAbstractTableModel(parent), m_workspace(workspace), m_jobs(jobs),
      m_thumbnails(new ThumbnailCache(kThumbnail, 16 << 20, this))
{
    connect(m_thumbnails, &ThumbnailCache::loaded, this, [this] {
        if (!m_rows.empty())
            emit dataChanged(index(0, PictureColumn), index(rowCount() - 1, PictureColumn),
                             {Qt::DecorationRole});
    });
    connect(workspace, &Workspace::labelsChanged, this, &SuspectModel::dropSettled);
    for (const auto change : {&Workspace::taskChanged, &Workspace::projectChanged})
        connect(workspace, change, this, [this] {
            if (m_workspace->taskId() != m_task)
                forget();
        });
    connect(workspace, &Workspace::featuresChanged, this, &SuspectModel::stateChanged);
}

void SuspectModel::forget()
{
    beginResetModel();
    m_rows.clear();
    m_task = m_workspace->taskId();
    m_state = State::none;
    endResetModel();
    emit stateChanged();
}

bool SuspectModel::canLook() const
{
    return m_state != State::running && m_workspace->features() && m_workspace->dataset() &&
           m_workspace->labels() != nullptr && m_workspace->state(Step::features) == StepState::ready;
}

void SuspectModel::look()
{
    if (!canLook())
        return;
    m_state = State::running;
    m_task = m_workspace->taskId();
    const QString title =
        tr("Looking for suspects in %1").arg(QString::fromStdString(m_workspace->task()->name));
    m_jobs->run(
        title, this,
        [features = m_workspace->features(), dataset = m_workspace->dataset(),
         kept = m_workspace->labels()->kept](const JobContext& job) {
            return findSuspects(*features, *dataset, kept, job);
        },
        [this, title, of = m_task,
         dataset = m_workspace->dataset()](const Result<std::vector<Suspect>>& found) {
            if (of != m_task)
                return;
            m_state = found.ok() ? State::done : State::none;
            if (found.ok())
                take(found.value(), *dataset);
            else if (found.failure().code != Error::cancelled)
                emit m_workspace->failed(title, found.failure());
            dropSettled(); // what was decided meanwhile
            emit stateChanged();
        });
    emit stateChanged();
}

Rgb SuspectModel::background() const
{
    const auto dataset = m_workspace->dataset();
    return dataset ? dataset->background : kWhite;
}

void SuspectModel::take(const std::vector<Suspect>& suspects, const Dataset& dataset)
{
    m_thumbnails->setBackground(dataset.background);
    const auto className = [&dataset](int label) {
        return label < 0 ? QString()
                         : QString::fromStdString(dataset.classes[static_cast<std::size_t>(label)]);
    };
    const auto sampleAt = [&dataset](std::int32_t index) -> const Sample& {
        return dataset.samples[static_cast<std::size_t>(index)];
    };
    beginResetModel();
    m_rows.clear();
    for (const Suspect& suspect : suspects) {
        const Sample& sample = sampleAt(suspect.sample);
        Row row{sample.path,
                dataset.pathOf(sample).string(),
                suspect.why,
                className(sample.label),
                className(suspect.suggested),
                suspect.original < 0 ? std::string() : sampleAt(suspect.original).path,
                suspect.score};
        if (suspect.why == Suspicion::conflictingCopy)
            row.seems = className(sampleAt(suspect.original).label);
        m_rows.push_back(std::move(row));
    }
    endResetModel();
}

void SuspectModel::dropSettled()
{
    const LabelWork* work = m_workspace->labels();
    const auto dataset = m_workspace->dataset();
    if (work == nullptr || !dataset || m_rows.empty())
        return;
    for (int number = rowCount() - 1; number >= 0; --number) {
        const Row& suspect = row(number);
        const auto given = work->labels.find(suspect.path);
        const bool moved = given != work->labels.end() && given->second != suspect.now.toStdString();
        if (!moved && work->excluded.count(suspect.path) == 0 && work->kept.count(suspect.path) == 0)
            continue;
        beginRemoveRows({}, number, number);
        m_rows.erase(m_rows.begin() + number);
        endRemoveRows();
    }
    emit stateChanged();
}

int SuspectModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int SuspectModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString SuspectModel::whyText(const Row& suspect) const
{
    const QString score = QLocale().toString(suspect.score, 'f', suspect.why == Suspicion::outlier ? 1 : 2);
    switch (suspect.why) {
    case Suspicion::otherClass:
        return tr("Heads that have not seen it say another class (surer by %1)").arg(score);
    case Suspicion::conflictingCopy:
        return tr("A copy of %1, which is of another class").arg(QFile::decodeName(suspect.original.c_str()));
    case Suspicion::outlier:
        return tr("Resembles no other picture (%1 deviations away)").arg(score);
    case Suspicion::copy:
        return tr("A copy of %1").arg(QFile::decodeName(suspect.original.c_str()));
    }
    return {};
}

QVariant SuspectModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& suspect = row(index.row());
    if (role == Qt::DecorationRole && index.column() == PictureColumn)
        return m_thumbnails->find(QByteArray::fromStdString(suspect.file));
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (index.column()) {
    case PictureColumn:
        return QFile::decodeName(suspect.path.c_str());
    case WhyColumn:
        return whyText(suspect);
    case NowColumn:
        return suspect.now;
    default:
        return suspect.seems;
    }
}

QVariant SuspectModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const QString titles[ColumnCount] = {tr("Picture"), tr("Why it is suspect"), tr("Class"),
                                         tr("Seems to be")};
    return section >= 0 && section < ColumnCount ? leftHeader(titles[section], orientation, role)
                                                 : QVariant();
}

} // namespace microt::gui
