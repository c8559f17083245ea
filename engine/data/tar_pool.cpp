// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <map>

#include "engine/data/layout.h"
#include "engine/data/tar.h"

namespace microt {

namespace fs = std::filesystem;

void addTarMembers(Listing& listing)
{
    std::vector<BadFile> others;
    for (BadFile& file : listing.bad) {
        if (file.reason != LeftOut::notAPicture || !hasTarSuffix(file.path)) {
            others.push_back(std::move(file));
            continue;
        }
        const auto members = listTar(listing.root / file.path);
        if (!members.ok()) {
            others.push_back({file.path, members.failure(), LeftOut::unreadable});
            continue;
        }
        for (const TarMember& member : members.value().members)
            if (hasPictureSuffix(member.name))
                listing.pictures.push_back({file.path + "/" + member.name, 0, std::nullopt});
        if (members.value().damage.code != Error::none)
            others.push_back({file.path, members.value().damage, LeftOut::damaged});
    }
    listing.bad = std::move(others);
}

void takeTarLabels(Dataset& pool)
{
    if (!pool.classes.empty())
        return; // folders name classes already
    constexpr std::uint64_t kMostDigits = 32;
    std::map<int, std::vector<std::size_t>> samplesOf;
    for (std::size_t i = 0; i < pool.samples.size(); ++i) {
        const fs::path file = pool.pathOf(pool.samples[i]);
        if (!hasTarSuffix(shardOf(file.string())))
            continue;
        const auto text = readFileOrMember(fs::path(file).replace_extension(".cls"), kMostDigits);
        int number = -1;
        if (text.ok() &&
            std::from_chars(reinterpret_cast<const char*>(text.value().data()),
                            reinterpret_cast<const char*>(text.value().data()) + text.value().size(), number)
                    .ec == std::errc())
            samplesOf[number].push_back(i);
    }
    if (samplesOf.size() < 2)
        return;
    for (const auto& [number, samples] : samplesOf) {
        for (const std::size_t i : samples)
            pool.samples[i].label = static_cast<int>(pool.classes.size());
        pool.classes.push_back(std::to_string(number));
    }
}

} // namespace microt
