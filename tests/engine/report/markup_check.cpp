// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/report/markup_check.h"

#include <regex>
#include <set>
#include <vector>

namespace microt::test {

std::string markupProblem(const std::string& markup)
{
    static const std::regex kTag(
        R"re(^<(/?)([A-Za-z][A-Za-z0-9]*)((?: [a-zA-Z][a-zA-Z0-9-]*(?::[a-z]+)?="[^"<>]*")*)\s*(/?)>)re");
    static const std::regex kReference(R"(^&(amp|lt|gt|quot|#39);)");
    static const std::set<std::string> kVoid{"meta", "img", "br"};
    std::vector<std::string> open;
    std::smatch match;
    for (std::size_t at = 0; at < markup.size(); ++at) {
        const auto here = markup.begin() + static_cast<std::ptrdiff_t>(at);
        const std::string near = " near '" + markup.substr(at, 60) + "'";
        if (markup.compare(at, 15, "<!DOCTYPE html>") == 0) {
            at += 14;
        } else if (*here == '<') {
            if (!std::regex_search(here, markup.end(), match, kTag))
                return "bad tag" + near;
            const std::string name = match[2];
            if (match[1].length() != 0) {
                if (open.empty() || open.back() != name)
                    return "wrong end" + near;
                open.pop_back();
            } else if (match[4].length() == 0 && kVoid.count(name) == 0) {
                open.push_back(name);
            }
            at += static_cast<std::size_t>(match.length()) - 1;
        } else if (*here == '&' && !std::regex_search(here, markup.end(), match, kReference)) {
            return "bad reference" + near;
        } else if (*here == '>' && (open.empty() || open.back() != "style")) {
            return "stray '>'" + near;
        }
    }
    return open.empty() ? "" : "not closed: " + open.back();
}

} // namespace microt::test
