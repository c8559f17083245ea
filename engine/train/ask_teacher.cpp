// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/base/npy.h"
#include "engine/data/csv.h"
#include "engine/data/picture_loader.h"
#include "engine/train/keep_memory.h"
#include "engine/train/pool_views.h"
#include "engine/train/teacher.h"
#include "engine/train/torch_runtime.h"
#include "engine/train/worker_pool.h"

namespace microt {

namespace {

constexpr int kMaxViews = 64;
constexpr std::size_t kBatch = 16; ///< pictures that one thread shows the teacher at once

std::string keyOf(const Teacher& teacher, const Dataset& pool, const PoolViews& views)
{
    std::string text = "teacher 1\n" +
                       featureKey(pool.contentHash, teacher.identity(), teacher.preprocessing()) + "\n" +
                       std::to_string(views.count);
    if (views.count > 1) {
        const Augmentation& varied = views.variation;
        for (const double number : {varied.smallestArea, varied.largestAspect, varied.light})
            text += " " + std::to_string(std::llround(number * 1e9));
        text += " " + std::to_string(views.seed);
    }
    return sha256Hex(text);
}

class Asking
{
public:
    Asking(const Teacher& teacher, const Dataset& pool, const PoolViews& views, const JobContext& job)
        : m_teacher(teacher), m_pool(pool), m_views(views), m_job(job), m_cores(coreCount()),
          m_workers(m_cores)
    {}

    Result<FeatureSet> execute(const std::string& key)
    {
        const auto total = static_cast<Eigen::Index>(m_pool.samples.size());
        m_answers.key = key;
        // A feature set numbers its exits upwards and ends with the full one.
        for (int v = 0; v < m_views.count; ++v)
            m_answers.exits.push_back(
                {v + 1 < m_views.count ? v + 1 : kFullExit, FeatureMatrix(total, m_teacher.dimensions())});
        std::vector<std::int32_t> order(m_pool.samples.size());
        std::iota(order.begin(), order.end(), 0);
        PictureLoader loader(m_pool, std::move(order), m_teacher.preprocessing());
        Progress progress{"Asking " + m_teacher.name() + " about " + m_pool.name, 0, total, "pictures"};
        std::vector<LoadedPicture> some;
        bool more = true;
        while (more) {
            MICROT_CHECK(m_job.checkCancelled());
            auto loaded = loader.next();
            more = loaded.has_value();
            if (more && !loaded->picture.rgb.empty())
                some.push_back(std::move(*loaded));
            if (some.size() < kBatch * static_cast<std::size_t>(m_cores) && (more || some.empty()))
                continue;
            MICROT_CHECK(ask(some));
            some.clear();
            progress.done = static_cast<std::int64_t>(m_answers.samples.size());
            m_job.report(progress);
        }
        if (m_answers.samples.empty())
            return Failure{Error::emptyDataset,
                           "None of the pictures of " + m_pool.name + " could be decoded."};
        for (ExitFeatures& exit : m_answers.exits)
            exit.values.conservativeResize(static_cast<Eigen::Index>(m_answers.samples.size()),
                                           Eigen::NoChange);
        return std::move(m_answers);
    }

private:
    Status ask(const std::vector<LoadedPicture>& pictures)
    {
        const std::size_t firstRow = m_answers.samples.size();
        for (const LoadedPicture& picture : pictures)
            m_answers.samples.push_back(picture.sample);
        const auto batches = static_cast<int>((pictures.size() + kBatch - 1) / kBatch);
        std::vector<Status> statuses(static_cast<std::size_t>(batches) * m_answers.exits.size());
        m_workers.run(static_cast<int>(statuses.size()), [&](int task) {
            const auto view = static_cast<std::size_t>(task) % m_answers.exits.size();
            const std::size_t first = static_cast<std::size_t>(task) / m_answers.exits.size() * kBatch;
            const std::size_t end = std::min(first + kBatch, pictures.size());
            std::vector<Picture> shown;
            for (std::size_t i = first; i < end; ++i)
                shown.push_back(show(pictures[i], static_cast<int>(view)));
            auto answer = m_teacher.embed(shown);
            if (answer.ok())
                m_answers.exits[view].values.middleRows(static_cast<Eigen::Index>(firstRow + first),
                                                        static_cast<Eigen::Index>(end - first)) =
                    answer.value();
            else
                statuses[static_cast<std::size_t>(task)] = answer.failure();
        });
        for (const Status& status : statuses)
            MICROT_CHECK(status);
        return {};
    }

    Picture show(const LoadedPicture& loaded, int view) const
    {
        if (view == 0)
            return loaded.picture;
        const int side = loaded.picture.width;
        return renderView(loaded.picture.rgb.data(), side, side,
                          poolView(m_views, loaded.sample, view, side));
    }

