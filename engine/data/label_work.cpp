// SPDX-License-Identifier: Apache-2.0
#include "engine/data/label_work.h"

#include <algorithm>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/data/csv.h"

namespace microt {

namespace {

const std::vector<std::string> kHeader = {"what", "name", "label"};

std::string line(const char* what, const std::string& name, const std::string& label)
{
    return std::string(what) + ',' + csvField(name) + ',' + csvField(label) + '\n';
}

/// Lines that decide labels: what was only looked at changes no result.
std::string decisions(const LabelWork& work)
{
    std::string text;
    for (const std::string& path : work.excluded)
        text += line("exclude", path, "");
    for (const auto& [path, label] : work.labels)
        text += line("label", path, label);
    for (const auto& [name, shown] : work.classNames)
        text += line("rename", name, shown);
    return text;
}

/// How a class of the files is shown.
std::string shownName(const LabelWork& work, const std::string& className)
{
    const auto renamed = work.classNames.find(className);
    return renamed == work.classNames.end() ? className : renamed->second;
}

/// Takes one record. False if it is none of the four.
bool take(const std::vector<std::string>& fields, LabelWork& work)
{
    if (fields.size() != 3 || fields[1].empty())
        return false;
    const std::string& what = fields[0];
    const bool named = what == "label" || what == "rename";
    if (named == fields[2].empty())
        return false;
    if (what == "exclude")
        work.excluded.insert(fields[1]);
    else if (what == "keep")
        work.kept.insert(fields[1]);
    else if (named)
        (what == "label" ? work.labels : work.classNames)[fields[1]] = fields[2];
    else
        return false;
    return true;
}

/// The dataset under work: classes as they are met, samples with their new labels.
class Relabelling
{
public:
    Relabelling(const Dataset& read, const LabelWork& work) : m_read(read), m_work(work), m_made(read)
    {
        m_made.samples.clear();
        m_made.classes.clear();
        m_made.remarks.clear();
        m_made.doubles.clear();
        for (const std::string& name : read.classes)
            m_labelOf.push_back(labelNamed(shownName(work, name)));
    }

    Dataset make()
    {
        m_newPlace.assign(m_read.samples.size(), -1);
        for (std::size_t i = 0; i < m_read.samples.size(); ++i)
            take(static_cast<std::int32_t>(i));
        std::copy_if(m_read.remarks.begin(), m_read.remarks.end(), std::back_inserter(m_made.remarks),
                     [this](const Remark& remark) { return m_work.excluded.count(remark.path) == 0; });
        keepDoubles();
        dropEmptyClasses();
        m_made.contentHash = sha256Hex(m_read.contentHash + '\n' + decisions(m_work));
        m_made.labelWork.renamed = static_cast<int>(
            std::count_if(m_read.classes.begin(), m_read.classes.end(),
                          [this](const std::string& name) { return shownName(m_work, name) != name; }));
        return std::move(m_made);
    }

private:
    int labelNamed(const std::string& name)
    {
        const auto [known, isNew] = m_labels.insert({name, static_cast<int>(m_made.classes.size())});
        if (isNew)
            m_made.classes.push_back(name);
        return known->second;
    }

    void take(std::int32_t place)
    {
        Sample sample = m_read.samples[static_cast<std::size_t>(place)];
        if (m_work.excluded.count(sample.path) > 0) {
            const std::string why = printable(sample.path) + ": excluded by label work.";
            m_made.badFiles.push_back({sample.path, {Error::cancelled, why}, LeftOut::excluded});
            ++m_made.labelWork.excluded;
            return;
        }
        sample.label = m_labelOf[static_cast<std::size_t>(sample.label)];
        if (const auto given = m_work.labels.find(sample.path); given != m_work.labels.end()) {
            const int label = labelNamed(given->second);
            m_made.labelWork.relabelled += label != sample.label ? 1 : 0;
            sample.label = label;
        }
        m_newPlace[static_cast<std::size_t>(place)] = static_cast<std::int32_t>(m_made.samples.size());
        m_made.places.push_back(place);
        m_made.samples.push_back(std::move(sample));
    }

    void keepDoubles()
    {
        for (const Doubles& set : m_read.doubles) {
            Doubles left{{}, set.exact};
            for (const std::int32_t place : set.samples)
                if (const std::int32_t now = m_newPlace[static_cast<std::size_t>(place)]; now >= 0)
                    left.samples.push_back(now);
            if (left.samples.size() > 1)
                m_made.doubles.push_back(std::move(left));
        }
    }

