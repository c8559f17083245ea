// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/fields.h"
#include "engine/base/job_context.h"
#include "engine/cut/cut_table.h"
#include "engine/data/dataset.h"
#include "engine/features/feature_set.h"
#include "engine/model/extractor.h"
#include "engine/stage/stage_model.h"
#include "engine/train/methods/training_cost.h"
#include "engine/train/pictures/training_pictures.h"

namespace microt {

/// The methods of the table in MicroT's paper, and two more.
enum class MethodKind {
    none,      ///< extractor with fresh weights, new head
    ttl,       ///< traditional transfer learning: extractor as it is, new head
    full,      ///< every weight and bias; an upper reference, not meant for boards
    tinytl,    ///< biases and lite residual modules (Cai et al., NeurIPS 2020)
    sparse,    ///< SparseUpdate: layers and channels searched for under a memory budget (Lin et al., NeurIPS
               ///< 2022)
    tinytrain, ///< layers and channels by Fisher information per byte and MAC (Kwon et al., ICML 2024)
    microt,    ///< extractor as it is, two heads, stage-decision
};
constexpr std::array<const char*, 7> namesOf(MethodKind)
{
    return {"none", "ttl", "full", "tinytl", "sparse", "tinytrain", "microt"};
}

/// How methods that change the extractor train. Each begins with a head trained on the given features and
/// ends with the weights of the epoch that answers the held-out train pictures best.
struct MethodOptions
{
    int epochs = 20;
    int patience = 5;
    int batch = 16;
    double learningRate = 0.01;
    double momentum = 0.9;
    double validationShare = 0.15;
    double budget = 128.0; ///< kB
    int fisherSamples = 30;

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.epochs,
              Field("epochs", "Most passes over the train pictures of methods that change the extractor")
                  .range(1, 100000));
        visit(self.patience, Field("patience", "Epochs without a better answer to held-out train pictures "
                                               "after which such a method stops")
                                 .range(1, 100000));
        visit(self.batch, Field("batch", "Pictures a step").range(2, 4096));
        visit(self.learningRate, Field("learningRate", "First learning rate; it falls along a half cosine")
                                     .range(1e-9, 1e3)
                                     .named("rate"));
        visit(
            self.momentum,
            Field("momentum", "Momentum; 0 saves a third of the updated numbers' memory").range(0.0, 0.9999));
        visit(self.validationShare,
              Field("validationShare", "Share of each class's train pictures that tells when to stop")
                  .range(0.0, 0.9));
        visit(self.budget, Field("budget", "Memory that sparse and tinytrain may take beside the forward "
                                           "pass, kB")
                               .range(1.0, 1e9));
        visit(self.fisherSamples,
              Field("fisherSamples", "Train pictures from which tinytrain chooses").range(1, 1e6));
    }
};

/// What the methods of one table share: pictures, an extractor, and how heads are made. Must outlive the
/// call.
struct MethodTask
{
    const Extractor& extractor;       ///< with weights
    const Dataset& dataset;           ///< divided
    const FeatureSet& features;       ///< of both, float32
    const TrainingPictures& pictures; ///< of `dataset`, whole, as the extractor expects them; for methods
                                      ///< that change it (trainsExtractor()), others do not look
    const GraphCost& cost;            ///< of the extractor
    const BoardProfile& board;        ///< whose energy is modelled
    StageOptions stage;               ///< cut, heads, seed
    CutChoice choice;                 ///< of the cut where none is given
    double ratio = kPaperRatio;       ///< stage-decision
    MethodOptions options;
    std::uint64_t seed = 0; ///< of weights, order and what is held out
};

/// What a training on the board costs.
struct MethodCost
{
    std::string updates;                ///< for people: "8 layers, 3120 numbers"
    std::int64_t updated = 0;           ///< weights and biases, the head's included
    TrainingWork work;                  ///< a picture of an epoch
    int trainPictures = 0;              ///< in an epoch
    int epochs = 0;                     ///< that were run; of heads those a board takes
    EnergyFigure epoch;                 ///< one epoch, its check on held-out pictures included
    EnergyFigure preparation;           ///< features once, the head to begin with, the choice of layers
    EnergyFigure training;              ///< all: preparation + epochs
    EnergyFigure inference;             ///< a picture
    std::int64_t trainingSramBytes = 0; ///< peak
    std::int64_t inferenceSramBytes = 0;
    std::int64_t flashBytes = 0; ///< a byte for each number of the extractor, four for one of a head

    /// By memory alone, without the firmware's own.
    bool fits(const BoardProfile& board) const;
};

/// One method on one division of the pictures.
struct MethodResult
{
    std::vector<std::int32_t> samples; ///< test pictures, into Dataset::samples
    std::vector<int> labels;           ///< of these
    std::vector<int> answers;
    MethodCost cost;
    int bestEpoch = 0;     ///< whose weights answered; 0: those before the first, or a head alone
    bool diverged = false; ///< training ended because its loss was no longer a number
    int cut = 0;           ///< of MicroT
    double exitRate = 0.0;

    double accuracy() const; ///< 0..1
    /// Share answered rightly of each class, 0..1; -1 without test pictures.
    std::vector<double> classAccuracies(int classes) const;
};

/// A way to adapt an extractor to pictures: what it updates, and what that costs. Stateless.
class Method
{
public:
    virtual ~Method() = default;

    virtual const char* title() const = 0;   ///< as in papers: "TinyTL"
    virtual const char* summary() const = 0; ///< what is updated, a few words

    /// Learns from train pictures, takes thresholds from calibration pictures, answers test pictures. Repeats
    /// bit for bit with the same task. Errors: those of the steps (features, heads, training), tooFewSamples,
    /// outOfRange (options, a budget that nothing fits), cancelled.
    virtual Result<MethodResult> run(const MethodTask& task, const JobContext& job) const = 0;
};

const Method& methodOf(MethodKind kind);

/// Whether a method needs MethodTask::pictures.
constexpr bool trainsExtractor(MethodKind kind)
{
    return kind != MethodKind::none && kind != MethodKind::ttl && kind != MethodKind::microt;
}

} // namespace microt
