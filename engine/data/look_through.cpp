// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <set>
#include <system_error>

#include "engine/base/files.h"
#include "engine/data/layout.h"

namespace microt {

namespace fs = std::filesystem;

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

bool hasPictureSuffix(const fs::path& path)
{
    static const std::set<std::string> suffixes = {".jpg",  ".jpeg", ".jpe",  ".jfif", ".png",
                                                   ".ppm",  ".bmp",  ".pgm",  ".tif",  ".tiff",
                                                   ".webp", ".gif",  ".heic", ".heif", ".avif"};
    return suffixes.count(lower(path.extension().string())) > 0;
}

namespace {

/// True for what systems and programs leave behind in folders: hidden files, __MACOSX, @eaDir, Thumbs.db, ...
bool isLitter(const std::string& name)
{
    // Archives and network drives, thumbnails and settings of Windows, bins, interpreters.
    static const std::set<std::string> names = {"__macosx",
                                                "@eadir",
                                                "@tmp",
                                                "#recycle",
                                                "@recycle",
                                                "#snapshot",
                                                "thumbs.db",
                                                "ehthumbs.db",
                                                "desktop.ini",
                                                "$recycle.bin",
                                                "system volume information",
                                                "recycler",
                                                "lost+found",
                                                "__pycache__",
                                                "icon\r",
                                                "node_modules",
                                                "picasa.ini"};
    return name.empty() || name[0] == '.' || names.count(lower(name)) > 0;
}

} // namespace

bool staysInside(const fs::path& relative)
{
    if (relative.empty() || relative.is_absolute())
        return false;
    int depth = 0;
    for (const fs::path& part : relative) {
        depth += part == ".." ? -1 : (part == "." || part.empty()) ? 0 : 1;
        if (depth < 0)
            return false;
    }
    return depth > 0;
}

namespace {

class Walk
{
public:
    Walk(const fs::path& root, bool deep, const ReadOptions& options)
        : m_root(root), m_deep(deep), m_options(options)
    {}

    /// The errno of reading the folder itself, or 0.
    int into(const fs::path& folder, bool top)
    {
        std::error_code error;
        const fs::path real = fs::canonical(folder, error);
        if (!error && !m_seen.insert(real.string()).second) {
            leaveOut(folder, LeftOut::link, "a link to a folder that was looked through already.");
            return 0;
        }
        for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
            take(*it, top);
        return error.value();
    }

    Found take()
    {
        std::sort(m_found.pictures.begin(), m_found.pictures.end());
        std::sort(m_found.folders.begin(), m_found.folders.end());
        std::sort(m_found.leftOut.begin(), m_found.leftOut.end(),
                  [](const BadFile& a, const BadFile& b) { return a.path < b.path; });
        return std::move(m_found);
    }

private:
    std::string nameOf(const fs::path& path) const { return path.lexically_relative(m_root).string(); }

    void leaveOut(const fs::path& path, LeftOut reason, const std::string& why)
    {
        const std::string name = nameOf(path);
        m_found.leftOut.push_back({name, {Error::badPicture, printable(name) + ": " + why}, reason});
    }

    void take(const fs::directory_entry& entry, bool top)
    {
        const fs::path& path = entry.path();
        std::error_code error;
        if (isLitter(path.filename().string()))
            return leaveOut(path, LeftOut::litter, "a hidden file, or what a system or program left behind.");
        if (entry.is_directory(error))
            return takeFolder(entry, top);
        if (entry.is_symlink(error) && !fs::exists(entry.status(error)))
            return leaveOut(path, LeftOut::link, "a link that leads nowhere.");
        if (!entry.is_regular_file(error))
            return leaveOut(path, LeftOut::unreadable, "no regular file (a pipe, a socket or a device).");
        if (hasPictureSuffix(path)) {
            m_found.pictures.push_back(nameOf(path));
            return;
        }
        std::array<char, 32> head{};
        std::ifstream file(path, std::ios::binary);
        file.read(head.data(), head.size());
        if (looksLikePicture(reinterpret_cast<const std::uint8_t*>(head.data()),
                             static_cast<std::size_t>(file.gcount())))
            m_found.pictures.push_back(nameOf(path));
        else if (file.bad() || !file.is_open())
            leaveOut(path, LeftOut::unreadable, "cannot be read.");
        else
            leaveOut(path, LeftOut::notAPicture, "neither its name nor its contents are a picture's.");
    }

    void takeFolder(const fs::directory_entry& entry, bool top)
    {
        const fs::path& path = entry.path();
        std::error_code error;
        if (entry.is_symlink(error) && !m_options.followLinks)
            return leaveOut(path, LeftOut::link,
                            "a link to a folder; it is followed only where that is asked for.");
        if (top)
            m_found.folders.push_back(path.filename().string());
        if (!m_deep)
            return;
        if (const int code = into(path, false); code != 0) {
            const Failure why = failureFromErrno(code, "read", path);
            m_found.leftOut.push_back({nameOf(path), why, LeftOut::unreadable});
        }
    }

    const fs::path& m_root;
    bool m_deep;
    const ReadOptions& m_options;
    std::set<std::string> m_seen; ///< folders, so that links cannot go round in circles
    Found m_found;
};

} // namespace

Result<Found> lookThrough(const fs::path& folder, const fs::path& root, bool deep, const ReadOptions& options)
{
    Walk walk(root, deep, options);
    if (const int error = walk.into(folder, true); error != 0)
        return failureFromErrno(error, "read", folder);
    return walk.take();
}

BadFile notListed(const std::string& path)
{
    return {path, {Error::badPicture, printable(path) + ": no line names it."}, LeftOut::notListed};
}

Status addUnlisted(Listing& listing, const fs::path& folder, const ReadOptions& options)
{
    std::error_code error;
    if (!fs::is_directory(folder, error))
        return {};
    MICROT_TRY(Found found, lookThrough(folder, listing.root, true, options));
    std::set<std::string> named;
    for (const ListedPicture& picture : listing.pictures)
        named.insert(picture.path);
    for (const std::string& path : found.pictures)
        if (named.count(path) == 0)
            listing.bad.push_back(notListed(path));
    for (BadFile& file : found.leftOut)
        if (named.count(file.path) == 0)
            listing.bad.push_back(std::move(file));
    return {};
}

} // namespace microt
