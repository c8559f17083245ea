// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include <QCoreApplication>
#include <QDir>
#include <QPixmap>
#include <QPushButton>
#include <QSettings>
#include <QString>
#include <QTest>

#include "engine/exchange/mtx/mtx.h"
#include "engine/model/architectures.h"
#include "engine/train/training/initial_weights.h"
#include "tests/support/support.h"

namespace microt::test {

/// How long a test waits for work that takes seconds: a busy machine must not fail it.
constexpr int kPatienceMs = 240000;

/// The first button on `page` whose text begins so, mnemonics left out; or null.
inline QPushButton* buttonNamed(const QWidget& page, const QString& text)
{
    for (QPushButton* one : page.findChildren<QPushButton*>())
        if (one->text().remove(QLatin1Char('&')).startsWith(text))
            return one;
    return nullptr;
}

/// Saves a picture of `page` in $MICROT_SHOTS, if that is set, to be looked at.
inline void saveShot(QWidget& page, const QString& name)
{
    const QString folder = qEnvironmentVariable("MICROT_SHOTS");
    if (!folder.isEmpty())
        page.grab().save(QDir(folder).filePath(name + QStringLiteral(".png")));
}

/// A folder of small pictures in three classes and two tiny extractors, made for one test; settings and home
/// folder of the program lie inside it as well.
class TinyProject
{
public:
    TinyProject()
    {
        qputenv("HOME", m_scratch.path().c_str());
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, text(m_scratch / "settings"));
        QCoreApplication::setOrganizationName(QStringLiteral("MicroT"));
        QCoreApplication::setApplicationName(QStringLiteral("test"));
        writePictures("colours", 20);
        writeExtractor("tiny", "mcunet-vww0");
    }

    std::filesystem::path path(const std::string& name) const { return m_scratch / name; }
    QString pictures(const std::string& name = "colours") const { return text(m_scratch / name); }
    QString extractor(const std::string& name = "tiny") const { return text(m_scratch / (name + ".mtx")); }
    QString folder(const std::string& name = "project") const { return text(m_scratch / name); }

    void writePictures(const std::string& name, int perClass) const
    {
        const struct
        {
            const char* name;
            int red;
            int green;
        } classes[] = {{"dark", 0, 20}, {"red", 200, 20}, {"yellow", 200, 220}};
        for (const auto& kind : classes)
            for (int number = 0; number < perClass; ++number) {
                std::string bytes = "P6\n24 24\n255\n";
                for (int i = 0; i < 24 * 24; ++i)
                    bytes +=
                        {static_cast<char>(kind.red + i % 20 + number),
                         static_cast<char>(kind.green + i % 7 * number % 30), static_cast<char>(i % 24 * 10)};
                writeFile(name + "/" + kind.name + "/" + std::to_string(number) + ".ppm", bytes);
            }
    }

    void writeFile(const std::string& name, const std::string& bytes) const
    {
        const std::filesystem::path file = m_scratch / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << bytes;
    }

    void writeExtractor(const std::string& name, const std::string& architecture) const
    {
        Graph graph = makeArchitecture(architecture, 32, 0).value();
        initialiseWeights(graph, 1);
        QVERIFY(saveMtx(m_scratch / (name + ".mtx"), graph, R"({"seed": 1})", false).ok());
    }

private:
    static QString text(const std::filesystem::path& path) { return QString::fromStdString(path.string()); }

    ScratchFolder m_scratch;
};

} // namespace microt::test
