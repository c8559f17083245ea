// SPDX-License-Identifier: Apache-2.0
#include "engine/camera/camera.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>
#include <utility>

#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>
#include <unistd.h>

#include "engine/base/files.h"

namespace microt {

namespace {

namespace fs = std::filesystem;

constexpr const char* kDrivers = "/sys/class/video4linux";
constexpr std::chrono::seconds kPatience{5}; ///< for one picture, before a camera counts as gone
constexpr std::chrono::milliseconds kPoll{50};

std::string lineOf(const fs::path& file)
{
    constexpr std::size_t kMostBytes = 4096;
    const Result<std::string> text = readTextFile(file, kMostBytes);
    return text.ok() ? text.value().substr(0, text.value().find('\n')) : std::string();
}

fs::path deviceOf(int number)
{
    return "/dev/video" + std::to_string(number);
}

Picture pictureOf(const cv::Mat& frame)
{
    cv::Mat rgb;
    cv::cvtColor(frame, rgb, frame.channels() == 1 ? cv::COLOR_GRAY2RGB : cv::COLOR_BGR2RGB);
    return {rgb.cols, rgb.rows, {rgb.datastart, rgb.dataend}};
}

/// Takes pictures on a thread of its own, so that the one that is asked for is the newest, and who waits for
/// it can be told to stop.
class OpenCamera : public PictureStream
{
public:
    OpenCamera(cv::VideoCapture capture, int number)
        : m_capture(std::move(capture)), m_number(number), m_thread([this] { take(); })
    {}

    ~OpenCamera() override
    {
        m_stop = true;
        m_thread.join();
    }

    Result<std::optional<StreamPicture>> next(const JobContext& job) override
    {
        const auto patience = std::chrono::steady_clock::now() + kPatience;
        std::unique_lock<std::mutex> lock(m_mutex);
        while (m_newest.empty() && !m_over && std::chrono::steady_clock::now() < patience) {
            MICROT_CHECK(job.checkCancelled());
            m_arrived.wait_for(lock, kPoll);
        }
        if (m_newest.empty())
            return Failure{Error::ioFailure, "The camera " + printable(deviceOf(m_number)) +
                                                 " gives no pictures any more. Is it still plugged in?"};
        cv::Mat frame;
        std::swap(frame, m_newest);
        lock.unlock();
        return std::optional(StreamPicture{pictureOf(frame), "#" + std::to_string(++m_count)});
    }

private:
    void take()
    {
        while (!m_stop && !m_over) {
            cv::Mat frame;
            try {
                m_capture.read(frame);
            } catch (const cv::Exception&) {
                frame.release();
            }
            const std::lock_guard<std::mutex> lock(m_mutex);
            m_over = frame.empty();
            m_newest = std::move(frame);
            m_arrived.notify_one();
        }
    }

    cv::VideoCapture m_capture; ///< of the thread
    int m_number;
    int m_count = 0;
    std::mutex m_mutex;
    std::condition_variable m_arrived;
    cv::Mat m_newest;
    std::atomic<bool> m_over{false};
    std::atomic<bool> m_stop{false};
    std::thread m_thread; ///< last: it uses all others
};

} // namespace

std::vector<Camera> cameras()
{
    std::vector<Camera> found;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(kDrivers, error)) {
        const std::string node = entry.path().filename().string();
        const std::string digits = node.substr(std::min(node.size(), sizeof "video" - 1));
        const bool numbered =
            node.rfind("video", 0) == 0 && !digits.empty() && digits.size() < 4 &&
            std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
        // A camera's further nodes carry data about its pictures, not pictures.
        if (numbered && lineOf(entry.path() / "index") == "0")
            found.push_back({std::stoi(digits), lineOf(entry.path() / "name")});
    }
    std::sort(found.begin(), found.end(),
              [](const Camera& a, const Camera& b) { return a.number < b.number; });
    return found;
}

Result<std::unique_ptr<PictureStream>> openCamera(int number)
{
    const fs::path device = deviceOf(number);
    std::error_code error;
    if (!fs::exists(device, error))
        return Failure{Error::fileNotFound, "No camera is connected as " + printable(device) + "."};
    if (access(device.c_str(), R_OK | W_OK) != 0)
        return Failure{Error::permissionDenied, "The camera " + printable(device) + " may not be used."};
    cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT); // failures are told once, by us
    cv::VideoCapture capture;
    try {
        capture.open(number, cv::CAP_V4L2);
    } catch (const cv::Exception&) {
        capture.release();
    }
    if (!capture.isOpened())
        return Failure{Error::deviceBusy, "The camera " + printable(device) +
                                              " gives no pictures. Does another program use it?"};
    return std::unique_ptr<PictureStream>(std::make_unique<OpenCamera>(std::move(capture), number));
}

} // namespace microt
