// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/picture_viewer.h"

#include <QFile>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QToolButton>
#include <QVBoxLayout>

#include "gui/models/class_model.h"
#include "gui/widgets/theme.h"
#include "gui/widgets/tool_row.h"

namespace microt::gui {

namespace {

constexpr int kLargest = 1024; ///< both sides of what is decoded, pixels

} // namespace

PictureViewer::PictureViewer(Workspace* workspace, QWidget* parent)
    : QDialog(parent), m_actions(workspace, this), m_images(new ThumbnailCache(kLargest, 96 << 20, this)),
      m_picture(new QLabel(this)), m_caption(new QLabel(this))
{
    setWindowTitle(tr("Picture"));
    m_picture->setAlignment(Qt::AlignCenter);
    m_picture->setMinimumSize(30 * theme::kGrid, 30 * theme::kGrid);
    m_picture->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    m_caption->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_caption->setWordWrap(true);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(theme::kGrid, theme::kGrid, theme::kGrid, theme::kGrid);
    rows->setSpacing(theme::kGrid);
    rows->addWidget(m_picture, 1);
    rows->addWidget(m_caption);
    rows->addWidget(makeTools());
    resize(72 * theme::kGrid, 80 * theme::kGrid);
    connect(m_images, &ThumbnailCache::loaded, this, &PictureViewer::paintPicture);
}

QWidget* PictureViewer::makeTools()
{
    auto* tools = new ToolRow(this);
    const auto add = [tools](const QString& text, const QString& tip) {
        QToolButton* button = tools->add(text, tip);
        button->setFocusPolicy(Qt::NoFocus); // keys belong to the pictures
        return button;
    };
    m_previous = add(QStringLiteral("←"), tr("The picture before (left arrow)"));
    m_next = add(QStringLiteral("→"), tr("The next picture (right arrow)"));
    m_previous->setAccessibleName(tr("Picture before"));
    m_next->setAccessibleName(tr("Next picture"));
    tools->row()->addStretch();
    QToolButton* relabel = add(tr("Relabel…"), tr("Choose another class (R)"));
    QToolButton* exclude = add(tr("Exclude"), tr("Leave the picture out; its file stays (Delete)"));
    connect(m_previous, &QToolButton::clicked, this, [this] { go(m_current - 1); });
    connect(m_next, &QToolButton::clicked, this, [this] { go(m_current + 1); });
    connect(relabel, &QToolButton::clicked, this, &PictureViewer::relabelCurrent);
    connect(exclude, &QToolButton::clicked, this, &PictureViewer::excludeCurrent);
    return tools;
}

void PictureViewer::open(std::vector<ViewedPicture> pictures, int first, Rgb background)
{
    m_images->setBackground(background);
    m_pictures = std::move(pictures);
    if (m_pictures.empty())
        return;
    m_current = -1;
    go(qBound(0, first, static_cast<int>(m_pictures.size()) - 1));
    QDialog::show();
    raise();
    activateWindow();
}

void PictureViewer::go(int to)
{
    const auto count = static_cast<int>(m_pictures.size());
    if (to < 0 || to >= count || to == m_current)
        return;
    m_current = to;
    m_previous->setEnabled(to > 0);
    m_next->setEnabled(to + 1 < count);
    const ViewedPicture& now = m_pictures[static_cast<std::size_t>(to)];
    m_caption->setText(tr("%1 of %2 · %3\n%4")
                           .arg(QLocale().toString(to + 1), QLocale().toString(count), now.caption,
                                QFile::decodeName(now.path.c_str())));
    m_picture->setAccessibleName(now.caption);
    paintPicture();
    if (to + 1 < count) // the next is ready when it is asked for
        m_images->find(QByteArray::fromStdString(m_pictures[static_cast<std::size_t>(to) + 1].file));
}

void PictureViewer::paintPicture()
{
    if (m_current < 0 || m_pictures.empty())
        return;
    const QByteArray file = QByteArray::fromStdString(m_pictures[static_cast<std::size_t>(m_current)].file);
    const QImage image = m_images->find(file);
    if (image.isNull()) {
        m_picture->setText(m_images->isBroken(file) ? tr("cannot be read") : QString());
        return;
    }
    const qreal ratio = devicePixelRatioF();
    QPixmap scaled = QPixmap::fromImage(
        image.scaled(m_picture->size() * ratio, Qt::KeepAspectRatio, Qt::SmoothTransformation));
    scaled.setDevicePixelRatio(ratio);
    m_picture->setPixmap(scaled);
}

void PictureViewer::excludeCurrent()
{
    const std::string path = m_pictures[static_cast<std::size_t>(m_current)].path;
    m_actions.exclude({path});
    m_pictures.erase(m_pictures.begin() + m_current);
    if (m_pictures.empty()) {
        close();
        return;
    }
    const int next = qMin(m_current, static_cast<int>(m_pictures.size()) - 1);
    m_current = -1;
    go(next);
}

void PictureViewer::relabelCurrent()
{
    const int shown = m_current;
    ViewedPicture& picture = m_pictures[static_cast<std::size_t>(shown)];
    const QString chosen = m_actions.askClass({picture.path});
    if (chosen.isEmpty())
        return;
    picture.caption += QStringLiteral(" → ") + chosen;
    m_current = -1; // so that it is shown anew
    go(shown);
}

void PictureViewer::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Up:
        return go(m_current - 1);
    case Qt::Key_Right:
    case Qt::Key_Down:
    case Qt::Key_Space:
        return go(m_current + 1);
    case Qt::Key_Home:
        return go(0);
    case Qt::Key_End:
        return go(static_cast<int>(m_pictures.size()) - 1);
    case Qt::Key_R:
        return relabelCurrent();
    case Qt::Key_Delete:
        return excludeCurrent();
    default:
        QDialog::keyPressEvent(event);
    }
}

void PictureViewer::resizeEvent(QResizeEvent* event)
{
    QDialog::resizeEvent(event);
    paintPicture();
}

std::vector<ViewedPicture> viewedPictures(const Dataset& dataset, const std::vector<int>& samples)
{
    std::vector<ViewedPicture> pictures;
    for (const int index : samples) {
        const Sample& sample = dataset.samples[static_cast<std::size_t>(index)];
        pictures.push_back(
            {dataset.pathOf(sample).string(), sample.path,
             QStringLiteral("%1, %2").arg(
                 QString::fromStdString(dataset.classes[static_cast<std::size_t>(sample.label)]),
                 splitText(sample.split))});
    }
    return pictures;
}

} // namespace microt::gui
