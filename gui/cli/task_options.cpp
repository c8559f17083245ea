// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/cli/task_options.h"

#include <cstdlib>

#include "engine/exchange/open_extractor.h"

namespace microt::cli {

namespace fs = std::filesystem;

void TaskOptions::add(Verb& verb, const std::vector<std::string>& except)
{
    verb.takes("EXTRACTOR", extractor, kExtractorHelp).required();
    verb.takes("DATA", data, "A folder of pictures in any known layout, or a CSV manifest (path,label,split)")
        .required();
    verb.takes("--cache", cache, "Folder for features (default: the user's cache folder)");
    verb.flag("--no-cache", noCache, "Compute features anew and keep nothing");
    verb.fields(settings, except);
}

fs::path TaskOptions::cacheFolder() const
{
    if (noCache)
        return {};
    if (!cache.empty())
        return cache;
    if (const char* xdg = std::getenv("XDG_CACHE_HOME"); xdg != nullptr && *xdg != '\0')
        return fs::path(xdg) / "microt";
    const char* home = std::getenv("HOME");
    return home != nullptr ? fs::path(home) / ".cache" / "microt" : fs::path();
}

Result<OpenedTask> openTask(const TaskOptions& options, const JobContext& job)
{
    OpenedTask opened;
    MICROT_TRY(opened.board, findBoardProfile(options.settings.board));
    MICROT_TRY(opened.extractor, openExtractor(options.extractor, options.settings.network));
    opened.cost = countCost(opened.extractor.graph);
    MICROT_TRY(opened.dataset, openDataset(options.data, job));
    MICROT_CHECK(assignSplit(opened.dataset, options.settings.split));
    return opened;
}

Result<TaskResult> runTask(const TaskOptions& options, const OpenedTask& opened, bool wantsCuts,
                           const JobContext& job)
{
    return runSteps(
        {options.settings, opened.extractor, opened.cost, opened.board, options.cacheFolder(), wantsCuts},
        opened.dataset, job);
}

} // namespace microt::cli
