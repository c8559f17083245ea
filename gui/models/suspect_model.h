// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <QAbstractTableModel>
#include <QString>

#include "engine/heads/suspects.h"
#include "gui/models/thumbnail_cache.h"
#include "gui/models/workspace.h"

namespace microt::gui {

/// Pictures of the active task that are worth a look, by path, so that they survive label work: what is
/// excluded, relabelled or kept leaves the list, the rest stays. They are looked for on demand. GUI thread;
/// outlives pages.
class SuspectModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { PictureColumn, WhyColumn, NowColumn, SeemsColumn, ColumnCount };
    enum class State { none, running, done };

    struct Row
    {
        std::string path; ///< Sample::path
        std::string file; ///< absolute
        Suspicion why = Suspicion::otherClass;
        QString now;          ///< class
        QString seems;        ///< class it seems to be of; empty: none is suggested
        std::string original; ///< of a copy: Sample::path of the first
        double score = 0.0;
    };

    SuspectModel(Workspace* workspace, JobQueue* jobs, QObject* parent = nullptr);

    bool canLook() const; ///< features are there
    void look();          ///< in a job; stateChanged() tells
    State state() const { return m_state; }
    Rgb background() const; ///< of its pictures, where they are transparent
    const Row& row(int number) const { return m_rows[static_cast<std::size_t>(number)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void stateChanged();

private:
    void take(const std::vector<Suspect>& suspects, const Dataset& dataset);
    void dropSettled();
    void forget();
    QString whyText(const Row& row) const;

    Workspace* m_workspace;
    JobQueue* m_jobs;
    ThumbnailCache* m_thumbnails;
    std::string m_task; ///< Workspace::taskId() of the rows
    State m_state = State::none;
    std::vector<Row> m_rows;
};

} // namespace microt::gui
