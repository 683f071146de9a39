// Goes through the pages of a List call up to a limit.
#pragma once

#include <algorithm>
#include <cstdint>

#include "absl/functional/function_ref.h"
#include "hub/base/error.h"
#include "hub/cli/client_options.h"

namespace headwater::cli {

inline constexpr int64_t kLimitDefault = 50;

// Calls `page` for each page until `limit` rows were asked for or the list ends.
// `rows` tells how many rows a response holds.
template <typename Stub, typename Request, typename Response>
absl::Status EachPage(Stub& stub,
                      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                      Request request, int64_t limit,
                      absl::FunctionRef<int64_t(const Response&)> page) {
  while (limit > 0) {
    request.set_page_size(static_cast<int32_t>(std::min<int64_t>(limit, 1000)));
    Response response;
    RETURN_IF_ERROR(CallUnary(stub, method, request, response));
    limit -= page(response);
    if (response.next_page_token().empty()) break;
    request.set_page_token(response.next_page_token());
  }
  return absl::OkStatus();
}

}  // namespace headwater::cli
