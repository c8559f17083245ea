// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/base/job_context.h"
#include "engine/data/dataset.h"
#include "engine/model/graph.h"
#include "engine/train/forward/device.h"

namespace microt {

/// How fast a device distils at one size of batch.
struct DeviceSpeed
{
    int batch = 0;
    double training = 0.0;  ///< pictures/s, views of pictures included
    double computing = 0.0; ///< pictures/s of the same steps on one batch again and again
    std::string refused;    ///< why there are none: it does not fit into the GPU's memory
    /// Share of the time in which the device computes; the rest it waits for pictures.
    double busy() const { return computing > 0.0 && training < computing ? training / computing : 1.0; }
};

struct DeviceBench
{
    std::vector<DeviceSpeed> speeds;
    std::vector<double> losses;    ///< of the first steps, each
    std::vector<double> cpuLosses; ///< of the same steps on the CPU

    /// Largest difference of two losses of the same step, by the CPU's.
    double largestDifference() const;
};

struct DeviceBenchOptions
{
    std::vector<int> batches{128, 512, 2048};
    double seconds = 3.0; ///< of each measurement
    int lossSteps = 200;  ///< at the first size of batch
};

/// Measures a fresh student at its resolution on the dataset's pictures. Errors: those of checkDevice,
/// TrainingPictures::load and Trainer, tooFewSamples without pictures, cancelled.
Result<DeviceBench> benchDevice(const Graph& student, const Dataset& pool, const Device& device,
                                const DeviceBenchOptions& options, const JobContext& job);

} // namespace microt
