// SPDX-License-Identifier: Apache-2.0
#include "engine/train/forward/device.h"

#include <cstdlib>

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "engine/data/preprocess.h"
#include "engine/train/forward/network_input_private.h"

namespace microt {
namespace {

DeviceOptions asked(const std::string& device)
{
    DeviceOptions options;
    options.device = device;
    return options;
}

DeviceSeat withGpus(int count)
{
    DeviceSeat seat;
    seat.gpus = count;
    return seat;
}

std::string chosen(const std::string& device, const DeviceSeat& seat)
{
    const auto result = chooseDevice(asked(device), seat);
    return result.ok() ? nameOf(result.value()) : result.failure().what;
}

TEST(Device, IsChosenByName)
{
    EXPECT_EQ(chosen("cpu", withGpus(4)), "cpu");
    EXPECT_EQ(chosen("auto", withGpus(0)), "cpu");
    EXPECT_EQ(chosen("auto", withGpus(2)), "cuda:0");
    EXPECT_EQ(chosen("cuda", withGpus(2)), "cuda:0");
    EXPECT_EQ(chosen("cuda:1", withGpus(2)), "cuda:1");
}

TEST(Device, WhatIsNotThereIsSaid)
{
    for (const char* wrong :
         {"", "gpu", "cuda:", "cuda:-1", "cuda:1x", "cuda: 1", "CUDA", "cuda:99999999999"})
        EXPECT_EQ(chosen(wrong, withGpus(2)),
                  "--device takes cpu, cuda, cuda:N (the N-th GPU, from 0) or auto, not \"" +
                      std::string(wrong) + "\".");
    EXPECT_NE(chosen("cuda", withGpus(0)).find("no CUDA device here"), std::string::npos);
    EXPECT_NE(chosen("cuda:0", withGpus(0)).find("no CUDA device here"), std::string::npos);
    EXPECT_EQ(chosen("cuda:2", withGpus(2)),
              "There is no GPU 2 here; this machine has 2 GPUs, cuda:0 to cuda:1.");
    EXPECT_EQ(chosen("cuda:1", withGpus(1)), "There is no GPU 1 here; this machine has one GPU, cuda:0.");
    EXPECT_EQ(chooseDevice(asked("gpu"), withGpus(2)).failure().code, Error::invalidArgument);
}

TEST(Device, EveryRankTakesItsOwnGpu)
{
    for (int local = 0; local < 4; ++local)
        for (const char* name : {"cuda", "auto"})
            EXPECT_EQ(chosen(name, {4, 8, local}), "cuda:" + std::to_string(local));
    EXPECT_EQ(chosen("cuda:2", {4, 8, 1}), "cuda:2") << "what is named is taken";
    EXPECT_NE(chosen("cuda", {4, 8, 4}).find("LOCAL_RANK is 4"), std::string::npos);
    EXPECT_NE(chosen("cuda", {4, 8, {}}).find("LOCAL_RANK does not say"), std::string::npos);
    EXPECT_EQ(chosen("cuda", {1, 8, {}}), "cuda:0") << "as where each process sees one GPU alone";
    EXPECT_EQ(chosen("auto", {0, 8, 3}), "cpu");
}

TEST(Device, PrecisionIsWhatWasAskedFor)
{
    DeviceOptions options = asked("cuda");
    EXPECT_FALSE(chooseDevice(options, withGpus(1)).value().tf32) << "off unless asked for";
    options.tf32 = true;
    EXPECT_STREQ(precisionOf(chooseDevice(options, withGpus(1)).value()), "float32 with TF32 products");
    EXPECT_EQ(arithmeticOf(chooseDevice(options, withGpus(1)).value()), "cuda tf32");
    options.repeatable = true;
    const Device fixed = chooseDevice(options, withGpus(1)).value();
    EXPECT_FALSE(fixed.tf32);
    EXPECT_TRUE(fixed.repeats());
    EXPECT_EQ(describe(fixed), "cuda:0, float32, repeatable");
    EXPECT_EQ(arithmeticOf(fixed), "cuda");
    options = asked("cuda");
    EXPECT_FALSE(chooseDevice(options, withGpus(1)).value().repeats());
    options.mixed = true;
    EXPECT_EQ(describe(chooseDevice(options, withGpus(1)).value()),
              "cuda:0, bfloat16 products, float32 weights, sums in no fixed order");
    options.device = "cpu";
    EXPECT_NE(chooseDevice(options, withGpus(1)).failure().what.find("ten times slower"), std::string::npos);
    options.device = "auto";
    EXPECT_FALSE(chooseDevice(options, withGpus(0)).ok());
    EXPECT_TRUE(chooseDevice(asked("cpu"), withGpus(0)).value().repeats());
    EXPECT_EQ(arithmeticOf(chooseDevice(asked("cpu"), withGpus(0)).value()), "")
        << "keys of older caches hold";
}

TEST(Device, LibtorchsOwnTf32IsTurnedOff)
{
    at::globalContext().setAllowTF32CuDNN(true); // as libtorch begins
    ASSERT_TRUE(openDevice(asked("cpu")).ok());
    EXPECT_FALSE(at::globalContext().allowTF32CuDNN());
    EXPECT_FALSE(at::globalContext().allowTF32CuBLAS());
    EXPECT_FALSE(at::globalContext().deterministicAlgorithms()) << "a CPU needs none of it";
}

/// Pixels become numbers on the device with the very bits of the one place that defines them.
TEST(NetworkInput, HasTheBitsOfNormalise)
{
    for (const Colour colour : {Colour::rgb, Colour::grey}) {
        Preprocessing preprocessing;
        preprocessing.height = 16;
        preprocessing.width = 16;
        preprocessing.colour = colour;
        preprocessing.mean = {0.485F, 0.456F, 0.406F};
        preprocessing.deviation = {0.229F, 0.224F, 0.225F};
        const int channels = preprocessing.channels();
        Picture picture{16, 16, {}, channels}; // every value in every colour
        for (int pixel = 0; pixel < 256; ++pixel)
            for (int c = 0; c < channels; ++c)
                picture.rgb.push_back(static_cast<std::uint8_t>((pixel + 85 * c) % 256));
        torch::Tensor wanted = torch::empty({2, channels, 16, 16});
        torch::Tensor bytes = torch::empty({2, 16, 16, channels}, torch::kUInt8);
        for (int i = 0; i < 2; ++i) {
            normalise(picture, preprocessing, wanted.data_ptr<float>() + i * wanted.stride(0));
            std::copy(picture.rgb.begin(), picture.rgb.end(),
                      bytes.data_ptr<std::uint8_t>() + i * bytes.stride(0));
        }
        const torch::Tensor table = networkInput(bytes, preprocessing, torch::kCPU);
        EXPECT_TRUE(table.equal(wanted));
        EXPECT_TRUE(table.is_contiguous(at::MemoryFormat::ChannelsLast));
        EXPECT_TRUE(scaleOnDevice(bytes, preprocessing).equal(wanted)) << "what a GPU computes";
    }
}

} // namespace
} // namespace microt
