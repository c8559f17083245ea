// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/fields.h"
#include "engine/base/job_context.h"
#include "engine/base/result.h"
#include "engine/data/picture.h"

namespace microt {

/// What a sample may be used for. Heads learn from `train`, thresholds and temperatures from `calibration`;
/// `test` only ever measures.
enum class Split : std::uint8_t { train, calibration, test };
constexpr int kSplitCount = 3;
constexpr std::array<const char*, kSplitCount> namesOf(Split)
{
    return {"train", "calibration", "test"};
}

struct Sample
{
    std::string path; ///< relative to Dataset::root, bytes as the file system has them
    int label = 0;    ///< index into Dataset::classes
    Split split = Split::train;
    int width = 0; ///< pixels, upright; 0: not known
    int height = 0;
};

/// Why a file below a dataset plays no part.
enum class LeftOut : std::uint8_t {
    unreadable,  ///< missing, without permission, or no regular file
    damaged,     ///< meant as a picture, but cannot be decoded
    tooLarge,    ///< more pixels or bytes than are read
    link,        ///< leads out of the folder, or to a folder
    listedTwice, ///< in a manifest; its first line counts
    notListed,   ///< a picture that the manifest or the layout's lists do not name
    noClass,     ///< a picture that lies in no class's folder
    noPictures,  ///< a class's folder without a picture
    notAPicture, ///< its contents are of no format that is read, and its name does not claim so
    litter,      ///< what systems and programs leave behind, and hidden files
    excluded,    ///< by label work
};
constexpr std::array<const char*, 11> namesOf(LeftOut)
{
    return {"unreadable", "damaged",     "too large",     "link",   "listed twice", "not listed",
            "no class",   "no pictures", "not a picture", "litter", "excluded"};
}

/// A file that was left out, and why.
struct BadFile
{
    std::string path; ///< relative to Dataset::root
    Failure why;
    LeftOut reason = LeftOut::damaged;
};

/// What is worth telling about a picture that is used.
struct Remark
{
    std::string path; ///< relative to Dataset::root
    Peculiarity kind = Peculiarity::odd;
    std::string what; ///< a sentence
};

/// One picture that stands in a dataset several times: findDoubles().
struct Doubles
{
    std::vector<std::int32_t> samples; ///< two or more, ascending, of any class
    bool exact = true;                 ///< all have the same bytes
};

/// What shows where a picture is transparent.
enum class Background : std::uint8_t { white, grey, black };
constexpr std::array<const char*, 3> namesOf(Background)
{
    return {"white", "grey", "black"};
}

/// What label work changed.
struct LabelWorkCounts
{
    int excluded = 0;          ///< pictures
    int relabelled = 0;        ///< pictures
    int renamed = 0;           ///< classes
    std::string words() const; ///< "2 excluded, 1 relabelled"; empty: nothing
};

/// How a dataset's files are read.
struct ReadOptions
{
    bool followLinks = false; ///< to files and folders, wherever they lead
    Background background = Background::white;
    std::string labelWork; ///< a file of label work, see label_work.h; empty: none

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.followLinks,
              Field("followLinks", "Follow links to files and folders outside the dataset's folder"));
        visit(self.background, Field("background", "What shows where a picture is transparent"));
        visit(self.labelWork, Field("labelWork", "File that says which pictures are excluded or of another "
                                                 "class than their files say, and how classes are called"));
    }
};

/// Pictures with labels. Files are named, not loaded. A value: copy it, pass it between threads.
struct Dataset
{
    std::string name;             ///< folder or manifest name, for people
    std::filesystem::path source; ///< the folder or manifest that was opened, absolute
    std::filesystem::path root;   ///< absolute; sample paths are relative to it
    std::string
        layout; ///< "ImageFolder", "Oxford-IIIT Pet", "CUB-200-2011", "PlantCLEF 2017", "CSV manifest"
    std::vector<std::string> classes; ///< display names, index = label
    std::vector<Sample> samples;      ///< sorted by label, then path (manifests: in file order)
    std::vector<BadFile> badFiles;    ///< every file below it that is not used, the worst first
    std::vector<Remark> remarks;      ///< on pictures that are used
    std::vector<Doubles> doubles;     ///< pictures that it has more than once; a split keeps them together
    std::string contentHash;          ///< SHA-256 over paths, labels and file contents; not over the split
    bool splitIsGiven = false;        ///< the layout brought a train/test split
    bool calibrationIsGiven = false;  ///< ... and calibration samples of its own
    Rgb background = kWhite;          ///< decode its pictures over this

