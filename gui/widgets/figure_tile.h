// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QString>

namespace microt::gui {

/// What a tile shows; all texts translated.
struct Figure
{
    QString value;      ///< "84.4"
    QString unit;       ///< "%"
    QString difference; ///< "+0.6 vs full"; its sign is in the text, not in a colour
    QString provenance; ///< "modelled"; small, after the difference
};

/// One figure with label, unit, difference and provenance. A stale figure keeps its place and turns grey. The
/// size never depends on the figure, so nothing moves while it changes.
class FigureTile : public QFrame
{
    Q_OBJECT

public:
    explicit FigureTile(const QString& label, QWidget* parent = nullptr);

    void setFigure(const Figure& figure);
    const Figure& figure() const { return m_figure; }
    void setStale(bool stale);

    QSize sizeHint() const override;
    /// Texts are elided before it.
    QSize minimumSizeHint() const override { return {sizeHint().width() * 3 / 4, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void describe();

    QString m_label;
    Figure m_figure;
    bool m_stale = false;
};

} // namespace microt::gui
