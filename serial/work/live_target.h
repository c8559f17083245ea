// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/data/picture_stream.h"
#include "serial/work/board_work.h"

namespace microt {

/// An answer to one picture.
struct LiveReply
{
    int predicted = 0;              ///< class
    float confidence = 0.0F;        ///< of the exit that answered
    int exit = 0;                   ///< that answered
    int exits = 2;                  ///< that there are
    std::uint64_t counted = 0;      ///< instructions or cycles of all stages that ran; 0: nothing counts them
    std::optional<bool> sameAsTwin; ///< none: there is no twin beside it
    bool early() const { return exit + 1 < exits; }
};

/// What came of learning from the bank anew.
struct LiveTraining
{
    int samples = 0;
    std::vector<float> thresholds;  ///< of every exit but the last
    std::optional<bool> sameAsTwin; ///< heads and thresholds, every bit
};

/// Labelled samples in a bank.
struct LiveBank
{
    int samples = 0;
    std::vector<int> perClass; ///< of the classes that are known, at most the first 64 of a board
};

/// What answers pictures and learns from samples: a board with its twin beside it, or the twin alone. All
/// pictures are fitted as preprocessing() says. Blocking. Errors: those of a board.
class LiveTarget
{
public:
    virtual ~LiveTarget() = default;

    virtual const Preprocessing& preprocessing() const = 0;
    virtual Result<LiveReply> answer(const Picture& fitted, const JobContext& job) = 0;
    /// Puts a sample into the bank. Error beside those of all: bankFull.
    virtual Status addSample(const Picture& fitted, std::uint8_t label, const JobContext& job) = 0;
    /// Trains all heads on the bank and finds the thresholds for the ratio.
    virtual Result<LiveTraining> retrain(const BoardTraining& options, const JobContext& job) = 0;
    virtual Result<LiveBank> bank(const JobContext& job) = 0;
    /// Whether a sample with a label has the features of this picture.
    virtual bool hasSample(const Picture& fitted) = 0;
};

/// Of a stream the pictures that the target has not learned from, at most `most` of them, or all if that is
/// 0. `target` must outlive it. Error of next() beside those of `from`: emptyDataset if it learned from all.
std::unique_ptr<PictureStream> onlyNew(std::unique_ptr<PictureStream> from, LiveTarget& target, int most);

/// Brings image and task to the board; where that holds no heads or no samples, has it learn as trainBoard()
/// does; finds the thresholds for the ratio, and makes the twin that goes along: the board's samples and
/// heads, copied. `board` must outlive it. Errors: those of the board and of trainBoard().
Result<std::unique_ptr<LiveTarget>> liveBoard(Board& board, const std::vector<std::uint8_t>& image,
                                              const Dataset& dataset, const BoardTraining& options,
                                              const JobContext& job);

/// The twin of a board that learned as trainBoard() does. Errors: those of BoardTwin and of reading pictures,
/// tooFewSamples, cancelled.
Result<std::unique_ptr<LiveTarget>> liveTwin(const std::vector<std::uint8_t>& image, const Dataset& dataset,
                                             const BoardTraining& options, const JobContext& job);

} // namespace microt
