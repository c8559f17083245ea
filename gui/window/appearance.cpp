// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/appearance.h"

#include <QApplication>
#include <QDir>
#include <QLibraryInfo>
#include <QLocale>
#include <QSettings>
#include <QTranslator>

namespace microt::gui::appearance {

namespace {

const char kLanguageKey[] = "language";
const char kThemeKey[] = "theme";
const char* const kModes[] = {"system", "light", "dark"}; // by theme::Mode

QString g_language = QStringLiteral("en");

} // namespace

QStringList languages()
{
    QStringList codes{QStringLiteral("en")};
    const QStringList files =
        QDir(QStringLiteral(":/translations")).entryList({QStringLiteral("workbench_*.qm")});
    for (const QString& file : files)
        codes.append(file.mid(10, file.size() - 13));
    return codes;
}

QString languageName(const QString& language)
{
    const QString name =
        language == QLatin1String("en") ? QStringLiteral("English") : QLocale(language).nativeLanguageName();
    return name.left(1).toUpper() + name.mid(1);
}

QString savedLanguage()
{
    const QString system = QLocale::system().name().section(QLatin1Char('_'), 0, 0);
    const QString wish = QSettings().value(QLatin1String(kLanguageKey), system).toString();
    return languages().contains(wish) ? wish : QStringLiteral("en");
}

QString language()
{
    return g_language;
}

void useLanguage(QApplication& application, const QString& language)
{
    static QTranslator ours;
    static QTranslator qts;
    application.removeTranslator(&ours);
    application.removeTranslator(&qts);
    g_language = languages().contains(language) ? language : QStringLiteral("en");
    if (g_language != QLatin1String("en")) {
        // Qt's own dialogs stay English where its translations are not installed.
        if (qts.load(QStringLiteral("qtbase_") + g_language,
                     QLibraryInfo::location(QLibraryInfo::TranslationsPath)))
            application.installTranslator(&qts);
        if (ours.load(QStringLiteral(":/translations/workbench_%1.qm").arg(g_language)))
            application.installTranslator(&ours);
    }
    QLocale::setDefault(QLocale(g_language == QLatin1String("en") ? QStringLiteral("en_GB") : g_language));
}

theme::Mode savedMode()
{
    return parseMode(QSettings().value(QLatin1String(kThemeKey)).toString());
}

QString modeName(theme::Mode mode)
{
    return QLatin1String(kModes[static_cast<int>(mode)]);
}

theme::Mode parseMode(const QString& name, bool* ok)
{
    for (const theme::Mode mode : {theme::Mode::system, theme::Mode::light, theme::Mode::dark})
        if (modeName(mode) == name) {
            if (ok != nullptr)
                *ok = true;
            return mode;
        }
    if (ok != nullptr)
        *ok = false;
    return theme::Mode::system;
}

void saveLanguage(const QString& language)
{
    QSettings().setValue(QLatin1String(kLanguageKey), language);
}

void saveMode(theme::Mode mode)
{
    QSettings().setValue(QLatin1String(kThemeKey), modeName(mode));
}

} // namespace microt::gui::appearance
