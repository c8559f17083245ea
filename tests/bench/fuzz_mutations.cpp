// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/fuzz_mutations.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include <onnx/onnx_pb.h>

namespace microt::test {

namespace {

namespace pb = google::protobuf;

/// Numbers that programs stumble over.
constexpr std::int64_t kOdd[] = {0,         1,   2,    3,         4,         7,         8,         16,
                                 127,       128, 255,  256,       32767,     32768,     65535,     65536,
                                 -1,        -2,  -128, 16384,     16385,     INT32_MAX, INT32_MIN, UINT32_MAX,
                                 1LL << 31, 100, 1000, 1LL << 40, INT64_MAX, INT64_MIN};

struct Field
{
    pb::Message* message;
    const pb::FieldDescriptor* field;
};

/// Every field that is set, of the message and of all within.
void collect(pb::Message& message, std::vector<Field>& fields)
{
    const pb::Reflection& look = *message.GetReflection();
    std::vector<const pb::FieldDescriptor*> set;
    look.ListFields(message, &set);
    for (const pb::FieldDescriptor* field : set) {
        fields.push_back({&message, field});
        if (field->cpp_type() != pb::FieldDescriptor::CPPTYPE_MESSAGE)
            continue;
        if (!field->is_repeated()) {
            collect(*look.MutableMessage(&message, field), fields);
            continue;
        }
        for (int i = 0; i < look.FieldSize(message, field); ++i)
            collect(*look.MutableRepeatedMessage(&message, field, i), fields);
    }
}

} // namespace

void Mutator::changeNumber(std::string& file)
{
    const std::size_t width = std::size_t{1} << below(4);
    if (file.size() < width)
        return;
    const std::size_t at = below(file.size() - width + 1) / width * width;
    std::int64_t number = 0;
    std::memcpy(&number, file.data() + at, width);
    switch (below(3)) {
    case 0:
        number = kOdd[below(std::size(kOdd))];
        break;
    case 1:
        number = static_cast<std::int64_t>(static_cast<std::uint64_t>(number) + below(9) - 4);
        break;
    default:
        number = static_cast<std::int64_t>((std::uint64_t{m_random()} << 32) | m_random());
    }
    std::memcpy(&file[at], &number, width);
}

void Mutator::changePiece(std::string& file)
{
    const std::size_t at = below(file.size() + 1);
    const std::size_t length = std::min(file.size() - at, below(std::size_t{1} << below(9)));
    switch (below(5)) {
    case 0: // from another place
        file.replace(at, length, file.substr(below(file.size() + 1), length));
        break;
    case 1: // from another file
    {
        const std::string& other = seed();
        file.replace(at, length, other.substr(below(other.size() + 1), length));
        break;
    }
    case 2:
        file.erase(at, length);
        break;
    case 3:
        file.insert(at, file.substr(below(file.size() + 1), length));
        break;
    default:
        file.resize(at);
    }
}

void Mutator::changeBytes(std::string& file)
{
    const std::size_t kind = below(8);
    if (kind == 0)
        return changePiece(file);
    if (kind < 4)
        return changeNumber(file);
    if (!file.empty()) {
        char& byte = file[below(file.size())];
        byte = static_cast<char>(kind < 6 ? byte ^ (1 << below(8)) : static_cast<int>(m_random()));
    }
}

std::string Mutator::bytes()
{
    std::string file = seed();
    for (std::size_t i = below(8) + 1; i > 0; --i)
        changeBytes(file);
    return file;
}

std::string Mutator::text()
{
    static const char* const kWords[] = {",",
                                         ";",
                                         "\t",
                                         "\n",
                                         "\r\n",
                                         "\"",
                                         "\"\"",
                                         "..",
                                         "/",
                                         "\\",
                                         "path",
                                         "label",
                                         "split",
                                         " ",
                                         "{",
                                         "}",
                                         "[",
                                         "]",
                                         ":",
                                         "null",
                                         "-1",
                                         "1e999",
                                         "\xEF\xBB\xBF",
                                         "\xFF",
                                         "99999999999999999999",
                                         "true",
                                         "0.5",
                                         "\\u0000"};
    std::string file = seed();
    for (std::size_t i = below(6) + 1; i > 0; --i) {
        const std::size_t at = below(file.size() + 1);
        if (below(2) == 0)
            file.replace(at, below(std::min<std::size_t>(file.size() - at, 12) + 1),
                         kWords[below(std::size(kWords))]);
        else
            changeBytes(file);
    }
    return file;
}

std::string Mutator::onnx()
{
    onnx::ModelProto model;
    if (!model.ParseFromString(seed()))
        return bytes();
    std::vector<std::string> names;
    for (const onnx::NodeProto& node : model.graph().node())
        names.insert(names.end(), node.input().begin(), node.input().end());
    for (std::size_t i = below(4) + 1; i > 0; --i) {
        std::vector<Field> fields;
        collect(model, fields);
        const Field& chosen = fields[below(fields.size())];
        const pb::FieldDescriptor* field = chosen.field;
        pb::Message& message = *chosen.message;
        const pb::Reflection& look = *message.GetReflection();
        const int count = field->is_repeated() ? look.FieldSize(message, field) : 0;
        const int index = static_cast<int>(below(static_cast<std::size_t>(count)));
        const std::int64_t odd = kOdd[below(std::size(kOdd))];
        if (field->is_repeated() && below(4) == 0) {
            if (below(2) == 0)
                look.RemoveLast(&message, field);
            else
                look.SwapElements(&message, field, index, count - 1);
            continue;
        }
        switch (field->cpp_type()) {
        case pb::FieldDescriptor::CPPTYPE_INT64:
            field->is_repeated() ? look.SetRepeatedInt64(&message, field, index, odd)
                                 : look.SetInt64(&message, field, odd);
            break;
        case pb::FieldDescriptor::CPPTYPE_INT32:
            field->is_repeated()
                ? look.SetRepeatedInt32(&message, field, index, static_cast<std::int32_t>(odd))
                : look.SetInt32(&message, field, static_cast<std::int32_t>(odd & 31));
            break;
        case pb::FieldDescriptor::CPPTYPE_FLOAT:
            field->is_repeated() ? look.SetRepeatedFloat(&message, field, index, static_cast<float>(odd))
                                 : look.SetFloat(&message, field, static_cast<float>(odd));
            break;
        case pb::FieldDescriptor::CPPTYPE_STRING: {
            std::string value = field->is_repeated() ? look.GetRepeatedString(message, field, index)
                                                     : look.GetString(message, field);
            if (below(2) == 0 || value.empty())
                value = names.empty() ? "" : names[below(names.size())];
            else
                changeBytes(value);
            field->is_repeated() ? look.SetRepeatedString(&message, field, index, value)
                                 : look.SetString(&message, field, value);
            break;
        }
        default: // left out
            if (!field->is_repeated() && below(4) == 0)
                look.ClearField(&message, field);
        }
    }
    return model.SerializeAsString();
}

} // namespace microt::test
