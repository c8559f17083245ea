// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <onnx/onnx_pb.h>

#include "engine/base/result.h"

namespace microt {

/// The key of an ONNX model's metadata under which we keep what ONNX has no place for.
constexpr const char* kOnnxMetadataKey = "microt";

constexpr std::int64_t kMaxOnnxSide = 16384; ///< of anything that is read: pictures, kernels, channels
constexpr std::int64_t kMaxOnnxNumbers = std::int64_t{1} << 27; ///< that constants may hold, all together

constexpr std::int64_t kMaxOnnxCopies = std::int64_t{1} << 24; ///< of them

using OnnxIntegers = std::vector<std::int64_t>;

/// Numbers that do not depend on the picture: an initializer, or what follows from such. Any floating point
/// type becomes `real`, any integer type (and truth values) `integer`.
struct OnnxConstant
{
    OnnxIntegers shape;
    bool isInteger = false;
    std::vector<float> real;
    std::vector<std::int64_t> integer;
    std::int64_t low = INT64_MIN; ///< of the integer type
    std::int64_t high = INT64_MAX;
    /// Of what DequantizeLinear made: real = scale * (q - zeroPoint), one scale or one an index along `axis`.
    std::vector<float> scale;
    std::size_t axis = 0;
    std::vector<std::int64_t> steps; ///< q - zeroPoint, of a single dimension: a bias

    std::size_t count() const { return isInteger ? integer.size() : real.size(); }
    double number(std::size_t i) const { return isInteger ? static_cast<double>(integer[i]) : real[i]; }
};

using OnnxConstantPointer = std::shared_ptr<const OnnxConstant>;

/// Files beside a model that hold its weights; each is read once.
class OnnxExternalFiles
{
public:
    explicit OnnxExternalFiles(std::filesystem::path folder) : m_folder(std::move(folder)) {}

    /// The `count` bytes that `tensor` says are its data; valid as long as this object. Only files inside the
    /// model's folder are opened, whatever names and links say. Errors: hostileContent, malformed,
    /// outOfRange (together more than 512 MiB), those of readFile.
    Result<std::string_view> bytesOf(const onnx::TensorProto& tensor, std::uint64_t count,
                                     const std::string& what);

    /// SHA-256 of a model: of `model`, its own bytes, and of the files that were opened, if any.
    std::string sha256Of(const std::vector<std::uint8_t>& model) const;

private:
    Result<const std::vector<std::uint8_t>*> file(const std::string& location, const std::string& what);

    std::filesystem::path m_folder;
    std::map<std::filesystem::path, std::vector<std::uint8_t>> m_files;
    std::uint64_t m_bytes = 0;
};

/// Reads a tensor; without `files` one whose data lie in another file is refused. `what` names it in errors:
/// hostileContent (sizes), malformed, unsupportedFormat (its type), those of OnnxExternalFiles.
Result<OnnxConstant> readOnnxTensor(const onnx::TensorProto& tensor, OnnxExternalFiles* files,
                                    const std::string& what);

/// An operator of the file with its attributes, each of which somebody must have asked for.
class OnnxOperator
{
public:
    /// `node` must outlive it. Errors, naming the operator: unsupportedOperator (an attribute not in
    /// `known`), malformed (counts of inputs, an attribute twice).
    static Result<OnnxOperator> of(const onnx::NodeProto& node, const std::vector<std::string>& known,
                                   int leastInputs, int mostInputs);

    Result<std::int64_t> integer(const std::string& name, std::int64_t otherwise) const;
    Result<float> real(const std::string& name, float otherwise) const;
    Result<std::string> text(const std::string& name, const std::string& otherwise) const;
    Result<OnnxIntegers> integers(const std::string& name, OnnxIntegers otherwise) const;
    Result<std::vector<float>> reals(const std::string& name) const; ///< empty if absent
    const onnx::AttributeProto* attribute(const std::string& name) const;

    const std::string& type() const { return m_node->op_type(); }
    /// The name of input `index`, or empty if it was left out.
    const std::string& input(int index) const;
    int inputs() const { return m_node->input_size(); }
    int outputs() const { return m_node->output_size(); }
    const std::string& output(int index = 0) const { return m_node->output(index); }
    /// Its own name, or that of its output.
    const std::string& name() const { return m_node->name().empty() ? output() : m_node->name(); }
    Failure fail(Error code, const std::string& what) const;

private:
    explicit OnnxOperator(const onnx::NodeProto& node) : m_node(&node) {}
    Failure wrongType(const std::string& attribute) const;

    const onnx::NodeProto* m_node;
    std::map<std::string, const onnx::AttributeProto*> m_attributes;
};

/// A name of the file as it is shown: UTF-8, of bounded length.
std::string onnxName(const std::string& name);

} // namespace microt
