// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "serial/link/link.h"
#include "serial/link/virtual_board.h"

namespace microt {

/// A text of the wire.
template <std::size_t N>
std::string textOf(const protocol::Text<N>& text)
{
    return {text.chars.data(), text.size};
}

/// A list of the wire.
template <typename T, std::size_t N>
std::vector<T> vectorOf(const protocol::List<T, N>& list)
{
    return {list.items.begin(), list.items.begin() + list.size};
}

/// What all stages took together.
std::uint64_t totalOf(const protocol::Counters& counters);

/// What a user does with a connected board, each a few requests. Blocking, in the thread of its link. Errors
/// of all: as Link::ask.
class Board
{
public:
    /// `emulator`: of a virtual board that runs in this program, which takes pictures and images past the
    /// line; null: they go over it. Both must outlive the board.
    explicit Board(Link& link, VirtualBoard* emulator = nullptr) : m_link(link), m_emulator(emulator) {}

    struct Deployed
    {
        bool wasThere = false;     ///< nothing had to be sent
        std::uint32_t resumed = 0; ///< byte from which it went on
        double seconds = 0.0;      ///< of sending over the line; 0: nothing went over it
    };
    /// Brings an image to the board, goes on where an earlier try stopped, has the board read it back and
    /// check it, and makes it the active one. Progress counts bytes.
    Result<Deployed> deploy(const std::vector<std::uint8_t>& image, const JobContext& job);

    /// The bytes of the image with this hash as they lie in flash. Error beside those of all: noImage.
    Result<std::vector<std::uint8_t>> readImage(const protocol::Digest& sha256, const JobContext& job);

    struct Tasks
    {
        std::vector<protocol::TaskInfo> all;
        int selected = protocol::kNoTask; ///< id
    };
    Result<Tasks> tasks(const JobContext& job);

    /// Selects the task of this name made for the active image and this number of classes; makes it if need
    /// be. Error beside those of all: outOfRange if the board takes fewer classes.
    Status useTask(const std::string& name, int classes, const JobContext& job);

    Status selectTask(int id, const JobContext& job);
    /// With its samples, heads and thresholds.
    Status removeTask(int id, const JobContext& job);

    /// `pixels`: a picture fitted for the active image. `label` protocol::kNoLabel: none.
    Result<protocol::ExtractResponse> extract(const std::uint8_t* pixels, std::size_t bytes,
                                              std::uint8_t label, const JobContext& job);
    /// `exit` as protocol::InferRequest.
    Result<protocol::InferResponse> infer(const std::uint8_t* pixels, std::size_t bytes, int exit,
                                          const JobContext& job);

    struct Profile
    {
        protocol::Counters counters;
        std::vector<std::uint32_t> ops; ///< instructions or cycles
    };
    Result<Profile> profile(const std::uint8_t* pixels, std::size_t bytes, const JobContext& job);

    /// A picture over the line, for tensor(); its id.
    Result<std::uint32_t> upload(const std::uint8_t* pixels, std::size_t bytes, const JobContext& job);
    /// The output of an operator for an uploaded picture, int8, as it is right after that ran. Ops in rising
    /// order, none inside a slice group; anything else that runs uses the picture up.
    Result<std::vector<std::int8_t>> tensor(std::uint32_t picture, int op, const JobContext& job);

    /// What the last inference left: int8 features, float logits.
    Result<std::vector<std::int8_t>> features(int exit, const JobContext& job);
    Result<std::vector<float>> logits(int exit, const JobContext& job);

    /// A sample of the selected task's bank.
    struct BankSample
    {
        std::uint8_t label = protocol::kNoLabel;
        std::vector<std::int8_t> features; ///< int8 of every exit in turn
    };
    /// `sample`: below BankInfoResponse::samples. Error beside those of all: outOfRange.
    Result<BankSample> bankSample(int sample, const JobContext& job);

    /// As protocol::BankRemoveRequest and BankLabelRequest. Error beside those of all: outOfRange.
    Status removeSample(int sample, const JobContext& job);
    Status labelSample(int sample, std::uint8_t label, const JobContext& job);

    /// The heads blob (heads_blob.h).
    Result<std::vector<std::uint8_t>> readHeads(const JobContext& job);
    /// The heads and thresholds before the last change become the current ones, and the other way round.
    Status rollbackHeads(const JobContext& job);
    /// `thresholds`: of every exit but the last.
    Status writeHeads(const std::vector<std::uint8_t>& blob, const std::vector<float>& thresholds,
                      const JobContext& job);

    enum class Keep { all, images, nothing };
    /// Erases what is not to be kept, starts the board anew, and says hello.
    Status restart(Keep keep, const JobContext& job);

    Link& link() { return m_link; }

private:
    struct Source
    {
        protocol::PictureSource source;
        std::uint32_t id;
    };
    Result<Source> present(const std::uint8_t* pixels, std::size_t bytes, const JobContext& job);
    template <protocol::Message M, typename Fill>
    Status sendPieces(const std::uint8_t* bytes, std::size_t from, std::size_t count, std::size_t fields,
                      Fill fill, const JobContext& job);
    std::size_t pieceBytes(std::size_t fields) const;
    template <protocol::Message M>
    Result<std::vector<std::uint8_t>> readPieces(typename protocol::Exchange<M>::Request request,
                                                 const JobContext& job);
    Status checkArena(const std::vector<std::uint8_t>& image, const JobContext& job);
    bool putImage(const std::vector<std::uint8_t>& image, int slot, std::size_t from);
    Status sendImage(const std::vector<std::uint8_t>& image, std::size_t from, const JobContext& job);
    Result<std::vector<std::uint8_t>> readResult(protocol::ResultKind kind, int exit, const JobContext& job);

    Link& m_link;
    VirtualBoard* m_emulator;
    std::uint32_t m_nextPicture = 1;
};

} // namespace microt
