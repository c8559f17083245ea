// SPDX-License-Identifier: Apache-2.0
// Private to engine/train: includes torch.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include <c10/core/Event.h>

#include "engine/model/graph.h"
#include "engine/train/forward/torch_network_private.h"
#include "engine/train/forward/worker_pool.h"
#include "engine/train/training/view_batch_private.h"

namespace microt {

/// What the pictures of a batch are.
struct BatchShape
{
    int pictures = 0;
    Shape input;        ///< of the network
    int dimensions = 0; ///< of a target; 0: none
    int sourceSide = 0; ///< of the pictures that views are rendered from on the device; 0: on the cores
};

/// Where one picture of a batch is written. `target` has BatchShape::dimensions numbers. Either the pixels
/// or, where the device renders, what it renders from.
struct BatchSlot
{
    std::uint8_t* pixels = nullptr; ///< [H, W, C], as squashToExtractor() gives it
    ViewSlot shown;
    ViewSlot other;         ///< what is blended into it; any picture at a share of 0
    float* share = nullptr; ///< of it in the blend
    float* target = nullptr;
    std::int64_t* label = nullptr; ///< -1: none

    /// The pixels that a network which expects `how` is shown of a picture.
    void write(const Picture& picture, const Preprocessing& how) const;
};

/// One batch in this machine's memory; pinned if a GPU copies from it.
class Batch
{
public:
    Batch(const BatchShape& shape, const Device& device);

    torch::Tensor pixels;  ///< uint8 [n, H, W, C]; or
    ViewBatch views;       ///< what they are rendered from
    torch::Tensor targets; ///< float32 [n, dimensions]
    torch::Tensor labels;  ///< int64 [n]

    BatchSlot slot(int index) const;

    /// The GPU's copies that are under way now must be done before the batch may change.
    void markCopies();
    /// Waits for them.
    void waitForCopies() const;

private:
    Device m_device;
    mutable std::optional<c10::Event> m_copied; ///< nothing on a CPU
};

/// Fills slot `index` of the batch of a step. Called from several threads.
using FillSlot = std::function<Status(int step, int index, const BatchSlot& slot)>;

/// Makes the batches of steps one after another. With two of them the next one is made on the workers while
/// the caller, who must not use these meanwhile, computes with the other; with one, it is made when asked
/// for.
class BatchFeed
{
public:
    /// For steps [first, end). Whatever `fill` refers to must live as long as the feed.
    BatchFeed(WorkerPool& workers, std::vector<Batch>& batches, int first, int end, FillSlot fill);
    ~BatchFeed();
    BatchFeed(const BatchFeed&) = delete;
    BatchFeed& operator=(const BatchFeed&) = delete;

    /// The next step's batch, which is the caller's until the next call. Errors: those of filling.
    Result<Batch*> next();

private:
    Status make(int step);
    void work();

    WorkerPool& m_workers;
    std::vector<Batch>& m_batches;
    FillSlot m_fill;
    int m_next;     ///< step that next() hands out
    int m_made;     ///< steps before this are made
    int m_released; ///< steps before this may be overwritten
    int m_end;
    Status m_status;
    bool m_stop = false;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::thread m_maker;
};

} // namespace microt
