// SPDX-License-Identifier: Apache-2.0
#include "engine/data/picture_stream.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "engine/base/counter_random.h"
#include "engine/base/files.h"

namespace microt {

namespace {

namespace fs = std::filesystem;

Failure cannotList(const fs::path& folder, const std::error_code& error)
{
    if (error == std::errc::permission_denied)
        return {Error::permissionDenied, "The folder " + printable(folder) + " may not be read."};
    return {Error::ioFailure, "Cannot list " + printable(folder) + ": " + error.message() + "."};
}

bool isHidden(const fs::path& path)
{
    return path.filename().native().front() == '.';
}

class ShownFiles : public PictureStream
{
public:
    ShownFiles(std::vector<PictureFile> files, Rgb background)
        : m_files(std::move(files)), m_background(background)
    {}

    Result<std::optional<StreamPicture>> next(const JobContext& job) override
    {
        while (m_at < m_files.size()) {
            MICROT_CHECK(job.checkCancelled());
            const PictureFile& file = m_files[m_at++];
            Result<Picture> picture = decodePicture(file.path, m_background);
            if (picture.ok())
                return std::optional(StreamPicture{std::move(picture).value(),
                                                   printable(file.path.filename()), file.label,
                                                   file.onlyMeasures});
            ++m_skipped;
        }
        if (m_skipped == total())
            return Failure{Error::emptyDataset, "There is no picture that can be read."};
        return std::optional<StreamPicture>();
    }

    int total() const override { return static_cast<int>(m_files.size()); }
    int skipped() const override { return m_skipped; }

private:
    std::vector<PictureFile> m_files;
    Rgb m_background;
    std::size_t m_at = 0;
    int m_skipped = 0;
};

} // namespace

Result<std::vector<PictureFile>> filesBelow(const fs::path& folder, const JobContext& job)
{
    std::error_code error;
    if (!fs::is_directory(folder, error))
        return Failure{Error::fileNotFound, "There is no folder " + printable(folder) + "."};
    std::vector<PictureFile> files;
    fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, error);
    for (const fs::recursive_directory_iterator end; !error && at != end; at.increment(error)) {
        MICROT_CHECK(job.checkCancelled());
        std::error_code unknown;
        if (isHidden(at->path()))
            at.disable_recursion_pending();
        else if (at->is_regular_file(unknown))
            files.push_back({at->path()});
    }
    if (error)
        return cannotList(folder, error);
    if (files.empty())
        return Failure{Error::emptyDataset, "The folder " + printable(folder) + " is empty."};
    std::sort(files.begin(), files.end(),
              [](const PictureFile& a, const PictureFile& b) { return a.path < b.path; });
    return files;
}

std::vector<PictureFile> filesOfSplit(const Dataset& dataset, Split split)
{
    std::vector<PictureFile> files;
    for (const std::int32_t at : balancedSamples(dataset, split, static_cast<int>(dataset.samples.size()))) {
        const Sample& sample = dataset.samples[static_cast<std::size_t>(at)];
        files.push_back({dataset.pathOf(sample), sample.label, split == Split::test});
    }
    return files;
}

void nameKnown(std::vector<PictureFile>& files, const Dataset& dataset)
{
    std::unordered_map<std::string, const Sample*> known;
    std::error_code error; // what does not exist keeps the path that it was given
    for (const Sample& sample : dataset.samples)
        known[fs::weakly_canonical(dataset.pathOf(sample), error).string()] = &sample;
    for (PictureFile& file : files) {
        const auto found = known.find(fs::weakly_canonical(file.path, error).string());
        if (found == known.end())
            continue;
        file.label = found->second->label;
        file.onlyMeasures = found->second->split == Split::test;
    }
}

void shuffleFiles(std::vector<PictureFile>& files, std::uint64_t seed)
{
    shuffle(files, CounterRandom(seed, 0, 0));
}

std::unique_ptr<PictureStream> showFiles(std::vector<PictureFile> files, Rgb background)
{
    return std::make_unique<ShownFiles>(std::move(files), background);
}

} // namespace microt
