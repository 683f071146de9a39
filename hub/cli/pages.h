// Goes through the pages of a List call up to a limit.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "absl/functional/function_ref.h"
#include "hub/base/error.h"
#include "hub/cli/client_options.h"
#include "hub/cli/table.h"

namespace headwater::cli {

inline constexpr int64_t kLimitDefault = 50;
// Of the contract.
inline constexpr int64_t kPageSizeMax = 1000;

// A page holds no more rows than are still wanted, or as many as it can: for a reader
// that leaves rows out.
enum class PageSize { kWanted, kMax };

// Calls `page` for each page until it took `limit` rows or the list ends. `page` tells
// how many rows of a response it took. True when the list goes on after its pages.
template <typename Stub, typename Request, typename Response>
absl::StatusOr<bool> EachPage(
    Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
    Request request, int64_t limit,
    std::type_identity_t<absl::FunctionRef<int64_t(const Response&)>> page,
    PageSize size = PageSize::kWanted) {
  while (limit > 0) {
    const int64_t rows =
        size == PageSize::kMax ? kPageSizeMax : std::min<int64_t>(limit, kPageSizeMax);
    request.set_page_size(static_cast<int32_t>(rows));
    Response response;
    RETURN_IF_ERROR(CallUnary(stub, method, request, response));
    limit -= page(response);
    if (response.next_page_token().empty()) return false;
    request.set_page_token(response.next_page_token());
  }
  return true;
}

// What comes after the rows: for people the table, for programs, which have had the rows,
// nothing but a word on the other stream that there are more.
void ShowEnd(const ClientOptions& options, const Table& table, std::string_view plural, bool more);

}  // namespace headwater::cli
