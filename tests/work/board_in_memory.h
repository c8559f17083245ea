// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/files.h"
#include "engine/deploy/planner.h"
#include "serial/work/twin_check.h"
#include "tests/support/fake_board.h"
#include "tests/support/quant_models.h"
#include "tests/support/support.h"

namespace microt::test {

constexpr int kSide = 12;

inline QuantModel modelOf(std::uint32_t seed)
{
    return randomQuantModel(kSide, {{0, 3, 1, 8}, {24, 3, 2, 12}, {30, 3, 1, 12}}, seed);
}

inline std::vector<std::uint8_t> imageOf(const QuantModel& model, const ImageCuts& cuts = {1})
{
    auto image = buildImage(model, cuts, "{}");
    EXPECT_TRUE(image.ok());
    return std::move(image).value();
}

/// A board that is on, and pictures in three classes.
class BoardInMemory : public testing::Test
{
protected:
    BoardInMemory()
        : m_platform(m_flash), m_app(m_platform),
          m_link((static_cast<void>(m_app.start()), std::make_unique<FakeChannel>(m_platform, m_app))),
          m_board(m_link)
    {
        EXPECT_TRUE(m_link.connect({}).ok());
        for (int label = 0; label < 3; ++label)
            for (int number = 0; number < 20; ++number) {
                std::string bytes = "P6\n12 12\n255\n";
                for (int i = 0; i < kSide * kSide; ++i)
                    bytes += {static_cast<char>(80 * label + number), static_cast<char>(i % 12 * 9),
                              static_cast<char>(i * (label + 1))};
                const auto folder = m_scratch / ("data/" + std::to_string(label));
                EXPECT_TRUE(makeFolders(folder).ok());
                EXPECT_TRUE(writeFileAtomically(folder / (std::to_string(number) + ".ppm"), bytes).ok());
            }
        auto dataset = openDataset(m_scratch / "data", {});
        EXPECT_TRUE(dataset.ok() && assignSplit(dataset.value(), {}).ok());
        m_dataset = std::move(dataset).value();
        m_options.training.samples = 12;
        m_options.training.calibration = 6;
        m_options.training.epochs = 3;
        m_options.pictures = 9;
    }

    ScratchFolder m_scratch;
    SimulatedFlash m_flash{96 * 1024};
    FakePlatform m_platform;
    firmware::App m_app;
    Link m_link;
    Board m_board;
    Dataset m_dataset;
    TwinCheckOptions m_options;
};

} // namespace microt::test
