// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include "engine/train/training/distill.h"
#include "tests/engine/train/tiny.h"
#include "tests/support/support.h"

namespace microt {

/// A tiny student, and a teacher's answers about drawn pictures.
inline Extractor teacherOf(const Graph& graph)
{
    Extractor extractor;
    extractor.graph = graph;
    extractor.sha256 = "tiny";
    return extractor;
}

class Distill : public testing::Test
{
protected:
    void SetUp() override
    {
        test::drawnDataset(m_scratch / "drawn", 80);
        auto pool = openPools({m_scratch / "drawn"}, true, {});
        ASSERT_TRUE(pool.ok()) << pool.failure().what;
        m_pool = std::move(pool.value());
        auto teacher = makeTeacher(teacherOf(test::withWeights(test::tinyTrainable(3))));
        ASSERT_TRUE(teacher.ok()) << teacher.failure().what;
        auto answers = askTeacher(*teacher.value(), m_pool, m_views, {}, {});
        ASSERT_TRUE(answers.ok()) << answers.failure().what;
        m_teacher = std::move(answers.value());
        m_student = test::tinyTrainable(3);
    }

    static DistillOptions shortOptions()
    {
        DistillOptions options;
        options.epochs = 6;
        options.batch = 70; // two shards
        options.learningRate = 0.05;
        options.testShare = 0.1;
        return options;
    }

    Result<Graph> train(const DistillOptions& options, const JobContext& job = {})
    {
        m_epochs.clear();
        return distill(
            m_student, m_pool, m_teacher, m_views, {options, m_checkpoints, m_place},
            [this](const DistillEpoch& epoch, const Graph&) { m_epochs.push_back(epoch); }, job);
    }

    static void expectSame(const Graph& a, const Graph& b)
    {
        ASSERT_EQ(a.nodes.size(), b.nodes.size());
        for (std::size_t i = 0; i < a.nodes.size(); ++i) {
            EXPECT_EQ(a.nodes[i].weight, b.nodes[i].weight) << i;
            EXPECT_EQ(a.nodes[i].bias, b.nodes[i].bias) << i;
            EXPECT_EQ(a.nodes[i].mean, b.nodes[i].mean) << i;
            EXPECT_EQ(a.nodes[i].variance, b.nodes[i].variance) << i;
        }
    }

    test::ScratchFolder m_scratch;
    PoolViews m_views{2, {}, 0};
    Dataset m_pool;
    TeacherEmbeddings m_teacher;
    Graph m_student;
    CheckpointPolicy m_checkpoints;
    ComputePlace m_place;
    std::vector<DistillEpoch> m_epochs;
};

} // namespace microt
