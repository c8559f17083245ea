// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/cli/board_options.h"

#include <cstdlib>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/deploy/planner.h"

namespace microt::cli {

namespace fs = std::filesystem;

namespace {

/// Where virtual boards keep their flash unless told otherwise.
fs::path stateFolder()
{
    const char* xdg = std::getenv("XDG_STATE_HOME");
    if (xdg != nullptr && *xdg != '\0')
        return fs::path(xdg) / "microt" / "boards";
    const char* home = std::getenv("HOME");
    return fs::path(home != nullptr ? home : ".") / ".local" / "state" / "microt" / "boards";
}

} // namespace

void PortOptions::add(Verb& verb)
{
    verb.takes("--port", port, "virtual, virtual:mps2-an386, or a serial port such as /dev/ttyACM0")
        .showDefault();
    verb.check("--port", checkPort);
    verb.takes("--state", state, "Folder where virtual boards keep their flash");
    verb.takes("--log", log, "Write a line for every frame to this file");
}

Result<ConnectedBoard> PortOptions::connect(const JobContext& job) const
{
    return connectBoard(port, state.empty() ? stateFolder() : fs::path(state), job, log);
}

Result<DeploymentImage> readImage(const std::string& path)
{
    MICROT_TRY(std::vector<std::uint8_t> bytes, readFile(path, kMaxImageBytes));
    MICROT_TRY(Twin twin, Twin::create(bytes));
    return DeploymentImage{std::move(bytes), std::move(twin)};
}

const char* unitName(protocol::CounterUnit unit)
{
    return unit == protocol::CounterUnit::instructions ? "instructions" : "cycles";
}

nlohmann::json thresholdJson(const protocol::Thresholds& thresholds)
{
    if (thresholds.size == 1)
        return thresholds.items[0];
    return vectorOf(thresholds);
}

std::string describeThresholds(const protocol::Thresholds& thresholds)
{
    std::string text;
    for (const float threshold : vectorOf(thresholds))
        text += (text.empty() ? "" : ", ") + fixed(threshold, 4);
    return text;
}

std::string hexOf(const protocol::Digest& digest)
{
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : digest) {
        text += kDigits[byte >> 4];
        text += kDigits[byte & 15];
    }
    return text;
}

} // namespace microt::cli
