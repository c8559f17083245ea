// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QScrollArea>

#include "gui/models/training_run.h"

class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLineEdit;
class QListWidget;
class QSpinBox;

namespace microt::gui {

class Workspace;
struct Recipe;

/// The fields of a training: what is learned from, and how. GUI thread.
class DistillForm : public QScrollArea
{
    Q_OBJECT

public:
    DistillForm(Workspace* workspace, Training purpose, QWidget* parent = nullptr);

    /// The highest rate at which joint training keeps what a trained network can (resources/guide).
    static constexpr double kRateOfTrained = 0.2;

    DistillJob job() const;
    TrainingRun run() const;                      ///< all that is asked for
    void setRun(const TrainingRun& run);          ///< of the same purpose; otherwise nothing happens
    bool asksFor(const TrainingRun& other) const; ///< its settings are the fields'
    bool ruinsWeights() const;                    ///< the rate is one for fresh weights, and there are others
    void useUsualRate();
    std::vector<int> cuts() const; ///< of joint training: as written, else the project's
    QString name() const;          ///< of the result
    int probeEvery() const;        ///< epochs
    int epochs() const;
    QString missing() const; ///< what must be chosen before it can start; empty if nothing
    QString command() const; ///< the verb with these settings

    /// A training that is under way keeps its settings.
    void setBusy(bool busy);

    /// The teachers to choose from, beside what is written.
    void offerTeachers(const std::vector<std::string>& names);

signals:
    void changed();

private:
    void addTeacher(QFormLayout& form);
    void addStudent(QFormLayout& form);
    void addPools(QFormLayout& form);
    void addCuts(QFormLayout& form);
    void addWeights(QFormLayout& form);
    void addSettings(QFormLayout& form);
    void addResult(QFormLayout& form);
    void setWeights(const LossWeights& weights);
    void follow();
    void enableFields();
    void addPool();
    void chooseTeacher();
    void setRecipe(const Recipe& recipe);
    bool follows(const Recipe& recipe) const;
    bool isFresh() const; ///< a student without weights
    int unknownCut(const std::vector<int>& cuts) const;

    Workspace* m_workspace;
    Training m_purpose;
    bool m_busy = false;
    QComboBox* m_teacher = nullptr;
    QComboBox* m_student = nullptr;
    QSpinBox* m_resolution = nullptr;
    QListWidget* m_pools = nullptr;
    QDoubleSpinBox* m_fullTeacher = nullptr;
    QDoubleSpinBox* m_fullLabel = nullptr;
    QDoubleSpinBox* m_partLabel = nullptr;
    QDoubleSpinBox* m_partTeacher = nullptr;
    QComboBox* m_recipe = nullptr;
    QSpinBox* m_epochs = nullptr;
    QSpinBox* m_batch = nullptr;
    QDoubleSpinBox* m_rate = nullptr;
    QSpinBox* m_views = nullptr;
    QSpinBox* m_smallestView = nullptr; ///< percent
    QSpinBox* m_mixup = nullptr;        ///< percent
    QComboBox* m_device = nullptr;
    QSpinBox* m_probeEvery = nullptr;
    QLineEdit* m_name = nullptr;
    QLineEdit* m_cuts = nullptr;
};

} // namespace microt::gui
