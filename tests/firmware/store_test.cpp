// SPDX-License-Identifier: Apache-2.0
#include "firmware/app/store.h"

#include <gtest/gtest.h>

#include "tests/support/fake_board.h"

namespace microt {
namespace {

constexpr std::uint32_t kBytes = 8 * 1024;

/// Flash whose next erases or programs fail and leave everything as it is.
class StubbornFlash : public firmware::Flash
{
public:
    std::uint32_t bytes() const override { return m_flash.bytes(); }
    std::uint32_t sectorBytes() const override { return m_flash.sectorBytes(); }
    std::uint32_t granuleBytes() const override { return m_flash.granuleBytes(); }
    const std::uint8_t* data() const override { return m_flash.data(); }
    bool eraseSector(std::uint32_t offset) override
    {
        return failingErases-- > 0 ? false : m_flash.eraseSector(offset);
    }
    bool program(std::uint32_t offset, const std::uint8_t* bytes, std::uint32_t count) override
    {
        return failingPrograms-- > 0 ? false : m_flash.program(offset, bytes, count);
    }
    int failingErases = 0;
    int failingPrograms = 0;

private:
    test::SimulatedFlash m_flash{kBytes};
};

TEST(Store, WhatWasWrittenAfterAFailedStartIsThereAtTheNext)
{
    for (const bool erase : {true, false}) {
        StubbornFlash flash;
        (erase ? flash.failingErases : flash.failingPrograms) = 1;
        firmware::Store store(flash, 0, kBytes);
        EXPECT_EQ(store.open(), Error::flashFailure);
        const std::uint32_t number = 42;
        ASSERT_EQ(store.write(3, number), Error::none);
        firmware::Store later(flash, 0, kBytes);
        ASSERT_EQ(later.open(), Error::none);
        std::uint32_t read = 0;
        EXPECT_TRUE(later.read(3, read)) << (erase ? "erase" : "program");
        EXPECT_EQ(read, number);
    }
}

TEST(Store, AFlashThatStaysBrokenSaysSoAndLosesNothingBefore)
{
    StubbornFlash flash;
    firmware::Store store(flash, 0, kBytes);
    ASSERT_EQ(store.open(), Error::none);
    const std::uint32_t number = 7;
    ASSERT_EQ(store.write(1, number), Error::none);
    flash.failingPrograms = 1000;
    EXPECT_EQ(store.write(1, number + 1), Error::flashFailure);
    flash.failingPrograms = 0;
    firmware::Store later(flash, 0, kBytes);
    ASSERT_EQ(later.open(), Error::none);
    std::uint32_t read = 0;
    ASSERT_TRUE(later.read(1, read));
    EXPECT_EQ(read, number);
}

} // namespace
} // namespace microt
