// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QTextDocument;

namespace microt::gui {

/// Keeps headings and captions on the page of what they belong to, and drawings with their captions, by
/// breaking the page before them. The document must have its page size.
void keepTogether(QTextDocument& document);

} // namespace microt::gui
