// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace microt {

/// Every failure the product can name. The host, the wire and the firmware use the same numbers, so a code
/// never changes its meaning and none is reused. Blocks of 256: argument, data, resource, model, link,
/// device, control. The host adds a sentence of context (see engine/base/result.h).
enum class [[nodiscard]] Error : std::uint16_t{
    none = 0,

    // Argument: the caller asked for something that does not exist or makes no sense.
    invalidArgument = 0x0100,
    outOfRange = 0x0101,

    // Data: pictures, manifests and the files users bring.
    emptyDataset = 0x0200,
    tooFewClasses = 0x0201,
    tooFewSamples = 0x0202,
    badPicture = 0x0203,
    pictureTooLarge = 0x0204,
    badManifest = 0x0205,
    unsupportedFormat = 0x0206,
    malformed = 0x0207,
    truncated = 0x0208,
    unsupportedVersion = 0x0209,

    // Resource: files, disks, memory.
    fileNotFound = 0x0300,
    permissionDenied = 0x0301,
    diskFull = 0x0302,
    ioFailure = 0x0303,
    outOfMemory = 0x0304,

    // Model: networks and their weights.
    badModel = 0x0400,
    unsupportedOperator = 0x0401,
    shapeMismatch = 0x0402,
    missingWeights = 0x0403,
    hostileContent = 0x0404,
    numericFailure = 0x0405,

    // Link: the line to a board.
    noAnswer = 0x0500,      ///< nothing that makes sense came back in time
    deviceGone = 0x0501,    ///< the port closed or the emulator ended
    portBusy = 0x0502,      ///< another program holds it
    wrongFirmware = 0x0503, ///< another protocol version or schema
    garbledLine = 0x0504,   ///< bytes come, but no frame: another rate, or another program
    rankLost = 0x0505,      ///< another process of the same training ended or fell silent

    // Device: what a board answers.
    noImage = 0x0600,
    noTask = 0x0601,
    noHeads = 0x0602,
    noPicture = 0x0603,
    bankFull = 0x0604,
    noSpace = 0x0605,
    hashMismatch = 0x0606,
    flashFailure = 0x0607,
    deviceBusy = 0x0608,
    unknownRequest = 0x0609,

    // Control: not failures of the work itself.
    cancelled = 0x0700,
};

} // namespace microt

/// Returns the error of an expression from the function, unless there is none.
#define MICROT_PASS(expression)                                                                              \
    do {                                                                                                     \
        if (const ::microt::Error microtError = (expression); microtError != ::microt::Error::none)          \
            return microtError;                                                                              \
    } while (false)
