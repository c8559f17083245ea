// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/project_history.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QLocale>
#include <QUndoCommand>

namespace microt::gui {

// What is not listed is called as in the file.
QString settingName(const std::string& key)
{
    static const std::pair<const char*, const char*> kNames[] = {
        {"/ratio", QT_TRANSLATE_NOOP("History", "ratio")},
        {"/split/testShare", QT_TRANSLATE_NOOP("History", "test share")},
        {"/split/calibrationShare", QT_TRANSLATE_NOOP("History", "calibration share")},
        {"/split/seed", QT_TRANSLATE_NOOP("History", "seed")},
        {"/stage/cut", QT_TRANSLATE_NOOP("History", "cut")},
        {"/stage/measure", QT_TRANSLATE_NOOP("History", "confidence measure")},
        {"/stage/head/kind", QT_TRANSLATE_NOOP("History", "kind of head")},
        {"/stage/head/classWeights", QT_TRANSLATE_NOOP("History", "class weights")},
        {"/stage/fitTemperature", QT_TRANSLATE_NOOP("History", "temperature")},
        {"/stage/asPublished", QT_TRANSLATE_NOOP("History", "features as published")},
        {"/stage/earlier", QT_TRANSLATE_NOOP("History", "earlier cuts")},
        {"/stage/exits", QT_TRANSLATE_NOOP("History", "exits")},
        {"/stage/secondCut", QT_TRANSLATE_NOOP("History", "second exit")},
        {"/stage/thirdCut", QT_TRANSLATE_NOOP("History", "third exit")},
        {"/reading/followLinks", QT_TRANSLATE_NOOP("History", "following links")},
        {"/reading/background", QT_TRANSLATE_NOOP("History", "background")},
        {"/choice/by", QT_TRANSLATE_NOOP("History", "recommendation")},
        {"/choice/acceptedLoss", QT_TRANSLATE_NOOP("History", "accepted loss")},
        {"/choice/weights/accuracy", QT_TRANSLATE_NOOP("History", "weight of accuracy")},
        {"/choice/weights/gain", QT_TRANSLATE_NOOP("History", "weight of gain")},
        {"/choice/weights/macs", QT_TRANSLATE_NOOP("History", "weight of MACs")},
        {"/board", QT_TRANSLATE_NOOP("History", "board")},
        {"/precision", QT_TRANSLATE_NOOP("History", "precision")},
        {"/extractor", QT_TRANSLATE_NOOP("History", "extractor")},
        {"extractor", QT_TRANSLATE_NOOP("History", "extractor")},
        {"pictures", QT_TRANSLATE_NOOP("History", "pictures")},
        {"methods", QT_TRANSLATE_NOOP("History", "methods")},
        {"seeds", QT_TRANSLATE_NOOP("History", "number of seeds")},
        {"/epochs", QT_TRANSLATE_NOOP("History", "epochs")},
        {"/budget", QT_TRANSLATE_NOOP("History", "memory budget")},
        {"/patience", QT_TRANSLATE_NOOP("History", "patience")},
        {"/batch", QT_TRANSLATE_NOOP("History", "batch")},
        {"/learningRate", QT_TRANSLATE_NOOP("History", "learning rate")},
        {"/momentum", QT_TRANSLATE_NOOP("History", "momentum")},
        {"/validationShare", QT_TRANSLATE_NOOP("History", "held-out share")},
        {"/fisherSamples", QT_TRANSLATE_NOOP("History", "pictures of the choice")},
        {"/dataset", QT_TRANSLATE_NOOP("History", "pictures")},
        {"/name", QT_TRANSLATE_NOOP("History", "name")},
    };
    for (const auto& [path, name] : kNames)
        if (key == path)
            return QCoreApplication::translate("History", name);
    return QString::fromStdString(key.substr(key.rfind('/') + 1));
}

QString settingValue(const std::string& key, const std::vector<std::string>& words)
{
    if (words.empty())
        return key == "/ratio" || key == "/stage/cut" ? ProjectHistory::tr("recommended")
                                                      : ProjectHistory::tr("none");
    QStringList texts;
    for (const std::string& word : words)
        texts << QString::fromStdString(word);
    bool isNumber = false;
    const double number = texts.first().toDouble(&isNumber);
    if (words.size() == 1 && isNumber && texts.first().contains(QLatin1Char('.')))
        return QLocale().toString(number, 'f', key == "/ratio" ? 2 : 3);
    if (key == "/extractor" || key == "/dataset")
        return QFileInfo(texts.first()).fileName();
    return texts.join(QLatin1Char(' '));
}

namespace {

constexpr int kMostSteps = 100;
constexpr int kNamedChanges = 2;

struct Change
{
    std::string path; ///< with the task's name before it
    std::string key;  ///< path without it
    std::vector<std::string> before;
    std::vector<std::string> after;
    bool flag = false;
};

QString sentenceOf(const Change& change)
{
    if (change.key.empty()) // a whole task
        return (change.after.empty() ? ProjectHistory::tr("task %1 removed")
                                     : ProjectHistory::tr("task %1 added"))
            .arg(QString::fromStdString(change.after.empty() ? change.before.front() : change.after.front()));
    if (change.flag)
        return (change.after.front() == "true" ? ProjectHistory::tr("%1 on") : ProjectHistory::tr("%1 off"))
            .arg(settingName(change.key));
    return QStringLiteral("%1 %2 → %3")
        .arg(settingName(change.key), settingValue(change.key, change.before),
             settingValue(change.key, change.after));
}

/// Variants may list other fields in the two; what one of them has not counts as empty there.
void compare(const FieldRefs& before, const FieldRefs& after, const std::string& where,
             std::vector<Change>& changes)
{
    const auto wordsAt = [](const FieldRefs& fields, const std::string& path) {
        const auto found = std::find_if(fields.begin(), fields.end(),
                                        [&path](const FieldRef& one) { return one.path == path; });
        return found != fields.end() ? found->words() : std::vector<std::string>();
    };
    for (const FieldRef& field : after) {
        if (field.path == "/page" || field.path == "/activeTask" || field.path == "/reading/labelWork")
            continue;
        const std::vector<std::string> old = wordsAt(before, field.path);
        if (old != field.words())
            changes.push_back({where + field.path, field.path, old, field.words(), field.isFlag()});
    }
}

std::vector<Change> changesOf(Project before, Project after)
{
    std::vector<Change> changes;
    for (Task& task : after.tasks) {
        if (Task* old = before.findTask(task.name); old != nullptr)
            compare(fieldsOf(*old), fieldsOf(task), task.name, changes);
        else
            changes.push_back({task.name, {}, {}, {task.name}});
    }
    for (const Task& task : before.tasks)
        if (after.findTask(task.name) == nullptr)
            changes.push_back({task.name, {}, {task.name}, {}});
    compare(fieldsOf(before), fieldsOf(after), {}, changes);
    return changes;
}

} // namespace

QString changeSentence(const Project& before, const Project& after)
{
    QStringList sentences;
    for (const Change& change : changesOf(before, after))
        sentences << sentenceOf(change);
    if (sentences.size() > kNamedChanges)
        return ProjectHistory::tr("%1 and %n more", nullptr, sentences.size() - 1).arg(sentences.first());
    return sentences.join(QStringLiteral(", "));
}

std::string changedFields(const Project& before, const Project& after)
{
    std::string paths;
    for (const Change& change : changesOf(before, after))
        paths += change.path + "\n";
    return paths;
}

namespace {

/// One step. It was done before it is pushed.
class ProjectStep : public QUndoCommand
{
public:
    ProjectStep(const Project& before, const Project& after,
                const std::function<void(const Project&)>& restore)
        : QUndoCommand(changeSentence(before, after)), m_before(before), m_after(after), m_restore(restore)
    {
        m_age.start();
    }

