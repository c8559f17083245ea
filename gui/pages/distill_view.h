// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace microt::gui {

class Chart;
class DistillForm;
class DistillModel;
class GainsTable;
class Workspace;
enum class Training;

/// Teaching an extractor: what it learns from, how, and how far it has come. Distils a student, or trains
/// part and full model of the project's extractor together, at its cut or at several in turn. GUI thread.
class DistillView : public QWidget
{
    Q_OBJECT

public:
    DistillView(Workspace* workspace, DistillModel* model, Training purpose, QWidget* parent = nullptr);

    /// The verb with these settings.
    QString command() const;

signals:
    void commandChanged();

private:
    QWidget* makeForm();
    QWidget* makeCharts();
    void showState();
    void showCurves();
    void start();

    Workspace* m_workspace;
    DistillModel* m_model;
    Training m_purpose;
    DistillForm* m_form = nullptr;
    QPushButton* m_start = nullptr;
    QPushButton* m_discard = nullptr;
    QPushButton* m_use = nullptr;
    QLabel* m_message = nullptr;
    Chart* m_loss = nullptr;
    Chart* m_probe = nullptr;
    GainsTable* m_gains = nullptr;
};

} // namespace microt::gui
