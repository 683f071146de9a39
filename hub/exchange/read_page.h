// Pages of List calls (AIP-158): keyset, never OFFSET. A token carries the key of
// the last row given and a hash of the request's filter, so that it continues the
// list that it came from and no other; it gives no authority.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

namespace headwater::exchange {

inline constexpr int kPageSizeDefault = 50;
inline constexpr int kPageSizeMax = 1000;

// One part of a row's key: a number or a text.
struct PageKey {
  int64_t number = 0;
  std::string text;
};

struct ReadPage {
  int size = kPageSizeDefault;  // rows to give; ask the store for one more
  std::vector<PageKey> after;   // empty on the first page; else the parts given to NextPageToken
};

// Reads `page_size` and `page_token` of a request by their names. `parts` is the
// number of key parts that this list uses. PAGE_TOKEN_INVALID (INVALID_ARGUMENT) if
// the token is not one of this list.
absl::StatusOr<ReadPage> ParsePage(const google::protobuf::Message& request, int parts);

// The token for the page after the row with this key.
std::string NextPageToken(const google::protobuf::Message& request,
                          const std::vector<PageKey>& last);

}  // namespace headwater::exchange
