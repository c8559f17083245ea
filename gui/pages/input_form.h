// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include <QWidget>

#include "engine/exchange/extractor_options.h"

class QFormLayout;
class QLabel;

namespace microt::gui {

class WarningLabel;
class Workspace;

/// What the file of the extractor does not say: which tensor gives the features, how pictures are scaled and
/// fitted. A change opens the extractor anew.
class InputForm : public QWidget
{
    Q_OBJECT

public:
    explicit InputForm(Workspace* workspace, QWidget* parent = nullptr);

private:
    void addChoice(QFormLayout* form, const QString& label, const char* path);
    void addText(QFormLayout* form, const QString& label, const char* path);
    void set(const char* path, const QString& word);
    void show();

    Workspace* m_workspace;
    QLabel* m_source;        ///< where it is known from
    WarningLabel* m_warning; ///< what the pictures say of it
    std::vector<std::function<void(const FieldRefs&)>> m_shows;
};

} // namespace microt::gui
