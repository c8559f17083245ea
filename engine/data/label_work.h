// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/data/dataset.h"

namespace microt {

/// What a user decided about the labels of a dataset whose files stay as they are. A value. Paths are
/// Sample::path. What names no picture or class of the dataset has no effect, so that files may come and go.
struct LabelWork
{
    std::set<std::string> excluded;
    std::map<std::string, std::string> labels;     ///< path to class, as it is shown
    std::map<std::string, std::string> classNames; ///< class as its files call it, to how it is shown
    std::set<std::string> kept;                    ///< looked at and found right, though suspect

    bool isEmpty() const { return excluded.empty() && labels.empty() && classNames.empty() && kept.empty(); }
    /// Whether they give the same dataset: what was only looked at decides nothing.
    bool decidesAs(const LabelWork& other) const
    {
        return excluded == other.excluded && labels == other.labels && classNames == other.classNames;
    }
    bool operator==(const LabelWork& other) const { return decidesAs(other) && kept == other.kept; }
};

/// As a CSV file `what,name,label`: lines `exclude,PATH,`, `label,PATH,CLASS`, `rename,CLASS,NAME` and
/// `keep,PATH,`, in this order, each kind by name.
std::string labelWorkText(const LabelWork& work);

/// Errors: as files; badManifest (with line).
Result<LabelWork> readLabelWork(const std::filesystem::path& file);

/// The dataset with the work done: without excluded pictures, which join badFiles; samples in the order of
/// `read`, on their sides of the split; classes in its order, new ones after them, those of one name become
/// one, and those left without a picture go. The content hash follows from that of `read` and the work.
/// Errors: emptyDataset, tooFewClasses (fewer than two are left).
Result<Dataset> withLabelWork(std::shared_ptr<const Dataset> read, const LabelWork& work);

/// Whether two classes would be left. Errors: as withLabelWork().
Status checkLabelWork(const Dataset& read, const LabelWork& work);

// Edits. `read` is the dataset as its files say it; `paths` are of its pictures; classes are as they are
// shown.

void exclude(LabelWork& work, const std::vector<std::string>& paths);
void takeBack(LabelWork& work, const std::vector<std::string>& paths); ///< the opposite
void keep(LabelWork& work, const std::vector<std::string>& paths);     ///< is no suspect any more
/// A class that no picture has yet is a new one.
void relabel(LabelWork& work, const Dataset& read, const std::vector<std::string>& paths,
             const std::string& className);
/// To the name of another class: the two become one.
void renameClass(LabelWork& work, const Dataset& read, const std::string& from, const std::string& to);

} // namespace microt
