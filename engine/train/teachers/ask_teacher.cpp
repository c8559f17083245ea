// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <thread>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/base/npy.h"
#include "engine/base/parallel.h"
#include "engine/data/csv.h"
#include "engine/data/picture_loader.h"
#include "engine/train/forward/keep_memory.h"
#include "engine/train/forward/worker_pool.h"
#include "engine/train/teachers/pool_views.h"
#include "engine/train/teachers/teacher.h"

namespace microt {

namespace {

constexpr std::size_t kBatch = 16;     ///< pictures that one thread shows the teacher at once
constexpr std::size_t kGpuBatch = 256; ///< that a GPU is shown

std::string keyOf(const Teacher& teacher, const Dataset& pool, const PoolViews& views, const Ranks* ranks)
{
    std::string text = "teacher 2\n" +
                       featureKey(pool.contentHash, teacher.identity(), teacher.preprocessing()) + "\n" +
                       std::to_string(views.count);
    if (views.count > 1) {
        const Augmentation& varied = views.variation;
        for (const double number : {varied.smallestArea, varied.largestAspect, varied.light})
            text += " " + std::to_string(std::llround(number * 1e9));
        if (views.mixup > 0.0)
            text += " mixup " + std::to_string(std::llround(views.mixup * 1e9));
        text += " " + std::to_string(views.seed);
    }
    if (const std::string arithmetic = arithmeticOf(teacher.device()); !arithmetic.empty())
        text += "\n" + arithmetic;
    if (ranks != nullptr)
        text += "\nrank " + std::to_string(ranks->rank()) + " of " + std::to_string(ranks->count());
    return sha256Hex(text);
}

/// Of a teacher that shows its pictures so, wherever it computes.
std::string identityOf(const Teacher& teacher)
{
    return teacher.identity().empty() ? std::string()
                                      : featureKey("", teacher.identity(), teacher.preprocessing());
}

class Asking
{
public:
    Asking(const Teacher& teacher, const Dataset& pool, const PoolViews& views, const JobContext& job)
        : m_teacher(teacher), m_pool(pool), m_views(views), m_job(job), m_cores(coreCount()),
          m_workers(m_cores)
    {
        m_answers.teacher = teacher.name();
        m_answers.identity = identityOf(teacher);
    }

    Result<TeacherEmbeddings> execute(const Ranks* ranks)
    {
        std::vector<std::int32_t> order = samplesOf(m_pool, ranks);
        const auto total = static_cast<std::int64_t>(order.size());
        PictureLoader loader(m_pool, poolOrder(m_views, std::move(order)),
                             m_teacher.preprocessing().squared());
        Progress progress{"Asking " + m_teacher.name() + " about " + m_pool.name, 0, total, "pictures"};
        const std::size_t atOnce = kBatch * static_cast<std::size_t>(m_cores);
        const std::size_t together = m_views.mixup > 0.0 ? kMixGroup : atOnce;
        for (load(loader, together); !m_group.empty(); load(loader, together))
            for (std::size_t first = 0; first < m_group.size(); first += atOnce) {
                MICROT_CHECK(m_job.checkCancelled());
                const std::size_t end = std::min(first + atOnce, m_group.size());
                MICROT_CHECK(ask(first, end));
                progress.done += static_cast<std::int64_t>(end - first);
                m_job.report(progress);
            }
        if (m_answers.samples.empty())
            return Failure{Error::emptyDataset,
                           "None of the pictures of " + m_pool.name + " could be decoded."};
        sort();
        return std::move(m_answers);
    }

private:
    struct Shown
    {
        const LoadedPicture* picture = nullptr;
        int view = 0;
    };

    bool isLarge(const LoadedPicture& picture) const
    {
        return !picture.picture.rgb.empty() && 2 * picture.shortSide >= m_teacher.preprocessing().side();
    }

    /// The next pictures, which may be blended with each other.
    void load(PictureLoader& loader, std::size_t count)
    {
        m_group.clear();
        m_large.clear();
        while (m_group.size() < count) {
            auto loaded = loader.next();
            if (!loaded)
                break;
            if (isLarge(*loaded))
                m_large.push_back(loaded->sample);
            m_group.push_back(std::move(*loaded));
        }
    }

    /// About the pictures of the group in [first, end).
    Status ask(std::size_t first, std::size_t end)
    {
        std::vector<Shown> shown;
        for (std::size_t i = first; i < end; ++i) {
            const LoadedPicture& picture = m_group[i];
            if (picture.picture.rgb.empty())
                continue;
            for (int view = 0; view < (isLarge(picture) ? m_views.count : 1); ++view) {
                shown.push_back({&picture, view});
                m_answers.samples.push_back(picture.sample);
            }
        }
        const auto dimensions = static_cast<std::size_t>(m_teacher.dimensions());
        const std::size_t firstRow = m_answers.samples.size() - shown.size();
        m_rows.resize(m_answers.samples.size() * dimensions);
        return m_teacher.device().isCuda() ? askGpu(shown, firstRow) : askCores(shown, firstRow);
    }

