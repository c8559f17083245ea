// SPDX-License-Identifier: Apache-2.0
#include "engine/base/fields.h"

#include <cmath>

#include <gtest/gtest.h>

#include "engine/base/fields_json.h"

namespace microt {
namespace {

enum class Colour { red, green };
constexpr std::array<const char*, 2> namesOf(Colour)
{
    return {"red", "green"};
}

struct Wheel
{
    int spokes = 24;
    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.spokes, Field("spokes", "Spokes of a wheel").range(1, 100));
    }
};

struct Ski
{
    double length = 1.8;
    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.length, Field("length", "Length of a ski, m").range(0.5, 3.0));
    }
};

using Moves = std::variant<Wheel, Ski>;
constexpr std::array<const char*, 2> namesOf(const Moves&)
{
    return {"wheel", "ski"};
}

struct Axle
{
    Moves moves;
    Colour colour = Colour::red;
    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.moves, Field("kind", "What it moves on").named("on"));
        visit(self.colour, Field("colour", "Colour"));
    }
};

struct Vehicle
{
    std::string name;
    Axle axle;
    bool heated = false;
    bool insured = true;
    std::uint64_t number = 0;
    std::optional<int> seats;
    std::array<float, 3> size{1.0F, 2.0F, 0.5F};
    std::vector<std::string> owners;
    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.name, Field("name", "Name").named(""));
        visit(self.axle, Field("axle", ""));
        visit(self.heated, Field("heated", "With heating"));
        visit(self.insured, Field("insured", "Without insurance").offBy("uninsured"));
        visit(self.number, Field("serialNumber", "Number"));
        visit(self.seats, Field("seats", "Seats").range(1, 9));
        visit(self.size, Field("size", "Size, m"));
        visit(self.owners, Field("owners", "Owners"));
    }
};

FieldRef fieldAt(FieldRefs& fields, const std::string& path)
{
    for (FieldRef& ref : fields)
        if (ref.path == path)
            return ref;
    ADD_FAILURE() << path;
    return fields.front();
}

std::string messageOf(Vehicle& vehicle, const std::string& path, const std::vector<std::string>& words)
{
    FieldRefs fields = fieldsOf(vehicle);
    const Status set = fieldAt(fields, path).set(words);
    return set.ok() ? "" : set.failure().what;
}

TEST(Fields, AreListedInOrderWithTheirPaths)
{
    Vehicle vehicle;
    std::vector<std::string> paths;
    for (const FieldRef& ref : fieldsOf(vehicle))
        paths.push_back(ref.path + " " + ref.option());
    EXPECT_EQ(paths, (std::vector<std::string>{"/name ", "/axle/kind --on", "/axle/spokes --spokes",
                                               "/axle/colour --colour", "/heated --heated",
                                               "/insured --insured", "/serialNumber --serial-number",
                                               "/seats --seats", "/size --size", "/owners --owners"}));
    vehicle.axle.moves = Ski();
    FieldRefs fields = fieldsOf(vehicle);
    EXPECT_EQ(fields[2].path, "/axle/length");
}

TEST(Fields, AreSetFromWordsAndCheckTheirRange)
{
    Vehicle vehicle;
    EXPECT_EQ(messageOf(vehicle, "/axle/kind", {"ski"}), "");
    EXPECT_EQ(messageOf(vehicle, "/axle/length", {"2.25"}), "");
    EXPECT_EQ(messageOf(vehicle, "/axle/colour", {"green"}), "");
    EXPECT_EQ(messageOf(vehicle, "/seats", {"4"}), "");
    EXPECT_EQ(messageOf(vehicle, "/size", {"1", "2.5", "3e0"}), "");
    EXPECT_EQ(messageOf(vehicle, "/serialNumber", {"18446744073709551615"}), "");
    EXPECT_EQ(std::get<Ski>(vehicle.axle.moves).length, 2.25);
    EXPECT_EQ(vehicle.axle.colour, Colour::green);
    EXPECT_EQ(vehicle.seats, 4);
    EXPECT_EQ(vehicle.size[1], 2.5F);
    EXPECT_EQ(vehicle.number, UINT64_MAX);

    EXPECT_EQ(messageOf(vehicle, "/seats", {"10"}), "--seats takes a whole number from 1 to 9, not \"10\".");
    EXPECT_EQ(messageOf(vehicle, "/axle/length", {"nan"}),
              "--length takes a number from 0.5 to 3, not \"nan\".");
    EXPECT_EQ(messageOf(vehicle, "/axle/colour", {"blue"}), "--colour takes red or green, not \"blue\".");
    for (const char* word : {"", "1.5", "0x10", " 1", "1 ", "-1", "18446744073709551616"})
        EXPECT_NE(messageOf(vehicle, "/serialNumber", {word}), "") << word;
    EXPECT_NE(messageOf(vehicle, "/size", {"1", "2"}), "");
    EXPECT_EQ(vehicle.seats, 4); // what was refused changed nothing
}

TEST(Fields, EqualTextMeansEqualOptions)
{
    Vehicle a;
    Vehicle b;
    EXPECT_TRUE(sameFields(a, b));
    b.axle.moves = Ski();
    EXPECT_FALSE(sameFields(a, b));
    b = a;
    b.size[2] = std::nextafter(0.5F, 1.0F);
    EXPECT_FALSE(sameFields(a, b));
    a.owners = {"a b"};
    b = a;
    b.owners = {"a", "b"};
    EXPECT_FALSE(sameFields(a, b));
}

