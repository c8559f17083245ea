// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/widgets/picture_popover.h"

#include <algorithm>

#include <QGuiApplication>
#include <QIcon>
#include <QImage>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QPainter>
#include <QPixmap>
#include <QScreen>
#include <QVBoxLayout>
#include <QVariant>
#include <QVector>

#include "gui/widgets/theme.h"

namespace microt::gui {
namespace {

constexpr std::size_t kBatch = 12; ///< pictures a job

// A picture that cannot be read any more stays a null image.
QVector<QImage> decodeThumbnails(const std::vector<std::string>& paths, int side, Rgb background,
                                 const CancelToken& cancel)
{
    QVector<QImage> images;
    for (const std::string& path : paths) {
        if (cancel.cancelled())
            break;
        const Result<Picture> picture = decodePicture(path, background);
        if (!picture.ok()) {
            images.append(QImage());
            continue;
        }
        const Picture& p = picture.value();
        const QImage whole(p.rgb.data(), p.width, p.height, 3 * p.width, QImage::Format_RGB888);
        images.append(whole.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation));
    }
    return images;
}

// In the middle of a square, so that all captions lie on one line.
QIcon thumbnail(const QImage& image, int side)
{
    QPixmap square(side, side);
    square.fill(image.isNull() ? theme::line() : QColor(Qt::transparent));
    QPainter painter(&square);
    painter.drawImage((side - image.width()) / 2, (side - image.height()) / 2, image);
    painter.end();
    return QIcon(square);
}

} // namespace

PicturePopover::PicturePopover(JobQueue* jobs, QWidget* parent)
    : QFrame(parent, Qt::Popup), m_jobs(jobs), m_title(new QLabel(this)), m_list(new QListWidget(this))
{
    setProperty("card", true);
    m_list->setViewMode(QListView::IconMode);
    m_list->setIconSize({kSide, kSide});
    m_list->setGridSize({kSide + 2 * theme::kGrid, kSide + 4 * theme::kGrid});
    m_list->setResizeMode(QListView::Adjust);
    m_list->setMovement(QListView::Static);
    m_list->setUniformItemSizes(true);
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setAccessibleName(tr("Pictures"));
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->installEventFilter(this);
    connect(m_list, &QListWidget::itemActivated, this,
            [this](const QListWidgetItem* item) { emit activated(m_list->row(item)); });
    connect(m_list, &QWidget::customContextMenuRequested, this, [this](const QPoint& where) {
        if (!chosen().empty())
            emit menuWanted(m_list->viewport()->mapToGlobal(where));
    });
    theme::setSmallFont(m_list);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, theme::kGrid, 12, theme::kGrid);
    layout->addWidget(m_title);
    layout->addWidget(m_list, 1);
    setFocusProxy(m_list);
}

void PicturePopover::open(const QString& title, std::vector<PictureItem> items, const QPoint& where,
                          Rgb background)
{
    m_background = background;
    ++m_opening;
    m_items = std::move(items);
    m_loaded = 0;
    QString shown = title;
    if (m_items.size() > kMostPictures) {
        m_items.resize(kMostPictures);
        shown += QLatin1Char(' ') + tr("(the first %1)").arg(kMostPictures);
    }
    m_title->setText(shown);
    setAccessibleName(shown);
    m_list->clear();
    const QIcon blank = thumbnail(QImage(), kSide);
    for (const PictureItem& item : m_items) {
        auto* row = new QListWidgetItem(blank, item.caption, m_list);
        row->setToolTip(item.caption);
    }

    const int columns = std::clamp(static_cast<int>(m_items.size()), 2, 6);
    const int rows = std::clamp(static_cast<int>((m_items.size() + columns - 1) / columns), 1, 3);
    const int wanted = QFontMetrics(m_title->font()).horizontalAdvance(shown) + 32;
    resize(std::max(columns * m_list->gridSize().width() + 56, wanted),
           rows * m_list->gridSize().height() + m_title->sizeHint().height() + 40);
    const QScreen* screen = QGuiApplication::screenAt(where);
    const QRect limits = (screen != nullptr ? screen : QGuiApplication::primaryScreen())->availableGeometry();
    move(std::clamp(where.x(), limits.left(), std::max(limits.left(), limits.right() - width())),
         std::clamp(where.y(), limits.top(), std::max(limits.top(), limits.bottom() - height())));
    show();
    m_list->setFocus();
    loadNext();
}

void PicturePopover::loadNext()
{
    if (m_loaded >= m_items.size())
        return;
    std::vector<std::string> paths;
    for (std::size_t i = m_loaded; i < std::min(m_items.size(), m_loaded + kBatch); ++i)
        paths.push_back(m_items[i].path);
    const int side = qRound(kSide * devicePixelRatioF());
    m_job = m_jobs->run(
        tr("Loading pictures"), this,
        [paths = std::move(paths), side, background = m_background](const JobContext& job)
            -> Result<QVector<QImage>> { return decodeThumbnails(paths, side, background, job.cancel); },
        [this, side, opening = m_opening](const Result<QVector<QImage>>& images) {
            if (opening != m_opening || !isVisible() || !images.ok())
                return;
            for (const QImage& image : images.value()) {
                QListWidgetItem* item = m_list->item(static_cast<int>(m_loaded++));
                if (image.isNull())
                    item->setText(tr("cannot be read"));
                else
                    item->setIcon(thumbnail(image, side));
            }
            if (!images.value().isEmpty())
                loadNext();
        },
        JobKind::quick);
}

std::vector<int> PicturePopover::chosen() const
{
    std::vector<int> rows;
    for (const QListWidgetItem* item : m_list->selectedItems())
        rows.push_back(m_list->row(item));
    std::sort(rows.begin(), rows.end());
    return rows;
}

QRect PicturePopover::placeOf(int item) const
{
    const QRect place = m_list->visualItemRect(m_list->item(item));
    return {m_list->viewport()->mapToGlobal(place.topLeft()), place.size()};
}

bool PicturePopover::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete &&
        !chosen().empty()) {
        emit removalWanted();
        return true;
    }
    return QFrame::eventFilter(watched, event);
}

void PicturePopover::hideEvent(QHideEvent* event)
{
    m_jobs->cancel(m_job);
    QFrame::hideEvent(event);
}

} // namespace microt::gui
