// SPDX-License-Identifier: Apache-2.0
#include "engine/train/recipes/distill_extractor.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "engine/base/fields.h"
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

Result<Taught> taughtBy(const DistillJob& work, const Dataset& pool, const fs::path& cacheFolder,
                        const JobContext& job)
{
    const fs::path file(work.teacher);
    Taught taught;
    if (file.extension() == ".npy") {
        if (work.views.count != 1)
            return Failure{Error::invalidArgument,
                           "Embeddings from a file know one view of each picture; take one view."};
        MICROT_TRY(taught.embeddings, readTeacherEmbeddings(file, pool, work.options.ranks));
        MICROT_TRY(const std::string hash, sha256HexOfFile(file));
        taught.record = {{"name", taught.embeddings.teacher}, {"sha256", hash}};
        return taught;
    }
    std::unique_ptr<Teacher> teacher;
    if (file.extension() == ".pt") {
        MICROT_TRY(teacher, openScriptTeacher(file, work.teacherPictures, work.options.device));
    } else {
        MICROT_TRY(const Extractor extractor, openExtractor(work.teacher));
        MICROT_TRY(teacher, makeTeacher(extractor));
    }
    taught.record = {{"name", teacher->name()},
                     {"sha256", teacher->identity()},
                     {"resolution", teacher->preprocessing().side()},
                     {"dimensions", teacher->dimensions()}};
    MICROT_TRY(taught.embeddings,
               askTeacher(*teacher, pool, work.views, cacheFolder, job, work.options.ranks));
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

const char* scheduleName(RateSchedule schedule)
{
    switch (schedule) {
    case RateSchedule::constant:
        return "constant";
    case RateSchedule::cosine:
        return "cosine";
    case RateSchedule::oneCycle:
        break;
    }
    return "one-cycle";
}

const char* distanceName(EmbeddingDistance distance)
{
    return distance == EmbeddingDistance::cosine ? "cosine" : "mse";
}

Json recipeOf(const DistillJob& work, const fs::path& output, const Dataset& pool, const Taught& taught,
              const Student& student, const DistillEpoch& last)
{
    const DistillOptions& options = work.options;
    Json recipe;
    recipe["method"] = options.cut == 0 ? "self-supervised knowledge distillation"
                                        : "distillation of part and full model together";
    recipe["command"] = distillCommand(work, output);
    recipe["teacher"] = taught.record;
    recipe["student"] = student.record;
    recipe["pool"] = {{"name", pool.name},
                      {"pictures", pool.samples.size()},
                      {"labelled_classes", pool.classes.size()},
                      {"content_sha256", pool.contentHash},
                      {"views", work.views.count},
                      {"smallest_view_area", work.views.variation.smallestArea},
                      {"largest_view_aspect", work.views.variation.largestAspect},
                      {"view_light", work.views.variation.light},
                      {"mixup", work.views.mixup}};
    recipe["losses"] = {{"full_teacher", options.weights.fullTeacher},
                        {"full_label", options.weights.fullLabel},
                        {"part_label", options.weights.partLabel},
                        {"part_teacher", options.weights.partTeacher},
                        {"cut", options.cut},
                        {"distance", distanceName(options.distance)},
                        {"standardised", options.standardise}};
    recipe["training"] = {{"optimizer", "SGD, momentum"},
                          {"epochs", options.epochs},
                          {"batch", options.batch},
                          {"device", options.device.cuda ? "cuda" : "cpu"},
                          {"mixed_precision", options.device.mixed},
                          {"ranks", options.ranks == nullptr ? 1 : options.ranks->count()},
                          {"learning_rate", options.learningRate},
                          {"schedule", scheduleName(options.schedule)},
                          {"momentum", options.momentum},
                          {"weight_decay", options.weightDecay},
                          {"jitter", options.jitter},
                          {"test_share", options.testShare},
                          {"seed", options.seed}};
    recipe["result"] = {{"loss", last.loss}, {"test_mse", last.testMse}, {"test_r2", last.testR2}};
    return recipe;
}

} // namespace

