// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pdf/pdf_identity.h"

namespace microt::gui {

void removeIdentity(QByteArray& pdf)
{
    Q_UNUSED(pdf);
}

} // namespace microt::gui
