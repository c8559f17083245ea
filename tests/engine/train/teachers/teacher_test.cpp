// SPDX-License-Identifier: Apache-2.0
#include "engine/train/teachers/teacher.h"

#include <algorithm>
#include <fstream>
#include <mutex>
#include <set>
#include <thread>

#include <gtest/gtest.h>
#include <torch/script.h>

#include "engine/base/npy.h"
#include "engine/train/teachers/pool_views.h"
#include "engine/twin/embed_int8.h"
#include "tests/engine/train/tiny.h"
#include "tests/support/quant_models.h"
#include "tests/support/support.h"

namespace microt {
namespace {

/// A module as torch.jit.trace leaves it: patches of 8 pixels to 5 numbers, averaged.
void saveScript(const std::filesystem::path& path, const std::string& body)
{
    torch::jit::Module module("teacher");
    torch::manual_seed(3);
    module.register_parameter("weight", torch::randn({5, 3, 8, 8}), false);
    module.define("def forward(self, x):\n" + body);
    module.save(path.string());
}

/// DINOv2's ViT-S/14 at 224 pixels with random weights: 256 patches and a class token, 12 layers of 384, six
/// heads; the class token is the embedding.
void saveVisionTransformer(const std::filesystem::path& path)
{
    torch::jit::Module module("vit");
    torch::manual_seed(5);
    const auto weight = [&module](const char* name, at::IntArrayRef shape, double scale) {
        module.register_parameter(name, torch::randn(shape) * scale, false);
    };
    weight("patch", {384, 3, 14, 14}, 0.04);
    weight("token", {1, 1, 384}, 0.02);
    weight("position", {1, 257, 384}, 0.02);
    weight("qkv", {12, 1152, 384}, 0.05);
    weight("projection", {12, 384, 384}, 0.05);
    weight("up", {12, 1536, 384}, 0.05);
    weight("down", {12, 384, 1536}, 0.03);
    module.define(R"(
def forward(self, x):
    n = x.size(0)
    x = torch.conv2d(x, self.patch, None, [14, 14]).flatten(2).transpose(1, 2)
    x = torch.cat([self.token.expand([n, 1, 384]), x], 1) + self.position
    for i in range(12):
        y = torch.layer_norm(x, [384])
        y = torch.matmul(y, self.qkv[i].t()).reshape([n, 257, 3, 6, 64]).permute([2, 0, 3, 1, 4])
        a = torch.softmax(torch.matmul(y[0], y[1].transpose(2, 3)) * 0.125, 3)
        y = torch.matmul(a, y[2]).transpose(1, 2).reshape([n, 257, 384])
        x = x + torch.matmul(y, self.projection[i].t())
        y = torch.gelu(torch.matmul(torch.layer_norm(x, [384]), self.up[i].t()))
        x = x + torch.matmul(y, self.down[i].t())
    return torch.layer_norm(x[:, 0], [384])
)");
    module.save(path.string());
}

constexpr const char* kPatches = "    return torch.conv2d(x, self.weight, None, [8, 8]).flatten(2).mean(2)\n";

class ScriptTeacherTest : public testing::Test
{
protected:
    ScriptTeacherTest() { m_preprocessing.setSide(16); }

    Result<std::unique_ptr<Teacher>> open(const std::string& body)
    {
        saveScript(m_scratch / "teacher.pt", body);
        return openScriptTeacher(m_scratch / "teacher.pt", m_preprocessing);
    }

