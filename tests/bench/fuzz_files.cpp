// SPDX-License-Identifier: GPL-3.0-or-later
// Opens mutated files of one kind, and runs what opens. Built on request, under sanitizers:
//   cmake --preset dev-asan && ninja -C build/dev-asan fuzz_files
//   fuzz_files tflite 1000000 SEEDS [FIRST]
// SEEDS: a folder; files of the kind in it are the seeds (operator_files makes some). A file that ends the
// program, or takes more than ten seconds, stays in the folder fuzz_KIND_FIRST beside where it was started.
// Sanitizers are to write to a file (ASAN_OPTIONS=log_path=…): decoders of HEIC mute the standard error.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <functional>
#include <map>

#include <unistd.h>

#include "engine/base/files.h"
#include "engine/data/layout.h"
#include "engine/data/picture.h"
#include "engine/deploy/planner.h"
#include "engine/exchange/onnx/onnx.h"
#include "engine/exchange/open_extractor.h"
#include "engine/exchange/tflite/tflite.h"
#include "engine/runtime/executor.h"
#include "engine/runtime/sha256.h"
#include "tests/bench/fuzz_mutations.h"

using namespace microt;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kMostWork = 300000; ///< multiplications of a network that is run

void writeFast(const fs::path& path, const std::string& bytes)
{
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr || std::fwrite(bytes.data(), 1, bytes.size(), file) != bytes.size())
        std::abort();
    std::fclose(file);
}

/// An image that the validator takes must run.
bool runImage(const std::vector<std::uint8_t>& bytes)
{
    std::vector<std::uint8_t> memory(bytes.size() + kImageAlignment);
    const auto address = reinterpret_cast<std::uintptr_t>(memory.data());
    std::uint8_t* aligned = memory.data() + (kImageAlignment - address % kImageAlignment) % kImageAlignment;
    std::copy(bytes.begin(), bytes.end(), aligned); // of no bytes too
    ImageView image;
    if (checkImage(aligned, bytes.size(), image) != Error::none)
        return false;
    std::uint64_t work = 0;
    for (int i = 0; i < image.header->opCount; ++i) {
        const ImageTensor& out = image.tensors[image.ops[i].output];
        const ImageTensor& in = image.tensors[image.ops[i].input];
        work += std::uint64_t{out.height} * out.width * out.channels * image.ops[i].windowHeight *
                image.ops[i].windowWidth *
                (static_cast<ImageOpKind>(image.ops[i].kind) == ImageOpKind::convolution ? in.channels : 1);
    }
    if (work > kMostWork || image.header->arenaBytes > (1U << 24))
        return true;
    std::vector<std::uint8_t> arena(image.header->arenaBytes + 16);
    const auto begin = reinterpret_cast<std::uintptr_t>(arena.data());
    Executor executor;
    if (executor.attach(image, arena.data() + (16 - begin % 16) % 16, image.header->arenaBytes) !=
        Error::none)
        std::abort();
    const std::vector<std::uint8_t> picture(std::size_t{image.input().height} * image.input().width *
                                            image.input().channels);
    executor.setPicture(picture.data());
    for (int exit = 0; exit < image.header->exitCount; ++exit)
        if (executor.runTo(exit) != Error::none)
            std::abort();
    return true;
}

/// What opens is a network like any other: it becomes an image that runs, and files.
bool openNetwork(const fs::path& path)
{
    const auto extractor = openExtractor(path.string());
    if (!extractor.ok())
        return false;
    if (!validateGraph(extractor.value().graph).ok())
        std::abort();
    if (extractor.value().int8) {
        const QuantModel& model = *extractor.value().int8;
        const auto image = buildImage(model, {}, "{}");
        if (image.ok() && !runImage(image.value()))
            std::abort();
        static_cast<void>(exportTflite(model, 0, path.string() + ".out"));
    }
    static_cast<void>(exportOnnx(extractor.value().graph, path.string() + ".out"));
    static_cast<void>(importOnnx(path.string() + ".out"));
    return true;
}

std::string withHash(std::string image)
{
    ImageHeader header{};
    if (image.size() < sizeof header)
        return image;
    std::memcpy(&header, image.data(), sizeof header);
    header.totalBytes = static_cast<std::uint32_t>(image.size());
    std::memset(header.sha256, 0, sizeof header.sha256);
    std::memcpy(&image[0], &header, sizeof header);
    const Sha256::Digest digest = sha256Of(reinterpret_cast<const std::uint8_t*>(image.data()), image.size());
    std::copy(digest.begin(), digest.end(), header.sha256);
    std::memcpy(&image[0], &header, sizeof header);
    return image;
}

