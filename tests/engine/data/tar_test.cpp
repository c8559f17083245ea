// SPDX-License-Identifier: Apache-2.0
#include "engine/data/tar.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "engine/base/files.h"
#include "engine/data/dataset.h"
#include "engine/data/picture_loader.h"
#include "tests/support/support.h"

namespace microt {
namespace {

namespace fs = std::filesystem;

/// A member as ustar has it: its header, its bytes, zeros up to the next 512.
std::string member(const std::string& name, const std::string& bytes, char type = '0')
{
    std::string block(512, '\0');
    name.copy(block.data(), 100);
    std::snprintf(block.data() + 100, 8, "%07o", 0644U);
    std::snprintf(block.data() + 124, 12, "%011zo", bytes.size());
    block[156] = type;
    std::string("ustar").copy(block.data() + 257, 5);
    std::fill(block.begin() + 148, block.begin() + 156, ' ');
    unsigned sum = 0;
    for (const char c : block)
        sum += static_cast<unsigned char>(c);
    std::snprintf(block.data() + 148, 8, "%06o", sum);
    return block + bytes + std::string((512 - bytes.size() % 512) % 512, '\0');
}

std::string picture(int shade)
{
    std::string text = "P6\n8 8\n255\n";
    for (int i = 0; i < 192; ++i)
        text += static_cast<char>((shade + i) % 250);
    return text;
}

const std::string kEnd(1024, '\0');

class Tar : public testing::Test
{
protected:
    void write(const std::string& name, const std::string& bytes)
    {
        fs::create_directories((m_scratch / name).parent_path());
        std::ofstream(m_scratch / name, std::ios::binary) << bytes;
    }

    test::ScratchFolder m_scratch;
};

TEST_F(Tar, ListsFilesWithLongNames)
{
    const std::string gnu(150, 'g');
    const std::string pax(150, 'p');
    std::string record = " path=" + pax + "\n";
    record = std::to_string(record.size() + 3) + record;
    write("a.tar", member("folder/", "", '5') + member("short.ppm", "12345") +
                       member("././@LongLink", gnu + '\0', 'L') + member("cut", "gnu") +
                       member("pax", record, 'x') + member("cut", "pax!") +
                       member("last", std::string(512, 'z')) + kEnd + "rubbish behind the end");
    const auto listing = listTar(m_scratch / "a.tar");
    ASSERT_TRUE(listing.ok()) << listing.failure().what;
    EXPECT_EQ(listing.value().damage.code, Error::none) << listing.value().damage.what;
    const std::vector<TarMember>& members = listing.value().members;
    ASSERT_EQ(members.size(), 4U);
    EXPECT_EQ(members[0].name, "short.ppm");
    EXPECT_EQ(members[1].name, gnu);
    EXPECT_EQ(members[2].name, pax);
    EXPECT_EQ(members[3].bytes, 512U);
    for (const auto& [name, bytes] : {std::pair<std::string, std::string>{"short.ppm", "12345"},
                                      {gnu, "gnu"},
                                      {pax, "pax!"},
                                      {"last", std::string(512, 'z')}}) {
        const auto read = readFileOrMember(m_scratch / "a.tar" / name, 1000);
        ASSERT_TRUE(read.ok()) << read.failure().what;
        EXPECT_EQ(std::string(read.value().begin(), read.value().end()), bytes);
    }
    EXPECT_EQ(readFileOrMember(m_scratch / "a.tar" / "none", 1000).failure().code, Error::fileNotFound);
    EXPECT_EQ(readFileOrMember(m_scratch / "a.tar" / "last", 100).failure().code, Error::outOfRange);
    EXPECT_EQ(listTar(m_scratch / "no.tar").failure().code, Error::fileNotFound);
}

TEST_F(Tar, DamageIsNamedWithItsPlaceAndWhatIsBeforeItCounts)
{
    const std::string whole = member("0.ppm", picture(0)) + member("1.ppm", picture(1)) + kEnd;
    std::string flipped = whole;
    flipped[1024 + 5] = 'x'; // in the second header
    for (const auto& [bytes, place] :
         {std::pair<std::string, std::string>{whole.substr(0, 1024 + 512 + 7), "1024"},
          {whole.substr(0, 1024 + 100), "1024"},
          {flipped, "1024"}}) {
        write("broken.tar", bytes);
        const auto listing = listTar(m_scratch / "broken.tar");
        ASSERT_TRUE(listing.ok());
        EXPECT_EQ(listing.value().members.size(), 1U);
        const std::string& what = listing.value().damage.what;
        EXPECT_NE(what.find("broken.tar is damaged at byte " + place), std::string::npos) << what;
    }
    write("broken.tar", whole.substr(0, whole.size() - 1024)); // as some writers end
    EXPECT_EQ(listTar(m_scratch / "broken.tar").value().damage.code, Error::none);
}

TEST_F(Tar, AFolderOfShardsIsAPool)
{
    std::string first, second;
    for (int i = 0; i < 5; ++i) {
        const std::string name = "00" + std::to_string(i);
        first += member(name + ".ppm", picture(i)) + member(name + ".cls", std::to_string(i % 2 * 7)) +
                 member(name + ".json", "{}");
        second += member(name + ".ppm", picture(50 + i)) + member(name + ".cls", "12");
    }
    write("pool/train-0.tar", first + kEnd);
    write("pool/deep/train-1.tar", (second + kEnd).substr(0, 3 * 2048 + 700)); // within the fourth picture
    write("pool/beside.ppm", picture(99));
    const auto pool = openPool(m_scratch / "pool", true, {});
    ASSERT_TRUE(pool.ok()) << pool.failure().what;
    const Dataset& dataset = pool.value();
    ASSERT_EQ(dataset.samples.size(), 9U);
    EXPECT_EQ(dataset.classes, (std::vector<std::string>{"0", "7", "12"}));
    ASSERT_EQ(dataset.badFiles.size(), 1U);
    EXPECT_NE(dataset.badFiles[0].why.what.find("train-1.tar is damaged"), std::string::npos);
    Preprocessing preprocessing;
    preprocessing.setSide(8);
    std::vector<std::int32_t> order(dataset.samples.size());
    int labelled = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = static_cast<std::int32_t>(i);
        labelled += dataset.samples[i].label >= 0 ? 1 : 0;
    }
    EXPECT_EQ(labelled, 8) << "all but the picture beside the shards";
    PictureLoader loader(dataset, order, preprocessing);
    while (const auto loaded = loader.next()) {
        const std::string& path = dataset.samples[static_cast<std::size_t>(loaded->sample)].path;
        ASSERT_FALSE(loaded->picture.rgb.empty()) << path << ": " << loaded->why.what;
        if (path == "train-0.tar/003.ppm") {
            EXPECT_EQ(loaded->picture.rgb[0], 3);
        }
    }
    const auto single = openPool(m_scratch / "pool" / "train-0.tar", false, {});
    ASSERT_TRUE(single.ok()) << single.failure().what;
    EXPECT_EQ(single.value().samples.size(), 5U);
    EXPECT_TRUE(single.value().classes.empty());
}

TEST_F(Tar, AShardIsATarFileOrAFolder)
{
    EXPECT_EQ(shardOf("a/b-3.tar/sub/1.jpg"), "a/b-3.tar");
    EXPECT_EQ(shardOf("a/b/1.jpg"), "a/b");
    EXPECT_EQ(shardOf("/x/y.TAR/1.jpg"), "/x/y.TAR");
}

} // namespace
} // namespace microt