    test::ScratchFolder m_scratch;
    Preprocessing m_preprocessing;
};

TEST_F(ScriptTeacherTest, AnswersForAPool)
{
    auto teacher = open(kPatches);
    ASSERT_TRUE(teacher.ok()) << teacher.failure().what;
    EXPECT_EQ(teacher.value()->dimensions(), 5);
    const Dataset pool = test::drawnDataset(m_scratch / "drawn", 5);
    const test::ScratchFolder cache;
    const auto first = askTeacher(*teacher.value(), pool, {3, {}, 7}, cache.path(), {});
    ASSERT_TRUE(first.ok()) << first.failure().what;
    ASSERT_EQ(first.value().values.rows(), 3 * 15);
    ASSERT_EQ(first.value().samples.size(), 3U * 15U);
    EXPECT_EQ(first.value().samples[2], 0);
    EXPECT_EQ(first.value().samples[3], 1);
    EXPECT_NE(first.value().values.row(0), first.value().values.row(1));
    EXPECT_NE(first.value().values.row(1), first.value().values.row(2));
    JobContext job;
    job.cancel.cancel();
    const auto again = askTeacher(*teacher.value(), pool, {3, {}, 7}, cache.path(), job);
    ASSERT_TRUE(again.ok()) << "it asked again";
    EXPECT_EQ(again.value().samples, first.value().samples);
    EXPECT_EQ(again.value().values, first.value().values);
    const auto fresh = askTeacher(*teacher.value(), pool, {3, {}, 7}, {}, {});
    EXPECT_EQ(fresh.value().values, first.value().values);
    const auto whole = askTeacher(*teacher.value(), pool, {1, {}, 7}, {}, {});
    EXPECT_EQ(whole.value().values.row(1), first.value().values.row(3));
    EXPECT_NE(askTeacher(*teacher.value(), pool, {3, {}, 8}, cache.path(), {}).value().values,
              first.value().values);
    EXPECT_EQ(askTeacher(*teacher.value(), pool, {0, {}, 8}, {}, {}).failure().code, Error::outOfRange);
    EXPECT_EQ(askTeacher(*teacher.value(), pool, {}, {}, job).failure().code, Error::cancelled);
}

/// What the student will be shown is what the teacher was: every row again, from pictures in memory.
TEST_F(ScriptTeacherTest, IsAskedAboutTheBlendsThatAStudentSees)
{
    auto teacher = open(kPatches);
    ASSERT_TRUE(teacher.ok()) << teacher.failure().what;
    const Dataset pool = test::drawnDataset(m_scratch / "drawn", 100); // more than one group
    const PoolViews views{4, {}, 7, 0.6};
    const auto answers = askTeacher(*teacher.value(), pool, views, {}, {});
    ASSERT_TRUE(answers.ok()) << answers.failure().what;
    const std::vector<std::int32_t>& samples = answers.value().samples;
    ASSERT_EQ(samples.size(), 4U * 300U);
    EXPECT_TRUE(std::is_sorted(samples.begin(), samples.end()));
    const std::vector<std::int32_t> all = samplesOf(pool, nullptr);
    const auto pictures = TrainingPictures::load(pool, all, m_preprocessing, 16, JobContext{});
    ASSERT_TRUE(pictures.ok());
    const PoolMixes mixes(views, all, answers.value());
    std::vector<Picture> shown;
    std::set<std::int32_t> others;
    int blended = 0;
    for (std::size_t r = 0; r < samples.size(); ++r) {
        const auto view = static_cast<int>(r % 4);
        const int own = *pictures.value().find(samples[r]);
        shown.push_back(
            view == 0 ? pictures.value().picture(own).value()
                      : pictures.value().render(own, 16, poolView(views, samples[r], view, 16)).value());
        const Mix mix = mixes.of(samples[r], view, 16);
        if (mix.sample < 0)
            continue;
        ++blended;
        others.insert(mix.sample);
        EXPECT_NE(view, 0) << "the whole picture stays as it is";
        EXPECT_NE(mix.sample, samples[r]);
        EXPECT_GE(mix.share, 0.0);
        EXPECT_LT(mix.share, 0.5);
        const int other = *pictures.value().find(mix.sample);
        blendInto(shown.back(), pictures.value().render(other, 16, mix.view).value(), mix.share);
    }
    EXPECT_NEAR(blended, 0.6 * 900, 60);
    EXPECT_GT(others.size(), 200U) << "everybody is somebody's other";
    const auto again = teacher.value()->embed(shown);
    ASSERT_TRUE(again.ok());
    EXPECT_TRUE(again.value().isApprox(answers.value().values, 1e-5F));
    EXPECT_EQ(askTeacher(*teacher.value(), pool, {4, {}, 7, 1.5}, {}, {}).failure().code, Error::outOfRange);
    const test::ScratchFolder cache;
    const auto plain = askTeacher(*teacher.value(), pool, {4, {}, 7}, cache.path(), {});
    EXPECT_NE(askTeacher(*teacher.value(), pool, views, cache.path(), {}).value().values,
              plain.value().values);
}

TEST(Int8Teacher, SaysWhatTheBoardComputes)
{
    const test::ScratchFolder scratch;
    Extractor extractor;
    extractor.int8 = test::randomQuantModel(24, {{16, 3, 2, 16}, {24, 5, 1, 16}}, 7);
    extractor.graph.name = "little";
    extractor.sha256 = "0123";
    const auto teacher = makeTeacher(extractor);
    ASSERT_TRUE(teacher.ok()) << teacher.failure().what;
    EXPECT_EQ(teacher.value()->preprocessing().side(), 24);
    const Dataset pool = test::drawnDataset(scratch / "drawn", 4);
    const auto taught = askTeacher(*teacher.value(), pool, {}, {}, {});
    ASSERT_TRUE(taught.ok()) << taught.failure().what;
    const auto wanted = embedInt8(*extractor.int8, pool, {});
    ASSERT_TRUE(wanted.ok()) << wanted.failure().what;
    ASSERT_EQ(wanted.value().exits.back().cut, kFullExit);
    EXPECT_EQ(taught.value().values, wanted.value().full().values);
}

TEST_F(ScriptTeacherTest, SmallPicturesAreShownWholeOnly)
{
    m_preprocessing.setSide(200);
    const auto teacher = open(kPatches);
    ASSERT_TRUE(teacher.ok()) << teacher.failure().what;
    const Dataset pool = test::drawnDataset(m_scratch / "drawn", 2); // less than 100 pixels
    const auto taught = askTeacher(*teacher.value(), pool, {3, {}, 7}, {}, {});
    ASSERT_TRUE(taught.ok()) << taught.failure().what;
    EXPECT_EQ(taught.value().samples, (std::vector<std::int32_t>{0, 1, 2, 3, 4, 5}));
}

TEST_F(ScriptTeacherTest, AVisionTransformerTeachesASmallStudent)
{
    saveVisionTransformer(m_scratch / "vit.pt");
    m_preprocessing.setSide(224);
    const auto teacher = openScriptTeacher(m_scratch / "vit.pt", m_preprocessing);
    ASSERT_TRUE(teacher.ok()) << teacher.failure().what;
    EXPECT_EQ(teacher.value()->dimensions(), 384);
    const Dataset pool = test::drawnDataset(m_scratch / "drawn", 3);
    const auto taught = askTeacher(*teacher.value(), pool, {}, {}, {});
    ASSERT_TRUE(taught.ok()) << taught.failure().what;
    const FeatureMatrix& embeddings = taught.value().values;
    ASSERT_EQ(embeddings.rows(), 9);
    ASSERT_EQ(embeddings.cols(), 384);
    EXPECT_GT((embeddings.row(0) - embeddings.row(8)).norm(), 1e-3F);
    // Traced at 224 pixels, it cannot be asked at 196.
    m_preprocessing.setSide(196);
    const auto other = openScriptTeacher(m_scratch / "vit.pt", m_preprocessing);
    ASSERT_FALSE(other.ok());
    EXPECT_EQ(other.failure().code, Error::shapeMismatch);
    EXPECT_NE(other.failure().what.find("196 x 196"), std::string::npos) << other.failure().what;
}

TEST_F(ScriptTeacherTest, WhatIsNoTeacherIsRefused)
{
    EXPECT_EQ(open("    return (x, x)\n").failure().code, Error::unsupportedFormat);
    EXPECT_EQ(open("    return x\n").failure().code, Error::shapeMismatch);
    EXPECT_EQ(open("    return torch.conv2d(x, self.weight, None, [8, 8]).flatten(2).mean(2) / 0.0\n")
                  .failure()
                  .code,
              Error::numericFailure);
    // Traced for another size: a fixed number of patches.
    const auto other =
        open("    return torch.conv2d(x, self.weight, None, [8, 8]).view([-1, 5, 784]).mean(2)\n");
    ASSERT_FALSE(other.ok());
    EXPECT_EQ(other.failure().code, Error::shapeMismatch);
    EXPECT_NE(other.failure().what.find("16 x 16"), std::string::npos) << other.failure().what;
    EXPECT_EQ(openScriptTeacher(m_scratch / "nothing.pt", m_preprocessing).failure().code,
              Error::fileNotFound);
}

TEST_F(ScriptTeacherTest, ATruncatedFileIsRefused)
{
    saveScript(m_scratch / "teacher.pt", kPatches);
    const auto size = std::filesystem::file_size(m_scratch / "teacher.pt");
    for (const double share : {0.0, 0.1, 0.5, 0.9, 0.99}) {
        std::filesystem::copy_file(m_scratch / "teacher.pt", m_scratch / "cut.pt",
                                   std::filesystem::copy_options::overwrite_existing);
        std::filesystem::resize_file(m_scratch / "cut.pt",
                                     static_cast<std::uintmax_t>(share * static_cast<double>(size)));
        const auto teacher = openScriptTeacher(m_scratch / "cut.pt", m_preprocessing);
        ASSERT_FALSE(teacher.ok()) << share;
        EXPECT_EQ(teacher.failure().code, Error::malformed);
    }
}

/// Says that it computes on a GPU, and does as a CPU's teacher does.
class GpuTeacher : public Teacher
{
public:
    GpuTeacher(const Teacher& real, const Device& device)
        : Teacher(real.name(), real.identity(), real.dimensions(), real.preprocessing(), device), m_real(real)
    {}