    void dropEmptyClasses()
    {
        std::vector<int> newLabel(m_made.classes.size(), -1);
        for (const Sample& sample : m_made.samples)
            newLabel[static_cast<std::size_t>(sample.label)] = 0;
        std::vector<std::string> left;
        for (std::size_t label = 0; label < newLabel.size(); ++label)
            if (newLabel[label] == 0) {
                newLabel[label] = static_cast<int>(left.size());
                left.push_back(m_made.classes[label]);
            }
        for (Sample& sample : m_made.samples)
            sample.label = newLabel[static_cast<std::size_t>(sample.label)];
        m_made.classes = std::move(left);
    }

    const Dataset& m_read;
    const LabelWork& m_work;
    Dataset m_made;
    std::map<std::string, int> m_labels;
    std::vector<int> m_labelOf; ///< of each class of m_read
    std::vector<std::int32_t> m_newPlace;
};

} // namespace

std::string LabelWorkCounts::words() const
{
    std::string text;
    const auto add = [&text](int count, const char* what) {
        if (count > 0)
            text += (text.empty() ? "" : ", ") + std::to_string(count) + what;
    };
    add(excluded, " excluded");
    add(relabelled, " relabelled");
    add(renamed, renamed == 1 ? " class renamed" : " classes renamed");
    return text;
}

std::string labelWorkText(const LabelWork& work)
{
    std::string text = "what,name,label\n" + decisions(work);
    for (const std::string& path : work.kept)
        text += line("keep", path, "");
    return text;
}

Result<LabelWork> readLabelWork(const std::filesystem::path& file)
{
    MICROT_TRY(const std::string text, readTextFile(file));
    const auto bad = [&file](const std::string& why) {
        return Failure{Error::badManifest, printable(file) + ", " + why};
    };
    const auto records = parseCsv(text);
    if (!records.ok())
        return bad(records.failure().what);
    if (records.value().empty() || records.value().front().fields != kHeader)
        return bad("line 1: the header what,name,label of label work is missing.");
    LabelWork work;
    for (std::size_t i = 1; i < records.value().size(); ++i) {
        const CsvRecord& record = records.value()[i];
        if (!take(record.fields, work))
            return bad("line " + std::to_string(record.line) +
                       ": none of exclude,PATH, and label,PATH,CLASS and rename,CLASS,NAME and keep,PATH,");
    }
    return work;
}

Result<Dataset> withLabelWork(std::shared_ptr<const Dataset> read, const LabelWork& work)
{
    MICROT_CHECK(checkLabelWork(*read, work));
    Dataset made = Relabelling(*read, work).make();
    made.asRead = std::move(read);
    return made;
}

Status checkLabelWork(const Dataset& read, const LabelWork& work)
{
    std::string only;
    for (const Sample& sample : read.samples) {
        if (work.excluded.count(sample.path) > 0)
            continue;
        const auto given = work.labels.find(sample.path);
        const std::string name = given != work.labels.end()
                                     ? given->second
                                     : shownName(work, read.classes[static_cast<std::size_t>(sample.label)]);
        if (!only.empty() && only != name)
            return {};
        only = name;
    }
    if (only.empty())
        return Failure{Error::emptyDataset,
                       "Every picture of " + read.name + " would be excluded. Take some of them back."};
    return Failure{Error::tooFewClasses, "Only the class " + printable(only) + " of " + read.name +
                                             " would be left; a classifier needs at least two."};
}

void exclude(LabelWork& work, const std::vector<std::string>& paths)
{
    work.excluded.insert(paths.begin(), paths.end());
}

void takeBack(LabelWork& work, const std::vector<std::string>& paths)
{
    for (const std::string& path : paths)
        work.excluded.erase(path);
}

void keep(LabelWork& work, const std::vector<std::string>& paths)
{
    work.kept.insert(paths.begin(), paths.end());
}

void relabel(LabelWork& work, const Dataset& read, const std::vector<std::string>& paths,
             const std::string& className)
{
    const std::set<std::string> wanted(paths.begin(), paths.end());
    for (const Sample& sample : read.samples) {
        if (wanted.count(sample.path) == 0)
            continue;
        if (shownName(work, read.classes[static_cast<std::size_t>(sample.label)]) == className)
            work.labels.erase(sample.path);
        else
            work.labels[sample.path] = className;
    }
}

void renameClass(LabelWork& work, const Dataset& read, const std::string& from, const std::string& to)
{
    for (const std::string& name : read.classes) {
        if (shownName(work, name) != from)
            continue;
        if (name == to)
            work.classNames.erase(name);
        else
            work.classNames[name] = to;
    }
    for (auto& [path, label] : work.labels)
        if (label == from)
            label = to;
}

} // namespace microt
