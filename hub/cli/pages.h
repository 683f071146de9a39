// Goes through the pages of a List call up to a limit.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <string_view>
#include <type_traits>
#include <vector>

#include "absl/functional/function_ref.h"
#include "google/protobuf/repeated_field.h"
#include "hub/base/error.h"
#include "hub/cli/client_options.h"
#include "hub/cli/table.h"

namespace headwater::cli {

// Of the contract.
inline constexpr int64_t kPageSizeMax = 1000;

// A page holds no more rows than are still wanted, or as many as it can: for a reader
// that leaves rows out.
enum class PageSize { kWanted, kMax };

// Calls `page` for each page, short and empty ones too, until it took `limit` rows or the
// list ends. `page` tells how many rows of a response it took.
template <typename Stub, typename Request, typename Response>
absl::Status EachPage(Stub& stub,
                      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
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
    if (response.next_page_token().empty()) break;
    request.set_page_token(response.next_page_token());
  }
  return absl::OkStatus();
}

// The rows of a List call up to `limit`: with --json each is printed as it comes, else they
// are put into `rows`, for a table. True when there are more.
template <typename Stub, typename Request, typename Response, typename Record>
absl::StatusOr<bool> TakeRows(
    Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
    const Request& request,
    const google::protobuf::RepeatedPtrField<Record>& (Response::*records)() const,
    const ClientOptions& options, int64_t limit, std::vector<Record>& rows) {
  // One more than is wanted tells it: behind a page with a token there may be nothing.
  int64_t left = limit + 1;
  const auto take = [&](const Response& page) -> int64_t {
    for (const Record& record : (page.*records)()) {
      if (--left == 0) break;
      if (options.json) {
        std::cout << JsonLine(record) << "\n";
      } else {
        rows.push_back(record);
      }
    }
    return (page.*records)().size();
  };
  RETURN_IF_ERROR(EachPage(stub, method, request, left, take));
  return left == 0;
}

// What comes after the rows: for people the table, for programs, which have had the rows,
// nothing but a word on the other stream that there are more.
void ShowEnd(const ClientOptions& options, const Table& table, std::string_view plural, bool more);

}  // namespace headwater::cli
