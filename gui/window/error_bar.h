// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include "engine/base/result.h"

class QLabel;
class QPushButton;
class QToolButton;

namespace microt::gui {

/// What went wrong, above the content: what, where, one action, details on demand. GUI thread.
class ErrorBar : public QFrame
{
    Q_OBJECT

public:
    explicit ErrorBar(QWidget* parent = nullptr);

    /// `what` was being done, translated. `canRetry`: a step of the project failed. `back`: the extractor to
    /// go back to; empty: none.
    void show(const QString& what, const Failure& why, bool canRetry, const QString& back = {});
    /// Something that is no failure of a job: what happened, then why and what can be done; translated.
    void tell(const QString& what, const QString& why);

signals:
    void retryClicked();
    void backClicked();

private:
    void raiseAlert(const QString& text);

    QLabel* m_text;
    QLabel* m_details;
    QPushButton* m_retry;
    QPushButton* m_back;
    QToolButton* m_more;
};

} // namespace microt::gui