TEST(Fields, RangesAreCheckedAtOnce)
{
    Vehicle vehicle;
    EXPECT_TRUE(checkFields(vehicle).ok());
    std::get<Wheel>(vehicle.axle.moves).spokes = 0;
    EXPECT_EQ(checkFields(vehicle).failure().code, Error::outOfRange);
    vehicle = {};
    vehicle.axle.moves = Ski{std::nan("")};
    EXPECT_EQ(checkFields(vehicle).failure().code, Error::outOfRange);
}

TEST(Fields, CommandWordsSayWhatIsNotUsual)
{
    Vehicle vehicle;
    EXPECT_TRUE(optionWords(vehicle).empty());
    vehicle.name = "not an option";
    vehicle.axle.moves = Ski();
    vehicle.heated = true;
    vehicle.insured = false;
    vehicle.owners = {"Ann O'Hara", "Bo"};
    EXPECT_EQ(
        shellCommand(optionWords(vehicle)),
        "--on ski --heated --uninsured --owners 'Ann O'\\''Hara' Bo"); // a ski's length is the usual one
    std::get<Ski>(vehicle.axle.moves).length = 0.1 + 1.0;
    EXPECT_NE(shellCommand(optionWords(vehicle)).find("--length 1.1 "), std::string::npos);
}

TEST(Fields, CommandWordsAreReadBack)
{
    Vehicle vehicle;
    vehicle.axle.moves = Ski{1.1};
    vehicle.heated = true;
    vehicle.insured = false;
    vehicle.owners = {"Ann O'Hara", "Bo"};
    std::vector<std::string> words{"data"};
    for (const std::string& word : optionWords(vehicle))
        words.push_back(word);
    words.insert(words.end(), {"--length", "1.2", "more"});
    Vehicle read;
    const auto others = readOptionWords(words, read);
    ASSERT_TRUE(others.ok()) << others.failure().what;
    EXPECT_EQ(others.value(), (std::vector<std::string>{"data", "more"}));
    vehicle.axle.moves = Ski{1.2};
    EXPECT_EQ(fieldsText(read), fieldsText(vehicle));
    EXPECT_EQ(readOptionWords({"--nonesuch", "1"}, read).failure().code, Error::invalidArgument);
    EXPECT_FALSE(readOptionWords({"--length"}, read).ok()) << "nothing behind the option";
    EXPECT_EQ(readOptionWords({"--length", "long"}, read).failure().code, Error::invalidArgument);
}

TEST(Fields, AShellLineIsReadAsItWasWritten)
{
    const std::vector<std::string> words{"microt", "--rate", "0.05",        "a b",
                                         "it's",   "",       "back\\slash", "gr\xC3\xBCn"};
    EXPECT_EQ(shellWords(shellCommand(words)), words);
    EXPECT_EQ(shellWord("caltech101"), "caltech101");
    EXPECT_EQ(shellWord("it's"), "'it'\\''s'");
    EXPECT_TRUE(shellWords("").empty());
}

TEST(Fields, JsonKeepsEveryBit)
{
    Vehicle vehicle;
    vehicle.name = "bl\xFCte"; // not UTF-8
    vehicle.axle.moves = Ski{0.1 + 0.2 + 0.7};
    vehicle.insured = false;
    vehicle.number = UINT64_MAX;
    vehicle.seats = 3;
    vehicle.owners = {"", "b"};
    const nlohmann::json json = fieldsToJson(vehicle);
    EXPECT_EQ(json["axle"]["kind"], "ski");
    EXPECT_EQ(json["insured"], false);
    EXPECT_TRUE(json["name"].contains("hex"));
    Vehicle read;
    const Status status = readFields(nlohmann::json::parse(json.dump()), "", read);
    ASSERT_TRUE(status.ok()) << status.failure().what;
    EXPECT_TRUE(sameFields(vehicle, read));
    vehicle.seats.reset();
    EXPECT_FALSE(fieldsToJson(vehicle).contains("seats"));
}

TEST(Fields, JsonErrorsNameTheField)
{
    const auto messageFor = [](const char* text) {
        Vehicle vehicle;
        const Status status = readFields(nlohmann::json::parse(text), "cars[2]", vehicle);
        return status.ok() ? std::string() : status.failure().what;
    };
    EXPECT_EQ(messageFor("{\"colour\": 7, \"axle\": {}}"), ""); // unknown keys are ignored
    EXPECT_EQ(messageFor("{\"axle\": []}"), "\"cars[2].axle\" is not an object.");
    EXPECT_EQ(messageFor("{\"axle\": {\"spokes\": 0}}"),
              "\"cars[2].axle.spokes\" takes a whole number from 1 to 100, not \"0\".");
    EXPECT_EQ(messageFor("{\"axle\": {\"kind\": \"ski\", \"length\": \"1\"}}"),
              "\"cars[2].axle.length\" is not a number.");
    for (const char* text :
         {"[]", "{\"name\": null}", "{\"name\": {\"hex\": \"0\"}}", "{\"name\": {\"hex\": \"zz\"}}",
          "{\"heated\": 1}", "{\"size\": 3}", "{\"size\": [1, 2]}", "{\"serialNumber\": -1}",
          "{\"seats\": 1e99}", "{\"owners\": [1]}", "{\"name\": [\"a\"]}"})
        EXPECT_NE(messageFor(text).find("cars[2]"), std::string::npos) << text;
    EXPECT_EQ(messageFor("{\"seats\": null}"), "");
}

} // namespace
} // namespace microt
