// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTabWidget>

class QLabel;
class QTableWidget;

namespace microt::gui {

class BoardModel;
class BoardSamplesModel;
class BoardTimeline;
class Chart;
class FigureTile;
class LiveModel;
class LiveView;
class Workspace;

/// What came of the work on a board, a tab each: training, inference, profile, comparison with the twin,
/// pictures live, samples in its bank, all that it did. GUI thread.
class BoardResultsView : public QTabWidget
{
    Q_OBJECT

public:
    enum Tab { training, inference, profile, twin, live, samples, timeline };

    BoardResultsView(LiveModel* live, BoardSamplesModel* samples, BoardTimeline* timeline,
                     Workspace* workspace, QWidget* parent = nullptr);
    void setSamples(int samples); ///< that a live stream first learns from
    void show(const BoardModel& model, const Workspace& workspace);

private:
    QWidget* makeTraining();
    QWidget* makeInference();
    QWidget* makeProfile();
    QWidget* makeTimeline(BoardTimeline* timeline);
    void showEpochs(const BoardModel& model);
    void showTrained(const BoardModel& model);
    static QString keptVerdict(const BoardModel& model);
    void showAnswer(const BoardModel& model, const Workspace& workspace);
    void showProfile(const BoardModel& model);
    void showCheck(const BoardModel& model);

    Chart* m_losses = nullptr;
    QLabel* m_trained = nullptr;
    QLabel* m_picture = nullptr;
    QLabel* m_answer = nullptr;
    FigureTile* m_confidence = nullptr;
    FigureTile* m_count = nullptr;
    FigureTile* m_energy = nullptr;
    Chart* m_ops = nullptr;
    QLabel* m_sum = nullptr;
    QTableWidget* m_table = nullptr;
    QLabel* m_verdict;
    LiveView* m_live;
};

} // namespace microt::gui