    void undo() override
    {
        m_open = false;
        m_restore(m_before);
    }
    void redo() override
    {
        if (!std::exchange(m_fresh, false))
            m_restore(m_after);
    }
    int id() const override { return 1; }

    bool mergeWith(const QUndoCommand* other) override
    {
        const auto* next = static_cast<const ProjectStep*>(other);
        if (!m_open || m_age.elapsed() > ProjectHistory::kMomentMs ||
            changedFields(m_before, m_after) != changedFields(next->m_before, next->m_after))
            return false;
        m_after = next->m_after;
        m_age.start();
        setText(changeSentence(m_before, m_after));
        setObsolete(text().isEmpty());
        return true;
    }

private:
    Project m_before;
    Project m_after;
    std::function<void(const Project&)> m_restore;
    QElapsedTimer m_age;
    bool m_fresh = true;
    bool m_open = true; ///< has not been undone since
};

} // namespace

ProjectHistory::ProjectHistory(std::function<void(const Project&)> restore, QObject* parent)
    : QObject(parent), m_restore(std::move(restore))
{
    m_steps.setUndoLimit(kMostSteps);
}

void ProjectHistory::record(const Project& before, const Project& after)
{
    if (!changedFields(before, after).empty())
        m_steps.push(new ProjectStep(before, after, m_restore));
}

} // namespace microt::gui
