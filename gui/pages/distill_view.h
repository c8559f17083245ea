// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QWidget>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QSpinBox;
class QTableWidget;

namespace microt::gui {

class Chart;
class DistillModel;
class Workspace;

/// Teaching an extractor: what it learns from, how, and how far it has come. Distils a student, or trains
/// part and full model of the project's extractor together, at its cut or at several in turn. GUI thread.
class DistillView : public QWidget
{
    Q_OBJECT

public:
    enum class Purpose { distil, join };

    DistillView(Workspace* workspace, DistillModel* model, Purpose purpose, QWidget* parent = nullptr);

    /// The verb with these settings.
    QString command() const;

signals:
    void commandChanged();

private:
    QWidget* makeForm();
    QWidget* makeCharts();
    void showState();
    QWidget* makeGains(QWidget* parent);
    void showCurves();
    void showGains();
    std::vector<int> cuts() const; ///< of joint training: as written, else the project's
    int unknownCut(const std::vector<int>& cuts) const;
    void start();
    void addPool();
    void chooseTeacher();

    Workspace* m_workspace;
    DistillModel* m_model;
    Purpose m_purpose;
    QComboBox* m_teacher = nullptr;
    QComboBox* m_student = nullptr;
    QSpinBox* m_resolution = nullptr;
    QListWidget* m_pools = nullptr;
    QDoubleSpinBox* m_fullTeacher = nullptr;
    QDoubleSpinBox* m_fullLabel = nullptr;
    QDoubleSpinBox* m_partLabel = nullptr;
    QDoubleSpinBox* m_partTeacher = nullptr;
    QSpinBox* m_epochs = nullptr;
    QSpinBox* m_batch = nullptr;
    QDoubleSpinBox* m_rate = nullptr;
    QSpinBox* m_views = nullptr;
    QSpinBox* m_smallestView = nullptr; ///< percent
    QSpinBox* m_mixup = nullptr;        ///< percent
    QSpinBox* m_probeEvery = nullptr;
    QLineEdit* m_name = nullptr;
    QLineEdit* m_cuts = nullptr;
    QPushButton* m_start = nullptr;
    QPushButton* m_discard = nullptr;
    QPushButton* m_use = nullptr;
    QLabel* m_message = nullptr;
    Chart* m_loss = nullptr;
    Chart* m_probe = nullptr;
    QTableWidget* m_gains = nullptr;
};

} // namespace microt::gui
