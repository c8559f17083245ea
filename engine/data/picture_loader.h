// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "engine/data/dataset.h"
#include "engine/data/picture.h"
#include "engine/model/preprocessing.h"

namespace microt {

/// One decoded sample. `picture` is empty if the file could not be decoded; `why` says so then.
struct LoadedPicture
{
    std::int32_t sample = -1; ///< index into Dataset::samples
    Picture picture;          ///< fitted to the extractor
    int shortSide = 0;        ///< of the file's picture, pixels
    Failure why;
};

/// Decodes and fits pictures on worker threads and hands them out in the order asked for. At most
/// `queueCapacity` pictures are in memory at once, however slow the consumer. One consumer thread; the
/// destructor stops the workers.
class PictureLoader
{
public:
    /// `order`: sample indices, each loaded once. `workers` 0 takes one for each core.
    PictureLoader(const Dataset& dataset, std::vector<std::int32_t> order, const Preprocessing& preprocessing,
                  int workers = 0, int queueCapacity = 256);
    ~PictureLoader();
    PictureLoader(const PictureLoader&) = delete;
    PictureLoader& operator=(const PictureLoader&) = delete;

    /// The next picture in order, waiting for it; nothing at the end.
    std::optional<LoadedPicture> next();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace microt
