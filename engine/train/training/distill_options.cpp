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

Status checkRun(const Graph& student, const Dataset& pool, const DistillRun& run)
{
    MICROT_CHECK(validateGraph(student));
    MICROT_CHECK(checkFields(run.options));
    MICROT_CHECK(checkFields(run.checkpoints));
    const std::optional<int> cut = run.options.cut;
    const LossWeights& weights = run.options.weights;
    const bool part = weights.partLabel > 0.0 || weights.partTeacher > 0.0;
    if (cut && student.findCut(*cut) == nullptr)
        return Failure{Error::invalidArgument, "The network " + printable(student.name) + " has no cut " +
                                                   std::to_string(*cut) + "."};
    if (part && !cut)
        return Failure{Error::invalidArgument, "Losses of the part model need a cut."};
    if (!part && weights.fullTeacher <= 0.0 && weights.fullLabel <= 0.0)
        return Failure{Error::invalidArgument, "All losses have weight 0; there is nothing to learn."};
    if (weights.needLabels() && pool.classes.size() < 2)
        return Failure{Error::tooFewClasses, "A loss against labels needs a pool with two or more classes."};
    const Preprocessing& input = student.preprocessing;
    if (run.place.device.views && input.height != input.width)
        return Failure{Error::invalidArgument,
                       "Views that a GPU renders are squares, which the pictures of " +
                           printable(student.name) + " are not; leave --gpu-views out."};
    return checkDevice(run.place.device);
}

std::string runName(const Graph& student, const Dataset& pool, const TeacherEmbeddings& teacher,
                    const PoolViews& views, const DistillRun& run)
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
    // A GPU's answers differ from a CPU's in their last digits; the run is the same.
    name["teacher"] = !teacher.identity.empty()
                          ? teacher.identity
                          : sha256Hex({reinterpret_cast<const char*>(teacher.values.data()),
                                       static_cast<std::size_t>(teacher.values.size()) * sizeof(float)});
    name["views"] = {fieldsText(views), views.seed};
    name["options"] = {fieldsText(run.options), run.place.ranks == nullptr ? 1 : run.place.ranks->count()};
    if (run.options.cut)
        name["part_features"] = kCutFeaturesPerChannel;
    return sha256Hex(name.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

} // namespace microt
