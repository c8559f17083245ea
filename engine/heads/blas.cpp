// SPDX-License-Identifier: Apache-2.0
#include "engine/heads/blas.h"

#include <algorithm>

#include <dlfcn.h>

extern "C" {
void sgemm_(const char* transposeA, const char* transposeB, const int* m, const int* n, const int* k,
            const float* alpha, const float* a, const int* lda, const float* b, const int* ldb,
            const float* beta, float* c, const int* ldc);
void dgemm_(const char* transposeA, const char* transposeB, const int* m, const int* n, const int* k,
            const double* alpha, const double* a, const int* lda, const double* b, const int* ldb,
            const double* beta, double* c, const int* ldc);
}

namespace microt {

namespace {

// Plain BLAS has no such function, so it is looked up instead of linked.
void limitThreadsOnce()
{
    static const bool limited = [] {
        if (void* found = dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))
            reinterpret_cast<void (*)(int)>(found)(1);
        return true;
    }();
    static_cast<void>(limited);
}

int stride(Eigen::Index columns)
{
    return static_cast<int>(std::max<Eigen::Index>(columns, 1));
}

} // namespace

// BLAS is column-major: a row-major product a b is the column-major product b' a' of the same memory.
void multiply(const Eigen::Ref<const FeatureMatrix, 0, Eigen::OuterStride<>>& a, Transposed transposeA,
              const Eigen::Ref<const FeatureMatrix, 0, Eigen::OuterStride<>>& b, Transposed transposeB,
              FeatureMatrix& out)
{
    limitThreadsOnce();
    const bool turnA = transposeA == Transposed::yes;
    const bool turnB = transposeB == Transposed::yes;
    const int rows = static_cast<int>(turnA ? a.cols() : a.rows());
    const int inner = static_cast<int>(turnA ? a.rows() : a.cols());
    const int columns = static_cast<int>(turnB ? b.rows() : b.cols());
    out.resize(rows, columns);
    const float one = 1.0F;
    const float zero = 0.0F;
    const int strideA = stride(a.outerStride());
    const int strideB = stride(b.outerStride());
    const int strideOut = stride(columns);
    sgemm_(turnB ? "T" : "N", turnA ? "T" : "N", &columns, &rows, &inner, &one, b.data(), &strideB, a.data(),
           &strideA, &zero, out.data(), &strideOut);
}

void multiply(const MatrixDouble& a, const MatrixDouble& b, MatrixDouble& out)
{
    limitThreadsOnce();
    const int rows = static_cast<int>(a.rows());
    const int inner = static_cast<int>(a.cols());
    const int columns = static_cast<int>(b.cols());
    out.resize(rows, columns);
    const double one = 1.0;
    const double zero = 0.0;
    const int strideA = stride(inner);
    const int strideOut = stride(columns);
    dgemm_("N", "N", &columns, &rows, &inner, &one, b.data(), &strideOut, a.data(), &strideA, &zero,
           out.data(), &strideOut);
}

} // namespace microt
