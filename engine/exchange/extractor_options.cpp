// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/extractor_options.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "engine/base/files.h"

namespace microt {

namespace {

/// The numbers of "0.5" or "0.485,0.456,0.406".
Result<std::vector<float>> numbersOf(const std::string& text, const char* option, bool (*fits)(std::size_t),
                                     const char* wanted)
{
    std::vector<float> numbers;
    const char* at = text.data();
    const char* const end = at + text.size();
    for (;;) {
        while (at != end && *at == ' ')
            ++at;
        float number = 0.0F;
        const auto [stop, error] = std::from_chars(at, end, number); // whatever the locale
        if (error != std::errc() || !std::isfinite(number))
            break;
        numbers.push_back(number);
        if (stop == end && fits(numbers.size()))
            return numbers;
        if (stop == end || *stop != ',')
            break;
        at = stop + 1;
    }
    return Failure{Error::invalidArgument, std::string(option) + " takes " + wanted + ", not \"" +
                                               printable(std::string_view(text)) + "\"."};
}

Result<std::array<float, 3>> colours(const std::string& text, const char* option)
{
    MICROT_TRY(const std::vector<float> numbers,
               numbersOf(
                   text, option, [](std::size_t count) { return count == 1 || count == 3; },
                   "one number or three, as 0.485,0.456,0.406"));
    if (numbers.size() == 1)
        return std::array<float, 3>{numbers[0], numbers[0], numbers[0]};
    return std::array<float, 3>{numbers[0], numbers[1], numbers[2]};
}

void setRange(float low, float high, Preprocessing& how)
{
    how.mean.fill(-low / (high - low));
    how.deviation.fill(1.0F / (high - low));
}

Status stateScaling(const ExtractorOptions& options, Preprocessing& how)
{
    if (options.preset != InputPreset::stored)
        setScaling(options.preset, how);
    if (!options.range.empty()) {
        MICROT_TRY(const std::vector<float> range,
                   numbersOf(
                       options.range, "--input-range", [](std::size_t count) { return count == 2; },
                       "LOW,HIGH, as -1,1"));
        if (!(range[0] < range[1]))
            return Failure{Error::invalidArgument, "--input-range: " + options.range + " does not ascend."};
        setRange(range[0], range[1], how);
    }
    if (!options.mean.empty()) {
        MICROT_TRY(how.mean, colours(options.mean, "--input-mean"));
    }
    if (!options.deviation.empty()) {
        MICROT_TRY(how.deviation, colours(options.deviation, "--input-deviation"));
        if (*std::min_element(how.deviation.begin(), how.deviation.end()) <= 0.0F)
            return Failure{Error::invalidArgument, "--input-deviation must be above 0."};
    }
    return {};
}

} // namespace

void setScaling(InputPreset preset, Preprocessing& how)
{
    switch (preset) {
    case InputPreset::stored:
        break;
    case InputPreset::zoo:
    case InputPreset::symmetric:
        setRange(-1.0F, 1.0F, how);
        break;
    case InputPreset::imagenet:
        how.mean = {0.485F, 0.456F, 0.406F};
        how.deviation = {0.229F, 0.224F, 0.225F};
        break;
    case InputPreset::unit:
        setRange(0.0F, 1.0F, how);
        break;
    case InputPreset::raw:
        setRange(0.0F, 255.0F, how);
        break;
    }
}

Status stateInput(const ExtractorOptions& options, Extractor& extractor)
{
    Preprocessing how = extractor.graph.preprocessing;
    MICROT_CHECK(stateScaling(options, how));
    if (options.order != InputOrder::stored) {
        if (how.colour == Colour::grey)
            return Failure{Error::invalidArgument,
                           "--input-order: " + extractor.graph.name + " takes grey pictures."};
        how.colour = options.order == InputOrder::bgr ? Colour::bgr : Colour::rgb;
    }
    if (options.resize != InputResize::stored)
        how.resize = static_cast<ResizeMode>(static_cast<int>(options.resize) - 1);
    if (options.interpolation != InputInterpolation::stored)
        how.interpolation = static_cast<Interpolation>(static_cast<int>(options.interpolation) - 1);
    if (!(how == extractor.graph.preprocessing))
        extractor.inputSource = InputSource::stated;
    extractor.graph.preprocessing = how;
    if (extractor.int8)
        extractor.int8->preprocessing = how;
    return {};
}

} // namespace microt