struct Kind
{
    std::vector<const char*> suffixes;
    std::function<std::string(test::Mutator&)> make;
    std::function<bool(const fs::path&, const std::string&)> open;
};

const std::map<std::string, Kind>& kinds()
{
    using test::Mutator;
    const auto bytes = [](Mutator& mutator) { return mutator.bytes(); };
    const auto network = [](const fs::path& path, const std::string& file) {
        writeFast(path, file);
        return openNetwork(path);
    };
    static const std::map<std::string, Kind> kKinds = {
        {"tflite", {{".tflite"}, bytes, network}},
        {"onnx",
         {{".onnx"},
          [](Mutator& mutator) { return mutator.below(4) == 0 ? mutator.bytes() : mutator.onnx(); },
          network}},
        {"mtx",
         {{".mtx"},
          [](Mutator& mutator) { return mutator.below(2) == 0 ? mutator.bytes() : mutator.text(); },
          network}},
        {"mti",
         {{".mti"},
          [](Mutator& mutator) { return withHash(mutator.bytes()); },
          [](const fs::path& path, const std::string& file) {
              writeFast(path, file);
              return runImage({file.begin(), file.end()});
          }}},
        {"manifest",
         {{".csv"},
          [](Mutator& mutator) { return mutator.text(); },
          [](const fs::path& path, const std::string& file) {
              writeFast(path, file);
              return listManifest(path, {}).ok();
          }}},
        {"picture",
         {{".jpg", ".png", ".gif", ".heic", ".avif", ".bmp", ".webp", ".ppm", ".tif", ".jfif"},
          bytes,
          [](const fs::path& path, const std::string& file) {
              writeFast(path, file);
              const auto* data = reinterpret_cast<const std::uint8_t*>(file.data());
              const auto header = readPictureHeader(data, file.size());
              // Libraries are slow on large pictures; what they do with them is not ours.
              return header.ok() && header.value().width * std::int64_t{header.value().height} < 1000000 &&
                     decodePicture(data, file.size(), "picture").ok();
          }}},
    };
    return kKinds;
}

std::vector<std::string> seedsFrom(const fs::path& folder, const Kind& kind)
{
    std::vector<std::string> seeds;
    std::error_code error;
    for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        const std::string suffix = entry->path().extension().string();
        if (std::find(kind.suffixes.begin(), kind.suffixes.end(), suffix) == kind.suffixes.end())
            continue;
        const auto bytes = readFile(entry->path());
        if (bytes.ok())
            seeds.emplace_back(bytes.value().begin(), bytes.value().end());
    }
    std::sort(seeds.begin(), seeds.end());
    return seeds;
}

} // namespace

int main(int count, char** arguments)
{
    const auto kind = count >= 4 ? kinds().find(arguments[1]) : kinds().end();
    if (kind == kinds().end()) {
        std::fprintf(stderr, "Usage: fuzz_files tflite|onnx|mtx|mti|manifest|picture COUNT SEEDS [FIRST]\n");
        return 2;
    }
    const std::string first = count > 4 ? arguments[4] : "1";
    const fs::path folder = "fuzz_" + kind->first + "_" + first;
    const std::vector<std::string> seeds = seedsFrom(arguments[3], kind->second);
    if (seeds.empty() || !makeFolders(folder).ok()) {
        std::fprintf(stderr, "fuzz_files: no seeds, or %s cannot be made\n", folder.c_str());
        return 2;
    }
    test::Mutator mutator(seeds, static_cast<std::uint32_t>(std::stoul(first)));
    const fs::path path = folder / ("file" + std::string(kind->second.suffixes.front()));
    const long files = std::stol(arguments[2]);
    long opened = 0;
    for (long i = 1; i <= files; ++i) {
        const std::string file = kind->second.make(mutator);
        const auto start = std::chrono::steady_clock::now();
        alarm(60);
        opened += kind->second.open(path, file) ? 1 : 0;
        alarm(0);
        if (std::chrono::steady_clock::now() - start > std::chrono::seconds(10)) {
            writeFast(folder / ("slow" + std::to_string(i)), file);
            std::printf("slow: %ld\n", i);
        }
        if (i % 10000 == 0 || i == files) {
            std::printf("%s: %ld files of %zu seeds, %ld opened\n", kind->first.c_str(), i, seeds.size(),
                        opened);
            std::fflush(stdout);
        }
    }
    return 0;
}
