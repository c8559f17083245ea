// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/job_plans.h"

namespace microt::gui {

JobPlan planOfEmbedding(Precision precision, const std::string& before)
{
    const JobPart embedding{before + "Embedding", 10.0};
    if (precision == Precision::float32)
        return {embedding};
    return {{before + "Calibrating int8 ranges", 2.0},
            {before + "Correcting biases", 2.0},
            {before + "Comparing layers", 1.0},
            embedding};
}

JobPlan planOfProject(const Project& project)
{
    JobPlan plan;
    for (const Task& task : project.tasks) {
        const std::string name = task.name + ": ";
        plan += JobPlan{{name + "Reading", 1.0}, {name + "Looking for doubles", 1.0}};
        plan += planOfEmbedding(project.precision, name);
        plan += JobPlan{{name + "Training a head at every cut", 5.0},
                        {name + "Training the part head", 0.5},
                        {name + "Training the full head", 0.5},
                        {name + "Measured", 0.1}};
    }
    return plan;
}

JobPlan planOfDistilling()
{
    return {{"Reading", 1.0},
            {"Looking for doubles", 1.0},
            {"Asking", 15.0},
            {"Decoding", 3.0},
            {"Epoch", 70.0},
            {"Embedding", 6.0},
            {"Training a head at every cut", 4.0}};
}

JobPlan planOfComparison(const ComparisonWish& wish)
{
    constexpr double kTrained = 30.0; // epochs over the whole network, against a head on kept features
    JobPlan plan = planOfEmbedding(Precision::float32, {});
    for (int seed = 0; seed < wish.seeds; ++seed)
        for (const MethodKind method : wish.methods)
            plan += JobPart{methodStep(method, seed, wish.seeds), trainsExtractor(method) ? kTrained : 1.0};
    return plan;
}

JobPlan planOfDeploying()
{
    return {{"Calibrating int8 ranges", 2.0},
            {"Correcting biases", 2.0},
            {"Comparing layers", 1.0},
            {"Erasing flash", 1.0},
            {"Sending the image", 6.0}};
}

JobPlan planOfBoardTraining()
{
    return planOfDeploying() + JobPlan{{"Collecting samples", 20.0},
                                       {"Training on the board", 10.0},
                                       {"Collecting calibration samples", 8.0}};
}

JobPlan planOfTwinCheck()
{
    return planOfBoardTraining() + JobPlan{{"Inferring on the board", 10.0}, {"Comparing operators", 3.0}};
}

} // namespace microt::gui
