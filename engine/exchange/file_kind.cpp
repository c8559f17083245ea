// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/file_kind.h"

#include <algorithm>
#include <string>
#include <vector>

#include "engine/base/file_reader.h"
#include "engine/base/files.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLookedAt = 4096;
constexpr std::size_t kDirectoryBytes = std::size_t{1} << 18;

constexpr char kTorchLine[] =
    "torch.onnx.export(model.eval(), torch.zeros(1, 3, height, width), \"model.onnx\")";
constexpr char kKerasLine[] =
    "open(\"model.tflite\", \"wb\").write(tf.lite.TFLiteConverter.from_keras_model(model).convert())";
constexpr char kSavedModelLine[] =
    "open(\"model.tflite\", \"wb\").write(tf.lite.TFLiteConverter.from_saved_model(folder).convert())";

/// The first `most` bytes of a file, or the last.
Result<std::string> pieceOf(const fs::path& path, bool end, std::size_t most)
{
    MICROT_TRY(FileReader reader, FileReader::open(path));
    if (end && reader.size() > most)
        MICROT_CHECK(reader.skipTo(reader.size() - most));
    std::string bytes(most, '\0');
    MICROT_TRY(const std::size_t count, reader.read(&bytes[0], most));
    bytes.resize(count);
    return bytes;
}

bool startsWith(std::string_view bytes, std::string_view start)
{
    return bytes.substr(0, start.size()) == start;
}

std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

/// Behind blanks and a byte order mark.
std::string_view content(std::string_view bytes)
{
    if (startsWith(bytes, "\xef\xbb\xbf"))
        bytes.remove_prefix(3);
    const std::size_t first = bytes.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos ? std::string_view() : bytes.substr(first);
}

bool isHtml(std::string_view text)
{
    const std::string start = lowered(std::string(text.substr(0, 256)));
    return startsWith(start, "<!doctype html") || startsWith(start, "<html") || startsWith(start, "<head") ||
           (startsWith(start, "<?xml") && start.find("<html") != std::string::npos);
}

/// A safetensors file: eight bytes of length, then JSON.
bool isSafetensors(std::string_view bytes)
{
    return bytes.size() > 9 && bytes[8] == '{' && bytes[7] == '\0' && bytes[6] == '\0' && bytes[5] == '\0';
}

/// As a serialized ModelProto begins: the version of its format, then another of its fields. (TensorFlow's
/// SavedModel begins alike, with version 1.)
bool isOnnx(std::string_view bytes)
{
    static constexpr std::string_view kFields = "\x12\x1a\x22\x28\x32\x3a\x42\x72";
    return bytes.size() > 2 && bytes[0] == '\x08' && bytes[1] >= 3 && bytes[1] <= 64 &&
           kFields.find(bytes[2]) != std::string_view::npos;
}

Failure refused(const fs::path& path, const std::string& what)
{
    return {Error::unsupportedFormat, printable(path) + " is " + what};
}

bool hasJsonBeside(const fs::path& path)
{
    fs::path json = path;
    json.replace_extension(".json");
    std::error_code error;
    return fs::is_regular_file(json, error);
}

Failure weightsAlone(const fs::path& path)
{
    if (hasJsonBeside(path))
        return refused(path, "the weights alone; open the .json beside it.");
    return refused(path,
                   std::string("a PyTorch checkpoint, weights without their network; load them in Python "
                               "and export the network with ") +
                       kTorchLine + ".");
}

Result<FileKind> kindOfZip(const fs::path& path)
{
    // The names of its members stand once more at its end.
    MICROT_TRY(const std::string names, pieceOf(path, true, kDirectoryBytes));
    const auto has = [&names](const char* member) { return names.find(member) != std::string::npos; };
    if (has("/constants.pkl"))
        return refused(path,
                       std::string("a TorchScript network, which is a program; export the model that it was "
                                   "made of with ") +
                           kTorchLine + ".");
    if (has("/data.pkl"))
        return weightsAlone(path);
    if (has("serialized_exported_program.json") || has("archive_format") ||
        lowered(path.extension().string()) == ".pt2")
        return refused(path,
                       std::string("a program of torch.export; export the model that it was made of with ") +
                           kTorchLine + ".");
    if (has("config.json") && has("model.weights.h5"))
        return refused(path, std::string("a Keras model; convert it with ") + kKerasLine + ".");
    return refused(path, "a zip archive; unpack it and open the .tflite, .onnx or .mtx inside.");
}

