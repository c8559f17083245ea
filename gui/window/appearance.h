// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include "gui/widgets/theme.h"

class QApplication;

namespace microt::gui {

/// Theme and language of the program: chosen on the command line for this run, or in the window for good.
/// GUI thread.
namespace appearance {

QStringList languages();                       ///< codes, English first: "en", "de"
QString languageName(const QString& language); ///< in that language: "Deutsch"
QString savedLanguage(); ///< the user's choice, else the system's if there is a translation, else "en"
QString language();      ///< in use now

/// Makes everything created from now on speak `language`; numbers follow.
void useLanguage(QApplication& application, const QString& language);

theme::Mode savedMode();
QString modeName(theme::Mode mode); ///< "system", "light", "dark"
theme::Mode parseMode(const QString& name, bool* ok = nullptr);

void saveLanguage(const QString& language);
void saveMode(theme::Mode mode);

} // namespace appearance
} // namespace microt::gui
