// SPDX-License-Identifier: Apache-2.0
#include "serial/link/retry_policy.h"

#include <gtest/gtest.h>

namespace microt {
namespace {

using Milliseconds = RetryPolicy::Milliseconds;
using std::chrono::milliseconds;

const RetryPolicy::Time kStart{}; // any time does

/// Requests that are answered after `wait` each.
RetryPolicy after(int answers, Milliseconds wait)
{
    RetryPolicy policy;
    RetryPolicy::Time now = kStart;
    policy.start(now);
    for (int i = 0; i < answers; ++i) {
        policy.heard(now, now + wait);
        policy.answered(true);
        now += wait;
    }
    return policy;
}

TEST(RetryPolicy, WaitsAsLongAsTheLineIsSilent)
{
    EXPECT_EQ(RetryPolicy().longestSilence(), RetryPolicy::kFirstWait);
    EXPECT_EQ(after(50, milliseconds(1)).longestSilence(), RetryPolicy::kShortestWait);
    EXPECT_EQ(after(50, milliseconds(100)).longestSilence(), milliseconds(151)); // half as long again
    EXPECT_EQ(after(50, milliseconds(5000)).longestSilence(), RetryPolicy::kLongestWait);
    // Where waits differ, it is longer.
    RetryPolicy uneven = after(50, milliseconds(100));
    uneven.start(kStart);
    uneven.heard(kStart, kStart + milliseconds(300));
    uneven.answered(true);
    EXPECT_GT(uneven.longestSilence(), milliseconds(250));
}

TEST(RetryPolicy, AnAnswerToARepeatedRequestSaysNothing)
{
    RetryPolicy policy = after(50, milliseconds(100));
    policy.start(kStart);
    policy.heard(kStart, kStart + milliseconds(900));
    policy.answered(false);
    EXPECT_EQ(policy.longestSilence(), milliseconds(151));
}

TEST(RetryPolicy, DoublesItsWaitUntilOneIsAnsweredAtOnce)
{
    RetryPolicy policy = after(50, milliseconds(100));
    RetryPolicy::Time now = kStart;
    policy.start(now);
    EXPECT_FALSE(policy.silent(now + milliseconds(150)));
    int waited = 0;
    for (const int wait : {151, 302, 604, 1000, 1000}) {
        EXPECT_FALSE(policy.silent(now + milliseconds(wait - 1)));
        now += milliseconds(wait);
        EXPECT_TRUE(policy.silent(now));
        EXPECT_EQ(policy.silences(), ++waited);
    }
    policy.heard(now, now + milliseconds(100));
    EXPECT_EQ(policy.silences(), 0);
    policy.answered(false);
    EXPECT_EQ(policy.longestSilence(), RetryPolicy::kLongestWait);
    policy.answered(true);
    EXPECT_EQ(policy.longestSilence(), milliseconds(151));
}

TEST(RetryPolicy, ABoardIsGoneAfterPatienceAndManySilences)
{
    RetryPolicy policy;
    policy.start(kStart);
    const RetryPolicy::Time late = kStart + milliseconds(12001);
    EXPECT_FALSE(policy.gone(kStart + milliseconds(12000), milliseconds(12000), true));
    EXPECT_TRUE(policy.gone(late, milliseconds(12000), true));
    EXPECT_FALSE(policy.gone(late, milliseconds(12000), false));
    for (int i = 0; i < RetryPolicy::kFewestSilences; ++i)
        EXPECT_TRUE(policy.silent(kStart + milliseconds(400 * (i + 1))));
    EXPECT_TRUE(policy.gone(late, milliseconds(12000), false));
    policy.heard(late, late);
    EXPECT_FALSE(policy.gone(late, milliseconds(12000), false));
}

TEST(RetryPolicy, PiecesShrinkToTheSmallestAndGrowAgain)
{
    RetryPolicy policy;
    EXPECT_EQ(policy.pieceBytes(), protocol::kMaxPayloadBytes);
    policy.shrink(1000);
    EXPECT_EQ(policy.pieceBytes(), 500U);
    for (int i = 0; i < 10; ++i)
        policy.shrink(1000);
    EXPECT_EQ(policy.pieceBytes(), RetryPolicy::kSmallestPiece);
    EXPECT_FALSE(policy.canShrink());
    for (int i = 0; i < 10; ++i)
        policy.grow();
    EXPECT_EQ(policy.pieceBytes(), protocol::kMaxPayloadBytes);
}

} // namespace
} // namespace microt
