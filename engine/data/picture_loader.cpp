// SPDX-License-Identifier: Apache-2.0
#include "engine/data/picture_loader.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <new>
#include <thread>

#include "engine/base/parallel.h"
#include "engine/data/preprocess.h"

namespace microt {

/// Slots are handed out in order; a worker may run ahead of the consumer by the queue's capacity and no
/// further.
struct PictureLoader::State
{
    std::filesystem::path root;
    std::vector<std::string> paths;
    std::vector<std::int32_t> order;
    Preprocessing preprocessing;
    Rgb background = kWhite;
    std::size_t capacity = 1;

    std::mutex mutex;
    std::condition_variable roomOrStop;
    std::condition_variable ready;
    std::vector<std::optional<LoadedPicture>> slots; ///< ring, index = position % capacity
    std::size_t nextToLoad = 0;
    std::size_t nextToHandOut = 0;
    bool stopped = false;
    std::vector<std::thread> workers;

    void work()
    {
        while (true) {
            std::size_t position = 0;
            {
                std::unique_lock lock(mutex);
                roomOrStop.wait(lock, [this] {
                    return stopped || nextToLoad >= order.size() || nextToLoad < nextToHandOut + capacity;
                });
                if (stopped || nextToLoad >= order.size())
                    return;
                position = nextToLoad++;
            }
            LoadedPicture loaded = load(position);
            {
                const std::lock_guard lock(mutex);
                slots[position % capacity] = std::move(loaded);
            }
            ready.notify_one();
        }
    }

    LoadedPicture load(std::size_t position) const
    {
        LoadedPicture loaded;
        loaded.sample = order[position];
        try {
            auto picture = decodePicture(root / paths[position], background);
            if (picture.ok()) {
                loaded.picture = fitToExtractor(picture.value(), preprocessing);
                loaded.shortSide = std::min(picture.value().width, picture.value().height);
            } else {
                loaded.why = picture.failure();
            }
        } catch (const std::bad_alloc&) {
            loaded.why = {Error::outOfMemory, "There is not enough memory for a picture."};
        }
        return loaded;
    }
};

PictureLoader::PictureLoader(const Dataset& dataset, std::vector<std::int32_t> order,
                             const Preprocessing& preprocessing, int workers, int queueCapacity)
    : m_state(std::make_unique<State>())
{
    m_state->root = dataset.root;
    m_state->background = dataset.background;
    for (const std::int32_t sample : order)
        m_state->paths.push_back(dataset.samples[static_cast<std::size_t>(sample)].path);
    m_state->order = std::move(order);
    m_state->preprocessing = preprocessing;
    m_state->capacity = static_cast<std::size_t>(std::max(1, queueCapacity));
    m_state->slots.resize(m_state->capacity);
    for (int i = 0; i < (workers > 0 ? workers : coreCount()); ++i)
        m_state->workers.emplace_back([state = m_state.get()] { state->work(); });
}

PictureLoader::~PictureLoader()
{
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->stopped = true;
    }
    m_state->roomOrStop.notify_all();
    for (std::thread& worker : m_state->workers)
        worker.join();
}

std::optional<LoadedPicture> PictureLoader::next()
{
    std::unique_lock lock(m_state->mutex);
    if (m_state->nextToHandOut >= m_state->order.size())
        return std::nullopt;
    auto& slot = m_state->slots[m_state->nextToHandOut % m_state->capacity];
    m_state->ready.wait(lock, [&slot] { return slot.has_value(); });
    LoadedPicture loaded = std::move(*slot);
    slot.reset();
    ++m_state->nextToHandOut;
    lock.unlock();
    m_state->roomOrStop.notify_one();
    return loaded;
}

} // namespace microt
