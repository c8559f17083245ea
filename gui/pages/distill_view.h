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
    bool isMine() const; ///< the run of the model is of this view's purpose
    void showState();
    void showButtons();
    QString message() const;
    QString progressText() const;
    QString warning() const;
    void showCurves();
    void start();
    void startAnew();
    void discard();
    bool asksToLose(const QString& title);
    void takeOver();

    Workspace* m_workspace;
    DistillModel* m_model;
    Training m_purpose;
    DistillForm* m_form = nullptr;
    QPushButton* m_start = nullptr;
    QPushButton* m_anew = nullptr;
    QPushButton* m_discard = nullptr;
    QPushButton* m_use = nullptr;
    QLabel* m_message = nullptr;
    QLabel* m_warning = nullptr;
    QPushButton* m_gentler = nullptr;
    QString m_project;     ///< folder of the project that the form is about
    bool m_filled = false; ///< the form shows the run that stopped
    Chart* m_loss = nullptr;
    Chart* m_probe = nullptr;
    GainsTable* m_gains = nullptr;
};

} // namespace microt::gui
