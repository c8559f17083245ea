// SPDX-License-Identifier: Apache-2.0
// What the network is fed with: the picture, and how its numbers follow from pixels.
#include <algorithm>
#include <cmath>

#include "engine/exchange/tflite/tflite_network_private.h"

namespace microt::tflite {

namespace {

constexpr int kLargestPicture = 16384;

std::string textOf(const std::vector<int>& shape)
{
    std::string text;
    for (const int side : shape)
        text += (text.empty() ? "[" : ", ") + std::to_string(side);
    return text + "]";
}

/// Frames by features, as spectrograms of a second of sound have them.
bool isSpectrogram(int frames, int features)
{
    constexpr int kFrames[] = {49, 61, 97, 98, 99, 101};
    constexpr int kFeatures[] = {10, 13, 20, 30, 32, 39, 40, 64, 80};
    return std::find(std::begin(kFrames), std::end(kFrames), frames) != std::end(kFrames) &&
           std::find(std::begin(kFeatures), std::end(kFeatures), features) != std::end(kFeatures);
}

/// The input's shape, or what a RESHAPE that comes first makes of it.
std::vector<int> meantShape(const TfliteFile& file, int input, const std::vector<int>& shape)
{
    if (file.opCount() == 0 || shape.size() > 3)
        return shape;
    const auto code = file.opCode(0);
    const TfliteOperator first{file, 0, code.ok() ? code.value() : -1, file.op(0)};
    if (first.code != kReshape || first.input(0) != input)
        return shape;
    const auto made = file.tensor(first.output());
    return made.ok() ? made.value().shape : shape;
}

bool isSound(const std::vector<int>& shape)
{
    return (shape.size() == 3 || (shape.size() == 4 && shape[3] == 1)) &&
           (isSpectrogram(shape[1], shape[2]) || isSpectrogram(shape[2], shape[1]));
}

Failure notAPicture(const TfliteFile& file, const std::vector<int>& shape)
{
    const std::string what = isSound(shape) ? "an audio network" : "no network for pictures";
    return file.fail(Error::unsupportedFormat,
                     "it is " + what + " (its input is " + textOf(shape) +
                         "); choose one whose input is [1, height, width, channels] with 1 or 3 channels.");
}

/// Real input values of pixels 0..255: x = step * pixel + start.
struct PixelScale
{
    double step;
    double start;
    bool assumed = false; ///< the file does not say
};

/// What pixels become on their way into the file's input. Integers: as their scale says, int8 being pixel
/// less 128. Float input that the network itself scales is taken for raw pixels, or for 0..1 where the
/// scaling says so; any other for -1..1.
PixelScale pixelScale(const TensorInfo& input, const Value& value)
{
    if (input.type == TensorType::UINT8 || input.type == TensorType::INT8) {
        if (input.scale.empty())
            return {1.0, input.type == TensorType::UINT8 ? 0.0 : -128.0};
        const double zero =
            static_cast<double>(input.zeroPoint[0]) + (input.type == TensorType::INT8 ? 128.0 : 0.0);
        return {input.scale[0], -input.scale[0] * zero};
    }
    bool scaled = false;
    bool raw = false;
    for (std::size_t c = 0; c < value.gain.size(); ++c) {
        const double deviation = 1.0 / value.gain[c];
        const double mean = -value.offset[c] * deviation;
        scaled = scaled || value.gain[c] != 1.0 || value.offset[c] != 0.0;
        raw = raw || std::abs(mean) > 2.0 || deviation > 8.0;
    }
    if (!scaled)
        return {1.0 / 127.5, -1.0, true};
    return {raw ? 1.0 : 1.0 / 255.0, 0.0};
}

} // namespace

Status TfliteNetwork::findInput()
{
    const auto* inputs = file.graph().inputs();
    if (inputs == nullptr || inputs->size() != 1)
        return file.fail(Error::unsupportedFormat,
                         "it has " + std::to_string(inputs == nullptr ? 0 : inputs->size()) +
                             " inputs; a network with one input, a picture, is expected.");
    m_inputTensor = inputs->Get(0);
    MICROT_TRY(m_input, file.tensor(m_inputTensor));
    if (m_input.isConstant())
        return file.fail(Error::malformed, "its input is a constant.");
    const std::vector<int>& shape = m_input.shape;
    const auto isColour = [](int channels) { return channels == 1 || channels == 3; };
    const bool grey = shape.size() == 3;
    const bool picture = grey || (shape.size() == 4 && (isColour(shape[3]) || isColour(shape[1])));
    const std::vector<int> meant = meantShape(file, m_inputTensor, shape);
    if (!picture || shape[1] > kLargestPicture || shape[2] > kLargestPicture || isSound(meant))
        return notAPicture(file, meant);
    m_batch = shape[0];
    const bool last = grey || isColour(shape[3]);
    m_inputShape = grey   ? Shape{shape[1], shape[2], 1}
                   : last ? Shape{shape[1], shape[2], shape[3]}
                          : Shape{shape[2], shape[3], shape[1]};
    Value value;
    value.kind = Value::Kind::input;
    value.view = last ? pictureView(m_inputShape) : channelsFirstView(m_inputShape);
    if (grey)
        value.view.pop_back();
    value.gain = {1.0};
    value.offset = {0.0};
    values[m_inputTensor] = value;
    return {};
}

Result<int> TfliteNetwork::makeInput(const Value& value, const TensorInfo* quantized)
{
    if (m_inputPlace >= 0) {
        if (value.gain != m_inputMade.gain || value.offset != m_inputMade.offset ||
            (quantized != nullptr && int8 &&
             (quantized->scale[0] != tensor(m_inputPlace).scale ||
              quantized->zeroPoint[0] != tensor(m_inputPlace).zeroPoint)))
            return file.fail(Error::unsupportedFormat, "it reads its input at two scales.");
        return m_inputPlace;
    }
    const bool scaledHere =
        std::any_of(value.gain.begin(), value.gain.end(), [](double g) { return g != 1.0; }) ||
        std::any_of(value.offset.begin(), value.offset.end(), [](double o) { return o != 0.0; });
    const TensorInfo& told =
        quantized != nullptr && m_input.type == TensorType::FLOAT32 && !scaledHere ? *quantized : m_input;
    const PixelScale pixels = pixelScale(told, value);
    inputSource = pixels.assumed ? InputSource::assumed : InputSource::file;
    Preprocessing& how = int8 ? model.preprocessing : graph.preprocessing;
    how.height = m_inputShape.height;
    how.width = m_inputShape.width;
    how.colour = m_inputShape.channels == 1 ? Colour::grey : Colour::rgb;
    for (std::size_t c = 0; c < 3; ++c) {
        const std::size_t at = value.gain.size() > 1 ? c : 0;
        const double deviation = 1.0 / (255.0 * value.gain[at] * pixels.step);
        how.deviation[c] = static_cast<float>(deviation);
        how.mean[c] =
            static_cast<float>(0.0 - (value.gain[at] * pixels.start + value.offset[at]) * deviation);
    }
    if (int8) {
        MICROT_TRY(const QuantTensor scaled,
                   quantTensor(quantized != nullptr ? *quantized : m_input, m_inputShape));
        model.tensors.push_back(scaled);
        m_names.push_back(m_taken.unique("input"));
        m_inputPlace = model.inputTensor = static_cast<int>(model.tensors.size()) - 1;
    } else {
        Node input;
        input.name = m_taken.unique("input");
        input.output = m_inputShape;
        graph.nodes.push_back(std::move(input));
        m_inputPlace = static_cast<int>(graph.nodes.size()) - 1;
    }
    m_inputMade = value;
    return m_inputPlace;
}

} // namespace microt::tflite
