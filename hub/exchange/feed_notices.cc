#include "hub/exchange/feed_notices.h"

#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"

namespace headwater::exchange {
namespace {

using store::Row;
using store::Sql;

constexpr Sql kNotify{"feed.notify", "/* later */ SELECT pg_notify($1, $2)"};
constexpr Sql kEnds{"feed.ends", "SELECT party, sequence FROM feed_head ORDER BY party"};

absl::Status Notify(store::Transaction& transaction, std::string_view notice) {
  return transaction.Execute(kNotify, {kFeedChannel, notice}).status();
}

}  // namespace

absl::Status TellFeedEnds(store::Transaction& transaction, const FeedEnds& ends) {
  std::string notice;
  for (const auto& [party, sequence] : ends) {
    const std::string one = absl::StrCat(party.value(), ":", sequence);
    if (!notice.empty() && notice.size() + 1 + one.size() > kFeedNoticeBytesMax) {
      RETURN_IF_ERROR(Notify(transaction, notice));
      notice.clear();
    }
    absl::StrAppend(&notice, notice.empty() ? "" : " ", one);
  }
  return notice.empty() ? absl::OkStatus() : Notify(transaction, notice);
}

absl::StatusOr<FeedEnds> ReadFeedNotice(std::string_view notice) {
  FeedEnds ends;
  for (const absl::string_view one : absl::StrSplit(base::AbslView(notice), ' ')) {
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(one, ':');
    int64_t party = 0;
    int64_t sequence = 0;
    if (!absl::SimpleAtoi(parts.first, &party) || !absl::SimpleAtoi(parts.second, &sequence)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "a notice on ", kFeedChannel, " is not the hub's: ", base::AbslView(notice)));
    }
    ends.emplace_back(base::Gln(party), sequence);
  }
  return ends;
}

absl::Status PublishFeedEnds(store::Database& database, FeedWakes& wakes) {
  ASSIGN_OR_RETURN(const auto reader, database.BeginRead());
  FeedEnds ends;
  RETURN_IF_ERROR(reader->Query(kEnds, {}, [&ends](const Row& row) {
    ends.emplace_back(base::Gln(row.integer(0)), row.integer(1));
    return absl::OkStatus();
  }));
  for (const auto& [party, sequence] : ends) wakes.Publish(party, sequence);
  return absl::OkStatus();
}

}  // namespace headwater::exchange
