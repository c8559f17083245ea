// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/data_warnings.h"

#include <QCoreApplication>
#include <QLocale>

namespace microt::gui {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(DataWarnings)

public:
    static QString of(const DataWarning& warning);
    static QString of(LeftOut reason);
    static QString of(Peculiarity kind);
    static QString list(const std::vector<int>& classes, const Dataset& dataset);
};

QString Words::of(const DataWarning& warning)
{
    const QString count = QLocale().toString(warning.count);
    const QString all = QLocale().toString(warning.of);
    const QString name = QString::fromStdString(warning.name);
    switch (warning.kind) {
    case DataWarning::Kind::learntTests:
        return tr("%1 of %2 test pictures are also among those that are learnt from, as the same picture or "
                  "nearly: accuracies may be too high by that share.")
            .arg(count, all);
    case DataWarning::Kind::manyLabels:
        return tr("Pictures with doubles in another class: %1. All but one of the labels of each are wrong.")
            .arg(count);
    case DataWarning::Kind::untestedClasses:
        return tr("Classes without a test picture: %1 of %2 (%3, …). No figure says anything about them.")
            .arg(count, all, name);
    case DataWarning::Kind::unbalanced:
        return tr("Classes are unbalanced (%1 pictures of %2, %3 of %4): look at the balanced accuracy, and "
                  "try class weights.")
            .arg(all, QString::fromStdString(warning.other), count, name);
    }
    return {};
}

QString Words::of(LeftOut reason)
{
    switch (reason) {
    case LeftOut::unreadable:
        return tr("cannot be read");
    case LeftOut::damaged:
        return tr("damaged, or no picture");
    case LeftOut::tooLarge:
        return tr("too large");
    case LeftOut::link:
        return tr("a link that is not followed");
    case LeftOut::listedTwice:
        return tr("listed twice");
    case LeftOut::notListed:
        return tr("not in the list");
    case LeftOut::noClass:
        return tr("in no class");
    case LeftOut::noPictures:
        return tr("a folder without pictures");
    case LeftOut::notAPicture:
        return tr("not a picture");
    case LeftOut::litter:
        return tr("left by a system or program");
    case LeftOut::excluded:
        return tr("excluded here");
    }
    return {};
}

QString Words::of(Peculiarity kind)
{
    switch (kind) {
    case Peculiarity::several:
        return tr("several pictures in one file");
    case Peculiarity::transparent:
        return tr("transparent in parts");
    case Peculiarity::fewOf16Bits:
        return tr("nearly black: few of 16 bits");
    case Peculiarity::odd:
        return tr("odd");
    }
    return {};
}

QString Words::list(const std::vector<int>& classes, const Dataset& dataset)
{
    constexpr int kNamed = 4;
    QStringList names;
    for (const int label : classes)
        if (names.size() < kNamed)
            names << QString::fromStdString(dataset.classes[static_cast<std::size_t>(label)]);
    const int more = static_cast<int>(classes.size()) - names.size();
    const QString named = names.join(QStringLiteral(", "));
    return more > 0 ? tr("%1 and %2 more").arg(named, QLocale().toString(more)) : named;
}

} // namespace

QStringList dataWarnings(const Dataset& dataset)
{
    QStringList texts;
    for (const DataWarning& warning : warningsOf(dataset))
        texts << Words::of(warning);
    return texts;
}

QString leftOutText(LeftOut reason)
{
    return Words::of(reason);
}

QString peculiarityText(Peculiarity kind)
{
    return Words::of(kind);
}

QString classList(const std::vector<int>& classes, const Dataset& dataset)
{
    return Words::list(classes, dataset);
}

} // namespace microt::gui
