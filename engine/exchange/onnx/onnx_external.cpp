// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/exchange/onnx/onnx_file_private.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kMaxExternalBytes = std::uint64_t{512} << 20;

struct Place
{
    std::string location;
    std::uint64_t offset = 0;
    bool hasLength = false;
    std::uint64_t length = 0;
};

bool readNumber(const std::string& text, std::uint64_t& number)
{
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && stop == end;
}

Result<Place> placeOf(const onnx::TensorProto& tensor, const std::string& what)
{
    Place place;
    bool fine = true;
    for (const onnx::StringStringEntryProto& entry : tensor.external_data()) {
        if (entry.key() == "location")
            place.location = entry.value();
        else if (entry.key() == "offset")
            fine = fine && readNumber(entry.value(), place.offset);
        else if (entry.key() == "length")
            place.hasLength = fine = fine && readNumber(entry.value(), place.length);
    }
    if (!fine || place.location.empty())
        return Failure{Error::malformed, what + "it does not say where in which file its data lie."};
    return place;
}

/// Whether `path` is `folder` or lies below it; both without links.
bool isInside(const fs::path& path, const fs::path& folder)
{
    return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

} // namespace

Result<const std::vector<std::uint8_t>*> OnnxExternalFiles::file(const std::string& location,
                                                                 const std::string& what)
{
    const std::string shown = "\"" + onnxName(location) + "\"";
    const fs::path relative(location);
    const bool climbs = std::find(relative.begin(), relative.end(), fs::path("..")) != relative.end();
    if (relative.is_absolute() || climbs || location.find('\0') != std::string::npos)
        return Failure{Error::hostileContent, what + "its data are said to lie in " + shown +
                                                  ", outside the model's folder, where nothing is read."};
    std::error_code error;
    const fs::path folder = fs::canonical(m_folder.empty() ? fs::path(".") : m_folder, error);
    const fs::path path = error ? fs::path() : fs::canonical(folder / relative, error);
    if (error)
        return Failure{Error::fileNotFound,
                       what + "its data lie in " + shown +
                           ", which is not beside the model; copy both files into one folder."};
    if (!isInside(path, folder))
        return Failure{Error::hostileContent,
                       what + "its data lie in " + shown +
                           ", a link that leaves the model's folder; copy the file itself there."};
    if (const auto known = m_files.find(path); known != m_files.end())
        return &known->second;
    MICROT_TRY(std::vector<std::uint8_t> bytes, readFile(path, kMaxExternalBytes - m_bytes));
    m_bytes += bytes.size();
    return &m_files.emplace(path, std::move(bytes)).first->second;
}

Result<std::string_view> OnnxExternalFiles::bytesOf(const onnx::TensorProto& tensor, std::uint64_t count,
                                                    const std::string& what)
{
    MICROT_TRY(const Place place, placeOf(tensor, what));
    MICROT_TRY(const std::vector<std::uint8_t>* bytes, file(place.location, what));
    if ((place.hasLength && place.length != count) || place.offset > bytes->size() ||
        count > bytes->size() - place.offset)
        return Failure{Error::malformed, what + std::to_string(count) + " bytes from byte " +
                                             std::to_string(place.offset) + " of \"" +
                                             onnxName(place.location) + "\" are expected, it has " +
                                             std::to_string(bytes->size()) + "."};
    return std::string_view(reinterpret_cast<const char*>(bytes->data()) + place.offset, count);
}

std::string OnnxExternalFiles::sha256Of(const std::vector<std::uint8_t>& model) const
{
    const auto hashOf = [](const std::vector<std::uint8_t>& bytes) {
        return sha256Hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    };
    std::string all = hashOf(model);
    if (m_files.empty())
        return all;
    for (const auto& [path, bytes] : m_files)
        all += " " + printable(path.filename()) + " " + hashOf(bytes);
    return sha256Hex(all);
}

} // namespace microt
