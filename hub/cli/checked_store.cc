#include "hub/cli/checked_store.h"

#include <iostream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/cli/archives.h"
#include "hub/cli/progress_line.h"
#include "hub/cli/table.h"
#include "hub/exchange/feed.h"
#include "hub/exchange/feed_lag.h"
#include "hub/opened_store.h"

namespace headwater::cli {
namespace {

// Of a hash, for a person to compare.
constexpr size_t kHashBytesShown = 8;

}  // namespace

absl::StatusOr<exchange::VerifyReport> CheckStore(store::Database& database, const Offline& hub,
                                                  const std::string& archives,
                                                  const std::atomic<bool>& interrupt) {
  // The replay that the tables are compared with.
  ASSIGN_OR_RETURN(const auto scratch, OpenStore("sqlite::memory:", /*read_only=*/false));
  exchange::VerifyReport report;
  {
    ProgressLine line;
    exchange::TaskOptions options{.progress = [&](std::string_view step, int64_t done,
                                                  int64_t total) { line.Show(step, done, total); },
                                  .interrupt = &interrupt};
    ASSIGN_OR_RETURN(const auto folder,
                     OpenArchives(database, hub.parts().retailer, archives, options));
    options.archives = folder.get();
    ASSIGN_OR_RETURN(report,
                     exchange::Verify(database, *scratch, hub.schemas(), hub.parts(), options));
  }
  for (const std::string& finding : report.findings) std::cout << finding << "\n";
  return report;
}

std::string VerifiedText(const exchange::VerifyReport& report) {
  std::string text = absl::StrCat("verified: ", WithCommas(report.documents), " documents, ",
                                  WithCommas(report.feeds), " feeds gap-free and chained");
  if (!report.replayed) {
    return absl::StrCat(text, "\nnot verified: what the first ", WithCommas(report.archived),
                        " documents say, which is in archives, and the tables; "
                        "headwater verify --archive DIR does it with the archives\n");
  }
  if (report.archived > 0) {
    absl::StrAppend(&text, ", the first ", WithCommas(report.archived),
                    " documents in their archives");
  }
  return absl::StrCat(text, ", every table as a replay gives it\n");
}

absl::StatusOr<std::string> FeedEnds(store::Database& database) {
  ASSIGN_OR_RETURN(const auto reader, database.BeginRead());
  ASSIGN_OR_RETURN(const exchange::FeedLags feeds, exchange::ReadFeedLags(*reader, kFeedEndsMax));
  Table table({"party", ">events", "chain ends with"});
  for (const exchange::FeedLag& feed : feeds.parties) {
    ASSIGN_OR_RETURN(const exchange::FeedHead head, exchange::ReadFeedHead(*reader, feed.party));
    table.Add({feed.party.ToString(), WithCommas(head.sequence),
               absl::BytesToHexString(head.chain_hash.substr(0, kHashBytesShown))});
  }
  std::string text = table.ToString("feeds");
  const int64_t others = feeds.parties_in_all - static_cast<int64_t>(feeds.parties.size());
  if (others > 0) absl::StrAppend(&text, "and ", WithCommas(others), " others\n");
  return text;
}

}  // namespace headwater::cli
