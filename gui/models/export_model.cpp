// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/export_model.h"

#include <algorithm>
#include <utility>

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include "engine/base/files.h"
#include "engine/exchange/onnx/onnx.h"
#include "engine/project/task_files.h"
#include "gui/models/board_model.h"
#include "serial/link/virtual_board.h"

namespace microt::gui {

namespace fs = std::filesystem;

namespace {

fs::path exportPath(const QString& path)
{
    return QFile::encodeName(path).toStdString();
}

QString folderOfFirmware()
{
    return QFile::decodeName(firmwareFolder().c_str());
}

/// A name for a file, of what a user called something.
QString fileWord(const std::string& name)
{
    QString word = QString::fromStdString(name);
    return word.replace(QLatin1Char('/'), QLatin1Char('-'));
}

} // namespace

ExportModel::ExportModel(Workspace* workspace, BoardModel* board, JobQueue* jobs, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_board(board), m_jobs(jobs)
{
    for (const auto change : {&Workspace::projectChanged, &Workspace::taskChanged, &Workspace::stateChanged,
                              &Workspace::boardChanged, &Workspace::cutsChanged})
        connect(workspace, change, this, &ExportModel::changed);
    connect(workspace, &Workspace::projectChanged, this, [this, folder = std::string()]() mutable {
        if (std::exchange(folder, m_workspace->project().folder.string()) !=
            m_workspace->project().folder.string())
            m_folder.clear();
    });
    connect(&board->session(), &BoardSession::changed, this, &ExportModel::boardChanged);
}

QString ExportModel::title(ExportForm form)
{
    switch (form) {
    case ExportForm::image:
        return tr("Deployment image (.mti)");
    case ExportForm::tflite:
        return tr("Part and full model (.tflite)");
    case ExportForm::onnx:
        return tr("Float network (.onnx)");
    case ExportForm::fullFeatures:
        return tr("Features, full (.npy)");
    case ExportForm::partFeatures:
        return tr("Features at the cut (.npy)");
    case ExportForm::heads:
        return tr("Heads of the board (.mth)");
    case ExportForm::firmware:
        break;
    }
    return tr("Firmware image (.bin, .elf)");
}

QString ExportModel::meaning(ExportForm form)
{
    switch (form) {
    case ExportForm::image:
        return tr("The extractor in int8 with its cut, as a board takes it. Heads are no part of it: a board "
                  "trains them, or is given them.");
    case ExportForm::tflite:
        return tr("Two int8 networks for other runtimes, up to the cut and whole. Their output is the means "
                  "of the last channels: features, no classes.");
    case ExportForm::onnx:
        return tr("The extractor in float, opset 13, with its preprocessing and cuts in the metadata. This "
                  "program opens it again.");
    case ExportForm::fullFeatures:
        return tr(
            "What the full extractor computes of every picture, float32, a row a picture; a .csv beside "
            "it names the rows.");
    case ExportForm::partFeatures:
        return tr(
            "What the part model computes at the chosen cut, float32, a row a picture; a .csv beside it "
            "names the rows.");
    case ExportForm::heads:
        return tr(
            "The heads and thresholds that the connected board has for its task. The Board page imports "
            "them into any board with the same image.");
    case ExportForm::firmware:
        break;
    }
    return tr(
        "The program of a board, without extractor and heads. Copy the .bin onto the drive of a Nucleo; "
        "the .elf is for debuggers and the emulator.");
}

QString ExportModel::filter(ExportForm form)
{
    switch (form) {
    case ExportForm::image:
        return tr("Deployment images (*.mti)");
    case ExportForm::tflite:
        return {};
    case ExportForm::onnx:
        return tr("ONNX networks (*.onnx)");
    case ExportForm::fullFeatures:
    case ExportForm::partFeatures:
        return tr("NumPy arrays (*.npy)");
    case ExportForm::heads:
        return tr("Heads (*.mth)");
    case ExportForm::firmware:
        break;
    }
    return tr("Firmware (*.bin *.elf)");
}

bool ExportModel::isFolder(ExportForm form)
{
    return form == ExportForm::tflite;
}

/// Why the result of a step is not to be had.
QString ExportModel::stepObstacle(Step step) const
{
    switch (m_workspace->state(step)) {
    case StepState::ready:
        return {};
    case StepState::failed:
        return tr("A step before it failed; its page says what can be done.");
    case StepState::waiting:
    case StepState::running:
    case StepState::stale:
        return tr("What it needs is being computed; the bar at the bottom says how far it is.");
    case StepState::missing:
        break;
    }
    if (m_workspace->state(Step::data) == StepState::missing && step != Step::extractor)
        return tr("There are no pictures yet: add a folder on the Data page.");
    return tr("There is no extractor yet: choose one on the Extractor page.");
}

QString ExportModel::boardObstacle() const
{
    if (m_board->session().state() != BoardSession::State::connected)
        return tr("No board is connected: connect one on the Board page.");
    if (m_board->session().busy())
        return tr("The board is busy.");
    const Board::Tasks& tasks = m_board->session().card().tasks;
    const bool trained = std::any_of(tasks.all.begin(), tasks.all.end(), [&](const auto& task) {
        return task.id == tasks.selected && task.trained;
    });
    return trained ? QString() : tr("The board has no heads yet: train them on the Board page.");
}

QString ExportModel::obstacle(ExportForm form) const
{
    if (form == ExportForm::firmware)
        return firmwareNames().isEmpty() ? tr("There is no firmware in %1.").arg(folderOfFirmware())
                                         : QString();
    if (form == ExportForm::heads)
        return boardObstacle();
    if (!m_workspace->hasProject())
        return tr("No project is open.");
    if (form == ExportForm::onnx)
        return stepObstacle(Step::extractor);
    const bool wantsFeatures = form == ExportForm::fullFeatures || form == ExportForm::partFeatures;
    for (const Step step : {Step::data, Step::extractor, Step::features}) {
        if (step == Step::features && !wantsFeatures)
            continue;
        if (const QString why = stepObstacle(step); !why.isEmpty())
            return why;
    }
    if (form != ExportForm::fullFeatures && m_workspace->chosenCut() == 0)
        return tr("No cut is chosen yet: choose one on the Cut page, or wait for the recommended one.");
    return {};
}

QString ExportModel::suggestedPath(ExportForm form) const
{
    const QString task =
        m_workspace->task() != nullptr ? fileWord(m_workspace->task()->name) : QStringLiteral("task");
    const QString cut = QStringLiteral("%1-cut%2").arg(task).arg(m_workspace->chosenCut());
    QString name;
    switch (form) {
    case ExportForm::image:
        name = cut + QStringLiteral(".mti");
        break;
    case ExportForm::tflite:
        name = cut + QStringLiteral("-tflite");
        break;
    case ExportForm::onnx:
        name = (m_workspace->extractor() ? fileWord(m_workspace->extractor()->graph.name)
                                         : QStringLiteral("extractor")) +
               QStringLiteral(".onnx");
        break;
    case ExportForm::fullFeatures:
        name = task + QStringLiteral("-full.npy");
        break;
    case ExportForm::partFeatures:
        name = cut + QStringLiteral(".npy");
        break;
    case ExportForm::heads:
        name = task + QStringLiteral(".mth");
        break;
    case ExportForm::firmware:
        name = firmware() + QStringLiteral(".bin");
        break;
    }
    if (!m_folder.isEmpty())
        return QDir(m_folder).filePath(name);
    const QString home = m_workspace->hasProject()
                             ? QFile::decodeName((m_workspace->project().folder / "exports").string().c_str())
                             : QDir::homePath();
    return QDir(home).filePath(name);
}

QStringList ExportModel::targets(ExportForm form, const QString& path) const
{
    const QFileInfo file(path);
    switch (form) {
    case ExportForm::tflite:
        return {QDir(path).filePath(QStringLiteral("part-%1.tflite").arg(m_workspace->chosenCut())),
                QDir(path).filePath(QStringLiteral("full.tflite"))};
    case ExportForm::fullFeatures:
    case ExportForm::partFeatures:
        return {path, file.dir().filePath(file.completeBaseName() + QStringLiteral(".csv"))};
    default:
        return {path};
    }
}

void ExportModel::useFolderOf(const QString& path)
{
    m_folder = QFileInfo(path).absolutePath();
}

QStringList ExportModel::firmwareNames()
{
    QStringList names;
    const QStringList files =
        QDir(folderOfFirmware()).entryList({QStringLiteral("*.bin")}, QDir::Files, QDir::Name);
    for (const QString& file : files)
        names << QFileInfo(file).completeBaseName();
    return names;
}

/// The real board's where it is there, else that of its double.
QString ExportModel::usualFirmware() const
{
    const QStringList names = firmwareNames();
    const struct
    {
        const char* board;
        QStringList images;
    } usual[] = {{"stm32h7a3zi", {QStringLiteral("nucleo-h7a3zi-q"), QStringLiteral("mps2-an500")}},
                 {"stm32l4r5zi", {QStringLiteral("nucleo-l4r5zi"), QStringLiteral("mps2-an386")}},
                 {"stm32u575zi", {QStringLiteral("mps2-an505")}}};
    for (const auto& [board, images] : usual)
        for (const QString& image : images)
            if (m_workspace->project().board == board && names.contains(image))
                return image;
    return names.value(0);
}

void ExportModel::setFirmware(const QString& name)
{
    m_firmware = name;
    emit changed();
}

QString ExportModel::firmwareFile(const QString& path) const
{
    const bool elf = path.endsWith(QStringLiteral(".elf"), Qt::CaseInsensitive);
    return QDir(folderOfFirmware())
        .filePath(firmware() + (elf ? QStringLiteral(".elf") : QStringLiteral(".bin")));
}

template <typename Work>
void ExportModel::write(ExportForm form, const JobLane& lane, Work work)
{
    m_job = m_jobs->run(
        tr("Exporting: %1").arg(title(form)), this, std::move(work),
        [this, form](const Files& files) { ended(form, files); }, lane);
}

/// What is made from the quantized network.
void ExportModel::writeImages(ExportForm form, const fs::path& path)
{
    write(form, JobKind::light,
          [form, path, settings = m_workspace->settingsInUse(), extractor = m_workspace->extractor(),
           dataset = m_workspace->dataset()](const JobContext& job) -> Files {
              MICROT_TRY(const std::vector<int> exits, earlyCuts(settings.stage));
              MICROT_TRY(const TaskImage image,
                         makeTaskImage(settings, exits, *extractor, *dataset, kWholeTensors, job));
              if (form == ExportForm::tflite)
                  return writeTfliteFiles(image.int8.model, exits.front(), path);
              MICROT_CHECK(writeImageFile(image.bytes, path));
              return std::vector<fs::path>{path};
          });
}

void ExportModel::writeHeads(const QString& path)
{
    m_heads = path;
    m_board->exportHeads(path);
}

void ExportModel::boardChanged()
{
    if (m_running == ExportForm::heads && !m_board->session().busy()) {
        const std::optional<Failure>& failure = m_board->session().failure();
        ended(ExportForm::heads, failure ? Files(*failure) : Files({exportPath(m_heads)}));
    }
    emit changed();
}

void ExportModel::start(ExportForm form, const QString& path)
{
    if (running() || path.isEmpty() || !obstacle(form).isEmpty())
        return;
    m_running = form;
    m_last.reset();
    const fs::path file = exportPath(path);
    switch (form) {
    case ExportForm::image:
    case ExportForm::tflite:
        writeImages(form, file);
        break;
    case ExportForm::onnx:
        write(form, JobKind::quick, [file, extractor = m_workspace->extractor()](const JobContext&) -> Files {
            MICROT_CHECK(exportOnnx(extractor->graph, file));
            return std::vector<fs::path>{file};
        });
        break;
    case ExportForm::fullFeatures:
    case ExportForm::partFeatures:
        write(form, JobKind::quick,
              [file, cut = form == ExportForm::fullFeatures ? kFullExit : m_workspace->chosenCut(),
               features = m_workspace->features(), dataset = m_workspace->dataset()](const JobContext&) {
                  return writeFeatureFiles(*features, *dataset, cut, file);
              });
        break;
    case ExportForm::heads:
        writeHeads(path);
        break;
    case ExportForm::firmware:
        write(form, JobKind::quick,
              [file, from = exportPath(firmwareFile(path))](const JobContext&) -> Files {
                  MICROT_TRY(const std::vector<std::uint8_t> bytes, readFile(from));
                  MICROT_CHECK(writeImageFile(bytes, file));
                  return std::vector<fs::path>{file};
              });
        break;
    }
    emit changed();
}

void ExportModel::cancel()
{
    if (running() && m_job != 0)
        m_jobs->cancel(m_job);
}

void ExportModel::ended(ExportForm form, const Files& files)
{
    m_running.reset();
    m_job = 0;
    if (files.ok()) {
        QStringList names;
        for (const fs::path& file : files.value())
            names << QFile::decodeName(file.c_str());
        m_last = {form, names};
    } else {
        m_last = {form, files.failure()};
    }
    emit changed();
}

} // namespace microt::gui
