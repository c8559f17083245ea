// SPDX-License-Identifier: Apache-2.0
#include "engine/quant/memory_need.h"

#include "engine/quant/quantizer.h"

namespace microt {

Result<MemoryNeed> planMemory(const Extractor& extractor, int cut, const Sight& sight)
{
    QuantModel model;
    if (extractor.int8) {
        model = *extractor.int8;
    } else {
        MICROT_TRY(model, int8Structure(extractor.graph));
    }
    const ImageCuts cuts = cut == 0 ? ImageCuts() : cutsFor(model, {cut}, sight);
    MemoryNeed need;
    MICROT_TRY(need.plan, planArena(model, cuts));
    MICROT_TRY(const ArenaPlan sliced, planArena(model, cuts, kFewSlices));
    need.slicedBytes = sliced.arenaBytes;
    MICROT_TRY(const std::vector<std::uint8_t> image, buildImage(model, cuts, {}));
    need.imageBytes = image.size();
    return need;
}

} // namespace microt
