// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <QFrame>
#include <QString>

#include "engine/data/picture.h"
#include "gui/jobs/job_queue.h"

class QLabel;
class QListWidget;

namespace microt::gui {

struct PictureItem
{
    std::string path; ///< absolute, bytes as the file system has them
    QString caption;  ///< translated
};

/// A sheet with small pictures that floats over the page and closes at a click outside or at Esc. Pictures
/// are decoded on a worker, a few at a time, and appear as they come.
class PicturePopover : public QFrame
{
    Q_OBJECT

public:
    /// `jobs` must outlive it.
    explicit PicturePopover(JobQueue* jobs, QWidget* parent = nullptr);

    /// Shows the pictures near `where` (global). At most kMostPictures are shown; the title then says so.
    /// `background` shows where a picture is transparent.
    void open(const QString& title, std::vector<PictureItem> items, const QPoint& where,
              Rgb background = kWhite);
    std::vector<int> chosen() const; ///< items, ascending
    QRect placeOf(int item) const;   ///< global

    static constexpr int kMostPictures = 120;
    static constexpr int kSide = 96; ///< of a thumbnail, device-independent pixels

signals:
    void activated(int item);             ///< double click, Enter
    void menuWanted(const QPoint& where); ///< for chosen(); global
    void removalWanted();                 ///< of chosen(): Delete

protected:
    void hideEvent(QHideEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void loadNext();

    JobQueue* m_jobs;
    QLabel* m_title;
    QListWidget* m_list;
    std::vector<PictureItem> m_items;
    Rgb m_background = kWhite;
    std::size_t m_loaded = 0;
    int m_opening = 0; ///< counts open(): answers to an earlier one are dropped
    int m_job = 0;
};

} // namespace microt::gui
