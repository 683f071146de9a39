#include "hub/exchange/feed_lag.h"

#include <algorithm>

#include "hub/base/error.h"

namespace headwater::exchange {
namespace {

using store::Row;
using store::Sql;

constexpr Sql kLags{"feed_lag.lags",
                    "SELECT h.party, h.sequence, COALESCE(a.sequence, 0) FROM feed_head h "
                    "LEFT JOIN acknowledgement a ON a.party = h.party "
                    "ORDER BY h.sequence - COALESCE(a.sequence, 0) DESC, h.party LIMIT $1"};
constexpr Sql kParties{"feed_lag.parties", "SELECT COUNT(*) FROM feed_head"};

}  // namespace

absl::StatusOr<FeedLags> ReadFeedLags(store::Reader& reader, int64_t parties_max) {
  FeedLags lags;
  RETURN_IF_ERROR(reader.Query(kLags, {parties_max}, [&lags](const Row& row) {
    lags.parties.push_back({base::Gln(row.integer(0)), row.integer(1), row.integer(2)});
    return absl::OkStatus();
  }));
  RETURN_IF_ERROR(
      reader
          .QueryOne(kParties, {}, [&lags](const Row& row) { lags.parties_in_all = row.integer(0); })
          .status());
  std::sort(lags.parties.begin(), lags.parties.end(),
            [](const FeedLag& a, const FeedLag& b) { return a.party < b.party; });
  return lags;
}

}  // namespace headwater::exchange
