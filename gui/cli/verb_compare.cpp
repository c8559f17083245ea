// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/cli/compare.h"
#include "gui/cli/verbs.h"
#include "gui/words/compare_words.h"

namespace microt::cli {

namespace {

Status runCompare(const CompareOptions& options, Console& console)
{
    return options.given.empty() ? compareByMethod(options, console) : compareExtractors(options, console);
}

} // namespace

void addCompare(Program& program)
{
    Verb verb =
        program.verb("compare", "Methods of learning on your pictures, from the same splits: accuracy, "
                                "energy, memory; or extractors, with --method");
    auto& options = verb.keep<CompareOptions>();
    options.task.extractor = "microt-vww0-64";
    options.task.settings = usualCompareSettings();
    verb.takes("DATA", options.data, "Pictures of one or more tasks").required();
    verb.takes("--methods", options.methods,
               "Rows, between commas: none, ttl, full, tinytl, sparse, tinytrain, microt (default: all); "
               "ttl=FILE has a row begin with another extractor");
    verb.check("--methods", checkMethods);
    verb.takes("--extractor", options.task.extractor, kExtractorHelp).showDefault();
    verb.takes("--method", options.given,
               "Compare extractors instead, each with the same heads and --cut: NAME=EXTRACTOR; the first "
               "one is held against each of the others")
        .repeated();
    verb.takes("--seeds", options.seeds, "How many, counted from --seed").showDefault().range(1, 100);
    options.task.cache.add(verb, "features");
    verb.fields(options.training);
    verb.fields(options.task.settings);
    checkBoard(verb);
    verb.needs("--method", "--cut");
    verb.excludes("--method", "--methods");
    verb.runs(options, runCompare);
}

} // namespace microt::cli
