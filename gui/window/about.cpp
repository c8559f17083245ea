// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/about.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QTextBrowser>
#include <QVBoxLayout>

#include "gui/widgets/theme.h"

namespace microt::gui {

namespace {

struct AboutText
{
    Q_DECLARE_TR_FUNCTIONS(About)

public:
    static QString title() { return tr("About MicroT Workbench"); }
    static QString html();
};

struct Library
{
    const char* name;
    const char* licence;
};

constexpr Library kLibraries[] = {
    {"Qt 5, Qt Svg", "LGPL-3.0"},   {"Qt Charts", "GPL-3.0"},  {"PyTorch (libtorch)", "BSD-3-Clause"},
    {"OpenCV", "Apache-2.0"},       {"Eigen", "MPL-2.0"},      {"libLBFGS", "MIT"},
    {"JSON for Modern C++", "MIT"}, {"CLI11", "BSD-3-Clause"}, {"zlib", "Zlib"},
};

QString AboutText::html()
{
    QString rows;
    for (const Library& library : kLibraries)
        rows += QStringLiteral("<tr><td>%1&nbsp;&nbsp;</td><td>%2</td></tr>")
                    .arg(QLatin1String(library.name), QLatin1String(library.licence));
    return QStringLiteral("<h3>MicroT Workbench %1</h3><p>%2</p><p>%3</p><p>%4</p><table>%5</table>")
        .arg(QStringLiteral(MICROT_VERSION),
             tr("Turns your own pictures into a personalised, energy-adaptive classifier for a "
                "microcontroller, "
                "and shows at every step what it costs. The method is MicroT (arXiv 2403.08040)."),
             tr("The window and the shipped program are free software under the GNU General Public License, "
                "version 3 or later. The engine and the firmware are under the Apache License 2.0, so that "
                "they "
                "may go into products. There is no warranty."),
             tr("It uses these libraries:"), rows);
}

} // namespace

void showAbout(QWidget* parent)
{
    auto* dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(AboutText::title());
    dialog->resize(60 * theme::kGrid, 60 * theme::kGrid);
    auto* text = new QTextBrowser(dialog);
    text->setAccessibleName(AboutText::title());
    text->setHtml(AboutText::html());
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::close);
    auto* layout = new QVBoxLayout(dialog);
    layout->addWidget(text);
    layout->addWidget(buttons);
    dialog->show();
}

} // namespace microt::gui
