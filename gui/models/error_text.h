// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "engine/runtime/error.h"

namespace microt::gui {

/// An error for people, translated. The engine's own sentence (file, byte, line) goes beside it as detail.
struct ErrorText
{
    QString reason; ///< what is wrong, a clause: "the disk is full"
    QString advice; ///< the one thing the user can do, a sentence
};

/// The only place where error codes become visible text.
/// `wasThere`: what is missing now was there before, so that putting it back helps.
ErrorText errorText(Error code, bool wasThere = false);

} // namespace microt::gui
