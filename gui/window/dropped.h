// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace microt::gui {

/// What something is that a user dropped on the window or named on the command line.
struct Dropped
{
    enum class Kind { project, pictures, extractor, other };
    Kind kind = Kind::other;
    QString path;
    QString reason; ///< of `other`: why it cannot be opened and what can be done, translated
};

/// Looks at names and at what lies in a folder; reads no file.
Dropped judgeDropped(const QString& path);

} // namespace microt::gui
