// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

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

constexpr std::size_t kBatch = 16; ///< pictures that one thread shows the teacher at once

std::string keyOf(const Teacher& teacher, const Dataset& pool, const PoolViews& views, const Ranks* ranks)
{
    std::string text = "teacher 2\n" +
                       featureKey(pool.contentHash, teacher.identity(), teacher.preprocessing()) + "\n" +
                       std::to_string(views.count);
    if (views.count > 1) {
        const Augmentation& varied = views.variation;
        for (const double number : {varied.smallestArea, varied.largestAspect, varied.light})
            text += " " + std::to_string(std::llround(number * 1e9));
        text += " " + std::to_string(views.seed);
    }
    if (ranks != nullptr)
        text += "\nrank " + std::to_string(ranks->rank()) + " of " + std::to_string(ranks->count());
    return sha256Hex(text);
}

class Asking
{
public:
    Asking(const Teacher& teacher, const Dataset& pool, const PoolViews& views, const JobContext& job)
        : m_teacher(teacher), m_pool(pool), m_views(views), m_job(job), m_cores(coreCount()),
          m_workers(m_cores)
    {
        m_answers.teacher = teacher.name();
    }

    Result<TeacherEmbeddings> execute(const Ranks* ranks)
    {
        std::vector<std::int32_t> order;
        for (std::size_t i = 0; i < m_pool.samples.size(); ++i)
            if (isMine(static_cast<std::int64_t>(i), ranks))
                order.push_back(static_cast<std::int32_t>(i));
        const auto total = static_cast<std::int64_t>(order.size());
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
            progress.done += static_cast<std::int64_t>(some.size());
            some.clear();
            m_job.report(progress);
        }
        if (m_answers.samples.empty())
            return Failure{Error::emptyDataset,
                           "None of the pictures of " + m_pool.name + " could be decoded."};
        m_answers.values = Eigen::Map<const FeatureMatrix>(
            m_rows.data(), static_cast<Eigen::Index>(m_answers.samples.size()), m_teacher.dimensions());
        return std::move(m_answers);
    }

private:
    struct Shown
    {
        const LoadedPicture* picture = nullptr;
        int view = 0;
    };

    Status ask(const std::vector<LoadedPicture>& pictures)
    {
        std::vector<Shown> shown;
        for (const LoadedPicture& picture : pictures) {
            const bool small = 2 * picture.shortSide < m_teacher.preprocessing().resolution;
            for (int view = 0; view < (small ? 1 : m_views.count); ++view) {
                shown.push_back({&picture, view});
                m_answers.samples.push_back(picture.sample);
            }
        }
        const auto dimensions = static_cast<std::size_t>(m_teacher.dimensions());
        const std::size_t firstRow = m_answers.samples.size() - shown.size();
        m_rows.resize(m_answers.samples.size() * dimensions);
        const auto batches = static_cast<int>((shown.size() + kBatch - 1) / kBatch);
        std::vector<Status> statuses(static_cast<std::size_t>(batches));
        m_workers.run(batches, [&](int batch) {
            const std::size_t first = static_cast<std::size_t>(batch) * kBatch;
            const std::size_t end = std::min(first + kBatch, shown.size());
            std::vector<Picture> fitted;
            for (std::size_t i = first; i < end; ++i)
                fitted.push_back(render(*shown[i].picture, shown[i].view));
            const auto answer = m_teacher.embed(fitted);
            if (answer.ok())
                std::copy(answer.value().data(), answer.value().data() + answer.value().size(),
                          m_rows.data() + (firstRow + first) * dimensions);
            else
                statuses[static_cast<std::size_t>(batch)] = answer.failure();
        });
        for (const Status& status : statuses)
            MICROT_CHECK(status);
        return {};
    }

    Picture render(const LoadedPicture& loaded, int view) const
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
    TeacherEmbeddings m_answers;
    std::vector<float> m_rows; ///< its values
    int m_cores;
    WorkerPool m_workers;
};

/// In the cache for features, where no two rows have the same number: the sample's and the view's as one.
FeatureSet toCache(const TeacherEmbeddings& embeddings, const std::string& key)
{
    FeatureSet set;
    set.key = key;
    for (std::size_t r = 0; r < embeddings.samples.size(); ++r) {
        const bool another = r == 0 || embeddings.samples[r] != embeddings.samples[r - 1];
        set.samples.push_back(another ? embeddings.samples[r] * kMaxViews : set.samples.back() + 1);
    }
    set.exits.push_back({kFullExit, embeddings.values});
    return set;
}

TeacherEmbeddings fromCache(FeatureSet set, const Teacher& teacher)
{
    TeacherEmbeddings embeddings;
    embeddings.teacher = teacher.name();
    for (const std::int32_t number : set.samples)
        embeddings.samples.push_back(number / kMaxViews);
    embeddings.values = std::move(set.exits.back().values);
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
                                     const std::filesystem::path& cacheFolder, const JobContext& job,
                                     const Ranks* ranks)
{
    if (views.count < 1 || views.count > kMaxViews)
        return Failure{Error::outOfRange,
                       "A teacher is shown 1 to " + std::to_string(kMaxViews) + " views of each picture."};
    if (pool.samples.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max() / kMaxViews))
        return Failure{Error::outOfRange, "A pool has at most 33 million pictures."};
    const bool cached = !cacheFolder.empty() && !teacher.identity().empty() && !pool.contentHash.empty();
    const std::string key = keyOf(teacher, pool, views, ranks);
    if (cached)
        if (auto hit = readFeatureCache(cacheFolder, key); hit.ok())
            return fromCache(std::move(hit.value()), teacher);
    const KeepMemory keepMemory;
    MICROT_TRY(TeacherEmbeddings answers, Asking(teacher, pool, views, job).execute(ranks));
    if (cached)
        MICROT_CHECK(writeFeatureCache(cacheFolder, toCache(answers, key)));
    return answers;
}

Result<TeacherEmbeddings> readTeacherEmbeddings(const std::filesystem::path& npy, const Dataset& pool,
                                                const Ranks* ranks)
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
        if (const auto found = rowOf.find(pool.samples[i].path);
            found != rowOf.end() && isMine(static_cast<std::int64_t>(i), ranks)) {
            embeddings.samples.push_back(static_cast<std::int32_t>(i));
            taken.push_back(found->second);
        }
    if (taken.empty())
        return Failure{Error::badManifest,
                       printable(list) + " names none of the pictures of " + pool.name + "."};
    FeatureMatrix& values = embeddings.values;
    values.resize(static_cast<Eigen::Index>(taken.size()), array.shape[1]);
    for (std::size_t i = 0; i < taken.size(); ++i)
        values.row(static_cast<Eigen::Index>(i)) = Eigen::Map<const Eigen::RowVectorXf>(
            array.values.data() + taken[i] * array.shape[1], array.shape[1]);
    if (!values.allFinite())
        return Failure{Error::numericFailure, printable(npy) + " holds numbers that are not finite."};
    return embeddings;
}

} // namespace microt
