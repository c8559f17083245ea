// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/dropped.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QImageReader>

namespace microt::gui {

namespace {

struct DroppedWords
{
    Q_DECLARE_TR_FUNCTIONS(Dropped)

public:
    static QString reason(const QString& suffix);
};

bool isPictureSuffix(const QString& suffix)
{
    return QImageReader::supportedImageFormats().contains(suffix.toLatin1());
}

QString DroppedWords::reason(const QString& suffix)
{
    if (suffix == QLatin1String("mti"))
        return tr("A deployment image is for boards: the Board page deploys the task's own, “microt board "
                  "deploy” any other. Open the extractor that it was made from.");
    if (suffix == QLatin1String("mth"))
        return tr("Heads belong to a board: connect one and choose Import heads in the menu of the Board "
                  "page.");
    if (suffix == QLatin1String("npy"))
        return tr(
            "Features are numbers without pictures: open the folder of pictures that they were computed "
            "from.");
    if (suffix == QLatin1String("bin") || suffix == QLatin1String("elf") || suffix == QLatin1String("hex"))
        return tr("Firmware runs on a board and is not opened here: copy the .bin onto the drive of a "
                  "Nucleo.");
    if (suffix == QLatin1String("pth"))
        return tr(
            "Weights alone do not say which network they are of: open the .json that lies beside them.");
    if (suffix == QLatin1String("pt"))
        return tr("A TorchScript network can only teach: name it as the teacher on the Extractor page, under "
                  "Distil.");
    if (isPictureSuffix(suffix))
        return tr("One picture makes no task: open the folder that has a folder of pictures for each class.");
    return tr("This can be opened: a project folder, a folder of pictures, a .csv manifest, and an extractor "
              "(.json, .mtx, .onnx, .tflite).");
}

} // namespace

Dropped judgeDropped(const QString& path)
{
    const QFileInfo info(path);
    const QString suffix = info.suffix().toLower();
    const QString project = QStringLiteral("project.json");
    if (info.isDir())
        return {QFileInfo::exists(path + QLatin1Char('/') + project) ? Dropped::Kind::project
                                                                     : Dropped::Kind::pictures,
                path,
                {}};
    if (info.fileName() == project)
        return {Dropped::Kind::project, info.absolutePath(), {}};
    if (suffix == QLatin1String("csv"))
        return {Dropped::Kind::pictures, path, {}};
    for (const char* kind : {"json", "mtx", "onnx", "tflite"})
        if (suffix == QLatin1String(kind))
            return {Dropped::Kind::extractor, info.absoluteFilePath(), {}};
    return {Dropped::Kind::other, path, DroppedWords::reason(suffix)};
}

} // namespace microt::gui
