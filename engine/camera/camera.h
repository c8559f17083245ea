// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/data/picture_stream.h"

namespace microt {

/// A camera that this machine has.
struct Camera
{
    int number = 0;   ///< of /dev/video0
    std::string name; ///< as its driver says it, for people
};

/// Those that are connected now, by number; nothing is opened.
std::vector<Camera> cameras();

/// Opens a camera and shows what it sees, the newest picture each time. Errors: fileNotFound (no such
/// camera), permissionDenied, deviceBusy (it is there and gives no picture: another program has it). Of
/// next(): ioFailure when no picture comes any more, cancelled.
Result<std::unique_ptr<PictureStream>> openCamera(int number);

} // namespace microt
