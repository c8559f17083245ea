// SPDX-License-Identifier: Apache-2.0
#include "engine/report/numbers.h"

#include <algorithm>
#include <filesystem>

namespace microt::report {

namespace {

double headMacs(const std::shared_ptr<const Head>& head)
{
    return head ? static_cast<double>(head->macsPerSample()) : 0.0;
}

double macsUpTo(const GraphCost& cost, int cut)
{
    const std::optional<std::size_t> place = placeOfCut(cost, cut);
    return place ? static_cast<double>(cost.cuts[*place].macs) : 0.0;
}

/// A picture, at the test split's exit rates.
double stagedMacs(const TaskResult& task, const GraphCost& cost)
{
    const StageModel& stage = task.stage;
    const std::vector<double> rates = ratesOf(task.outcome.point);
    double before = macsUpTo(cost, stage.cut());
    double macs = before + headMacs(stage.partHead);
    double come = 1.0;
    for (std::size_t exit = 0; exit <= stage.between.size(); ++exit) {
        const bool last = exit == stage.between.size();
        const double here =
            last ? static_cast<double>(cost.full.macs) : macsUpTo(cost, stage.between[exit].cut);
        come -= exit < rates.size() ? rates[exit] : 0.0;
        macs += come * (here - before + headMacs(last ? stage.fullHead : stage.between[exit].head));
        before = here;
    }
    return macs;
}

} // namespace

std::vector<Answering> answerings(const TaskResult& task, const GraphCost& cost)
{
    const double part = macsUpTo(cost, task.stage.cut()) + headMacs(task.stage.partHead);
    const double full = static_cast<double>(cost.full.macs) + headMacs(task.stage.fullHead);
    const std::int64_t n = task.outcome.point.samples;
    const double partAccuracy = task.stage.testCurve.partAccuracy();
    const double fullAccuracy = task.stage.testCurve.fullAccuracy();
    return {
        {"part only", partAccuracy, wilsonRange(partAccuracy, n), classFigures(task.stage.test, {0.0F}), part,
         task.energy.part},
        {"full only", fullAccuracy, wilsonRange(fullAccuracy, n), classFigures(task.stage.test, {}), full,
         task.energy.fullOnly},
        {"staged", task.outcome.point.accuracy, wilsonRange(task.outcome.point.accuracy, n),
         task.outcome.classes, stagedMacs(task, cost), task.outcome.energy},
    };
}

std::vector<StagePoint> curvePoints(const TaskResult& task)
{
    constexpr int kPointsOfCurve = 101;
    return task.stage.points(kPointsOfCurve);
}

std::vector<Confusion> commonConfusions(const TaskResult& task, std::size_t most)
{
    const int classes = static_cast<int>(task.dataset.classes.size());
    const std::vector<std::int64_t> matrix = confusionMatrix(task.stage.test, task.outcome.thresholds);
    std::vector<Confusion> all;
    for (int label = 0; label < classes; ++label)
        for (int predicted = 0; predicted < classes; ++predicted) {
            const std::int64_t count = matrix[static_cast<std::size_t>(label) * classes + predicted];
            if (label != predicted && count > 0)
                all.push_back({label, predicted, count});
        }
    std::stable_sort(all.begin(), all.end(),
                     [](const Confusion& a, const Confusion& b) { return a.count > b.count; });
    all.resize(std::min(all.size(), most));
    return all;
}

std::string fileNameOf(const std::string& path)
{
    const std::filesystem::path whole(path);
    return whole.has_filename() ? whole.filename().string() : whole.parent_path().filename().string();
}

const char* reasonFor(Error error)
{
    switch (error) {
    case Error::badPicture:
        return "not a readable picture";
    case Error::pictureTooLarge:
        return "too many pixels";
    case Error::truncated:
        return "ends too early";
    case Error::unsupportedFormat:
        return "unknown format";
    case Error::fileNotFound:
        return "missing";
    case Error::permissionDenied:
        return "may not be read";
    case Error::hostileContent:
        return "refused as unsafe";
    case Error::invalidArgument:
    case Error::outOfRange:
        return "outside the dataset's folder";
    default:
        return "could not be used";
    }
}

} // namespace microt::report
