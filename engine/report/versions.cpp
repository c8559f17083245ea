// SPDX-License-Identifier: Apache-2.0
#include <Eigen/Core>
#include <nlohmann/json.hpp>

#include "engine/report/describe.h"

namespace microt::report {

std::vector<std::pair<std::string, std::string>> versions()
{
    const auto dotted = [](int major, int minor, int patch) {
        return std::to_string(major) + '.' + std::to_string(minor) + '.' + std::to_string(patch);
    };
    return {
        {"MicroT Workbench", MICROT_VERSION},
        {"libtorch", MICROT_TORCH_VERSION},
        {"OpenCV", MICROT_OPENCV_VERSION},
        {"Eigen", dotted(EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION)},
        {"nlohmann JSON",
         dotted(NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH)},
    };
}

} // namespace microt::report
