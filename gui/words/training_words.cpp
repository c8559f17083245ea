// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/words/training_words.h"

#include <nlohmann/json.hpp>

#include "engine/base/fields_json.h"
#include "engine/base/files.h"

namespace microt {

namespace {

using Json = nlohmann::json;
using Words = std::vector<std::string>;

void append(Words& words, const Words& more)
{
    words.insert(words.end(), more.begin(), more.end());
}

void setData(DistillJob& work, const Words& data)
{
    work.pools = data;
}

void setData(PretrainJob& work, const Words& data)
{
    work.data = data.size() == 1 ? data.front() : std::string();
}

/// `words`: behind the verb.
template <typename Job>
Status readWords(const Words& words, Job& work)
{
    auto others = readOptionWords(words, work);
    if (!others.ok())
        return Failure{Error::malformed, "The recipe's command is refused: " + others.failure().what};
    Words& data = others.value();
    if (data.size() > 1 && *(data.end() - 2) == "-o") // the file that it wrote
        data.resize(data.size() - 2);
    setData(work, data);
    return {};
}

template <typename Job>
Status readOptions(const Json& options, Job& work)
{
    MICROT_CHECK(readFields(options, "recipe.options", work));
    const Json known = fieldsToJson(work).flatten();
    const Json given = options.flatten();
    for (const auto& named : given.items())
        if (!known.contains(named.key()))
            return Failure{Error::unsupportedVersion, "This program has no option \"" +
                                                          printable(named.key()) +
                                                          "\", which the recipe names."};
    return {};
}

std::string textAt(const Json& object, const char* key)
{
    const auto text = object.find(key);
    return text != object.end() && text->is_string() ? text->get<std::string>() : std::string();
}

} // namespace

DistillJob usualDistillJob(bool joint)
{
    DistillJob work;
    work.options.weights.partTeacher = joint ? 0.5 : 0.0;
    return work;
}

Words jobWords(const DistillJob& work, bool joint, const Words& extra)
{
    DistillJob usual = usualDistillJob(joint);
    Words words{"microt", joint ? "join" : "distill", "--teacher", work.teacher};
    usual.teacher = work.teacher;
    if (joint) {
        words.push_back(work.student);
        usual.student = work.student;
        usual.options.cut = work.options.cut;
    }
    append(words, work.pools);
    append(words, extra);
    // Always said.
    usual.options.epochs = 0;
    usual.options.learningRate = 0.0;
    usual.views.count = 0;
    append(words, optionWords(work, usual));
    return words;
}

Words jobWords(const PretrainJob& work)
{
    Words words{"microt", "pretrain", work.data};
    PretrainJob usual;
    usual.options.epochs = 0; // always said
    append(words, optionWords(work, usual));
    return words;
}

Result<TrainingJob> readTraining(const Json& recipe)
{
    if (!recipe.is_object())
        return Failure{Error::malformed, "The recipe is not an object."};
    const Words words = shellWords(textAt(recipe, "command"));
    std::string verb = textAt(recipe, "verb");
    if (verb.empty() && words.size() > 1 && words[0] == "microt")
        verb = words[1];
    TrainingJob job;
    if (verb == "pretrain")
        job = PretrainJob();
    else if (verb != "distill")
        return Failure{Error::malformed,
                       "The recipe's training \"" + printable(verb) + "\" is none of this program."};
    MICROT_CHECK(std::visit(
        [&](auto& work) {
            return recipe.contains("options") || words.size() < 2
                       ? readOptions(recipe.value("options", Json()), work)
                       : readWords(Words(words.begin() + 2, words.end()), work);
        },
        job));
    return job;
}

} // namespace microt
