// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QVector>
#include <QWidget>

#include "gui/models/workspace.h"

class QButtonGroup;
class QVBoxLayout;

namespace microt::gui {

/// One entry of the rail: a dot for the state, then the page's name. Filled: done; hollow: open; half amber:
/// out of date; arc: at work; cross: failed. The page shown has a ring around its dot.
class RailButton : public QAbstractButton
{
    Q_OBJECT

public:
    RailButton(const QString& title, const QString& shortcut, QWidget* parent);

    void setState(StepState state, const QString& why = {});
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void drawDot(QPainter& painter, const QPointF& centre) const;

    QString m_shortcut;
    StepState m_state = StepState::missing;
};

/// The pages, on the left, in the order of the work. GUI thread.
class Rail : public QWidget
{
    Q_OBJECT

public:
    explicit Rail(QWidget* parent = nullptr);

    void addPage(const QString& title);
    void setCurrent(int page);
    /// `why`: what changed since, of a page that is out of date.
    void setState(int page, StepState state, const QString& why = {});

signals:
    void pageChosen(int page);

private:
    QVBoxLayout* m_layout;
    QButtonGroup* m_group;
};

/// What a state means to people, translated: "done", "out of date", …
QString stateText(StepState state);

} // namespace microt::gui