std::string distillCommand(const DistillJob& work, const fs::path& output)
{
    const auto nameOf = [](const std::string& path) {
        const std::string name = printable(fs::path(path).filename());
        return shellWord(name.empty() ? printable(path) : name);
    };
    const DistillOptions& o = work.options;
    std::string text = "microt distill";
    const auto add = [&text](const std::string& name, const std::string& value) {
        text += " " + name + " " + value;
    };
    const auto number = [](double value) { return Json(value).dump(); };
    add("--teacher", nameOf(work.teacher));
    if (fs::path(work.teacher).extension() == ".pt") {
        const Preprocessing& pictures = work.teacherPictures;
        add("--teacher-resolution", std::to_string(pictures.side()));
        for (const auto& [name, values] :
             {std::pair{"--teacher-mean", pictures.mean}, {"--teacher-deviation", pictures.deviation}}) {
            std::string list;
            for (const float value : values)
                list += (list.empty() ? "" : " ") + number(std::round(value * 1e6) / 1e6);
            add(name, list);
        }
    }
    add("--student", nameOf(work.student));
    if (work.resolution != 0)
        add("--resolution", std::to_string(work.resolution));
    for (const std::string& pool : work.pools)
        text += " " + nameOf(pool);
    if (o.cut != 0)
        add("--cut", std::to_string(o.cut));
    add("--views", std::to_string(work.views.count));
    if (work.views.count > 1) {
        add("--smallest-view", number(work.views.variation.smallestArea));
        add("--light", number(work.views.variation.light));
        add("--mixup", number(work.views.mixup));
    }
    add("--full-teacher", number(o.weights.fullTeacher));
    add("--full-label", number(o.weights.fullLabel));
    add("--part-label", number(o.weights.partLabel));
    add("--part-teacher", number(o.weights.partTeacher));
    add("--distance", distanceName(o.distance));
    if (!o.standardise)
        text += " --raw";
    add("--epochs", std::to_string(o.epochs));
    add("--batch", std::to_string(o.batch));
    add("--rate", number(o.learningRate));
    add("--schedule", scheduleName(o.schedule));
    add("--warm-up", number(o.warmUp));
    add("--momentum", number(o.momentum));
    add("--weight-decay", number(o.weightDecay));
    add("--clip", number(o.clipNorm));
    add("--jitter", number(o.jitter));
    add("--seed", std::to_string(o.seed));
    if (o.device.cuda)
        add("--device", "cuda");
    if (o.device.mixed)
        text += " --mixed";
    if (work.halfPrecision)
        text += " --half";
    add("-o", nameOf(output.string()));
    return text;
}

Result<Distilled> distillExtractor(const DistillJob& work, const fs::path& output,
                                   const fs::path& cacheFolder,
                                   const std::function<void(const DistillEpoch&, const Graph&)>& onEpoch,
                                   const JobContext& job)
{
    MICROT_CHECK(checkExtractorOutput(output));
    MICROT_TRY(const Student student, openStudent(work));
    const std::vector<fs::path> folders(work.pools.begin(), work.pools.end());
    MICROT_TRY(const Dataset pool, openPools(folders, work.labelled, job));
    Ranks* const ranks = work.options.ranks;
    MICROT_TRY(const Taught taught, taughtBy(work, pool, cacheFolder, job));
    if (ranks != nullptr)
        MICROT_CHECK(ranks->meet());
    Distilled made;
    const auto remember = [&](const DistillEpoch& epoch, const Graph& graph) {
        made.last = epoch;
        if (onEpoch)
            onEpoch(epoch, graph);
    };
    MICROT_TRY(Graph graph,
               distill(student.graph, pool, taught.embeddings, work.views, work.options, remember, job));
    if (ranks != nullptr && ranks->rank() != 0)
        return made;
    MICROT_TRY(static_cast<RecordedExtractor&>(made),
               saveWithRecord(std::move(graph), recipeOf(work, output, pool, taught, student, made.last),
                              output, work.halfPrecision));
    return made;
}

} // namespace microt
