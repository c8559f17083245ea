// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/label_actions.h"

#include <QInputDialog>
#include <QLocale>
#include <QMenu>

#include "gui/models/workspace.h"

namespace microt::gui {

namespace {

constexpr int kMostInMenu = 24; ///< classes; more are chosen in a dialog

QStringList classesOf(const Workspace& workspace)
{
    QStringList names;
    if (const auto dataset = workspace.dataset())
        for (const std::string& name : dataset->classes)
            names << QString::fromStdString(name);
    return names;
}

} // namespace

bool LabelActions::ready(const Paths& paths) const
{
    return !paths.empty() && m_workspace->labels() != nullptr && m_workspace->dataset() != nullptr;
}

void LabelActions::edit(const std::function<void(LabelWork&)>& change) const
{
    LabelWork work = *m_workspace->labels();
    change(work);
    m_workspace->setLabels(work);
}

void LabelActions::exclude(const Paths& paths) const
{
    if (ready(paths))
        edit([&](LabelWork& work) { microt::exclude(work, paths); });
}

void LabelActions::takeBack(const Paths& paths) const
{
    if (ready(paths))
        edit([&](LabelWork& work) { microt::takeBack(work, paths); });
}

void LabelActions::keep(const Paths& paths) const
{
    if (ready(paths))
        edit([&](LabelWork& work) { microt::keep(work, paths); });
}

void LabelActions::relabel(const std::map<QString, Paths>& byClass) const
{
    if (byClass.empty() || !ready(byClass.begin()->second))
        return;
    edit([&](LabelWork& work) {
        for (const auto& [name, paths] : byClass)
            microt::relabel(work, m_workspace->dataset()->pictures(), paths, name.toStdString());
    });
}

void LabelActions::relabel(const Paths& paths, const QString& className) const
{
    if (const QString name = className.trimmed(); !name.isEmpty())
        relabel({{name, paths}});
}

QString LabelActions::askClass(const Paths& paths) const
{
    if (!ready(paths))
        return {};
    bool chosen = false;
    const QString name = QInputDialog::getItem(
        m_over, tr("Relabel"), tr("Class of the chosen pictures; another name makes a new class"),
        classesOf(*m_workspace), 0, true, &chosen);
    if (!chosen)
        return {};
    relabel(paths, name);
    return name.trimmed();
}

void LabelActions::renameClass(const QString& from, const QString& to) const
{
    const QString name = to.trimmed();
    if (name.isEmpty() || m_workspace->labels() == nullptr || m_workspace->dataset() == nullptr)
        return;
    edit([&](LabelWork& work) {
        microt::renameClass(work, m_workspace->dataset()->pictures(), from.toStdString(), name.toStdString());
    });
}

void LabelActions::askClassName(const QString& from) const
{
    bool given = false;
    const QString name =
        QInputDialog::getText(m_over, tr("Rename the class"),
                              tr("New name of %1; the name of another class makes them one").arg(from),
                              QLineEdit::Normal, from, &given);
    if (given)
        renameClass(from, name);
}

void LabelActions::askTaskName(const QString& from) const
{
    bool given = false;
    const QString name = QInputDialog::getText(
        m_over, tr("Rename the task"), tr("New name of %1: letters, digits, - _ and . are allowed").arg(from),
        QLineEdit::Normal, from, &given);
    if (given)
        m_workspace->renameTask(from, name.trimmed());
}

void LabelActions::fillMenu(QMenu* menu, const Paths& paths, const std::function<void()>& view) const
{
    if (view)
        menu->addAction(tr("&Larger view"), view);
    const LabelActions self = *this;
    QMenu* classes = menu->addMenu(tr("&Relabel as"));
    const QStringList names = classesOf(*m_workspace);
    if (names.size() <= kMostInMenu) {
        for (const QString& name : names)
            classes->addAction(QString(name).replace(QLatin1Char('&'), QStringLiteral("&&")),
                               [self, paths, name] { self.relabel(paths, name); });
        classes->addSeparator();
    }
    classes->addAction(tr("&Another class…"), [self, paths] { self.askClass(paths); });
    menu->addAction(tr("&Exclude"), [self, paths] { self.exclude(paths); });
    menu->setEnabled(ready(paths));
}

QString labelWords(const Dataset& dataset)
{
    const LabelWorkCounts& counts = dataset.labelWork;
    QStringList words;
    if (counts.excluded > 0)
        words << LabelActions::tr("%1 excluded").arg(QLocale().toString(counts.excluded));
    if (counts.relabelled > 0)
        words << LabelActions::tr("%1 relabelled").arg(QLocale().toString(counts.relabelled));
    if (counts.renamed > 0)
        words << (counts.renamed == 1
                      ? LabelActions::tr("1 class renamed")
                      : LabelActions::tr("%1 classes renamed").arg(QLocale().toString(counts.renamed)));
    return words.join(QStringLiteral(", "));
}

std::vector<std::string> pathsOf(const Dataset& dataset, const std::vector<int>& samples)
{
    std::vector<std::string> paths;
    for (const int sample : samples)
        paths.push_back(dataset.samples[static_cast<std::size_t>(sample)].path);
    return paths;
}

} // namespace microt::gui
