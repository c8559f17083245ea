// SPDX-License-Identifier: Apache-2.0
#include "engine/train/recipes/distill_extractor.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "engine/base/fields_json.h"
#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/exchange/open_extractor.h"
#include "engine/model/architectures.h"

namespace microt {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

/// The teacher's embeddings of the pool, and for the record what gave them.
struct Taught
{
    TeacherEmbeddings embeddings;
    Json record;
};

Result<std::unique_ptr<Teacher>> openTeacher(const DistillJob& work, const Device& device)
{
    const fs::path file(work.teacher);
    if (file.extension() == ".pt") {
        Preprocessing pictures = work.teacherPictures;
        pictures.setSide(pictures.height);
        return openScriptTeacher(file, pictures, device);
    }
    MICROT_TRY(const Extractor extractor, openExtractor(work.teacher));
    return makeTeacher(extractor, device);
}

Result<Taught> taughtBy(const DistillJob& work, const Device& device, const Dataset& pool,
                        const fs::path& cacheFolder, const JobContext& job)
{
    const fs::path file(work.teacher);
    Taught taught;
    if (file.extension() == ".npy") {
        if (work.views.count != 1)
            return Failure{Error::invalidArgument,
                           "Embeddings from a file know one view of each picture; take one view."};
        MICROT_TRY(taught.embeddings, readTeacherEmbeddings(file, pool, work.ranks));
        MICROT_TRY(const std::string hash, sha256HexOfFile(file));
        taught.record = {{"name", taught.embeddings.teacher}, {"sha256", hash}};
        return taught;
    }
    MICROT_TRY(const std::unique_ptr<Teacher> teacher, openTeacher(work, device));
    taught.record = {{"name", teacher->name()},
                     {"sha256", teacher->identity()},
                     {"resolution", teacher->preprocessing().side()},
                     {"dimensions", teacher->dimensions()}};
    MICROT_TRY(taught.embeddings, askTeacher(*teacher, pool, work.views, cacheFolder, job, work.ranks));
    return taught;
}

struct Student
{
    Graph graph;
    Json record;
};

Result<Student> openStudent(const DistillJob& work)
{
    const std::vector<std::string> names = architectureNames();
    Student student;
    if (std::find(names.begin(), names.end(), work.student) != names.end()) {
        MICROT_TRY(student.graph, makeArchitecture(work.student, work.resolution, 0));
        student.record = {{"architecture", work.student}, {"weights", "fresh"}};
    } else {
        MICROT_TRY(Extractor extractor, openExtractor(work.student));
        student.graph = std::move(extractor.graph);
        student.record = {{"name", student.graph.name}, {"weights_sha256", extractor.sha256}};
        if (auto recipe = Json::parse(extractor.recipe, nullptr, false); recipe.is_object())
            student.record["recipe"] = std::move(recipe);
    }
    student.record["resolution"] = student.graph.preprocessing.side();
    return student;
}

Json recipeOf(const DistillJob& work, const Device& device, const Dataset& pool, const Taught& taught,
              const Student& student, const DistillEpoch& last)
{
    const Ranks* const ranks = work.ranks;
    Json recipe;
    recipe["method"] = work.options.cut ? "distillation of part and full model together"
                                        : "self-supervised knowledge distillation";
    recipe["verb"] = "distill";
    recipe["options"] = fieldsToJson(recorded(work));
    recipe["teacher"] = taught.record;
    recipe["student"] = student.record;
    recipe["pool"] = {{"name", pool.name},
                      {"pictures", pool.samples.size()},
                      {"labelled_classes", pool.classes.size()},
                      {"content_sha256", pool.contentHash}};
    recipe["training"] = {{"optimizer", "SGD, momentum"}, {"ranks", ranks == nullptr ? 1 : ranks->count()}};
    recordDevice(device, recipe["training"]);
    if (last.places.size() > 1) // a run that went on elsewhere
        recipe["training"]["places"] = last.places;
    recipe["result"] = {{"loss", last.loss}, {"test_mse", last.testMse}, {"test_r2", last.testR2}};
    return recipe;
}

} // namespace

DistillJob recorded(DistillJob work)
{
    for (std::string* path : {&work.teacher, &work.student})
        *path = recordedName(*path);
    for (std::string& pool : work.pools)
        pool = recordedName(pool);
    return work;
}

DistillJob identityOf(const DistillJob& work)
{
    DistillJob identity = recorded(work);
    identity.device = {};
    return identity;
}

Result<Distilled> distillExtractor(const DistillJob& wanted, const fs::path& output,
                                   const fs::path& cacheFolder,
                                   const std::function<void(const DistillEpoch&, const Graph&)>& onEpoch,
                                   const JobContext& job)
{
    DistillJob work = wanted;
    work.views.seed = work.options.seed;
    Ranks* const ranks = work.ranks;
    MICROT_TRY(const Device device, ranks == nullptr
                                        ? openDevice(work.device)
                                        : openDevice(work.device, ranks->count(), ranks->place().localRank));
    MICROT_CHECK(checkExtractorOutput(output));
    MICROT_TRY(const Student student, openStudent(work));
    const std::vector<fs::path> folders(work.pools.begin(), work.pools.end());
    MICROT_TRY(const Dataset pool, openPools(folders, work.options.weights.needLabels(), job));
    MICROT_TRY(const Taught taught, taughtBy(work, device, pool, cacheFolder, job));
    if (ranks != nullptr)
        MICROT_CHECK(ranks->meet());
    Distilled made;
    const auto remember = [&](const DistillEpoch& epoch, const Graph& graph) {
        made.last = epoch;
        if (onEpoch)
            onEpoch(epoch, graph);
    };
    MICROT_TRY(Graph graph, distill(student.graph, pool, taught.embeddings, work.views,
                                    {work.options, work.checkpoints, {device, ranks}}, remember, job));
    if (ranks != nullptr && ranks->rank() != 0)
        return made;
    MICROT_TRY(static_cast<RecordedExtractor&>(made),
               saveWithRecord(std::move(graph), recipeOf(work, device, pool, taught, student, made.last),
                              output, work.halfPrecision));
    return made;
}

} // namespace microt
