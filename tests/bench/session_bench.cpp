// SPDX-License-Identifier: GPL-3.0-or-later
// The window in use, without a screen:
//   session_bench kills DIR COUNT [SEED]   a session that is killed at COUNT random moments, each time opened
//                                          again: whether the project opens, and how old what was lost is
//   session_bench stalls DIR               how long the window's event loop stands still at most while it
//                                          embeds, distils, deploys and trains on a board, and reports
//   session_bench play DIR SEED            such a session, until it is killed
//   session_bench look DIR                 what the project there holds
// DIR holds the project and a journal of what was done; it is made where it is not there.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <functional>
#include <iostream>
#include <random>
#include <sstream>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include <QApplication>
#include <QComboBox>
#include <QElapsedTimer>
#include <QPushButton>
#include <QSettings>
#include <QTimer>
#include <QUndoStack>

#include "engine/drawn/drawn_tasks.h"
#include "gui/models/distill_model.h"
#include "gui/window/main_window.h"

using namespace microt;
using namespace microt::gui;
namespace fs = std::filesystem;

namespace {

constexpr int kPicturesOfAClass = 40;
constexpr int kStepMs = 120; ///< between two things that the user does

double secondsNow()
{
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

QString text(const fs::path& path)
{
    return QString::fromStdString(path.string());
}

/// What a user would miss, in the order of its words in the journal.
struct Work
{
    double ratio = -1.0;
    int cut = 0;
    int excluded = 0;
    int epochs = 0; ///< of the training that is under way or paused
    bool operator==(const Work& other) const
    {
        return ratio == other.ratio && cut == other.cut && excluded == other.excluded;
    }
};

std::ostream& operator<<(std::ostream& out, const Work& work)
{
    return out << work.ratio << ' ' << work.cut << ' ' << work.excluded << ' ' << work.epochs;
}

std::istream& operator>>(std::istream& in, Work& work)
{
    return in >> work.ratio >> work.cut >> work.excluded >> work.epochs;
}

/// The window on the project in a folder, which is made if need be.
struct Session
{
    explicit Session(const fs::path& folder) : m_folder(folder)
    {
        window.resize(1280, 800);
        window.show();
        if (fs::exists(folder / "project" / "project.json")) {
            workspace.openProject(text(folder / "project"));
            return;
        }
        workspace.newProject(text(folder / "project"), QStringLiteral("session"));
        workspace.addTask(text(folder / "parts"));
    }
    Work work() const
    {
        Work now;
        if (const Task* task = workspace.task()) {
            now.ratio = task->ratio.value_or(-1.0);
            now.cut = task->stage.cut.value_or(0);
        }
        if (workspace.labels() != nullptr)
            now.excluded = static_cast<int>(workspace.labels()->excluded.size());
        now.epochs = training()->asked().lastEpoch();
        return now;
    }
    DistillModel* training() const { return window.findChild<DistillModel*>(); }
    bool ready() const { return workspace.state(Step::stage) == StepState::ready; }
    QWidget* show(const char* page)
    {
        for (int i = 0; i < window.pages().size(); ++i)
            if (window.pages()[i]->id() == QLatin1String(page)) {
                window.showPage(i);
                return window.pages()[i];
            }
        return nullptr;
    }
    bool press(const char* page, const char* name)
    {
        for (auto* button : show(page)->findChildren<QPushButton*>())
            if (button->text().remove(QLatin1Char('&')).startsWith(QLatin1String(name)) &&
                button->isVisible() && button->isEnabled()) {
                button->click();
                return true;
            }
        return false;
    }
    void train(int epochs)
    {
        const auto state = training()->state();
        if (state == DistillModel::State::paused)
            return training()->resume();
        if (state != DistillModel::State::idle && state != DistillModel::State::finished)
            return;
        DistillJob job;
        job.teacher = job.student = workspace.project().extractor;
        job.pools = {(m_folder / "parts").string()};
        job.options.epochs = epochs;
        job.views.count = 1;
        training()->start(job, QStringLiteral("trained%1").arg(++m_trainings), 100);
    }

    JobQueue jobs;
    Workspace workspace{&jobs};
    MainWindow window{&workspace, &jobs, theme::Mode::light};

private:
    fs::path m_folder;
    int m_trainings = 0;
};

/// Does something at random, again and again, and writes down what there is then.
class Player
{
public:
    Player(Session& session, const fs::path& journal, unsigned seed)
        : m_session(session), m_journal(journal, std::ios::app), m_random(seed)
    {
        QObject::connect(&m_step, &QTimer::timeout, [this] { act(); });
        m_step.start(kStepMs);
    }

private:
    int below(int count) { return std::uniform_int_distribution<>(0, count - 1)(m_random); }
    void act()
    {
        if (m_session.ready())
            choose();
        m_journal << std::fixed << secondsNow() << ' ' << std::defaultfloat << m_session.work() << std::endl;
    }
    void choose()
    {
        Workspace& workspace = m_session.workspace;
        switch (below(12)) {
        case 0:
        case 1:
        case 2:
            return workspace.setRatio(below(101) / 100.0);
        case 3:
            return workspace.setCut(workspace.cuts()->rows[below(int(workspace.cuts()->rows.size()))].cut);
        case 4:
            return excludeOne();
        case 5:
            return m_session.train(400);
        case 6:
            static_cast<void>(m_session.press("board", "Connect"));
            return;
        case 7:
            static_cast<void>(m_session.press("board", below(2) == 0 ? "Deploy" : "Train on"));
            return;
        case 8:
            static_cast<void>(m_session.press("report", "Export"));
            return;
        case 9:
            return workspace.steps().undo();
        default:
            return m_session.window.showPage(below(m_session.window.pages().size()));
        }
    }
    void excludeOne()
    {
        const auto dataset = m_session.workspace.dataset();
        if (!dataset || m_session.workspace.labels() == nullptr)
            return;
        LabelWork labels = *m_session.workspace.labels();
        exclude(labels, {dataset->samples[below(int(dataset->samples.size()))].path});
        m_session.workspace.setLabels(labels);
    }

    Session& m_session;
    std::ofstream m_journal;
    std::mt19937 m_random;
    QTimer m_step;
};

int play(const fs::path& folder, unsigned seed)
{
    Session session(folder);
    const Player player(session, folder / "journal", seed);
    return QApplication::exec();
}

/// Prints what the project holds, once its pictures are read.
int look(const fs::path& folder)
{
    Session session(folder);
    QString failed;
    QObject::connect(&session.workspace, &Workspace::failed,
                     [&failed](const QString& what, const Failure& why) {
                         failed = what + QStringLiteral(": ") + QString::fromStdString(why.what);
                     });
    QElapsedTimer waited;
    waited.start();
    while (session.workspace.labels() == nullptr && failed.isEmpty() && waited.elapsed() < 60000)
        QApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
    if (!failed.isEmpty() || session.workspace.labels() == nullptr) {
        std::cout << "failed: " << failed.toStdString() << "\n";
        return 1;
    }
    std::cout << session.work() << "\n";
    session.jobs.cancelAll();
    return 0;
}

std::string self()
{
    return QApplication::applicationFilePath().toStdString();
}

/// What `look` in a process of its own finds.
bool lookAt(const fs::path& folder, Work& found)
{
    const std::string command = "'" + self() + "' look '" + folder.string() + "' 2>/dev/null";
    FILE* out = popen(command.c_str(), "r");
    std::string said;
    char line[512];
    while (out != nullptr && std::fgets(line, sizeof line, out) != nullptr)
        said += line;
    const bool ok = out != nullptr && pclose(out) == 0;
    std::istringstream words(said);
    if (ok && words >> found)
        return true;
    std::cout << "does not open: " << said;
    return false;
}

/// How old what is lost is, of the journal's work that is not in `found`: settings, and epochs.
std::pair<double, double> lostSeconds(const fs::path& journal, const Work& found, double killed)
{
    std::ifstream lines(journal);
    double settingsSince = killed;
    double epochsSince = killed;
    double at = 0.0;
    Work work;
    bool equal = true;
    bool behind = false;
    while (lines >> at >> work) {
        if (work == found)
            settingsSince = killed;
        else if (equal || settingsSince == killed)
            settingsSince = at;
        equal = work == found;
        if (work.epochs <= found.epochs)
            epochsSince = killed;
        else if (!behind || epochsSince == killed)
            epochsSince = at;
        behind = work.epochs > found.epochs;
    }
    return {killed - settingsSince, killed - epochsSince};
}

int kills(const fs::path& folder, int count, unsigned seed)
{
    std::mt19937 random(seed);
    double worstSettings = 0.0;
    double worstEpochs = 0.0;
    int unopened = 0;
    for (int trial = 0; trial < count; ++trial) {
        fs::remove(folder / "journal");
        const int milliseconds = std::uniform_int_distribution<>(1500, 12000)(random);
        const std::string number = std::to_string(seed + static_cast<unsigned>(trial));
        const pid_t child = fork();
        if (child == 0) {
            setpgid(0, 0); // with the emulators that it starts
            execl(self().c_str(), self().c_str(), "play", folder.c_str(), number.c_str(), nullptr);
            _exit(127);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
        kill(-child, SIGKILL);
        const double killed = secondsNow();
        waitpid(child, nullptr, 0);
        Work found;
        if (!lookAt(folder, found)) {
            ++unopened;
            continue;
        }
        const auto [settings, epochs] = lostSeconds(folder / "journal", found, killed);
        worstSettings = std::max(worstSettings, settings);
        worstEpochs = std::max(worstEpochs, epochs);
        std::cout << trial + 1 << ": after " << milliseconds << " ms; lost " << settings << " s of choices, "
                  << epochs << " s of training" << std::endl;
    }
    std::cout << count << " kills: " << unopened << " projects do not open; lost at most " << worstSettings
              << " s of choices and " << worstEpochs << " s of training\n";
    return unopened == 0 ? 0 : 1;
}

/// How late the event loop answers, asked every two milliseconds from another thread.
class Pulse
{
public:
    explicit Pulse(QObject* loop) : m_thread([this, loop] { ask(loop); }) {}
    ~Pulse()
    {
        m_over = true;
        m_thread.join();
    }
    /// What came since the last call, in milliseconds.
    std::vector<double> take()
    {
        std::vector<double> taken;
        std::swap(taken, m_late);
        return taken;
    }

private:
    void ask(QObject* loop)
    {
        while (!m_over) {
            const auto asked = std::chrono::steady_clock::now();
            QMetaObject::invokeMethod(
                loop,
                [this, asked] {
                    m_late.push_back(
                        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - asked)
                            .count());
                },
                Qt::QueuedConnection);
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
    }

    std::atomic<bool> m_over{false};
    std::vector<double> m_late; ///< touched by the event loop's thread alone
    std::thread m_thread;
};

void print(const char* what, std::vector<double> late)
{
    std::sort(late.begin(), late.end());
    if (late.empty())
        return;
    const auto at = [&late](double share) { return late[std::size_t(share * double(late.size() - 1))]; };
    std::printf("%-28s %7zu samples, median %5.1f ms, 99 %% %6.1f, 99.9 %% %6.1f, most %6.1f\n", what,
                late.size(), at(0.5), at(0.99), at(0.999), late.back());
    std::fflush(stdout);
}

int stalls(const fs::path& folder)
{
    Session session(folder);
    QObject loop;
    Pulse pulse(&loop);
    const auto until = [](const std::function<bool()>& over) {
        while (!over())
            QApplication::processEvents(QEventLoop::WaitForMoreEvents, 20);
    };
    const auto wait = [&](int milliseconds) {
        QElapsedTimer time;
        time.start();
        until([&] { return time.elapsed() > milliseconds; });
    };
    until([&] { return session.ready() && session.jobs.isIdle(); });
    print("open, embed, cuts, heads", pulse.take());
    for (int i = 0; i < 200; ++i) {
        session.workspace.setRatio(i / 200.0);
        wait(10);
    }
    print("the ratio moves", pulse.take());
    session.show("extractor");
    session.train(6);
    until([&] { return session.training()->state() == DistillModel::State::finished; });
    print("distilling", pulse.take());
    static_cast<void>(session.press("board", "Connect"));
    until([&] { return session.press("board", "Deploy"); });
    until([&] { return session.jobs.isIdle(); });
    print("deploying", pulse.take());
    until([&] { return session.press("board", "Train on"); });
    until([&] { return session.jobs.isIdle(); });
    print("training on a board", pulse.take());
    until([&] { return session.press("report", "Export"); });
    until([&] { return session.jobs.isIdle(); });
    print("reporting", pulse.take());
    QElapsedTimer cancelling;
    session.show("extractor");
    session.train(400);
    wait(3000);
    cancelling.start();
    session.jobs.cancelAll();
    until([&] { return session.jobs.isIdle(); });
    std::printf("cancelled after %lld ms\n", cancelling.elapsed());
    return 0;
}

bool prepare(const fs::path& folder)
{
    fs::create_directories(folder);
    return fs::exists(folder / "parts") || drawTask("parts", folder / "parts", kPicturesOfAClass, 1, {}).ok();
}

} // namespace

int main(int count, char** arguments)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const std::string verb = count > 2 ? arguments[1] : "";
    const fs::path folder = count > 2 ? fs::absolute(arguments[2]) : fs::path();
    if (count > 2)
        qputenv("HOME", folder.c_str()); // settings and recent projects, too
    QApplication application(count, arguments);
    QApplication::setOrganizationName(QStringLiteral("MicroT"));
    QApplication::setApplicationName(QStringLiteral("session"));
    const auto number = [&](int at, unsigned usual) {
        return count > at ? static_cast<unsigned>(std::stoul(arguments[at])) : usual;
    };
    if (verb.empty() || !prepare(folder)) {
        std::cerr << "Usage: session_bench kills DIR COUNT [SEED] | stalls DIR | play DIR SEED | look DIR\n";
        return 2;
    }
    if (verb == "kills")
        return kills(folder, static_cast<int>(number(3, 10)), number(4, 1));
    if (verb == "stalls")
        return stalls(folder);
    return verb == "play" ? play(folder, number(3, 1)) : look(folder);
}
