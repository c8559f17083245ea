// SPDX-License-Identifier: Apache-2.0
#include "engine/data/inspect.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <system_error>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/base/parallel.h"
#include "engine/data/tar.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

/// True if the file, links followed, does not lie below the root.
bool leadsOutside(const fs::path& root, const fs::path& file)
{
    std::error_code error;
    const fs::path real = fs::canonical(file, error);
    if (error)
        return false; // missing: reading says so
    const fs::path relative = real.lexically_relative(root);
    return relative.empty() || *relative.begin() == "..";
}

LeftOut reasonOf(const Failure& why)
{
    switch (why.code) {
    case Error::pictureTooLarge:
    case Error::outOfRange: // more bytes than are read
    case Error::outOfMemory:
        return LeftOut::tooLarge;
    case Error::badPicture:
    case Error::truncated:
        return LeftOut::damaged;
    default:
        return LeftOut::unreadable;
    }
}

/// A look at a file that is read for it.
Result<PictureLook> lookAt(const fs::path& file, const std::string& name, Background background)
{
    MICROT_TRY(const std::vector<std::uint8_t> bytes, readFileOrMember(file, kLargestPictureFile));
    MICROT_TRY(PictureGlance glance, glanceAt(bytes.data(), bytes.size(), name, colourOf(background)));
    PictureLook look;
    look.hash = sha256Hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    look.width = glance.width;
    look.height = glance.height;
    look.comparable = std::min(glance.header.width, glance.header.height) >= 2 * kThumbSide;
    look.readAnew = glance.readAnew;
    look.thumb = glance.thumb;
    look.peculiarities = std::move(glance.peculiarities);
    return look;
}

/// `stamp` becomes that of the file if it is a good one.
Inspection inspect(const fs::path& root, const ListedPicture& listed, const ReadOptions& options,
                   const KeptLooks& kept, std::optional<FileStamp>& stamp)
{
    const fs::path file = root / listed.path;
    Inspection inspection;
    const auto leaveOut = [&](const Failure& why, LeftOut reason) {
        const std::string line = listed.line > 0 ? "line " + std::to_string(listed.line) + ": " : "";
        inspection.bad = {listed.path, {why.code, line + why.what}, reason};
        return inspection;
    };
    if (!options.followLinks && leadsOutside(root, file))
        return leaveOut({Error::badPicture,
                         printable(listed.path) +
                             ": a link that leads out of the dataset's folder; it is followed only where "
                             "that is asked for."},
                        LeftOut::link);
    // Before it is read: a file that changes meanwhile is then another one.
    const std::optional<FileStamp> before = kept.isKept() ? stampOf(file) : std::nullopt;
    const PictureLook* known = before ? kept.find(listed.path, *before) : nullptr;
    if (known == nullptr) {
        auto look = lookAt(file, printable(listed.path), options.background);
        if (!look.ok())
            return leaveOut(look.failure(), reasonOf(look.failure()));
        inspection.look = std::move(look).value();
    } else {
        inspection.look = *known;
    }
    stamp = before;
    return inspection;
}

std::int64_t now()
{
    using namespace std::chrono;
    return duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace

Rgb colourOf(Background background)
{
    const std::uint8_t shade = background == Background::white  ? 255
                               : background == Background::grey ? 128
                                                                : 0;
    return {shade, shade, shade};
}

Result<std::vector<Inspection>> inspectAll(const fs::path& source, const Listing& listing,
                                           const ReadOptions& options, const fs::path& cacheFolder,
                                           const JobContext& job)
{
    const KeptLooks kept(cacheFolder, source, listing.root, options.background);
    const std::int64_t begin = now();
    const std::size_t count = listing.pictures.size();
    std::vector<Inspection> inspections(count);
    std::vector<std::optional<FileStamp>> stamps(count);
    MICROT_CHECK(forEachInParallel(
        {"Reading " + printable(listing.root.filename()), 0, static_cast<std::int64_t>(count), "pictures"},
        job, [&](std::size_t i) -> Status {
            inspections[i] = inspect(listing.root, listing.pictures[i], options, kept, stamps[i]);
            return {};
        }));
    std::map<std::string, KeptLooks::Entry> looks;
    for (std::size_t i = 0; kept.isKept() && i < count; ++i)
        if (stamps[i])
            looks[listing.pictures[i].path] = {*stamps[i], inspections[i].look};
    static_cast<void>(kept.keep(std::move(looks), begin)); // without it the next opening takes longer
    return inspections;
}

} // namespace microt