    /// Where label work was done (label_work.h): the dataset as its files say it, divided as this one is, and
    /// where each sample stands in it, ascending. Null and empty otherwise.
    std::shared_ptr<const Dataset> asRead;
    std::vector<std::int32_t> places;
    LabelWorkCounts labelWork;
    /// All readable pictures, excluded ones too: what features are computed of.
    const Dataset& pictures() const { return asRead ? *asRead : *this; }

    /// Sample counts per class: [class][split].
    std::vector<std::array<int, kSplitCount>> counts() const;
    std::filesystem::path pathOf(const Sample& sample) const { return root / sample.path; }
};

/// Opens a folder in any known layout, or a CSV manifest (layout_manifest.cpp says what is understood). Every
/// file below the folder is looked at once, in parallel: its bytes tell whether it is a picture, a small
/// decoding whether it is whole, and its content is hashed. What is not used goes to badFiles with the
/// reason; of a manifest's folder that is what lies beside pictures that it names. Links that leave the
/// folder are followed only where `options` say so, and label work is done last. Errors: fileNotFound,
/// permissionDenied, emptyDataset, tooFewClasses (fewer than two), badManifest (with line), cancelled.
Result<Dataset> openDataset(const std::filesystem::path& source, const ReadOptions& options,
                            const JobContext& job);
inline Result<Dataset> openDataset(const std::filesystem::path& source, const JobContext& job)
{
    return openDataset(source, {}, job);
}

/// Opens every picture below a folder, by path, or of a CSV manifest, as a pool to learn from; no split. Tar
/// files below the folder, or one alone, are shards as webdataset has them, with labels in .cls files; of a
/// damaged one the pictures before the damage count, and it is among badFiles.
/// `labelled`: in a known layout with two or more classes the pictures it names have their labels; everything
/// else has label -1. Order and content hash are the same with and without labels. Errors: fileNotFound,
/// permissionDenied, emptyDataset, cancelled.
Result<Dataset> openPool(const std::filesystem::path& folder, bool labelled, const JobContext& job,
                         const ReadOptions& options = {});

/// How many files were left out for each reason, the worst first: "3 damaged, 9 not a picture"; empty if
/// none.
std::string leftOutWords(const std::vector<BadFile>& files);

/// Pictures from several folders as one pool, with labels as openPool gives them. Errors: those of openPool,
/// invalidArgument (no folder).
Result<Dataset> openPools(const std::vector<std::filesystem::path>& folders, bool labelled,
                          const JobContext& job);

/// How to divide a dataset. Shares of all samples; train gets the rest.
struct SplitOptions
{
    double testShare = 0.30;
    double calibrationShare = 0.10; ///< with a given train/test split: this share of train, test is untouched
    std::uint64_t seed = 0;

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.seed,
              Field("seed", "Seed of the split, the heads and the choice of pictures for int8 ranges"));
        visit(self.testShare,
              Field("testShare", "Share of pictures that only measure (0..1)").range(0.0, 1.0));
        visit(
            self.calibrationShare,
            Field("calibrationShare", "Share for thresholds (0..1); with a given train/test split, of train")
                .range(0.0, 1.0));
    }
};

/// Divides stratified by class, from `seed` alone (same everywhere). Doubles of a class stay on one side.
/// Every class keeps at least one train sample, and gets at least one test and one calibration sample if it
/// has three or more. A given test split is kept, and so are given calibration samples; a folder `val`
/// without `test` is the test split. Calling it again divides anew. Label work moves no picture to another
/// side: only a class that would have none to train on, or of three or more none to calibrate or to test
/// with, is divided on its own. Errors: tooFewSamples if a class has fewer than two usable pictures (after
/// label work: none), or none to train on in the given split (names it), outOfRange for shares.
Status assignSplit(Dataset& dataset, const SplitOptions& options);

/// Samples of a split: classes take turns, each in order, so that a prefix of any length is balanced. At most
/// `most`.
std::vector<std::int32_t> balancedSamples(const Dataset& dataset, Split split, int most);

/// Saves and restores the split as CSV `path,label,split`, of the dataset as its files say it: label work
/// comes and goes. Loading checks that it names exactly these samples. Errors: as files; badManifest.
Status saveSplit(const Dataset& dataset, const std::filesystem::path& path);
Status loadSplit(Dataset& dataset, const std::filesystem::path& path);

} // namespace microt
