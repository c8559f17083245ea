// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/cli/console.h"

#include <csignal>
#include <cstdio>

#include <unistd.h>

#include <nlohmann/json.hpp>

namespace microt::cli {

namespace {

/// The token that Ctrl+C raises. Raising it is one relaxed store, which a signal handler may do.
CancelToken& interruptToken()
{
    static CancelToken token;
    return token;
}

void onInterrupt(int)
{
    interruptToken().cancel();
}

std::string duration(double seconds)
{
    const auto whole = static_cast<long>(seconds + 0.5);
    if (whole >= 3600)
        return std::to_string(whole / 3600) + " h " + std::to_string(whole / 60 % 60) + " min";
    if (whole >= 60)
        return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
    return std::to_string(whole) + " s";
}

/// The standard error as it was when the first job began: picture decoders mute it at times.
std::FILE* ownErrors()
{
    static std::FILE* const stream = [] {
        const int copy = dup(STDERR_FILENO);
        std::FILE* own = copy < 0 ? nullptr : fdopen(copy, "w");
        if (own != nullptr)
            std::setvbuf(own, nullptr, _IONBF, 0);
        return own != nullptr ? own : stderr;
    }();
    return stream;
}

} // namespace

std::string fixed(double value, int decimals)
{
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    return text;
}

double percent(double share)
{
    return 100.0 * share;
}

JobContext Console::job()
{
    interruptToken(); // made before the handler can ask for it
    ownErrors();
    std::signal(SIGINT, onInterrupt);
    std::signal(SIGTERM, onInterrupt);
    JobContext context;
    context.cancel = interruptToken();
    if (!quiet)
        context.sink = [this](const Progress& progress) { report(progress); };
    return context;
}

void Console::report(const Progress& progress)
{
    const bool terminal = isatty(fileno(ownErrors())) != 0;
    const Clock::time_point now = Clock::now();
    if (progress.step != m_step) {
        endLine();
        m_step = progress.step;
        m_stepBegan = now;
        m_doneBefore = progress.done;
        m_lastLine = now - std::chrono::hours(1);
    }
    const bool finished = progress.total > 0 && progress.done >= progress.total;
    const auto pause = terminal ? std::chrono::milliseconds(100) : std::chrono::milliseconds(10'000);
    if (now - m_lastLine < pause && !(terminal && finished))
        return;
    m_lastLine = now;

    std::string line = progress.step;
    if (progress.total > 0) {
        line += "  " + std::to_string(progress.done) + " / " + std::to_string(progress.total) + ' ' +
                progress.unit;
        const double seconds = std::chrono::duration<double>(now - m_stepBegan).count();
        if (seconds > 0.5 && progress.done > m_doneBefore) {
            const double rate = static_cast<double>(progress.done - m_doneBefore) / seconds;
            line += "  " + fixed(rate, rate < 10 ? 1 : 0) + " a second";
            if (!finished)
                line += "  " + duration(static_cast<double>(progress.total - progress.done) / rate) + " left";
        }
    }
    if (terminal) {
        std::fprintf(ownErrors(), "\r\033[K%s", line.c_str());
        m_lineIsOpen = true;
    } else {
        std::fprintf(ownErrors(), "%s\n", line.c_str());
    }
}

void Console::endLine()
{
    if (m_lineIsOpen)
        std::fputc('\n', ownErrors());
    m_lineIsOpen = false;
}

void Console::print(const nlohmann::json& object, const std::string& text)
{
    endLine();
    const std::string output =
        json ? object.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n' : text;
    std::fwrite(output.data(), 1, output.size(), stdout);
}

int Console::fail(const Failure& failure)
{
    endLine();
    std::string line = failure.what;
    for (char& c : line)
        if (static_cast<unsigned char>(c) < 0x20)
            c = ' ';
    std::fprintf(stderr, "microt: %s\n", line.c_str());
    return failure.code == Error::cancelled ? kCancelledStatus : kFailed;
}

} // namespace microt::cli
