// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusVariant>
#include <QObject>

namespace microt::gui {

/// Whether the desktop wants dark windows, and when it changes its mind: the setting "color-scheme" of
/// xdg-desktop-portal's org.freedesktop.appearance (1: dark). Without such a desktop it stays silent. GUI
/// thread.
class SystemTheme : public QObject
{
    Q_OBJECT

public:
    explicit SystemTheme(QObject* parent = nullptr);

signals:
    void changed(bool dark);

public slots:
    /// As the portal tells it.
    void take(const QString& group, const QString& key, const QDBusVariant& value);
};

} // namespace microt::gui
