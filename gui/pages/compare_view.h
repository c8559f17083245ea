// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QWidget>

#include "engine/energy/board_profile.h"
#include "engine/train/methods/comparison_record.h"

class QFrame;

namespace microt::gui {

/// What came out of a comparison: a table of the methods, accuracy against energy, and how the classes fare
/// under the method that is marked. Numbers only.
class CompareView : public QWidget
{
    Q_OBJECT

public:
    explicit CompareView(QWidget* parent = nullptr);
    ~CompareView() override;

    void setComparison(const std::shared_ptr<const Comparison>& comparison,
                       const std::vector<BoardProfile>& boards);
    void setStale(bool stale); ///< greyed, in place

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    enum class Energy { training, epoch, inference };

    void makeTable();
    void fitTable();
    QFrame* makeChart();
    QFrame* makeClasses();
    void showMethod(int row);
    void showChart();
    QString sentenceOf(int row) const;
    QString footnote() const;

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace microt::gui
