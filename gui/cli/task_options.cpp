// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/cli/task_options.h"

#include <cstdlib>

#include "engine/data/kept_looks.h"
#include "engine/exchange/open_extractor.h"

namespace microt::cli {

namespace fs = std::filesystem;

void checkBoard(Verb& verb, const std::string& option)
{
    verb.check(option, [](const std::string& word) -> Status {
        MICROT_CHECK(findBoardProfile(word));
        return {};
    });
}

void TaskOptions::add(Verb& verb, const std::vector<std::string>& except)
{
    verb.takes("EXTRACTOR", extractor, kExtractorHelp).required();
    verb.takes("DATA", data, kDataHelp).required();
    cache.add(verb, "features");
    verb.fields(settings, except);
    checkBoard(verb);
}

void CacheOptions::add(Verb& verb, const std::string& what)
{
    verb.takes("--cache", named, "Folder for " + what + " (default: the user's cache folder)");
    verb.flag("--no-cache", none, "Compute " + what + " anew and keep nothing");
}

fs::path CacheOptions::folder() const
{
    if (none)
        return {};
    if (!named.empty())
        return named;
    if (const char* xdg = std::getenv("XDG_CACHE_HOME"); xdg != nullptr && *xdg != '\0')
        return fs::path(xdg) / "microt";
    const char* home = std::getenv("HOME");
    return home != nullptr ? fs::path(home) / ".cache" / "microt" : fs::path();
}

Result<Dataset> openPictures(const TaskOptions& options, const JobContext& job)
{
    auto dataset = openDataset(options.data, options.settings.reading, options.cacheFolder(), job);
    if (dataset.ok() || !options.settings.reading.labelWork.empty() ||
        (dataset.failure().code != Error::tooFewClasses && dataset.failure().code != Error::emptyDataset))
        return dataset;
    auto pool = openPool(options.data, false, options.settings.reading, options.cacheFolder(), job);
    if (!pool.ok())
        return dataset.failure();
    pool.value().classes = {"unlabelled"};
    for (Sample& sample : pool.value().samples)
        sample.label = 0;
    return pool;
}

Result<OpenedTask> openTools(const TaskOptions& options)
{
    OpenedTask opened;
    MICROT_TRY(opened.board, findBoardProfile(options.settings.board));
    MICROT_TRY(opened.extractor, openExtractor(options.extractor, options.settings.network));
    opened.cost = countCost(opened.extractor.graph);
    return opened;
}

Result<OpenedTask> openTask(const TaskOptions& options, const JobContext& job, bool mayLackClasses)
{
    MICROT_TRY(OpenedTask opened, openTools(options));
    if (mayLackClasses) {
        MICROT_TRY(opened.dataset, openPictures(options, job));
    } else {
        MICROT_TRY(opened.dataset,
                   openDataset(options.data, options.settings.reading, options.cacheFolder(), job));
    }
    if (opened.dataset.classes.size() >= 2)
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
