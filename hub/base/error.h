// Early returns for absl::Status and absl::StatusOr.
//
//   RETURN_IF_ERROR(Save(document));
//   ASSIGN_OR_RETURN(const Order order, FindOrder(id));
//
// Usable in functions and lambdas that return absl::Status or absl::StatusOr<T>.
// ASSIGN_OR_RETURN is several statements: give it a block of its own under an `if`.
#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define RETURN_IF_ERROR(...) HW_RETURN_IF_ERROR_(HW_CONCAT_(hw_status_, __COUNTER__), (__VA_ARGS__))

// A type on the left that holds a comma needs `auto` in its place.
#define ASSIGN_OR_RETURN(lhs, ...) \
  HW_ASSIGN_OR_RETURN_(HW_CONCAT_(hw_status_or_, __COUNTER__), lhs, (__VA_ARGS__))

#define HW_RETURN_IF_ERROR_(status, expr)                          \
  do {                                                             \
    if (::absl::Status status = expr; !status.ok()) [[unlikely]] { \
      return status;                                               \
    }                                                              \
  } while (false)

#define HW_ASSIGN_OR_RETURN_(result, lhs, expr) \
  auto result = expr;                           \
  if (!result.ok()) [[unlikely]] {              \
    return std::move(result).status();          \
  }                                             \
  lhs = *std::move(result)

#define HW_CONCAT_(a, b) HW_CONCAT_INNER_(a, b)
#define HW_CONCAT_INNER_(a, b) a##b
