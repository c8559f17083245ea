// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include "engine/report/report.h"
#include "gui/pages/page.h"

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTextBrowser;
class QTextDocument;

namespace microt::gui {

class EmptyState;

/// What the project has to say, as it will be printed, and its export as HTML, PDF, CSV, JSON and SVG.
class ReportPage : public Page
{
    Q_OBJECT

public:
    explicit ReportPage(Workspace* workspace, JobQueue* jobs, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("report"); }
    QString title() const override { return tr("Report"); }
    QString help() const override;
    QString command() const override;
    QString chapter() const override { return QStringLiteral("reports"); }
    QString obstacle() const override;
    std::shared_ptr<const void> keepsake() const override { return m_stale ? nullptr : m_report; }
    void inherit(const std::shared_ptr<const void>& keepsake) override;

public slots:
    void compose();
    void exportReport();

protected:
    void showEvent(QShowEvent* event) override;

private:
    void layOut(QWidget* title, QWidget* choose);
    void onProject();
    void markStale();
    void composeIfReady();
    void showPreview();
    void updateState();
    void chooseFolder();

    JobQueue* m_jobs;
    std::shared_ptr<const Report> m_report; ///< the last one composed
    QString m_projectFolder;
    std::function<void()> m_act; ///< of the empty state's button
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    QTextBrowser* m_preview;
    QTextDocument* m_document = nullptr; ///< what the preview shows
    QLabel* m_message;
    QLineEdit* m_folder;
    QCheckBox* m_html;
    QCheckBox* m_pdf;
    QCheckBox* m_csv;
    QCheckBox* m_json;
    QCheckBox* m_charts;
    QPushButton* m_compose;
    QPushButton* m_export;
    QPushButton* m_open;
    bool m_stale = true;
    bool m_composing = false;
    bool m_exporting = false;
};

} // namespace microt::gui
