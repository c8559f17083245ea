// SPDX-License-Identifier: Apache-2.0
#include "engine/quant/features_at.h"

#include "engine/base/files.h"

namespace microt {

const char* rangeMethodName(RangeMethod method)
{
    switch (method) {
    case RangeMethod::minMax:
        return "min-max";
    case RangeMethod::percentile:
        return "percentile";
    case RangeMethod::meanSquaredError:
        break;
    }
    return "mse";
}

Result<RangeMethod> parseRangeMethod(const std::string& name)
{
    for (const RangeMethod method :
         {RangeMethod::minMax, RangeMethod::percentile, RangeMethod::meanSquaredError})
        if (name == rangeMethodName(method))
            return method;
    return Failure{Error::invalidArgument, "There is no range method \"" + printable(name) +
                                               "\"; choose min-max, percentile or mse."};
}

const char* precisionName(Precision precision)
{
    return precision == Precision::int8 ? "int8" : "float";
}

Result<Precision> parsePrecision(const std::string& name)
{
    for (const Precision precision : {Precision::float32, Precision::int8})
        if (name == precisionName(precision))
            return precision;
    return Failure{Error::invalidArgument,
                   "There is no precision \"" + printable(name) + "\"; choose float or int8."};
}

} // namespace microt
