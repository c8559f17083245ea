// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pdf/pdf_identity.h"

namespace microt::gui {

void removeIdentity(QByteArray& pdf)
{
    // "(D:YYYYMMDDHHMMSS…)", the epoch in its place.
    static const QByteArray kKey = QByteArrayLiteral("/CreationDate (D:");
    static const QByteArray kEpoch = QByteArrayLiteral("19700101000000");
    for (int at = pdf.indexOf(kKey); at >= 0; at = pdf.indexOf(kKey, at + kKey.size()))
        for (int i = 0; i < kEpoch.size() && at + kKey.size() + i < pdf.size(); ++i) {
            char& digit = pdf.data()[at + kKey.size() + i];
            if (digit < '0' || digit > '9')
                break;
            digit = kEpoch[i];
        }
}

} // namespace microt::gui
