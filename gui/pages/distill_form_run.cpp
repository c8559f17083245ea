// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLineEdit>
#include <QListWidget>
#include <QSignalBlocker>
#include <QSpinBox>

#include "gui/models/workspace.h"
#include "gui/pages/distill_form.h"
#include "gui/words/training_words.h"

// What the fields of DistillForm mean: the training that they ask for, and back.

namespace microt::gui {

DistillJob DistillForm::job() const
{
    DistillJob work = usualDistillJob(m_purpose == Training::join);
    work.teacher = m_teacher->currentText().trimmed().toStdString();
    work.student = isFresh()                  ? m_student->currentData().toString().toStdString()
                   : m_workspace->extractor() ? m_workspace->extractor()->source
                                              : std::string();
    work.resolution = isFresh() ? m_resolution->value() : 0;
    for (int i = 0; i < m_pools->count(); ++i)
        work.pools.push_back(QFile::encodeName(m_pools->item(i)->text()).toStdString());
    work.views.count = m_views->value();
    work.views.variation.smallestArea = m_smallestView->value() / 100.0;
    work.views.mixup = m_mixup->value() / 100.0;
    work.options.weights.fullTeacher = m_fullTeacher->value();
    work.options.weights.fullLabel = m_fullLabel->value();
    if (m_purpose == Training::join) {
        work.options.weights.partTeacher = m_partTeacher->value();
        work.options.weights.partLabel = m_partLabel->value();
    }
    work.options.epochs = m_epochs->value();
    work.options.batch = m_batch->value();
    work.options.learningRate = m_rate->value();
    work.device.device = m_device->currentData().toString().toStdString();
    return work;
}

TrainingRun DistillForm::run() const
{
    std::vector<int> written = cuts();
    if (m_cuts != nullptr && m_cuts->text().trimmed().isEmpty())
        written.clear(); // the project's, whatever it will be
    return {m_purpose, name().toStdString(), job(), written, probeEvery(), {}, {}};
}

void DistillForm::setRun(const TrainingRun& run)
{
    if (run.purpose != m_purpose)
        return;
    {
        const QSignalBlocker quiet(this);
        m_teacher->setCurrentText(QString::fromStdString(run.work.teacher));
        if (m_student != nullptr)
            m_student->setCurrentIndex(
                std::max(0, m_student->findData(QString::fromStdString(run.work.student))));
        if (m_resolution != nullptr && run.work.resolution > 0)
            m_resolution->setValue(run.work.resolution);
        m_pools->clear();
        for (const std::string& pool : run.work.pools)
            m_pools->addItem(QFile::decodeName(pool.c_str()));
        setWeights(run.work.options.weights);
        m_epochs->setValue(run.work.options.epochs);
        m_batch->setValue(run.work.options.batch);
        m_rate->setValue(run.work.options.learningRate);
        m_views->setValue(run.work.views.count);
        m_smallestView->setValue(qRound(100.0 * run.work.views.variation.smallestArea));
        m_mixup->setValue(qRound(100.0 * run.work.views.mixup));
        if (const int device = m_device->findData(QString::fromStdString(run.work.device.device));
            device >= 0)
            m_device->setCurrentIndex(device);
        m_probeEvery->setValue(run.probeEvery);
        m_name->setText(QString::fromStdString(run.name));
        if (m_cuts != nullptr) {
            QStringList words;
            for (const int cut : run.cuts)
                words << QString::number(cut);
            m_cuts->setText(words.join(QStringLiteral(", ")));
        }
    }
    follow();
}

void DistillForm::setWeights(const LossWeights& weights)
{
    m_fullTeacher->setValue(weights.fullTeacher);
    m_fullLabel->setValue(weights.fullLabel);
    if (m_partTeacher == nullptr)
        return;
    m_partTeacher->setValue(weights.partTeacher);
    m_partLabel->setValue(weights.partLabel);
}

bool DistillForm::asksFor(const TrainingRun& other) const
{
    const TrainingRun mine = run();
    DistillJob theirs = other.work;
    theirs.options.cut = mine.work.options.cut;
    return other.purpose == m_purpose && sameFields(mine.work, theirs) && mine.name == other.name &&
           (mine.cuts.empty() || mine.cuts == other.cuts);
}

bool DistillForm::ruinsWeights() const
{
    return !isFresh() && m_rate->value() > kRateOfTrained;
}

void DistillForm::useUsualRate()
{
    m_rate->setValue(kRateOfTrained);
}

QString DistillForm::command() const
{
    DistillJob work = job();
    for (const auto& [word, placeholder] :
         {std::pair{&work.teacher, "TEACHER"}, {&work.student, "EXTRACTOR"}})
        if (word->empty())
            *word = placeholder;
    if (work.pools.empty())
        work.pools = {"POOL"};
    const std::vector<int> chosen = cuts();
    std::vector<std::string> extra(chosen.empty() ? 0 : 1, "--cut");
    for (const int cut : chosen)
        extra.push_back(std::to_string(cut));
    const Task* task = m_workspace->task();
    if (chosen.size() > 1)
        extra.insert(extra.end(), {"--probe", task ? m_workspace->project().resolve(task->dataset) : "DATA"});
    std::vector<std::string> words = jobWords(work, m_purpose == Training::join, extra);
    words.insert(words.end(), {"-o", m_name->text().toStdString() + ".mtx"});
    return QString::fromStdString(shellCommand(words));
}

} // namespace microt::gui
