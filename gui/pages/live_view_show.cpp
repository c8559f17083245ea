// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <QCheckBox>
#include <QComboBox>
#include <QFileInfo>
#include <QLabel>
#include <QLocale>
#include <QPixmap>
#include <QPushButton>
#include <QTableView>

#include "gui/models/error_text.h"
#include "gui/models/live_class_model.h"
#include "gui/models/live_model.h"
#include "gui/pages/elided_label.h"
#include "gui/pages/live_view.h"
#include "gui/widgets/chart.h"
#include "gui/widgets/figure_tile.h"
#include "gui/widgets/theme.h"
#include "gui/words/numbers.h"

// How LiveView shows its model.

namespace microt::gui {

namespace {

QString provenanceText(Provenance provenance)
{
    return provenance == Provenance::counted ? LiveView::tr("counted") : LiveView::tr("modelled");
}

QPixmap pixmapOf(const Picture& picture, const QSize& size)
{
    const QImage image(picture.rgb.data(), picture.width, picture.height, 3 * picture.width,
                       QImage::Format_RGB888);
    return QPixmap::fromImage(image).scaled(size, Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

} // namespace

void LiveView::showModel()
{
    m_classes->show(m_model->classes(), m_model->bank().perClass);
    const int number = m_model->answer() ? m_model->answer()->number : 0;
    if (number != m_shown) {
        m_list->clearSelection(); // was meant for the picture before
        m_shown = number;
    }
    showControls();
    showAnswer();
    showFigures();
    showChart();
    m_message->setText(message());
    m_score->setText(scoreText());
}

void LiveView::showControls()
{
    const bool running = m_model->running();
    m_start->setText(running ? tr("St&op") : tr("St&art"));
    m_start->setEnabled(running ? !m_model->stopping() : m_model->canStart());
    for (QWidget* widget : {static_cast<QWidget*>(m_source), static_cast<QWidget*>(m_target)})
        widget->setEnabled(!running);
    const bool folder = m_model->settings().source == LiveSource::folder;
    m_folder->setVisible(folder);
    m_folder->setEnabled(!running);
    const QString chosen = QFileInfo(m_model->settings().folder).fileName();
    m_folder->setToolTip(chosen.isEmpty() ? tr("The folder whose pictures are shown")
                                          : tr("Now: %1").arg(m_model->settings().folder));
    m_pause->setText(m_model->paused() ? tr("Res&ume") : tr("Pa&use"));
    m_next->setEnabled(running && m_model->paused());
    const int marked = markedClass();
    const std::vector<std::string> classes = m_model->classes();
    m_right->setEnabled(running && !m_model->judged());
    m_right->setText(marked < 0 || marked >= static_cast<int>(classes.size())
                         ? tr("Ri&ght")
                         : tr("It is that: %1").arg(marked + 1));
}

void LiveView::showAnswer()
{
    if (!m_model->answer()) {
        m_picture->clear();
        m_picture->setToolTip({});
        m_answer->setFullText(tr("No picture yet."));
        return;
    }
    const LiveAnswer& answer = *m_model->answer();
    const std::vector<std::string> classes = m_model->classes();
    const auto nameOf = [&classes](std::int32_t label) {
        const auto at = static_cast<std::size_t>(label);
        return QString::fromStdString(at < classes.size() ? classes[at] : std::string("?"));
    };
    m_picture->setPixmap(pixmapOf(answer.shown, m_picture->contentsRect().size()));
    m_picture->setToolTip(QString::fromStdString(answer.name));
    const QString predicted = nameOf(answer.reply.predicted);
    m_answer->setFullText(answer.label < 0 ? predicted
                          : answer.label == answer.reply.predicted
                              ? tr("%1, rightly").arg(predicted)
                              : tr("%1; it is %2").arg(predicted, nameOf(answer.label)));
}

void LiveView::showFigures()
{
    const QLocale locale;
    for (FigureTile* tile : {m_confidence, m_work, m_energy})
        if (!m_model->answer())
            tile->setFigure({});
    if (!m_model->answer())
        return;
    const LiveReply& reply = m_model->answer()->reply;
    m_confidence->setFigure({percent(reply.confidence),
                             tr("%"),
                             reply.early() ? tr("by the part model") : tr("by the full model"),
                             {}});
    const auto work = m_model->work();
    m_work->setFigure(work ? Figure{locale.toString(work->count / 1e6, 'f', 1), tr("M"),
                                    work->cycles ? tr("cycles") : tr("instructions"),
                                    provenanceText(work->provenance)}
                           : Figure{});
    const auto energy = m_model->energy();
    m_energy->setFigure(energy ? Figure{locale.toString(energy->millijoule, 'f', 2),
                                        tr("mJ"),
                                        {},
                                        provenanceText(energy->provenance)}
                               : Figure{});
}

void LiveView::showChart()
{
    ChartSeries early{tr("early"), SeriesRole::part, SeriesKind::line, {}, {}, 0.8, false};
    ChartSeries right{tr("right"), SeriesRole::right, SeriesKind::line, {}, {}, 0.8, false};
    ChartSeries asked{tr("asked ratio"), SeriesRole::neutral, SeriesKind::line, {}, {}, 0.8, false};
    for (const LivePoint& point : m_model->points()) {
        early.points.append({double(point.picture), 100.0 * point.early});
        if (point.accuracy)
            right.points.append({double(point.picture), 100.0 * *point.accuracy});
    }
    const double first = early.points.isEmpty() ? 0.0 : early.points.first().x() - 1.0;
    const double last = early.points.isEmpty() ? 0.0 : early.points.last().x();
    const double end = std::max(last, first + 20.0);
    if (m_model->answer())
        asked.points = {{first, 100.0 * m_model->ratio()}, {end, 100.0 * m_model->ratio()}};
    m_chart->setAxes({tr("Picture"), first, end, 0.0, 0}, {tr("Share, %"), 0.0, 100.0, 25.0, 0});
    m_chart->setSeries({early, right, asked});
}

QString LiveView::message() const
{
    if (const auto& failure = m_model->failure())
        return tr("Stopped. %1 %2")
            .arg(errorText(failure->code).advice, QString::fromStdString(failure->what));
    if (m_model->stopping())
        return tr("Stopping…");
    if (m_model->preparing())
        return tr("Preparing: the network is brought there, and learns first where it has not yet…");
    if (m_model->running() && m_model->paused() && !m_model->answer())
        return tr("Paused: Next shows a picture.");
    if (m_model->isLearning())
        return tr("Learning…");
    if (m_model->running() && m_model->lesson())
        return lessonText();
    if (m_model->running())
        return tr("Wrong? Press the number or first letter of the class. Right? Enter.");
    if (m_model->answer())
        return tr("Ended. Pictures shown: %1.").arg(m_model->figures().pictures);
    return m_model->settings().onTwin || m_model->canStart()
               ? tr("Shows pictures one after the other. Correct an answer, and it is learned there.")
               : tr("Connect a board, or let the twin answer.");
}

/// What the last judgement did.
QString LiveView::lessonText() const
{
    const LiveLesson& lesson = *m_model->lesson();
    const std::vector<std::string> classes = m_model->classes();
    const auto at = static_cast<std::size_t>(lesson.label);
    const QString name = QString::fromStdString(at < classes.size() ? classes[at] : std::string("?"));
    switch (lesson.outcome) {
    case LiveLesson::Outcome::right:
        return tr("Picture %1: right.").arg(lesson.number);
    case LiveLesson::Outcome::measured:
        return tr("Picture %1: wrong, counted. A test picture only measures; nothing is learned from it.")
            .arg(lesson.number);
    case LiveLesson::Outcome::bankIsFull:
        return tr("Picture %1: wrong, counted. The bank is full; clear samples to learn more.")
            .arg(lesson.number);
    default:
        break;
    }
    QString text = tr("Picture %1 is %2: learned. The heads are trained on %3 samples now.")
                       .arg(lesson.number)
                       .arg(name)
                       .arg(lesson.training.samples);
    if (lesson.training.sameAsTwin)
        text +=
            QLatin1Char(' ') + (*lesson.training.sameAsTwin ? tr("The twin learned the same in every bit.")
                                                            : tr("The twin learned something else!"));
    return text;
}

QString LiveView::scoreText() const
{
    const LiveFigures& figures = m_model->figures();
    QStringList parts;
    if (figures.pictures > 0)
        parts << tr("early: %1 %, asked %2 %").arg(percent(figures.earlyShare), percent(m_model->ratio()));
    if (figures.before.judged > 0)
        parts << (figures.lessons > 0 ? tr("right before learning: %1 % of %2") : tr("right: %1 % of %2"))
                     .arg(percent(figures.before.share()))
                     .arg(figures.before.judged);
    if (figures.after.judged > 0)
        parts << tr("right since: %1 % of %2").arg(percent(figures.after.share())).arg(figures.after.judged);
    if (figures.lessons > 0)
        parts << tr("corrections learned: %1").arg(figures.lessons);
    if (figures.compared > 0)
        parts << tr("as the twin: %1 of %2").arg(figures.sameAsTwin).arg(figures.compared);
    return parts.isEmpty() ? tr("Nothing judged yet.") : parts.join(QStringLiteral(" · "));
}

} // namespace microt::gui
