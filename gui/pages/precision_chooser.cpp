// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/precision_chooser.h"

namespace microt::gui {

PrecisionChooser::PrecisionChooser(Workspace* workspace, QWidget* parent) : QComboBox(parent)
{
    setAccessibleName(tr("Arithmetic"));
    setToolTip(tr("Arithmetic of the extractor. Int8 gives the bits that the board computes; its ranges come "
                  "from pictures of the train split."));
    addItem(tr("Float"), int(Precision::float32));
    addItem(tr("Int8"), int(Precision::int8));
    const auto show = [this, workspace] {
        setEnabled(workspace->hasProject());
        setCurrentIndex(findData(int(workspace->project().precision)));
    };
    connect(workspace, &Workspace::projectChanged, this, show);
    connect(this, QOverload<int>::of(&QComboBox::activated), workspace,
            [this, workspace] { workspace->setPrecision(static_cast<Precision>(currentData().toInt())); });
    show();
}

} // namespace microt::gui
