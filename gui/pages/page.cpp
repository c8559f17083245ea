// SPDX-License-Identifier: GPL-3.0-or-later
// Page is all in its header; this file makes moc see it.
#include "gui/pages/page.h"
