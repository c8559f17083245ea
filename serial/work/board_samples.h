// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/runtime/confidence.h"
#include "serial/work/board_work.h"

namespace microt {

/// A sample in a board's bank.
struct BoardSample
{
    std::int32_t label = -1;                        ///< class; -1: none, it only serves calibration
    std::vector<std::vector<std::int8_t>> features; ///< of every exit
    std::int32_t picture = -1; ///< Dataset sample that it is of, the first that gives its features; -1: none
    std::optional<Decision> answer; ///< of the full head as the board has it now
    bool contradicted() const { return answer && label >= 0 && answer->predicted != label; }
};

/// The bank of the selected task, in its order: samples with a label first.
struct BoardSamples
{
    std::vector<BoardSample> all;
    int labelled = 0;
    int capacity = 0;

    // What a board's bank looks like after Board::removeSample() and Board::labelSample().
    void remove(int sample);
    void relabel(int sample, std::int32_t label);
};

/// Selects the dataset's task on a board that holds this image; nothing is sent, for that would empty the
/// bank. Errors: those of the board; noImage where another image is active.
Status useBank(Board& board, const std::vector<std::uint8_t>& image, const Dataset& dataset,
               const JobContext& job);

/// Reads the bank, finds the picture of each sample by the features that the twin computes of it, train
/// pictures first, and asks the heads that the board has about each. A prepared board; `image` and `dataset`
/// those it was prepared for. Reads pictures until every sample is found or there are no more. Errors: those
/// of the board and of BoardTwin, cancelled; a picture that cannot be read is passed over.
Result<BoardSamples> readSamples(Board& board, const std::vector<std::uint8_t>& image, const Dataset& dataset,
                                 const JobContext& job);

/// Shows the board a picture of its own choice for the bank. `label`: class, or -1 for none. Error beside
/// those of the board and of decodePicture: invalidArgument where the file is a test picture of the dataset,
/// which nothing may learn from.
Status addSample(Board& board, const std::filesystem::path& file, std::int32_t label,
                 const Preprocessing& preprocessing, const Dataset& dataset, const JobContext& job);

} // namespace microt