    Result<FeatureMatrix> embed(const std::vector<Picture>& fitted) const override
    {
        const std::lock_guard lock(m_mutex);
        m_threads.insert(std::this_thread::get_id());
        m_most = std::max(m_most, fitted.size());
        return m_real.embed(fitted);
    }

    const Teacher& m_real;
    mutable std::mutex m_mutex;
    mutable std::set<std::thread::id> m_threads;
    mutable std::size_t m_most = 0;
};

TEST_F(ScriptTeacherTest, AGpuIsAskedByOneThreadAboutManyPictures)
{
    const auto teacher = open(kPatches);
    ASSERT_TRUE(teacher.ok()) << teacher.failure().what;
    const Dataset pool = test::drawnDataset(m_scratch / "drawn", 60);
    const PoolViews views{4, {}, 7, 0.5};
    const GpuTeacher onGpu(*teacher.value(), {DeviceKind::cuda});
    const auto answers = askTeacher(onGpu, pool, views, {}, {});
    ASSERT_TRUE(answers.ok()) << answers.failure().what;
    EXPECT_EQ(onGpu.m_threads, std::set<std::thread::id>{std::this_thread::get_id()});
    EXPECT_GT(onGpu.m_most, 100U);
    const auto wanted = askTeacher(*teacher.value(), pool, views, {}, {});
    EXPECT_EQ(answers.value().samples, wanted.value().samples);
    EXPECT_TRUE(answers.value().values.isApprox(wanted.value().values, 1e-5F));
    EXPECT_EQ(answers.value().identity, wanted.value().identity) << "wherever it computes";
}

/// A GPU's answers differ from a CPU's in their last digits, with TF32 in more of them.
TEST_F(ScriptTeacherTest, CachedAnswersAreThoseOfOneArithmetic)
{
    const auto teacher = open(kPatches);
    ASSERT_TRUE(teacher.ok()) << teacher.failure().what;
    const Dataset pool = test::drawnDataset(m_scratch / "drawn", 4);
    const test::ScratchFolder cache;
    Device tf32{DeviceKind::cuda};
    tf32.tf32 = true;
    const Device devices[] = {{}, {DeviceKind::cuda}, tf32};
    for (const Device& device : devices) {
        const GpuTeacher asked(*teacher.value(), device);
        ASSERT_TRUE(askTeacher(asked, pool, {}, cache.path(), {}).ok());
        EXPECT_FALSE(asked.m_threads.empty()) << "took another arithmetic's answers: " << describe(device);
        const GpuTeacher again(*teacher.value(), device);
        ASSERT_TRUE(askTeacher(again, pool, {}, cache.path(), {}).ok());
        EXPECT_TRUE(again.m_threads.empty()) << describe(device);
    }
    const GpuTeacher other(*teacher.value(), {DeviceKind::cuda, 3});
    ASSERT_TRUE(askTeacher(other, pool, {}, cache.path(), {}).ok());
    EXPECT_TRUE(other.m_threads.empty()) << "which GPU it was does not matter";
}

TEST(TeacherEmbeddings, AreReadFromNumpyWithTheirList)
{
    const test::ScratchFolder scratch;
    const Dataset pool = test::drawnDataset(scratch / "drawn", 2);
    const std::vector<float> values{1, 2, 3, 4, 5, 6};
    ASSERT_TRUE(writeNpy(scratch / "t.npy", values.data(), 3, 2).ok());
    const auto list = [&](const std::string& text) { std::ofstream(scratch / "t.csv") << text; };
    list("path,label\n" + pool.samples[4].path + ",x\nelsewhere.ppm,x\n" + pool.samples[1].path + ",x\n");
    const auto read = readTeacherEmbeddings(scratch / "t.npy", pool);
    ASSERT_TRUE(read.ok()) << read.failure().what;
    EXPECT_EQ(read.value().samples, (std::vector<std::int32_t>{1, 4}));
    EXPECT_EQ(read.value().values(0, 0), 5.0F);
    EXPECT_EQ(read.value().values(1, 1), 2.0F);
    list("path\na\nb\n");
    EXPECT_EQ(readTeacherEmbeddings(scratch / "t.npy", pool).failure().code, Error::shapeMismatch);
    list("name\na\nb\nc\n");
    EXPECT_EQ(readTeacherEmbeddings(scratch / "t.npy", pool).failure().code, Error::badManifest);
    list("path\na\nb\nc\n");
    EXPECT_EQ(readTeacherEmbeddings(scratch / "t.npy", pool).failure().code, Error::badManifest);
    std::filesystem::remove(scratch / "t.csv");
    EXPECT_EQ(readTeacherEmbeddings(scratch / "t.npy", pool).failure().code, Error::fileNotFound);
}

} // namespace
} // namespace microt
