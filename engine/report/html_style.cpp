// SPDX-License-Identifier: Apache-2.0
#include "engine/report/html_style.h"

#include "engine/report/svg_ink.h"

namespace microt::report {

namespace {

constexpr const char* kPage =
    R"(:root{--page:#fff;--text:#1b1f24;--muted:#57606a;--line:#d3d8de;--band:#f4f5f7}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,"DejaVu Sans",sans-serif}
main{max-width:60rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem}
h2{font-size:1.15rem;margin:2.5rem 0 .5rem;padding-top:.75rem;border-top:1px solid var(--line)}
h1,h2,p,th,td{overflow-wrap:anywhere}
p{max-width:48rem;margin:.5rem 0}
.wide{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;width:100%;font-size:.85rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--muted);padding:0 0 .35rem}
th,td{text-align:left;vertical-align:top;padding:.25rem .5rem;border-bottom:1px solid var(--line)}
thead th{border-bottom-width:2px}
tbody th{font-weight:normal}
tbody tr:nth-child(even){background:var(--band)}
.number{text-align:right;white-space:nowrap}
thead .number{white-space:normal}
figure{margin:1.25rem 0}
figure svg{display:block;width:100%;max-width:46rem;height:auto}
figure svg text{font-family:system-ui,"DejaVu Sans",sans-serif}
figcaption{color:var(--muted);font-size:.85rem;max-width:46rem}
)";

constexpr const char* kDark =
    R"(:root{--page:#15181c;--text:#e6e9ed;--muted:#a3acb6;--line:#3a4149;--band:#1d2126}
.paper{fill:#15181c}.words{fill:#e6e9ed}.grid{stroke:#3a4149}.axis,.frame{stroke:#a3acb6}
)";

constexpr const char* kPaper = R"(@page{size:A4;margin:18mm 16mm}
body{font-size:10pt}
main{max-width:none;padding:0}
h2,caption{break-after:avoid}
thead{display:table-header-group}
tr,figure{break-inside:avoid}
.wide{overflow:visible}
table{font-size:8pt}
th,td{padding:.12rem .3rem}
)";

} // namespace

std::string webStyle()
{
    std::string dark = kDark;
    for (int i = 0; i < kInkCount; ++i) {
        const InkLook& look = inkLook(static_cast<Ink>(i));
        const std::string ink = std::string(".ink-") + look.name;
        dark += ink + "{fill:" + look.dark + '}' + ink + "-line{stroke:" + look.dark + "}\n";
    }
    // Paper is white whatever the screen: the dark theme is for screens only.
    return std::string(kPage) + "@media screen and (prefers-color-scheme:dark){\n" + dark +
           "}\n@media print{\n" + kPaper + "}\n";
}

std::string printStyle()
{
    return "body{color:#1b1f24}\n"
           "h1{margin-top:0;margin-bottom:2px}\n"
           "h2{margin-top:16px;margin-bottom:4px}\n"
           "p{margin-top:3px;margin-bottom:3px}\n"
           ".caption{font-size:8pt;color:#57606a;margin-top:8px;margin-bottom:2px}\n"
           ".figure{margin-top:10px;margin-bottom:0}\n"
           "table{border-collapse:collapse}\n"
           "th{font-size:7pt;font-weight:bold;background-color:#e8ebef;padding:2px 5px}\n"
           "td{font-size:7pt;padding:1px 5px;border-bottom:1px solid #d3d8de}\n";
}

} // namespace microt::report