    const Teacher& m_teacher;
    const Dataset& m_pool;
    const PoolViews& m_views;
    const JobContext& m_job;
    FeatureSet m_answers;
    int m_cores;
    WorkerPool m_workers;
};

TeacherEmbeddings embeddingsOf(const Teacher& teacher, FeatureSet answers)
{
    TeacherEmbeddings embeddings;
    embeddings.teacher = teacher.name();
    embeddings.samples = std::move(answers.samples);
    for (ExitFeatures& exit : answers.exits)
        embeddings.views.push_back(std::move(exit.values));
    return embeddings;
}

} // namespace

View poolView(const PoolViews& views, std::int32_t sample, int view, int side)
{
    if (view == 0)
        return wholeView(side);
    constexpr std::uint64_t kStream = 1 << 20;
    CounterRandom random(views.seed, kStream + static_cast<std::uint64_t>(view),
                         static_cast<std::uint64_t>(sample));
    return drawView(views.variation, side, random);
}

Result<TeacherEmbeddings> askTeacher(const Teacher& teacher, const Dataset& pool, const PoolViews& views,
                                     const std::filesystem::path& cacheFolder, const JobContext& job)
{
    if (views.count < 1 || views.count > kMaxViews)
        return Failure{Error::outOfRange,
                       "A teacher is shown 1 to " + std::to_string(kMaxViews) + " views of each picture."};
    const bool cached = !cacheFolder.empty() && !teacher.identity().empty() && !pool.contentHash.empty();
    const std::string key = keyOf(teacher, pool, views);
    if (cached)
        if (auto hit = readFeatureCache(cacheFolder, key); hit.ok())
            return embeddingsOf(teacher, std::move(hit.value()));
    const KeepMemory keepMemory;
    MICROT_TRY(FeatureSet answers, Asking(teacher, pool, views, job).execute(key));
    if (cached)
        MICROT_CHECK(writeFeatureCache(cacheFolder, answers));
    return embeddingsOf(teacher, std::move(answers));
}

Result<TeacherEmbeddings> readTeacherEmbeddings(const std::filesystem::path& npy, const Dataset& pool)
{
    MICROT_TRY(const NpyArray<float> array, readNpy<float>(npy));
    if (array.shape.size() != 2 || array.shape[1] < 1)
        return Failure{Error::shapeMismatch, printable(npy) + " must hold float32 [N, D]."};
    const std::filesystem::path list = std::filesystem::path(npy).replace_extension(".csv");
    MICROT_TRY(const std::string text, readTextFile(list));
    MICROT_TRY(const std::vector<CsvRecord> records, parseCsv(text));
    const auto rows = static_cast<std::int64_t>(records.size()) - 1;
    if (rows != array.shape[0])
        return Failure{Error::shapeMismatch, printable(npy) + " has " + std::to_string(array.shape[0]) +
                                                 " rows, " + printable(list) + " names " +
                                                 std::to_string(std::max<std::int64_t>(rows, 0)) +
                                                 " pictures."};
    const auto& header = records[0].fields;
    const auto column =
        static_cast<std::size_t>(std::find(header.begin(), header.end(), "path") - header.begin());
    std::map<std::string, std::int64_t> rowOf;
    for (std::size_t r = 1; r < records.size(); ++r) {
        if (column >= records[r].fields.size())
            return Failure{Error::badManifest, printable(list) + ", line " + std::to_string(records[r].line) +
                                                   ": a column path is expected."};
        rowOf[records[r].fields[column]] = static_cast<std::int64_t>(r) - 1;
    }
    TeacherEmbeddings embeddings;
    embeddings.teacher = printable(npy.filename());
    std::vector<std::int64_t> taken;
    for (std::size_t i = 0; i < pool.samples.size(); ++i)
        if (const auto found = rowOf.find(pool.samples[i].path); found != rowOf.end()) {
            embeddings.samples.push_back(static_cast<std::int32_t>(i));
            taken.push_back(found->second);
        }
    if (taken.empty())
        return Failure{Error::badManifest,
                       printable(list) + " names none of the pictures of " + pool.name + "."};
    FeatureMatrix values(static_cast<Eigen::Index>(taken.size()), array.shape[1]);
    for (std::size_t i = 0; i < taken.size(); ++i)
        values.row(static_cast<Eigen::Index>(i)) = Eigen::Map<const Eigen::RowVectorXf>(
            array.values.data() + taken[i] * array.shape[1], array.shape[1]);
    if (!values.allFinite())
        return Failure{Error::numericFailure, printable(npy) + " holds numbers that are not finite."};
    embeddings.views.push_back(std::move(values));
    return embeddings;
}

} // namespace microt
