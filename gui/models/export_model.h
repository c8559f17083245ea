// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QObject>
#include <QString>
#include <QStringList>

#include "engine/base/result.h"
#include "gui/models/workspace.h"

namespace microt::gui {

class BoardModel;

/// What of a project can leave the workbench as files, beside its report.
enum class ExportForm { image, tflite, onnx, fullFeatures, partFeatures, heads, firmware };
constexpr ExportForm kExportForms[] = {ExportForm::image,        ExportForm::tflite,       ExportForm::onnx,
                                       ExportForm::fullFeatures, ExportForm::partFeatures, ExportForm::heads,
                                       ExportForm::firmware};

/// Writes these files, one form at a time, by the functions that the command line calls. It outlives the
/// dialog. GUI thread.
class ExportModel : public QObject
{
    Q_OBJECT

public:
    ExportModel(Workspace* workspace, BoardModel* board, JobQueue* jobs, QObject* parent = nullptr);

    // For people.
    static QString title(ExportForm form);   ///< "Deployment image (.mti)"
    static QString meaning(ExportForm form); ///< a sentence or two
    static QString filter(ExportForm form);  ///< of a file dialog
    static bool isFolder(ExportForm form);   ///< several files go into a folder
    QString obstacle(ExportForm form) const; ///< why it cannot be written now; empty: it can

    /// Where it would go unless the user says otherwise.
    QString suggestedPath(ExportForm form) const;
    /// The files that would be written.
    QStringList targets(ExportForm form, const QString& path) const;
    /// Further suggestions lie beside this file.
    void useFolderOf(const QString& path);

    /// Boards whose firmware is at hand, by the names of its files; and the one that fits the project's.
    static QStringList firmwareNames();
    QString usualFirmware() const;
    void setFirmware(const QString& name);
    QString firmware() const { return m_firmware.isEmpty() ? usualFirmware() : m_firmware; }
    /// The file that would be copied to `path`, by its ending.
    QString firmwareFile(const QString& path) const;

    /// Starts the job; nothing while one is under way, or where there is an obstacle.
    void start(ExportForm form, const QString& path);
    void cancel();
    bool running() const { return m_running.has_value(); }
    int job() const { return m_job; } ///< its number; 0: none, or the board's

    /// What the last one wrote, or why it could not.
    struct Ended
    {
        ExportForm form;
        Result<QStringList> files;
    };
    const std::optional<Ended>& last() const { return m_last; }

signals:
    void changed();

private:
    using Files = Result<std::vector<std::filesystem::path>>;

    QString stepObstacle(Step step) const;
    QString boardObstacle() const;
    template <typename Work>
    void write(ExportForm form, const JobLane& lane, Work work);
    void writeImages(ExportForm form, const std::filesystem::path& path);
    void writeHeads(const QString& path);
    void boardChanged();
    void ended(ExportForm form, const Files& files);

    Workspace* m_workspace;
    BoardModel* m_board;
    JobQueue* m_jobs;
    QString m_folder; ///< of suggestions; empty: the project's
    QString m_firmware;
    QString m_heads; ///< file that the board's heads are being written to
    std::optional<ExportForm> m_running;
    std::optional<Ended> m_last;
    int m_job = 0;
};

} // namespace microt::gui
