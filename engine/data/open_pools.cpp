// SPDX-License-Identifier: Apache-2.0
#include "engine/base/hash.h"
#include "engine/data/dataset.h"

namespace microt {

Result<Dataset> openPools(const std::vector<std::filesystem::path>& folders, bool labelled,
                          const JobContext& job)
{
    if (folders.empty())
        return Failure{Error::invalidArgument, "No pool was named."};
    Dataset all;
    all.root = "/";
    all.layout = "Pool";
    std::string hashes;
    for (const std::filesystem::path& folder : folders) {
        MICROT_TRY(const Dataset one, openPool(folder, labelled, job));
        const auto firstClass = static_cast<int>(all.classes.size());
        all.name += (all.name.empty() ? "" : " + ") + one.name;
        hashes += one.contentHash + "\n";
        for (const std::string& name : one.classes)
            all.classes.push_back(one.name + "/" + name);
        for (const Sample& sample : one.samples) {
            Sample copy = sample;
            copy.path = one.pathOf(sample).relative_path().string();
            copy.label = sample.label < 0 ? -1 : firstClass + sample.label;
            copy.split = Split::train;
            all.samples.push_back(std::move(copy));
        }
        for (const BadFile& bad : one.badFiles)
            all.badFiles.push_back({(one.root / bad.path).relative_path().string(), bad.why, bad.reason});
        for (const Remark& remark : one.remarks)
            all.remarks.push_back(
                {(one.root / remark.path).relative_path().string(), remark.kind, remark.what});
    }
    all.contentHash = sha256Hex(hashes);
    return all;
}

} // namespace microt
