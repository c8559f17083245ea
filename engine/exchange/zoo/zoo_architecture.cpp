// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/zoo/zoo_architecture.h"

#include <cmath>

#include "engine/base/guarded_json.h"

namespace microt {

namespace {

constexpr int kMaxChannels = 16384;
constexpr int kMaxKernel = 31;
constexpr int kMaxStride = 8;
constexpr std::size_t kMaxBlocks = 400;

Result<int> oddKernel(const JsonObject& json)
{
    MICROT_TRY(const int kernel, json.integer("kernel_size", 1, kMaxKernel));
    if (kernel % 2 == 0)
        return Failure{Error::badModel, json.path("kernel_size") + " is " + std::to_string(kernel) +
                                            ", expected an odd number."};
    return kernel;
}

Result<ConvolutionPlan> parseConvolution(const JsonObject& json)
{
    MICROT_CHECK(json.require("name", "ConvLayer"));
    MICROT_CHECK(json.require("act_func", "relu6"));
    MICROT_CHECK(json.require("use_bn", true));
    MICROT_CHECK(json.require("bias", false));
    MICROT_CHECK(json.require("has_shuffle", false));
    MICROT_CHECK(json.require("dilation", 1));
    MICROT_CHECK(json.require("groups", 1));
    MICROT_CHECK(json.require("ops_order", "weight_bn_act"));
    ConvolutionPlan plan;
    MICROT_TRY(plan.inputChannels, json.integer("in_channels", 1, kMaxChannels));
    MICROT_TRY(plan.outputChannels, json.integer("out_channels", 1, kMaxChannels));
    MICROT_TRY(plan.kernel, oddKernel(json));
    MICROT_TRY(plan.stride, json.integer("stride", 1, kMaxStride));
    return plan;
}

Result<int> middleChannels(const JsonObject& json, const BlockPlan& plan, double ratio)
{
    MICROT_TRY(const nlohmann::json* given, json.member("mid_channels"));
    if (!given->is_null())
        return json.integer("mid_channels", 1, kMaxChannels);
    const double middle = std::nearbyint(plan.inputChannels * ratio);
    if (!(middle >= 1.0 && middle <= kMaxChannels))
        return Failure{Error::badModel, json.path("expand_ratio") +
                                            " gives a number of middle channels outside 1 to " +
                                            std::to_string(kMaxChannels) + "."};
    return static_cast<int>(middle);
}

bool isZeroLayer(const nlohmann::json& layer)
{
    return layer.is_null() || (layer.is_object() && layer.value("name", nlohmann::json()) == "ZeroLayer");
}

Result<BlockPlan> parseBlock(const JsonObject& json)
{
    BlockPlan plan;
    MICROT_TRY(const nlohmann::json* shortcut, json.member("shortcut"));
    MICROT_TRY(const nlohmann::json* convolution, json.member("mobile_inverted_conv"));
    if (isZeroLayer(*convolution)) {
        plan.empty = true;
        return plan;
    }
    MICROT_TRY(const JsonObject conv, json.object("mobile_inverted_conv"));
    MICROT_CHECK(conv.require("name", "MBInvertedConvLayer"));
    MICROT_CHECK(conv.require("act_func", "relu6"));
    MICROT_CHECK(conv.require("use_se", false));
    MICROT_TRY(plan.inputChannels, conv.integer("in_channels", 1, kMaxChannels));
    MICROT_TRY(plan.outputChannels, conv.integer("out_channels", 1, kMaxChannels));
    MICROT_TRY(plan.kernel, oddKernel(conv));
    MICROT_TRY(plan.stride, conv.integer("stride", 1, kMaxStride));
    MICROT_TRY(const double ratio, conv.number("expand_ratio"));
    MICROT_TRY(plan.middleChannels, middleChannels(conv, plan, ratio));
    plan.expands = ratio != 1.0;
    if (!isZeroLayer(*shortcut)) {
        MICROT_TRY(const JsonObject identity, json.object("shortcut"));
        MICROT_CHECK(identity.require("name", "IdentityLayer"));
        plan.shortcut = true;
    }
    return plan;
}

Status parseNormalisation(const JsonObject& json, NetworkPlan& plan)
{
    MICROT_TRY(const JsonObject bn, json.object("bn"));
    MICROT_TRY(const double epsilon, bn.number("eps"));
    MICROT_TRY(const double momentum, bn.number("momentum"));
    if (epsilon < 0.0 || epsilon > 1.0 || momentum < 0.0 || momentum > 1.0)
        return Failure{Error::badModel, bn.path("eps") + " and momentum must lie between 0 and 1."};
    plan.epsilon = static_cast<float>(epsilon);
    plan.momentum = static_cast<float>(momentum);
    return {};
}

Status parseClassifier(const JsonObject& json, NetworkPlan& plan)
{
    MICROT_TRY(const JsonObject classifier, json.object("classifier"));
    MICROT_CHECK(classifier.require("name", "LinearLayer"));
    MICROT_CHECK(classifier.require("bias", true));
    MICROT_CHECK(classifier.require("use_bn", false));
    MICROT_CHECK(classifier.require("act_func", nullptr));
    MICROT_TRY(plan.classes, classifier.integer("out_features", 1, kMaxChannels));
    MICROT_TRY(const int features, classifier.integer("in_features", 1, kMaxChannels));
    const int arriving = plan.featureMix ? plan.featureMix->outputChannels : [&] {
        int channels = plan.firstConvolution.outputChannels;
        for (const BlockPlan& block : plan.blocks)
            channels = block.empty ? channels : block.outputChannels;
        return channels;
    }();
    if (features != arriving)
        return Failure{Error::badModel, classifier.path("in_features") + " is " + std::to_string(features) +
                                            ", but the network yields " + std::to_string(arriving) +
                                            " features."};
    return {};
}

} // namespace

Result<NetworkPlan> parseZooArchitecture(std::string_view text, const std::string& source)
{
    MICROT_TRY(const nlohmann::json root, parseJson(text, source));
    MICROT_TRY(const JsonObject json, JsonObject::of(root, source + ":"));
    NetworkPlan plan;
    MICROT_TRY(plan.resolution, json.integer("resolution", 1, kMaxChannels));
    MICROT_CHECK(parseNormalisation(json, plan));
    MICROT_TRY(const JsonObject first, json.object("first_conv"));
    MICROT_TRY(plan.firstConvolution, parseConvolution(first));
    MICROT_TRY(const auto blocks, json.objects("blocks", kMaxBlocks));
    if (blocks.empty())
        return Failure{Error::badModel, json.path("blocks") + " is empty."};
    for (const JsonObject& block : blocks) {
        MICROT_TRY(BlockPlan parsed, parseBlock(block));
        plan.blocks.push_back(parsed);
    }
    MICROT_TRY(const nlohmann::json* mix, json.member("feature_mix_layer"));
    if (!mix->is_null()) {
        MICROT_TRY(const JsonObject layer, json.object("feature_mix_layer"));
        MICROT_TRY(plan.featureMix, parseConvolution(layer));
    }
    MICROT_CHECK(parseClassifier(json, plan));
    return plan;
}

} // namespace microt
