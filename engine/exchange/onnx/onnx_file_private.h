// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <onnx/onnx_pb.h>

#include "engine/base/result.h"

namespace microt {

/// The key of an ONNX model's metadata under which we keep what ONNX has no place for.
constexpr const char* kOnnxMetadataKey = "microt";

/// Numbers of the file that no operator computes: an initializer, or the output of a Constant.
struct OnnxConstant
{
    std::vector<std::int64_t> shape;
    std::vector<float> real;           ///< of FLOAT
    std::vector<std::int64_t> integer; ///< of INT64
};

/// Reads a tensor. Refuses external data, other types than FLOAT and INT64, and sizes that do not match the
/// data. `what` names the tensor in errors: hostileContent, unsupportedFormat, malformed.
Result<OnnxConstant> readOnnxTensor(const onnx::TensorProto& tensor, const std::string& what);

/// An operator of the file with its attributes, each of which somebody must have asked for.
class OnnxOperator
{
public:
    /// `node` must outlive it. Errors, naming the operator: unsupportedOperator (an attribute not in `known`,
    /// a domain not ONNX's own), malformed (counts of inputs or outputs, an attribute twice).
    static Result<OnnxOperator> of(const onnx::NodeProto& node, const std::vector<std::string>& known,
                                   int leastInputs, int mostInputs);

    Result<std::int64_t> integer(const std::string& name, std::int64_t otherwise) const;
    Result<float> real(const std::string& name, float otherwise) const;
    Result<std::string> text(const std::string& name, const std::string& otherwise) const;
    Result<std::vector<std::int64_t>> integers(const std::string& name,
                                               std::vector<std::int64_t> otherwise) const;
    const onnx::AttributeProto* attribute(const std::string& name) const;

    /// The name of input `index`, or empty if it was left out.
    const std::string& input(int index) const;
    const std::string& output() const { return m_node->output(0); }
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
