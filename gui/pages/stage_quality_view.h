// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QStringList>
#include <QWidget>

#include "engine/stage/stage_model.h"

namespace microt::gui {

/// How far answers and confidences can be trusted: precision and recall of each class of the staged answers,
/// reliability of the part model, and its risk against coverage. Numbers only.
class StageQualityView : public QWidget
{
    Q_OBJECT

public:
    explicit StageQualityView(QWidget* parent = nullptr);
    ~StageQualityView() override;

    /// `classes` in the order of labels.
    void setModel(std::shared_ptr<const StageModel> model, const QStringList& classes);
    void setThresholds(const Thresholds& thresholds, double answeredEarly); ///< share of test pictures, 0..1
    void setStale(bool stale);

private:
    void showReliability();
    void showRisk();

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace microt::gui
