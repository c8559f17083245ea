// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/twin/twin.h"
#include "gui/cli/verb.h"
#include "serial/link/connected_board.h"

namespace microt::cli {

constexpr const char* kImageHelp = "Deployment image (.mti) of microt quantize";

/// What every board verb takes.
struct PortOptions
{
    std::string port = "virtual";
    std::string state;
    std::string log;

    void add(Verb& verb);
    Result<ConnectedBoard> connect(const JobContext& job) const;
};

/// An image file, checked as the board will check it.
struct DeploymentImage
{
    std::vector<std::uint8_t> bytes;
    Twin twin;
};
/// Errors: those of readFile and Twin::create.
Result<DeploymentImage> readImage(const std::string& path);

const char* unitName(protocol::CounterUnit unit);
std::string hexOf(const protocol::Digest& digest);

/// One number where there are two exits, else an array.
nlohmann::json thresholdJson(const protocol::Thresholds& thresholds);
std::string describeThresholds(const protocol::Thresholds& thresholds);

} // namespace microt::cli
