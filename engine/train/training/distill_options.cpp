// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/exchange/mtx/graph_json.h"
#include "engine/train/training/distill_data.h"
#include "engine/train/training/learning_rate.h"

namespace microt {

double learningRateAt(double at, const DistillOptions& options)
{
    const double peak = options.learningRate;
    if (options.schedule == RateSchedule::oneCycle)
        return peak * oneCycle(at);
    if (at < options.warmUp)
        return peak * at / options.warmUp;
    return options.schedule == RateSchedule::constant
               ? peak
               : peak * halfCosine((at - options.warmUp) / (1.0 - options.warmUp));
}

Status checkOptions(const Graph& student, const Dataset& pool, const DistillOptions& options)
{
    MICROT_CHECK(validateGraph(student));
    const LossWeights& weights = options.weights;
    const bool part = weights.partLabel > 0.0 || weights.partTeacher > 0.0;
    if (options.cut != 0 && student.findCut(options.cut) == nullptr)
        return Failure{Error::invalidArgument, "The network " + printable(student.name) + " has no cut " +
                                                   std::to_string(options.cut) + "."};
    if (part && options.cut == 0)
        return Failure{Error::invalidArgument, "Losses of the part model need a cut."};
    const auto within = [](double value, double low, double high) { return value >= low && value <= high; };
    for (const double weight :
         {weights.fullTeacher, weights.fullLabel, weights.partLabel, weights.partTeacher})
        if (!within(weight, 0.0, 1e6))
            return Failure{Error::outOfRange, "Weights of losses must lie in 0 to 1000000."};
    if (!part && weights.fullTeacher <= 0.0 && weights.fullLabel <= 0.0)
        return Failure{Error::invalidArgument, "All losses have weight 0; there is nothing to learn."};
    if (options.epochs < 1 || options.epochs > 100000 || options.batch < 2 || options.batch > 16384)
        return Failure{Error::outOfRange,
                       "Distilling takes 1 to 100000 epochs and batches of 2 to 16384 pictures."};
    if (!within(options.learningRate, 1e-9, 1e3) || !within(options.momentum, 0.0, 0.9999) ||
        !within(options.weightDecay, 0.0, 1.0) || !within(options.warmUp, 0.0, 0.9) ||
        !within(options.clipNorm, 0.0, 1e9) || !within(options.jitter, 0.0, 0.9) ||
        !within(options.testShare, 0.0, 0.9))
        return Failure{Error::outOfRange,
                       "The learning rate must lie in 1e-9 to 1000, momentum in 0 to 0.9999, weight decay in "
                       "0 to 1, warm-up, jitter and test share in 0 to 0.9."};
    MICROT_CHECK(checkDevice(options.device));
    if (options.keep < 1 || options.checkpointSeconds < 0)
        return Failure{Error::outOfRange, "At least one checkpoint must be kept."};
    if ((weights.fullLabel > 0.0 || weights.partLabel > 0.0) && pool.classes.size() < 2)
        return Failure{Error::tooFewClasses, "A loss against labels needs a pool with two or more classes."};
    return {};
}

std::string runName(const Graph& student, const Dataset& pool, const TeacherEmbeddings& teacher,
                    const PoolViews& views, const DistillOptions& options)
{
    nlohmann::json name;
    auto structure = graphToJson(student);
    name["student"] = structure.ok() ? structure.value() : "";
    std::string weights;
    for (const Node& node : student.nodes)
        for (const auto* values : {&node.weight, &node.bias, &node.mean, &node.variance})
            weights.append(reinterpret_cast<const char*>(values->data()), values->size() * sizeof(float));
    name["weights"] = sha256Hex(weights);
    name["pool"] = pool.contentHash;
    name["teacher"] = sha256Hex({reinterpret_cast<const char*>(teacher.values.data()),
                                 static_cast<std::size_t>(teacher.values.size()) * sizeof(float)});
    name["views"] = {views.count,
                     views.variation.smallestArea,
                     views.variation.largestAspect,
                     views.variation.light,
                     views.mixup,
                     views.seed};
    name["options"] = {options.weights.fullTeacher,
                       options.weights.fullLabel,
                       options.weights.partLabel,
                       options.weights.partTeacher,
                       options.cut,
                       static_cast<int>(options.distance),
                       options.standardise,
                       options.epochs,
                       options.batch,
                       options.learningRate,
                       static_cast<int>(options.schedule),
                       options.warmUp,
                       options.momentum,
                       options.weightDecay,
                       options.clipNorm,
                       options.jitter,
                       options.testShare,
                       options.seed,
                       options.ranks == nullptr ? 1 : options.ranks->count(),
                       options.device.cuda,
                       options.device.mixed};
    if (options.cut != 0)
        name["part_features"] = kCutFeaturesPerChannel;
    return sha256Hex(name.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

} // namespace microt
