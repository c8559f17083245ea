// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QTableView;

namespace microt::gui {

class Chart;
class ElidedLabel;
class FigureTile;
class LiveClassModel;
class LiveModel;
struct LiveSettings;

/// Pictures that stream into a board or its twin: the picture, what it answers and what that took, how many
/// answers come early and how many are right; a key corrects an answer, and the board learns from it. Keys
/// while the list of classes has the focus: Enter right, 1 to 9 and first letters a class, Space pause. GUI
/// thread.
class LiveView : public QWidget
{
    Q_OBJECT

public:
    explicit LiveView(LiveModel* model, QWidget* parent = nullptr);

    /// `samples`: to learn from before a stream, where nothing was learned yet.
    void setSamples(int samples);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeSource();
    QWidget* makeControls();
    QWidget* makeAnswer();
    QWidget* makeFigures();
    QWidget* makeList();
    void listSources();
    void chooseSettings();
    void askFolder();
    void startOrStop();
    void judgeMarked();
    bool takeKey(int key, const QString& text);
    void takeLetter(const QString& letter);
    void showModel();
    void showControls();
    void showAnswer();
    void showFigures();
    void showChart();
    QString message() const;
    QString lessonText() const;
    QString scoreText() const;
    int markedClass() const;

    LiveModel* m_model;
    LiveClassModel* m_classes;
    int m_shown = 0; ///< number of the picture that is shown
    QComboBox* m_source = nullptr;
    QPushButton* m_folder = nullptr;
    QComboBox* m_target = nullptr;
    QPushButton* m_start = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_next = nullptr;
    QComboBox* m_speed = nullptr;
    QCheckBox* m_learning = nullptr;
    QLabel* m_message = nullptr;
    QLabel* m_picture = nullptr;
    ElidedLabel* m_answer = nullptr;
    QPushButton* m_right = nullptr;
    QTableView* m_list = nullptr;
    FigureTile* m_confidence = nullptr;
    FigureTile* m_work = nullptr;
    FigureTile* m_energy = nullptr;
    QLabel* m_score = nullptr;
    Chart* m_chart = nullptr;
};

} // namespace microt::gui
