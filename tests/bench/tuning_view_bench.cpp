// SPDX-License-Identifier: GPL-3.0-or-later
// How long one move of the stage-decision slider takes: recomputing everything that follows from the ratio,
// and redrawing the view. Prints one JSON object.
#include <algorithm>
#include <cstdio>
#include <random>

#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QImage>

#include "gui/pages/stage_view.h"
#include "gui/widgets/theme.h"

using namespace microt;
using namespace microt::gui;

namespace {

constexpr int kClasses = 37;

// Answers that grow more often right with confidence, as a real part model's do.
StageSamples drawSamples(int count, std::mt19937& random)
{
    std::uniform_real_distribution<float> uniform(0.0F, 1.0F);
    std::uniform_int_distribution<int> anyClass(0, kClasses - 1);
    StageSamples samples;
    samples.classes = kClasses;
    for (int i = 0; i < count; ++i) {
        const int label = anyClass(random);
        const float confidence = 1.0F - 0.97F * uniform(random) * uniform(random);
        samples.sample.push_back(i);
        samples.label.push_back(label);
        samples.partConfidence.push_back(confidence);
        samples.partPredicted.push_back(uniform(random) < confidence ? label : anyClass(random));
        samples.fullPredicted.push_back(uniform(random) < 0.84F ? label : anyClass(random));
    }
    return samples;
}

double percentile(std::vector<double> times, double share)
{
    std::sort(times.begin(), times.end());
    return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
}

// Milliseconds a move: what changed repainted as on screen, and the worst case, the whole view into a
// picture.
struct Times
{
    double shownMedian = 0.0;
    double shownWorst = 0.0; ///< 99th percentile, as wholeWorst
    double wholeMedian = 0.0;
    double wholeWorst = 0.0;
};

Times moveSlider(StageView& view, int moves)
{
    QImage picture(view.size(), QImage::Format_ARGB32_Premultiplied);
    std::vector<double> shown;
    std::vector<double> whole;
    for (int i = 0; i < moves; ++i) {
        QElapsedTimer timer;
        timer.start();
        view.setRatio((i * 37 % 101) / 100.0);
        QApplication::processEvents();
        shown.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        timer.restart();
        view.setRatio((i * 53 % 101) / 100.0);
        view.render(&picture);
        whole.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        QApplication::processEvents();
    }
    return {percentile(shown, 0.5), percentile(shown, 0.99), percentile(whole, 0.5), percentile(whole, 0.99)};
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{"samples", "Test samples.", "count", "100000"},
                       {"moves", "Slider moves.", "count", "400"},
                       {"rounds", "Rounds; the best one counts, other programs only add time.", "count", "3"},
                       {"limit-ms", "Fail if the 99th percentile is above this.", "ms"}});
    parser.process(application);
    const int sampleCount = std::clamp(parser.value("samples").toInt(), 10, 10'000'000);
    const int moves = std::clamp(parser.value("moves").toInt(), 10, 100'000);
    theme::apply(application, theme::Mode::light);

    std::mt19937 random(7);
    auto model = std::make_shared<StageModel>();
    model->test = drawSamples(sampleCount, random);
    model->calibration = drawSamples(std::max(10, sampleCount / 7), random);
    model->testCurve = StageCurve(model->test);
    QStringList classes;
    for (int i = 0; i < kClasses; ++i)
        classes << QStringLiteral("class %1").arg(i);
    StageEnergy energy;
    energy.part = {4.0, 60.0, Provenance::modelled};
    energy.rest = {5.5, 85.0, Provenance::modelled};
    energy.fullOnly = {9.5, 145.0, Provenance::modelled};

    StageView view;
    view.resize(1480, 920); // the page on a screen of 1920 x 1080
    view.setModel(model, classes);
    view.setEnergy(energy);
    view.show();
    QApplication::processEvents();

    const int rounds = std::clamp(parser.value("rounds").toInt(), 1, 100);
    Times best;
    for (int round = 0; round < rounds; ++round) {
        const Times times = moveSlider(view, moves);
        if (round == 0 || times.wholeWorst < best.wholeWorst)
            best = times;
    }
    std::printf("{\"what\":\"tuning view\",\"samples\":%d,\"moves\":%d,\"rounds\":%d,\"move_p50_ms\":%.3f,"
                "\"move_p99_ms\":%.3f,\"full_repaint_p50_ms\":%.3f,\"full_repaint_p99_ms\":%.3f}\n",
                sampleCount, moves, rounds, best.shownMedian, best.shownWorst, best.wholeMedian,
                best.wholeWorst);
    const double limit = parser.value("limit-ms").toDouble();
    return parser.isSet("limit-ms") && best.wholeWorst > limit ? 1 : 0;
}
