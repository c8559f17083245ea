// SPDX-License-Identifier: Apache-2.0
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/script.h>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/train/forward/network_input_private.h"
#include "engine/train/forward/torch_network_private.h"
#include "engine/train/teachers/teacher.h"

namespace microt {

namespace {

std::string firstLine(const std::exception& exception)
{
    const std::string what = exception.what();
    return what.substr(0, what.find('\n'));
}

class ScriptTeacher : public Teacher
{
public:
    ScriptTeacher(std::string name, std::string identity, const Preprocessing& preprocessing,
                  torch::jit::Module module, const Device& device)
        : Teacher(std::move(name), std::move(identity), 0, preprocessing, device),
          m_module(std::move(module)), m_place(placeOf(device))
    {}

    Result<FeatureMatrix> embed(const std::vector<Picture>& fitted) const override
    {
        const int side = m_preprocessing.side();
        try {
            const c10::InferenceMode noGradients;
            // As it was recorded: an executor that optimises watches two runs and then compiles kernels for
            // every size of a batch, which took libtorch 2.6 minutes for a ViT-S/14.
            const torch::jit::GraphOptimizerEnabledGuard asRecorded(false);
            torch::jit::Module module = m_module;
            const torch::Tensor input = networkInput(fitted, m_preprocessing.squared(), m_place);
            return matrixOf(module.forward({input.contiguous()}), static_cast<std::int64_t>(fitted.size()));
        } catch (const std::exception& exception) {
            return Failure{Error::shapeMismatch,
                           "The teacher " + m_name + " refuses pictures of " + std::to_string(side) + " x " +
                               std::to_string(side) + " pixels, float32 [N, 3, S, S]: " +
                               firstLine(exception) + ". Was it traced at another size?"};
        }
    }

    /// Asks once, so that a teacher that cannot work is refused before the work.
    Status tryOut()
    {
        const auto side = static_cast<std::size_t>(m_preprocessing.side());
        const Picture black{m_preprocessing.side(), m_preprocessing.side(),
                            std::vector<std::uint8_t>(3 * side * side, 0)};
        MICROT_TRY(const FeatureMatrix answer, embed({black, black}));
        m_dimensions = static_cast<int>(answer.cols());
        return {};
    }

private:
    Result<FeatureMatrix> matrixOf(const torch::IValue& value, std::int64_t count) const
    {
        if (!value.isTensor() || !value.toTensor().is_floating_point())
            return Failure{Error::unsupportedFormat,
                           "The teacher " + m_name + " answers with " + value.tagKind() +
                               "; a float tensor [N, D] is expected. Trace a module that returns the "
                               "embedding alone."};
        const torch::Tensor tensor = value.toTensor().to(torch::kCPU, torch::kFloat32).contiguous();
        if (tensor.dim() != 2 || tensor.size(0) != count || tensor.size(1) < 1)
            return Failure{Error::shapeMismatch, "The teacher " + m_name + " answers with a tensor of " +
                                                     std::to_string(tensor.dim()) +
                                                     " dimensions; [N, D] is expected."};
        FeatureMatrix matrix =
            Eigen::Map<const FeatureMatrix>(tensor.data_ptr<float>(), tensor.size(0), tensor.size(1));
        if (!matrix.allFinite())
            return Failure{Error::numericFailure,
                           "The teacher " + m_name + " computes values that are not finite."};
        return matrix;
    }

    torch::jit::Module m_module;
    torch::Device m_place;
};

} // namespace

Result<std::unique_ptr<Teacher>> openScriptTeacher(const std::filesystem::path& path,
                                                   const Preprocessing& preprocessing, const Device& device)
{
    MICROT_CHECK(checkDevice(device));
    MICROT_TRY(std::string hash, sha256HexOfFile(path));
    try {
        torch::jit::Module module = torch::jit::load(path.string(), placeOf(device));
        module.eval();
        auto teacher = std::make_unique<ScriptTeacher>(printable(path.filename()), std::move(hash),
                                                       preprocessing, std::move(module), device);
        MICROT_CHECK(teacher->tryOut());
        return std::unique_ptr<Teacher>(std::move(teacher));
    } catch (const std::exception& exception) {
        return Failure{Error::malformed,
                       printable(path) + " is no TorchScript file: " + firstLine(exception) +
                           ". Save one with torch.jit.trace(model, example).save(\"teacher.pt\")."};
    }
}

} // namespace microt
