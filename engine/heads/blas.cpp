// SPDX-License-Identifier: Apache-2.0
#include "engine/heads/blas.h"

#include <algorithm>
#include <mutex>

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

/// Holds a BLAS that has threads of its own (OpenBLAS) to one while any product is being computed, and gives
/// it back its threads afterwards: others in the process, such as libtorch, count on them. Plain BLAS has no
/// such functions, so they are looked up instead of linked.
class OneThread
{
public:
    OneThread()
    {
        const std::lock_guard<std::mutex> lock(s_mutex);
        if (s_users++ == 0 && s_get != nullptr && s_set != nullptr) {
            s_before = s_get();
            s_set(1);
        }
    }
    ~OneThread()
    {
        const std::lock_guard<std::mutex> lock(s_mutex);
        if (--s_users == 0 && s_get != nullptr && s_set != nullptr)
            s_set(s_before);
    }
    OneThread(const OneThread&) = delete;
    OneThread& operator=(const OneThread&) = delete;

private:
    using Get = int (*)();
    using Set = void (*)(int);
    static inline std::mutex s_mutex;
    static inline int s_users = 0;
    static inline int s_before = 1;
    static inline const Get s_get = reinterpret_cast<Get>(dlsym(RTLD_DEFAULT, "openblas_get_num_threads"));
    static inline const Set s_set = reinterpret_cast<Set>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
};

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
    const OneThread serial;
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
    const OneThread serial;
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
