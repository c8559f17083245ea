// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/error_text.h"

#include <QCoreApplication>

namespace microt::gui {

namespace {

struct ErrorWords
{
    Q_DECLARE_TR_FUNCTIONS(ErrorText)

public:
    static ErrorText of(Error code);
};

ErrorText ErrorWords::of(Error code)
{
    switch (code) {
    case Error::none:
        return {tr("nothing is wrong"), {}};
    case Error::invalidArgument:
        return {tr("this is not possible with these settings"),
                tr("Change the settings named in the details.")};
    case Error::outOfRange:
        return {tr("a value is out of its range"),
                tr("Choose a value inside the range given in the details.")};
    case Error::emptyDataset:
        return {tr("there are no usable pictures"),
                tr("Choose a folder with one subfolder of pictures for each class.")};
    case Error::tooFewClasses:
        return {tr("there are fewer than two classes"), tr("Add a folder with pictures of another class.")};
    case Error::tooFewSamples:
        return {tr("a class has too few pictures"), tr("Add pictures to that class or leave it out.")};
    case Error::badPicture:
        return {tr("not a readable picture"), tr("Replace or delete the file.")};
    case Error::pictureTooLarge:
        return {tr("the picture is too large"), tr("Scale the picture down.")};
    case Error::badManifest:
        return {tr("the list of pictures is not valid"), tr("Correct the line named in the details.")};
    case Error::unsupportedFormat:
        return {tr("the format is not supported"), tr("Choose a file of a supported format.")};
    case Error::malformed:
        return {tr("the file is damaged"), tr("Get the file again from where it came from.")};
    case Error::truncated:
        return {tr("the file is cut off"), tr("Copy or download the file again.")};
    case Error::unsupportedVersion:
        return {tr("the file was made by a newer version"), tr("Update this program.")};
    case Error::fileNotFound:
        return {tr("a file or folder is missing"), tr("Check the name, or choose another.")};
    case Error::permissionDenied:
        return {tr("access was denied"), tr("Allow access to the folder, then try again.")};
    case Error::diskFull:
        return {tr("the disk is full"), tr("Free some space, then try again.")};
    case Error::ioFailure:
        return {tr("reading or writing failed"), tr("Check the drive, then try again.")};
    case Error::outOfMemory:
        return {tr("there is not enough memory"), tr("Close other programs, then try again.")};
    case Error::badModel:
        return {tr("the network is not valid"), tr("Choose another extractor.")};
    case Error::unsupportedOperator:
        return {tr("the network uses an operator that is not supported"), tr("Choose another extractor.")};
    case Error::shapeMismatch:
        return {tr("the weights do not fit the network"),
                tr("Choose the weights that belong to this network.")};
    case Error::missingWeights:
        return {tr("the network has no weights, or not all"), tr("Put the file with the weights beside it.")};
    case Error::hostileContent:
        return {tr("the file asks for things that no network needs"),
                tr("Do not use a file from this source.")};
    case Error::numericFailure:
        return {tr("the computation did not give finite numbers"),
                tr("Choose other settings or other weights.")};
    case Error::noAnswer:
        return {tr("the board does not answer"),
                tr("Check the cable and that the board runs this firmware, then connect again.")};
    case Error::deviceGone:
        return {tr("the board is gone"),
                tr("Plug it in or connect it again; what it keeps in flash is still there.")};
    case Error::portBusy:
        return {tr("another program uses the port"), tr("Close that program, then try again.")};
    case Error::wrongFirmware:
        return {tr("the board runs another version of the firmware"),
                tr("Flash the firmware that belongs to this workbench.")};
    case Error::garbledLine:
        return {tr("what arrives from the board makes no sense"),
                tr("Check that the board runs this firmware and nothing else talks on its line.")};
    case Error::rankLost:
        return {tr("another process of this training is gone"),
                tr("Start all of them again with --resume; rank 0 left a checkpoint.")};
    case Error::noImage:
        return {tr("the board has no network"), tr("Deploy a network first.")};
    case Error::noTask:
        return {tr("the board has no task that fits its network"), tr("Make a task on the board first.")};
    case Error::noHeads:
        return {tr("the task on the board is not trained"), tr("Collect samples and train first.")};
    case Error::noPicture:
        return {tr("the board has lost the picture"), tr("Send it again.")};
    case Error::bankFull:
        return {tr("the board holds no more samples"), tr("Clear the samples of a task.")};
    case Error::noSpace:
        return {tr("it does not fit the board"), tr("Choose a smaller network or another board.")};
    case Error::hashMismatch:
        return {tr("what arrived is not what was sent"), tr("Send it again.")};
    case Error::flashFailure:
        return {tr("the board cannot write its flash"), tr("Erase the slot and try again.")};
    case Error::deviceBusy:
        return {tr("the board is busy"), tr("Wait until it is done, or cancel its work.")};
    case Error::unknownRequest:
        return {tr("the board does not know this request"),
                tr("Flash the firmware that belongs to this workbench.")};
    case Error::cancelled:
        return {tr("it was cancelled"), tr("Start it again.")};
    }
    return {tr("an unknown error occurred"), tr("See the details.")};
}

} // namespace

ErrorText errorText(Error code, bool wasThere)
{
    ErrorText text = ErrorWords::of(code);
    if (code == Error::fileNotFound && wasThere)
        text.advice = ErrorWords::tr("Put it back where it was, then try again.");
    return text;
}

} // namespace microt::gui
