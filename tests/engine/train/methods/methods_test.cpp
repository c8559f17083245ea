// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "engine/features/select_rows.h"
#include "engine/stage/outcome.h"
#include "engine/train/forward/embed.h"
#include "engine/train/methods/compare_methods.h"
#include "tests/engine/train/tiny.h"
#include "tests/support/support.h"

namespace microt {
namespace {

class Methods : public testing::Test
{
protected:
    void SetUp() override
    {
        ComparedExtractor compared;
        compared.name = "tiny";
        compared.extractor.graph = test::withWeights(test::tinyTrainable(3));
        compared.cost = countCost(compared.extractor.graph);
        m_table.extractors.push_back(compared);
        m_table.board.clockHz.value = 1e6;
        m_table.board.activeMilliwatt.value = 1000.0;
        m_table.board.cyclesPerMac.fill({1.0, ""});
        m_table.options.epochs = 2;
        m_table.options.budget = 4.0;
        m_table.options.validationShare = 0.25;
        m_table.stage.cut = 1;
        m_table.seeds = 1;
        m_table.split.seed = 5;
    }

    std::vector<RowResults> compare(const std::vector<MethodKind>& kinds)
    {
        m_table.rows.clear();
        for (const MethodKind kind : kinds)
            m_table.rows.push_back({kind, 0});
        auto results = compareMethods(m_table, m_dataset, {});
        EXPECT_TRUE(results.ok()) << results.failure().what;
        return results.ok() ? std::move(results).value() : std::vector<RowResults>(kinds.size());
    }

    FeatureSet features()
    {
        EXPECT_TRUE(assignSplit(m_dataset, m_table.split).ok());
        auto made = embedDataset(m_table.extractors[0].extractor, m_dataset, {}, {});
        EXPECT_TRUE(made.ok());
        return std::move(made).value();
    }

    test::ScratchFolder m_scratch;
    Dataset m_dataset = test::drawnDataset(m_scratch / "drawn", 24);
    MethodTable m_table;
};

TEST_F(Methods, TtlIsTheProjectsHeadOnTheFullFeatures)
{
    const MethodResult ttl = compare({MethodKind::ttl})[0].seeds.at(0);
    const FeatureSet set = features();
    const SplitRows train = selectRows(set, m_dataset, Split::train);
    const SplitRows test = selectRows(set, m_dataset, Split::test);
    HeadOptions options = m_table.stage.head;
    options.seed = m_table.split.seed;
    const auto head = trainHead(train.of(set.full()), train.labels, 3, options, {});
    ASSERT_TRUE(head.ok());
    EXPECT_EQ(ttl.answers, predict(head.value()->logits(test.of(set.full()))));
    EXPECT_EQ(ttl.samples, test.samples);
}

TEST_F(Methods, MicroTIsTheProjectsStageDecision)
{
    const MethodResult microt = compare({MethodKind::microt})[0].seeds.at(0);
    const FeatureSet set = features();
    StageOptions options = m_table.stage;
    options.head.seed = m_table.split.seed;
    const auto model = buildStageModel(set, m_dataset, options, {});
    ASSERT_TRUE(model.ok());
    const auto energy = stageEnergy(model.value(), m_table.extractors[0].cost, m_table.board);
    const auto outcome = outcomeAt(model.value(), energy.value(), m_table.ratio);
    ASSERT_TRUE(outcome.ok());
    EXPECT_DOUBLE_EQ(microt.accuracy(), outcome.value().point.accuracy);
    EXPECT_DOUBLE_EQ(microt.exitRate, outcome.value().point.exitRate);
    EXPECT_DOUBLE_EQ(microt.cost.inference.millijoule, outcome.value().energy.millijoule);
}

TEST_F(Methods, AllRunAndCostWhatTheyUpdate)
{
    using K = MethodKind;
    const auto rows = compare({K::none, K::ttl, K::full, K::tinytl, K::sparse, K::tinytrain, K::microt});
    for (const RowResults& row : rows) {
        ASSERT_EQ(row.seeds.size(), 1U);
        EXPECT_EQ(row.seeds[0].samples, rows[0].seeds[0].samples);
        EXPECT_GT(row.seeds[0].cost.training.millijoule, row.seeds[0].cost.epoch.millijoule);
    }
    const auto cost = [&rows](int row) { return rows[static_cast<std::size_t>(row)].seeds[0].cost; };
    EXPECT_EQ(cost(1).work.inputGradientMacs, 0);
    EXPECT_GT(cost(2).epoch.millijoule, cost(4).epoch.millijoule);
    EXPECT_GT(cost(2).updated, cost(4).updated);
    EXPECT_GT(cost(2).updated, cost(5).updated);
    EXPECT_GT(cost(4).updated, cost(1).updated);
    EXPECT_GT(cost(3).inference.millijoule, cost(2).inference.millijoule); // modules stay
    EXPECT_LT(cost(6).preparation.millijoule, cost(2).training.millijoule);
    EXPECT_FALSE(rows[6].against.has_value());
    ASSERT_TRUE(rows[1].against.has_value());
    EXPECT_DOUBLE_EQ(rows[1].against->differences[0],
                     rows[1].seeds[0].accuracy() - rows[6].seeds[0].accuracy());
}

TEST_F(Methods, RepeatWithTheSameSeed)
{
    const std::vector<MethodKind> kinds = {MethodKind::none, MethodKind::tinytl, MethodKind::tinytrain};
    const auto first = compare(kinds);
    const auto second = compare(kinds);
    for (std::size_t row = 0; row < kinds.size(); ++row) {
        EXPECT_EQ(first[row].seeds[0].answers, second[row].seeds[0].answers);
        EXPECT_EQ(first[row].seeds[0].cost.updates, second[row].seeds[0].cost.updates);
    }
}

TEST_F(Methods, LearnsWhereThereIsSomethingToLearn)
{
    m_table.options.epochs = 12;
    m_table.options.learningRate = 0.05;
    const auto rows = compare({MethodKind::ttl, MethodKind::full});
    EXPECT_GE(rows[1].seeds[0].accuracy(), rows[0].seeds[0].accuracy() - 0.05);
    EXPECT_GT(rows[1].seeds[0].bestEpoch, 0);
}

} // namespace
} // namespace microt
