// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include <QStringList>
#include <QWidget>

#include "engine/cut/cut_table.h"
#include "engine/stage/outcome.h"

namespace microt::gui {

/// Stage-decision ratio that gives a threshold: the inverse of thresholdForRatio. `ascending` are the
/// calibration confidences, sorted. 0 above all of them, 1 below all of them or if there are none.
double ratioForThreshold(const std::vector<float>& ascending, float threshold);

/// Everything that follows from the stage-decision ratio: slider, figures, charts, confusion matrix, table.
/// Moving the ratio touches only what depends on it and takes well under a frame at 100,000 samples. Knows
/// nothing of projects: it is given a model and says what the user chose.
class StageView : public QWidget
{
    Q_OBJECT

public:
    explicit StageView(QWidget* parent = nullptr);
    ~StageView() override;

    /// `classes` in the order of labels.
    void setModel(std::shared_ptr<const StageModel> model, const QStringList& classes);
    void setEnergy(const std::optional<StageEnergy>& energy);
    void setRatio(double ratio);
    void setRecommended(std::optional<double> ratio); ///< after setRatio()
    void setStale(bool stale);

    float threshold() const;              ///< of the part model at the ratio, from calibration samples
    const Thresholds& thresholds() const; ///< of all exits but the last
    const ClassFigures& classes() const;  ///< of the staged answers at the shown ratio
    StagePoint point() const;

signals:
    void ratioChosen(double ratio);                 ///< by slider, entry, or the threshold in the histogram
    void recommendedChosen();                       ///< the recommended ratio, whatever it will be
    void confusionActivated(int label, int answer); ///< the user wants to see the pictures of this cell

private:
    void layOut();
    void showCurves();
    void showEnergy();
    void showHistogram();
    void showPoint();

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace microt::gui