    void keep(const FeatureMatrix& answer, std::size_t row)
    {
        std::copy(answer.data(), answer.data() + answer.size(),
                  m_rows.data() + row * static_cast<std::size_t>(m_teacher.dimensions()));
    }

    /// Every thread makes views and asks.
    Status askCores(const std::vector<Shown>& shown, std::size_t firstRow)
    {
        const auto batches = static_cast<int>((shown.size() + kBatch - 1) / kBatch);
        return m_workers.runAll(batches, [&](int batch) -> Status {
            const std::size_t from = static_cast<std::size_t>(batch) * kBatch;
            const std::size_t to = std::min(from + kBatch, shown.size());
            std::vector<Picture> fitted;
            for (std::size_t i = from; i < to; ++i)
                fitted.push_back(render(*shown[i].picture, shown[i].view));
            MICROT_TRY(const FeatureMatrix answer, m_teacher.embed(fitted));
            keep(answer, firstRow + from);
            return {};
        });
    }

    /// This thread asks, the others make the views that come next.
    Status askGpu(const std::vector<Shown>& shown, std::size_t firstRow)
    {
        const auto make = [&](std::size_t from) {
            std::vector<Picture> fitted(std::min(kGpuBatch, shown.size() - from));
            m_workers.run(static_cast<int>(fitted.size()), [&](int i) {
                const auto place = static_cast<std::size_t>(i);
                fitted[place] = render(*shown[from + place].picture, shown[from + place].view);
            });
            return fitted;
        };
        std::vector<Picture> fitted = shown.empty() ? std::vector<Picture>() : make(0);
        for (std::size_t from = 0; from < shown.size(); from += kGpuBatch) {
            std::vector<Picture> next;
            std::thread maker;
            if (from + kGpuBatch < shown.size())
                maker = std::thread([&] { next = make(from + kGpuBatch); });
            const auto answer = m_teacher.embed(fitted);
            if (maker.joinable())
                maker.join();
            if (!answer.ok())
                return answer.failure();
            keep(answer.value(), firstRow + from);
            fitted = std::move(next);
        }
        return {};
    }

    Picture render(const LoadedPicture& loaded, int view) const
    {
        if (view == 0)
            return loaded.picture;
        const int side = loaded.picture.width;
        const auto rendered = [side](const LoadedPicture& picture, const View& seen) {
            return renderView(picture.picture.rgb.data(), side, side, seen);
        };
        Picture shown = rendered(loaded, poolView(m_views, loaded.sample, view, side));
        if (const Mix mix = poolMix(m_views, loaded.sample, view, side, m_large); mix.sample >= 0) {
            const auto other = std::find_if(m_group.begin(), m_group.end(), [&](const LoadedPicture& one) {
                return one.sample == mix.sample;
            });
            blendInto(shown, rendered(*other, mix.view), mix.share);
        }
        return shown;
    }

    /// Answers by sample, whatever the order in which the pictures were shown.
    void sort()
    {
        const std::vector<std::int32_t> asked = m_answers.samples;
        std::vector<Eigen::Index> rows(asked.size());
        std::iota(rows.begin(), rows.end(), 0);
        std::stable_sort(rows.begin(), rows.end(), [&](Eigen::Index a, Eigen::Index b) {
            return asked[static_cast<std::size_t>(a)] < asked[static_cast<std::size_t>(b)];
        });
        const Eigen::Map<const FeatureMatrix> values(m_rows.data(), static_cast<Eigen::Index>(asked.size()),
                                                     m_teacher.dimensions());
        m_answers.values.resize(values.rows(), values.cols());
        for (std::size_t r = 0; r < rows.size(); ++r) {
            m_answers.samples[r] = asked[static_cast<std::size_t>(rows[r])];
            m_answers.values.row(static_cast<Eigen::Index>(r)) = values.row(rows[r]);
        }
    }

    const Teacher& m_teacher;
    const Dataset& m_pool;
    const PoolViews& m_views;
    const JobContext& m_job;
    TeacherEmbeddings m_answers;
    std::vector<float> m_rows;          ///< its values, as they were asked for
    std::vector<LoadedPicture> m_group; ///< in memory
    std::vector<std::int32_t> m_large;  ///< samples of those that have several views
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
    embeddings.identity = identityOf(teacher);
    for (const std::int32_t number : set.samples)
        embeddings.samples.push_back(number / kMaxViews);
    embeddings.values = std::move(set.exits.back().values);
    return embeddings;
}

} // namespace

Result<TeacherEmbeddings> askTeacher(const Teacher& teacher, const Dataset& pool, const PoolViews& views,
                                     const std::filesystem::path& cacheFolder, const JobContext& job,
                                     const Ranks* ranks)
{
    MICROT_CHECK(checkFields(views));
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
