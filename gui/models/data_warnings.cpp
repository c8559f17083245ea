// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/data_warnings.h"

#include <QCoreApplication>
#include <QLocale>

#include "gui/models/workspace.h"

namespace microt::gui {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(DataWarnings)

public:
    static QString of(const DataWarning& warning);
    static QString of(InputPreset preset);
    static QString saturated(double share);
    static QString of(const BetterScaling& better);
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
        return tr("Classes are unbalanced (%1 pictures of %2, %3 of %4): look at the balanced accuracy; with "
                  "class weights, heads count every class alike.")
            .arg(all, QString::fromStdString(warning.other), count, name);
    }
    return {};
}

QString Words::of(InputPreset preset)
{
    switch (preset) {
    case InputPreset::stored:
        return tr("As the file says, or the usual");
    case InputPreset::zoo:
        return tr("MCUNet zoo (-1..1)");
    case InputPreset::imagenet:
        return tr("ImageNet's mean and deviation");
    case InputPreset::raw:
        return tr("Raw pixels (0..255)");
    case InputPreset::unit:
    case InputPreset::symmetric:
        break;
    }
    return QString::fromLatin1(nameOf(preset));
}

QString Words::saturated(double share)
{
    return tr("The network looks saturated: %1 % of what its bounded activations give is at the upper bound. "
              "Its pictures are perhaps scaled otherwise than it was trained with: see the Input tab of the "
              "Extractor page.")
        .arg(QLocale().toString(100.0 * share, 'f', 0));
}

QString Words::of(const BetterScaling& better)
{
    return tr("The network seems to want other pixels: with the scaling “%1” (Extractor page, Input tab) the "
              "nearest of %2 train pictures has the right class for %3 %, as it is for %4 %.")
        .arg(of(better.preset), QLocale().toString(better.pictures),
             QLocale().toString(100.0 * better.better, 'f', 1),
             QLocale().toString(100.0 * better.accuracy, 'f', 1));
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

QStringList inputWarnings(const ScalingCheck& check)
{
    QStringList texts;
    if (check.saturated > kSaturated)
        texts << Words::saturated(check.saturated);
    if (check.better)
        texts << Words::of(*check.better);
    return texts;
}

QStringList inputWarnings(const Workspace& workspace)
{
    const auto check = workspace.inputCheck();
    return check ? inputWarnings(*check) : QStringList();
}

QString presetText(InputPreset preset)
{
    return Words::of(preset);
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
