// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "engine/base/fields.h"
#include "engine/data/dataset.h"
#include "engine/data/picture.h"
#include "engine/model/preprocessing.h"
#include "engine/runtime/image.h"
#include "serial/link/board.h"

namespace microt {

/// How a deployment image wants its pictures.
Preprocessing preprocessingOf(const ImageView& image);

/// A picture of the dataset, fitted to the network. Errors: those of decodePicture.
Result<Picture> fittedSample(const Dataset& dataset, std::int32_t sample, const Preprocessing& preprocessing);

/// An operator of an image for people: "convolution 88x88x16".
std::string describeOp(const ImageView& image, int op);

/// An exit for people: "part", "full", between them "part 2".
std::string exitName(int exit, int exits);

/// A grey picture of that size; what a picture shows does not change the work that it takes.
Picture greyPicture(const Preprocessing& preprocessing);

/// What a board learns from, and how: engine/runtime/head_training.h.
struct BoardTraining
{
    int samples = 100;    ///< by turns of the classes
    int calibration = 20; ///< by turns of the classes, sent without their labels
    double ratio = 0.5;   ///< of the samples that come to an exit
    int epochs = 40;
    int batch = 8;
    double rate = 0.05;
    double momentum = 0.9;
    double penalty = 3.0;
    bool classWeights = false;
    std::uint64_t seed = 1;

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.samples,
              Field("samples", "Pictures of the train split that the board learns from").range(1, 60000));
        visit(self.calibration,
              Field("calibration", "Pictures of the calibration split that the threshold comes from")
                  .range(0, 60000));
        visit(self.ratio, Field("ratio", "Stage-decision ratio").range(0.0, 1.0));
        visit(self.epochs, Field("epochs", "Passes over the samples").range(1, 65535));
        visit(self.batch, Field("batch", "Samples a step").range(1, 65535));
        visit(self.rate, Field("rate", "Learning rate, falls to zero").range(1e-9, 1000.0));
        visit(self.momentum, Field("momentum", "Momentum").range(0.0, 0.999999));
        visit(self.penalty,
              Field("penalty", "Of the squared weights, beside the sum of the samples' losses: 1 / C of tune")
                  .range(0.0, 1e9));
        visit(self.classWeights, Field("classWeights", "Rare classes weigh as much as frequent ones"));
        visit(self.seed, Field("trainSeed", "Seed of the order of samples").range(0, 4294967295.0));
    }

    protocol::TrainRequest request() const;
};

/// Who looks on while a board learns; what is empty is not called. A failure ends the work.
struct BoardTrainingWatch
{
    std::function<Status(const Picture& picture, std::uint8_t label)> sample; ///< after the board has it
    std::function<void(const protocol::TrainProgress&)> epoch;
    std::function<Status(const protocol::TrainResponse&)> trained;
};

struct BoardTrained
{
    protocol::TrainResponse training;
    protocol::CalibrateResponse calibration;
};

/// Brings the image to the board and selects the dataset's task for it. Errors: those of the board.
Status prepareBoard(Board& board, const std::vector<std::uint8_t>& image, const Dataset& dataset,
                    const JobContext& job);

/// Classes of which a board that learns from `samples` pictures of the train split would see none, and which
/// it would never answer with: to be told before it starts.
std::vector<int> unseenClasses(const Dataset& dataset, int samples);

/// Has a prepared board forget its samples of the task, collect new ones, train, and find the thresholds.
/// `dataset` must be divided. Errors: those of the board, tooFewSamples if the train split is empty,
/// cancelled.
Result<BoardTrained> trainBoard(Board& board, const Dataset& dataset, const Preprocessing& preprocessing,
                                const BoardTraining& options, const BoardTrainingWatch& watch,
                                const JobContext& job);

/// Has a board train all heads anew on the samples that its bank holds, and find the thresholds. Of `options`
/// what is about samples does not matter, of `watch` epoch() alone is called. Errors: those of the board.
Result<BoardTrained> trainOnBank(Board& board, const BoardTraining& options, const BoardTrainingWatch& watch,
                                 const JobContext& job);

/// Heads and thresholds of the selected task in a file (.mth): the heads blob of
/// serial/protocol/heads_blob.h, then the thresholds as float32, of every exit but the last. Errors: those of
/// the board and of files; importing also malformed and shapeMismatch.
Status exportHeads(Board& board, const std::filesystem::path& file, const JobContext& job);
Status importHeads(Board& board, const std::filesystem::path& file, const JobContext& job);

/// Finds the thresholds for a ratio anew, from the samples without labels that the board holds; from all if
/// it holds none. Errors: those of the board.
Result<protocol::CalibrateResponse> recalibrateBoard(Board& board, double ratio, const JobContext& job);

} // namespace microt
