// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/base/fields.h"

namespace CLI {
class App;
}

namespace microt::cli {

/// Adds an option for every field that has one, under the field's name, with its help and default; what is
/// given is checked and set. Fields below one of the JSON pointers in `except` are left out.
void addFields(CLI::App& app, const std::function<FieldRefs()>& list, const std::vector<std::string>& except);

/// `options` must outlive the parsing.
template <typename Options>
void addFields(CLI::App& app, Options& options, const std::vector<std::string>& except = {})
{
    addFields(
        app, [&options] { return fieldsOf(options); }, except);
}

} // namespace microt::cli
