// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

#include "engine/runtime/error.h"

namespace microt {

/// Why something failed: the code that programs act on, and one sentence that a person can act on (which
/// file, which byte or line, what was expected). Sentences are English; the window translates the code.
struct Failure
{
    Error code = Error::none;
    std::string what;
};

/// Either a value or a Failure. Functions of the host engine return it instead of throwing; exceptions of
/// libraries are caught where the library is called.
template <typename T>
class [[nodiscard]] Result
{
public:
    Result(T value) : m_state(std::move(value)) {}
    Result(Failure failure) : m_state(std::move(failure)) {}

    bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }

    /// The value. Calling it on a failure is a programmer's mistake.
    T& value() &
    {
        assert(ok());
        return *std::get_if<0>(&m_state);
    }
    const T& value() const&
    {
        assert(ok());
        return *std::get_if<0>(&m_state);
    }
    T&& value() &&
    {
        assert(ok());
        return std::move(*std::get_if<0>(&m_state));
    }

    /// The failure. Calling it on a success is a programmer's mistake.
    const Failure& failure() const
    {
        assert(!ok());
        return *std::get_if<1>(&m_state);
    }

private:
    std::variant<T, Failure> m_state;
};

/// Success, or a Failure.
template <>
class [[nodiscard]] Result<void>
{
public:
    Result() = default;
    Result(Failure failure) : m_failure(std::move(failure)) {}

    bool ok() const { return m_failure.code == Error::none; }
    explicit operator bool() const { return ok(); }
    const Failure& failure() const
    {
        assert(!ok());
        return m_failure;
    }

private:
    Failure m_failure;
};

using Status = Result<void>;

} // namespace microt

#define MICROT_CONCAT_INNER(a, b) a##b
#define MICROT_CONCAT(a, b) MICROT_CONCAT_INNER(a, b)

/// `MICROT_TRY(auto graph, loadGraph(path));` declares `graph`, or returns the failure to the caller.
#define MICROT_TRY(declaration, expression)                                                                  \
    auto MICROT_CONCAT(microtResult_, __LINE__) = (expression);                                              \
    if (!MICROT_CONCAT(microtResult_, __LINE__).ok())                                                        \
        return MICROT_CONCAT(microtResult_, __LINE__).failure();                                             \
    declaration = std::move(MICROT_CONCAT(microtResult_, __LINE__)).value()

/// `MICROT_CHECK(save(path));` returns the failure to the caller, if there is one.
#define MICROT_CHECK(expression)                                                                             \
    do {                                                                                                     \
        if (auto MICROT_CONCAT(microtStatus_, __LINE__) = (expression);                                      \
            !MICROT_CONCAT(microtStatus_, __LINE__).ok())                                                    \
            return MICROT_CONCAT(microtStatus_, __LINE__).failure();                                         \
    } while (false)
