// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <chrono>

#include "engine/exchange/tensors/pickle.h"
#include "tests/support/checkpoint_writer.h"

namespace microt {
namespace {

using namespace test;
using Kind = PickleValue::Kind;

constexpr std::string_view kAllowedOpcodes = "\x80\x95(N\x88\x89KMJ\x8aGX\x8c)\x85\x86\x87t]}aesuhjqr\x94"
                                             "c\x93QRb.";

void expectRefused(const std::string& pickle, Error code, const std::string& says)
{
    const auto read = readPickle(pickle, "net.pth", 1000);
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.failure().code, code) << read.failure().what;
    EXPECT_NE(read.failure().what.find(says), std::string::npos) << read.failure().what;
}

TEST(Pickle, ReadsTheTypesOfCheckpoints)
{
    PickleWriter writer;
    writer.raw("}(").text("list").raw("](").number(1).number(70000).raw("J\xff\xff\xff\xff").raw("eq\x05");
    writer.text("again")
        .raw("h\x05")
        .text("long")
        .raw(std::string("\x8a\x02\x00\x80", 4))
        .text("list")
        .raw("N")
        .raw("u");
    const auto read = readPickle(writer.finish(), "net.pth", 0);
    ASSERT_TRUE(read.ok()) << read.failure().what;
    const Pickle& pickle = read.value();
    const PickleValue& root = pickle.at(pickle.root);
    EXPECT_EQ(pickle.bytesRead, writer.finish().size());
    const PickleValue* again = pickle.find(root, "again");
    ASSERT_NE(again, nullptr);
    ASSERT_EQ(again->members.size(), 3U);
    EXPECT_EQ(pickle.at(again->members[1]).integer, 70000);
    EXPECT_EQ(pickle.at(again->members[2]).integer, -1);
    EXPECT_EQ(pickle.find(root, "long")->integer, -32768);
    EXPECT_EQ(pickle.find(root, "list")->kind, Kind::none) << "the last of equal keys counts";
    EXPECT_EQ(pickle.find(root, "other"), nullptr);
}

TEST(Pickle, ReadsProtocolFour)
{
    const std::string four = std::string("\x80\x04\x95") + littleEndian(40, 8) +
                             "\x8c\x0b"
                             "collections\x94\x8c\x0b"
                             "OrderedDict\x94\x93\x94)R\x94.";
    const auto read = readPickle(four, "net.pth", 0);
    ASSERT_TRUE(read.ok()) << read.failure().what;
    EXPECT_EQ(read.value().at(read.value().root).kind, Kind::dict);
}

TEST(Pickle, RefusesEveryOpcodeThatTensorsDoNotNeed)
{
    for (int opcode = 0; opcode < 256; ++opcode) {
        if (kAllowedOpcodes.find(static_cast<char>(opcode)) != std::string_view::npos)
            continue;
        char name[16];
        std::snprintf(name, sizeof name, "0x%02x", opcode);
        expectRefused(std::string("\x80\x02", 2) + static_cast<char>(opcode) + "os\nsystem\n",
                      Error::hostileContent, std::string("opcode ") + name);
        expectRefused(std::string("\x80\x02", 2) + static_cast<char>(opcode), Error::hostileContent,
                      "byte 1002 of net.pth");
    }
    expectRefused("\x80\x02(ios\nsystem\n.", Error::hostileContent, "(INST)");
}

TEST(Pickle, AllowedOpcodesOnAnEmptyStackAreErrors)
{
    for (char opcode : kAllowedOpcodes)
        for (const std::string& tail : {std::string(), std::string(12, '\0'), std::string(300, '\xff')}) {
            const auto read = readPickle(std::string("\x80\x02", 2) + opcode + tail, "net.pth", 0);
            EXPECT_FALSE(read.ok()) << opcode;
        }
}

TEST(Pickle, RefusesGlobalsThatAreNotOnTheList)
{
    const std::vector<std::pair<std::string, std::string>> hostile = {
        {"os", "system"},           {"posix", "system"},
        {"builtins", "eval"},       {"__builtin__", "exec"},
        {"torch", "load"},          {"subprocess", "Popen"},
        {"torch", "FloatStorage2"}, {"collections", "OrderedDict.x"},
        {"torch.", "FloatStorage"}, {"numpy.core.multiarray", "scalar"},
    };
    for (const auto& [module, name] : hostile) {
        expectRefused(PickleWriter().global(module, name).text("rm").raw("\x85R").finish(),
                      Error::hostileContent,
                      "global " + module + "." + name + " is not on the list (byte 1002");
        expectRefused(PickleWriter().text(module).text(name).raw("\x93.").out, Error::hostileContent,
                      "global " + module + "." + name);
    }
    expectRefused(PickleWriter().global("evil\xff", "x").finish(), Error::hostileContent, "evil\\xFF.x");
}

TEST(Pickle, RefusesCallsThatMakeNoTensor)
{
    expectRefused(PickleWriter().global("torch", "FloatStorage").raw(")R").finish(), Error::hostileContent,
                  "call of torch.FloatStorage");
    expectRefused(PickleWriter().text("eval").raw(")R").finish(), Error::hostileContent,
                  "not a known global");
    expectRefused(PickleWriter().global("collections", "OrderedDict").raw("]\x85R").finish(),
                  Error::hostileContent, "unexpected arguments");
    expectRefused(PickleWriter().raw("]}b").finish(), Error::hostileContent, "BUILD");
    expectRefused(PickleWriter().text("module").raw("Q").finish(), Error::malformed,
                  "not a tensor's storage");
    expectRefused(PickleWriter().raw("\x8a\x20" + std::string(32, 'x')).finish(), Error::hostileContent,
                  "number of 32 bytes");
}

TEST(Pickle, ManyOpcodesDepthAndCyclesCostLittle)
{
    const auto begin = std::chrono::steady_clock::now();
    expectRefused("\x80\x02" + std::string(3'000'000, 'N') + ".", Error::hostileContent, "2 million opcodes");
    expectRefused("\x80\x02" + std::string(1'500'000, '('), Error::truncated, "ends");
    // A list in a list in a list …
    std::string deep("\x80\x02", 2);
    deep += std::string(500'000, ']') + std::string(499'999, 'a') + ".";
    EXPECT_TRUE(readPickle(deep, "net.pth", 0).ok());
    // … and one that holds itself.
    EXPECT_TRUE(readPickle(std::string("\x80\x02]q\0h\0a.", 9), "net.pth", 0).ok());
    // A call with 100,000 arguments is refused, not copied.
    const std::string calls = PickleWriter().global("torch._utils", "_rebuild_tensor_v2").raw("(").out;
    expectRefused(calls + std::string(100'000, 'N') + "tR.", Error::hostileContent, "unexpected arguments");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

} // namespace
} // namespace microt
