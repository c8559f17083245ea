// SPDX-License-Identifier: Apache-2.0
#include "serial/link/send_window.h"

#include <gtest/gtest.h>

namespace microt {
namespace {

using std::chrono::milliseconds;

const SendWindow::Time kFirst{};

SendWindow::Time at(int ms)
{
    return kFirst + milliseconds(ms);
}

/// Requests 10, 11, … of 100 bytes, sent a millisecond apart.
SendWindow withPending(int count, std::size_t requests = 8, std::size_t wireBytes = 10000)
{
    SendWindow window(requests, wireBytes);
    for (int i = 0; i < count; ++i)
        SendWindow::sent(window.add(static_cast<std::size_t>(i), static_cast<std::uint16_t>(10 + i),
                                    std::vector<std::uint8_t>(100)),
                         at(i));
    return window;
}

TEST(SendWindow, HasRoomForSoManyRequestsAndBytes)
{
    EXPECT_TRUE(SendWindow(1, 10).hasRoom(100)) << "one goes in any case";
    EXPECT_TRUE(withPending(2, 3, 300).hasRoom(100));
    EXPECT_FALSE(withPending(2, 3, 299).hasRoom(100));
    EXPECT_FALSE(withPending(3, 3, 1000).hasRoom(100));
    SendWindow window = withPending(3, 3, 300);
    window.answered(*window.find(11), at(9));
    EXPECT_TRUE(window.hasRoom(100));
}

TEST(SendWindow, WhatWasSentBeforeAnAnsweredRequestIsLost)
{
    SendWindow window = withPending(4);
    EXPECT_EQ(window.find(99), nullptr);
    EXPECT_EQ(window.overdue(at(1000)), nullptr);
    EXPECT_EQ(window.soonest(), SendWindow::Time::max());
    ASSERT_NE(window.find(12), nullptr);
    EXPECT_EQ(window.find(12)->index, 2U);
    window.answered(*window.find(12), at(20));
    EXPECT_EQ(window.find(12), nullptr);
    EXPECT_EQ(window.soonest(), at(20));
    EXPECT_EQ(window.overdue(at(19)), nullptr);
    for (const std::uint16_t sequence : {10, 11}) {
        SendWindow::Request* lost = window.overdue(at(20));
        ASSERT_NE(lost, nullptr);
        EXPECT_EQ(lost->sequence, sequence);
        SendWindow::sent(*lost, at(21));
        EXPECT_EQ(lost->times, 2);
    }
    EXPECT_EQ(window.overdue(at(1000)), nullptr) << "13 was sent later";
    // 10 and 11 went again after 13: its answer says nothing about them.
    window.answered(*window.find(13), at(30));
    EXPECT_EQ(window.overdue(at(1000)), nullptr);
    window.answered(*window.find(11), at(31));
    EXPECT_EQ(window.overdue(at(1000)), nullptr) << "sent at the same time";
    window.answered(*window.find(10), at(32));
    EXPECT_TRUE(window.empty());
}

TEST(SendWindow, AfterASilenceTheFirstGoesAgainOrAll)
{
    SendWindow window = withPending(3);
    window.silent(false, at(50));
    EXPECT_EQ(window.overdue(at(50))->sequence, 10);
    SendWindow::sent(*window.overdue(at(50)), at(50));
    EXPECT_EQ(window.overdue(at(1000)), nullptr);
    window.silent(true, at(90));
    int count = 0;
    for (; SendWindow::Request* one = window.overdue(at(90)); ++count)
        SendWindow::sent(*one, at(90));
    EXPECT_EQ(count, 3);
}

} // namespace
} // namespace microt
