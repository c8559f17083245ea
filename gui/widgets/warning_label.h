// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QStringList>

namespace microt::gui {

/// Sentences that stand beside figures so that these do not mislead; hidden while there are none.
class WarningLabel : public QLabel
{
    Q_OBJECT

public:
    explicit WarningLabel(QWidget* parent = nullptr);

    void setWarnings(const QStringList& sentences);
};

} // namespace microt::gui
