// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>

#include "engine/data/preprocess.h"
#include "engine/train/training/batch_private.h"

namespace microt {

namespace {

torch::Tensor hostTensor(std::vector<std::int64_t> shape, torch::ScalarType type, const Device& device)
{
    return torch::empty(shape, torch::dtype(type).pinned_memory(device.isCuda()));
}

} // namespace

void BatchSlot::write(const Picture& picture, const Preprocessing& how) const
{
    const Picture input = squashToExtractor(picture, how);
    std::copy(input.rgb.begin(), input.rgb.end(), pixels);
}

Batch::Batch(const BatchShape& shape, const Device& device)
    : targets(hostTensor({shape.pictures, shape.dimensions}, torch::kFloat32, device)),
      labels(hostTensor({shape.pictures}, torch::kInt64, device)), m_device(device)
{
    const std::int64_t count = shape.pictures;
    const std::int64_t side = shape.sourceSide;
    if (side == 0) {
        pixels = hostTensor({count, shape.input.height, shape.input.width, shape.input.channels},
                            torch::kUInt8, device);
        return;
    }
    for (ViewTensors* half : {&views.shown, &views.other})
        *half = {hostTensor({count, side, side, 3}, torch::kUInt8, device),
                 hostTensor({count, kViewNumbers}, torch::kFloat32, device)};
    views.share = hostTensor({count}, torch::kFloat32, device);
}

BatchSlot Batch::slot(int index) const
{
    BatchSlot slot;
    slot.target = targets.data_ptr<float>() + index * targets.size(1);
    slot.label = labels.data_ptr<std::int64_t>() + index;
    if (pixels.defined()) {
        slot.pixels = pixels.data_ptr<std::uint8_t>() + index * pixels.stride(0);
        return slot;
    }
    slot.shown = views.shown.slot(index);
    slot.other = views.other.slot(index);
    slot.share = views.share.data_ptr<float>() + index;
    return slot;
}

void Batch::markCopies()
{
    if (!m_device.isCuda())
        return;
    if (!m_copied)
        m_copied.emplace(c10::DeviceType::CUDA);
    m_copied->record(c10::impl::VirtualGuardImpl(c10::DeviceType::CUDA).getStream(placeOf(m_device)));
}

void Batch::waitForCopies() const
{
    while (m_copied && !m_copied->query())
        std::this_thread::sleep_for(std::chrono::microseconds(50));
}

BatchFeed::BatchFeed(WorkerPool& workers, std::vector<Batch>& batches, int first, int end, FillSlot fill)
    : m_workers(workers), m_batches(batches), m_fill(std::move(fill)), m_next(first), m_made(first),
      m_released(first), m_end(end)
{
    if (m_batches.size() > 1 && first < end)
        m_maker = std::thread([this] { work(); });
}

BatchFeed::~BatchFeed()
{
    if (!m_maker.joinable())
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_changed.notify_all();
    m_maker.join();
}

Status BatchFeed::make(int step)
{
    const Batch& batch = m_batches[static_cast<std::size_t>(step) % m_batches.size()];
    try {
        batch.waitForCopies();
    } catch (const std::exception& exception) {
        return failureFromTorch(exception, "A copy of pictures");
    }
    return m_workers.runAll(static_cast<int>(batch.labels.size(0)),
                            [&](int index) { return m_fill(step, index, batch.slot(index)); });
}

void BatchFeed::work()
{
    std::unique_lock lock(m_mutex);
    while (m_made < m_end) {
        m_changed.wait(lock,
                       [this] { return m_stop || m_made - m_released < static_cast<int>(m_batches.size()); });
        if (m_stop)
            return;
        lock.unlock();
        const Status status = make(m_made);
        lock.lock();
        m_status = status;
        ++m_made;
        m_changed.notify_all();
        if (!status.ok())
            return;
    }
}

Result<Batch*> BatchFeed::next()
{
    const int step = m_next++;
    if (!m_maker.joinable()) {
        MICROT_CHECK(make(step));
    } else {
        std::unique_lock lock(m_mutex);
        m_released = step;
        m_changed.notify_all();
        m_changed.wait(lock, [&] { return m_made > step; });
        if (m_made == step + 1)
            MICROT_CHECK(m_status);
    }
    return &m_batches[static_cast<std::size_t>(step) % m_batches.size()];
}

} // namespace microt
