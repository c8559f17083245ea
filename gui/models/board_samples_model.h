// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QAbstractTableModel>
#include <QString>

#include "gui/models/board_model.h"
#include "gui/models/thumbnail_cache.h"
#include "serial/work/board_samples.h"

namespace microt::gui {

/// The samples in the connected board's bank, for the active task, as they were when last read: each with its
/// picture and what the board's full model answers to it; those answered otherwise than labelled first, the
/// surest first. Edits go to the board, in jobs. GUI thread; outlives pages.
class BoardSamplesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { PictureColumn, ClassColumn, AnswerColumn, ConfidenceColumn, ColumnCount };

    BoardSamplesModel(Workspace* workspace, BoardModel* board, QObject* parent = nullptr);

    bool canEdit() const { return m_board->ready(); } ///< the board is there and idle, the task complete
    void read();
    /// `rows`: of this model. `label`: class, or -1 for none.
    void relabel(const std::vector<int>& rows, int label);
    void remove(const std::vector<int>& rows);
    void add(const QString& file, int label);
    void trainAnew(int pictures); ///< which then answers so many of the test split; reads the bank again

    bool wasRead() const { return m_samples.has_value(); }
    bool outOfDate() const { return m_outOfDate; } ///< the board has done something since it was read
    bool edited() const { return m_edited; }       ///< the heads are those of other samples
    const BoardSamples& samples() const { return *m_samples; } ///< wasRead()
    int contradicted() const; ///< samples that the board answers otherwise than they are labelled
    std::vector<std::string> missingClasses() const; ///< without a sample: the board never answers with them
    const BoardSample& sample(int row) const;
    std::vector<std::string> classes() const; ///< of the dataset that it was read with
    QString fileOf(int row) const;            ///< of its picture; empty: not known
    QString nameOf(int row) const;            ///< the same for people
    Rgb background() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void changed();

private:
    using Image = std::vector<std::uint8_t>;
    using Work = std::function<Result<BoardSamples>(Board&, const Image&, const Dataset&, const JobContext&)>;

    void run(const QString& title, bool edits, const Work& work);
    void take(BoardSamples samples);
    void order();
    void forget();
    void lookAtSession();
    std::vector<int> numbersOf(const std::vector<int>& rows) const;
    QString className(int label) const;

    Workspace* m_workspace;
    BoardModel* m_board;
    ThumbnailCache* m_thumbnails;
    std::shared_ptr<const Dataset> m_dataset; ///< that m_samples was read with
    std::optional<BoardSamples> m_samples;
    std::vector<int> m_rows; ///< sample of each row
    std::string m_of;        ///< Workspace::taskId() of the samples
    bool m_taken = false;    ///< the work that just ends is this model's, and all of it was done
    bool m_busy = false;     ///< the session was, when last looked at
    bool m_readNext = false; ///< once the training under way is over
    bool m_outOfDate = false;
    bool m_edited = false;
};

} // namespace microt::gui
