// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/teachers.h"

#include <algorithm>
#include <system_error>

#include "engine/exchange/open_extractor.h"
#include "gui/models/training_run.h"

namespace microt::gui {

namespace fs = std::filesystem;

namespace {

constexpr int kMostFiles = 2000; ///< of a folder that are looked at

bool isTeacher(const fs::path& file)
{
    const std::string ending = file.extension().string();
    std::error_code error;
    if (ending == ".json")
        return fs::exists(fs::path(file).replace_extension(".pth"), error);
    return ending == ".mtx" || ending == ".onnx" || ending == ".tflite" || ending == ".pt";
}

} // namespace

std::vector<std::string> teachersAtHand(const Project& project, const fs::path& home)
{
    std::vector<std::string> names = shippedExtractors();
    std::vector<fs::path> folders{home / "MicroT", home / "MicroT" / "teachers"};
    if (!project.folder.empty())
        folders.push_back(trainedFolder(project.folder));
    if (const fs::path beside = project.resolve(project.extractor).parent_path();
        !project.extractor.empty() && beside != project.folder)
        folders.push_back(beside);
    std::vector<std::string> files;
    for (const fs::path& folder : folders) {
        std::error_code error;
        int seen = 0;
        for (fs::directory_iterator at(folder, error), end; !error && at != end && seen < kMostFiles;
             at.increment(error), ++seen)
            if (isTeacher(at->path()))
                files.push_back(at->path().string());
    }
    std::sort(files.begin(), files.end());
    files.erase(std::unique(files.begin(), files.end()), files.end());
    names.insert(names.end(), files.begin(), files.end());
    return names;
}

} // namespace microt::gui
