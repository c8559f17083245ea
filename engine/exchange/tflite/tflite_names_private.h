// SPDX-License-Identifier: Apache-2.0
// Private to engine/exchange/tflite.
#pragma once

namespace microt::tflite {

/// Numbers of the operators that are read or written.
enum OpCode : int {
    kAdd = 0,
    kAveragePool = 1,
    kConcatenation = 2,
    kConvolution = 3,
    kDepthwise = 4,
    kDequantize = 6,
    kFullyConnected = 9,
    kLogistic = 14,
    kMaxPool = 17,
    kMul = 18,
    kRelu = 19,
    kReluN1To1 = 20,
    kRelu6 = 21,
    kReshape = 22,
    kSoftmax = 25,
    kTanh = 28,
    kPad = 34,
    kGather = 36,
    kTranspose = 39,
    kMean = 40,
    kSub = 41,
    kDiv = 42,
    kSqueeze = 43,
    kStridedSlice = 45,
    kSplit = 49,
    kLogSoftmax = 50,
    kCast = 53,
    kPrelu = 54,
    kMaximum = 55,
    kArgMax = 56,
    kMinimum = 57,
    kPadV2 = 60,
    kSlice = 65,
    kExpandDims = 70,
    kSum = 74,
    kShape = 77,
    kReduceMax = 82,
    kResizeNearest = 97,
    kLeakyRelu = 98,
    kMirrorPad = 100,
    kSplitV = 102,
    kReverse = 105,
    kQuantize = 114,
    kHardSwish = 117,
    kRelu0To1 = 152,
};

/// The format's name of an operator, "CONV_2D"; nullptr for a number it does not have.
const char* operatorName(int code);

} // namespace microt::tflite