/// What files of other programs are, by their first bytes.
Result<FileKind> kindOfOthers(const fs::path& path, std::string_view bytes, const std::string& ending)
{
    if (startsWith(bytes, "\x89HDF\r\n\x1a\n"))
        return refused(path, std::string("a Keras (HDF5) model; load it with tf.keras.models.load_model and "
                                         "convert it with ") +
                                 kKerasLine + ".");
    if (startsWith(bytes, "\x1f\x8b") || startsWith(bytes, "7z\xbc\xaf") || startsWith(bytes, "Rar!") ||
        startsWith(bytes, "\xfd"
                          "7zXZ") ||
        startsWith(bytes, "BZh"))
        return refused(path, "a compressed archive; unpack it and open the .tflite, .onnx or .mtx inside.");
    if (bytes.size() > 2 && bytes[0] == '\x80' && bytes[1] >= 2 && bytes[1] <= 5)
        return weightsAlone(path);
    if (ending == ".pb" || path.filename() == "saved_model.pb")
        return refused(path, std::string("a TensorFlow graph; convert the SavedModel folder with ") +
                                 kSavedModelLine + ".");
    return refused(path,
                   "no extractor; a float or QDQ .onnx, a .tflite, an .mtx, or a zoo .json with its .pth is "
                   "expected.");
}

} // namespace

Result<FileKind> fileKindOf(const fs::path& path)
{
    MICROT_TRY(const std::string bytes, pieceOf(path, false, kLookedAt));
    const std::string ending = lowered(path.extension().string());
    if (bytes.empty())
        return Failure{Error::malformed, printable(path) + " is empty; copy or download it again."};
    if (startsWith(bytes, "version https://git-lfs.github.com/spec/"))
        return refused(path, "a Git LFS pointer, not the file itself; run git lfs pull in its repository.");
    const std::string_view text = content(bytes);
    if (isHtml(text))
        return refused(path, "an HTML page: the web page was saved, not the file; download the file itself "
                             "(on GitHub: \"Download raw file\").");
    if (bytes.size() >= 8 && std::string_view(bytes).substr(4, 4) == "TFL3")
        return FileKind::tflite;
    if (startsWith(bytes, "PK\x03\x04") || startsWith(bytes, "PK\x05\x06"))
        return kindOfZip(path);
    if (isSafetensors(bytes) && (ending == ".mtx" || bytes.find("microt-extractor") != std::string::npos))
        return FileKind::mtx;
    if (isSafetensors(bytes))
        return refused(path, std::string("a file of weights without their network; load them in Python and "
                                         "export the network with ") +
                                 kTorchLine + ".");
    if (!text.empty() && text[0] == '{')
        return FileKind::json;
    if (isOnnx(bytes))
        return FileKind::onnx;
    // Damaged beyond recognition: its reader says where.
    if (ending == ".onnx")
        return FileKind::onnx;
    if (ending == ".mtx" || ending == ".tflite" || ending == ".json")
        return ending == ".mtx" ? FileKind::mtx : ending == ".json" ? FileKind::json : FileKind::tflite;
    return kindOfOthers(path, bytes, ending);
}

Failure folderFailure(const fs::path& path)
{
    std::error_code error;
    if (fs::exists(path / "saved_model.pb", error))
        return refused(path,
                       std::string("a TensorFlow SavedModel; convert it with ") + kSavedModelLine + ".");
    if (fs::exists(path / "keras_metadata.pb", error))
        return refused(path, std::string("a Keras model; convert it with ") + kKerasLine + ".");
    return refused(path, "a folder; name the .onnx, .tflite, .mtx or zoo .json in it.");
}

} // namespace microt
