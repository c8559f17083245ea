// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "engine/project/project.h"

namespace microt::gui {

/// Networks that a training could learn from and that are at hand: those that ship with the program, by name,
/// then files in the project's folder "extractors", beside its extractor, and in `home`/MicroT and its folder
/// "teachers". A zoo's .json counts where its .pth lies beside it. Looks at folders: not for the GUI thread.
std::vector<std::string> teachersAtHand(const Project& project, const std::filesystem::path& home);

} // namespace microt::gui
