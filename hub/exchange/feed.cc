#include "hub/exchange/feed.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/descriptor.h"
#include "headwater/v1/errors.pb.h"
#include "hub/base/check.h"
#include "hub/base/error.h"
#include "hub/exchange/archive_table.h"
#include "hub/exchange/chain.h"
#include "hub/exchange/id_column.h"
#include "hub/exchange/reason_code.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/registry.h"
#include "hub/exchange/values.h"

namespace headwater::exchange {
namespace {

using google::protobuf::RepeatedPtrField;
using store::Row;
using store::Sql;
using store::Value;

constexpr Sql kHead{"feed.head", "SELECT sequence, chain_hash FROM feed_head WHERE party = $1"};
constexpr Sql kBounds{"feed.bounds",
                      "SELECT h.sequence, COALESCE(a.sequence, 0) FROM feed_head h "
                      "LEFT JOIN feed_anchor a ON a.party = h.party WHERE h.party = $1"};
constexpr Sql kPage{
    "feed.page",
    "SELECT e.sequence, e.chain_hash, d.content_hash, d.commit_time, d.version, d.payload "
    "FROM feed_entry e JOIN document d ON d.commit_number = e.commit_number "
    "WHERE e.party = $1 AND e.sequence > $2 AND e.sequence <= $3 ORDER BY e.sequence LIMIT $4"};
// Kinds that are not used are 0, which no kind is.
constexpr Sql kPageOfKinds{
    "feed.page_of_kinds",
    "SELECT e.sequence, e.chain_hash, d.content_hash, d.commit_time, d.version, d.payload "
    "FROM feed_entry e JOIN document d ON d.commit_number = e.commit_number "
    "WHERE e.party = $1 AND e.sequence > $2 AND e.sequence <= $3 AND e.kind IN "
    "($5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, "
    "$17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28) "
    "ORDER BY e.sequence LIMIT $4"};
static_assert(kEventKindsMax == 24);
constexpr Sql kAcknowledged{"feed.acknowledged",
                            "SELECT sequence FROM acknowledgement WHERE party = $1"};
constexpr Sql kOne{
    "feed.one_document",
    "SELECT e.sequence, e.chain_hash, d.content_hash, d.commit_time, d.version, d.payload "
    "FROM document d JOIN feed_entry e ON e.party = $2 AND e.sequence = "
    "CASE WHEN d.sender = $2 THEN d.sender_sequence ELSE d.receiver_sequence END "
    "WHERE d.document_id = $1 AND (d.sender = $2 OR d.receiver = $2)"};

// A row of the columns that kPage, kPageOfKinds and kOne have in common.
absl::Status FillEvent(const Row& row, v1::Event& event) {
  event.set_sequence(row.integer(0));
  event.set_chain_hash(std::string(row.blob(1)));
  event.set_content_hash(std::string(row.blob(2)));
  *event.mutable_commit_time() = TimestampOf(row.integer(3));
  event.set_version(row.integer(4));
  const std::string_view payload = row.blob(5);
  if (payload.empty()) {
    return absl::DataLossError(absl::StrCat("the document of feed entry ", row.integer(0),
                                            " has no content, and no archive has it; run verify"));
  }
  if (!event.mutable_document()->ParseFromArray(payload.data(), static_cast<int>(payload.size()))) {
    return absl::DataLossError(
        absl::StrCat("the stored document of feed entry ", row.integer(0), " cannot be read"));
  }
  return absl::OkStatus();
}

std::string KnownKinds() {
  const auto* const body = v1::Document::descriptor()->FindOneofByName("body");
  std::vector<std::string> names;
  names.reserve(static_cast<size_t>(body->field_count()));
  for (int i = 0; i < body->field_count(); ++i) names.push_back(body->field(i)->name());
  return absl::StrJoin(names, ", ");
}

// Gathers a page from the rows of a query.
struct PageFiller {
  const FeedPageLimits& limits;
  RepeatedPtrField<v1::Event>& events;
  int64_t last = 0;  // of the last event given
  int count = 0;
  size_t bytes = 0;
  bool full = false;

  absl::Status Add(const Row& row) {
    const size_t size = row.blob(5).size();
    if (count > 0 && bytes + size > limits.bytes) {
      full = true;
      return absl::CancelledError("the page is full");
    }
    RETURN_IF_ERROR(FillEvent(row, *events.Add()));
    last = row.integer(0);
    bytes += size;
    full = ++count == limits.events;
    return absl::OkStatus();
  }
};

absl::Status QueryPage(store::Reader& reader, base::Gln party, int64_t after, int64_t through,
                       const KindFilter& filter, PageFiller& page) {
  std::vector<Value> parameters = {party.value(), after, through, page.limits.events};
  if (!filter.empty()) {
    HW_CHECK(filter.size() <= kEventKindsMax) << "more kinds than the statement has room for";
    parameters.insert(parameters.end(), filter.begin(), filter.end());
    parameters.resize(4 + kEventKindsMax, Value(0));
  }
  const absl::Status status = reader.Query(filter.empty() ? kPage : kPageOfKinds, parameters,
                                           [&page](const Row& row) { return page.Add(row); });
  return page.full ? absl::OkStatus() : status;
}

}  // namespace

absl::Status RefuseBeyondHead(int64_t sequence, int64_t head) {
  v1::ErrorDetail detail;
  detail.set_reason(v1::REASON_CURSOR_BEYOND_HEAD);
  detail.set_head_sequence(head);
  return WithDetail(
      absl::Status(CodeOf(detail.reason()),
                   absl::StrCat("sequence ", sequence, " is beyond the end of your feed, ", head,
                                "; go on from the last one that you processed")),
      detail);
}

absl::Status RefuseArchived(int64_t sequence, int64_t first_kept) {
  v1::ErrorDetail detail;
  detail.set_reason(v1::REASON_CURSOR_ARCHIVED);
  detail.set_first_kept_sequence(first_kept);
  return WithDetail(
      absl::Status(CodeOf(detail.reason()),
                   absl::StrCat("the events of your feed after ", sequence,
                                " were moved into archives; the hub has them from ", first_kept,
                                " on: ask the retailer for those before it, and go on with "
                                "after_sequence ",
                                first_kept - 1)),
      detail);
}

absl::StatusOr<KindFilter> ParseKinds(const RepeatedPtrField<std::string>& kinds) {
  KindFilter filter;
  Violations violations;
  for (int i = 0; i < kinds.size(); ++i) {
    const int64_t kind = KindFromName(kinds[i]);
    if (kind == v1::Document::BODY_NOT_SET) {
      violations.Add(
          FieldPath().Index("kinds", i), v1::REASON_ARGUMENT_INVALID,
          absl::StrCat("there is no kind \"", kinds[i], "\"; the kinds are ", KnownKinds()));
    } else if (std::find(filter.begin(), filter.end(), kind) == filter.end()) {
      filter.push_back(kind);
    }
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return filter;
}

absl::StatusOr<FeedHead> ReadFeedHead(store::Reader& reader, base::Gln party) {
  FeedHead head = NoFeedHead();
  RETURN_IF_ERROR(
      reader.QueryOne(kHead, {party.value()}, [&head](const Row& row) { head = FeedHeadOf(row); })
          .status());
  return head;
}

store::Question AskFeedHead(base::Gln party) { return {&kHead, {party.value()}}; }

FeedHead FeedHeadOf(const Row& row) { return {row.integer(0), std::string(row.blob(1))}; }

FeedHead NoFeedHead() { return {0, std::string(ChainStart())}; }

absl::StatusOr<FeedPosition> ReadFeed(store::Reader& reader, base::Gln party, int64_t after,
                                      const KindFilter& filter, const FeedPageLimits& limits,
                                      RepeatedPtrField<v1::Event>& events) {
  int64_t head = 0;
  int64_t archived = 0;
  RETURN_IF_ERROR(reader
                      .QueryOne(kBounds, {party.value()},
                                [&](const Row& row) {
                                  head = row.integer(0);
                                  archived = row.integer(1);
                                })
                      .status());
  if (after > head) return RefuseBeyondHead(after, head);
  if (after < archived) return RefuseArchived(after, archived + 1);
  FeedPosition position{after, head};
  if (position.at_head()) return position;
  const int64_t through = filter.empty() ? head : std::min(head, after + kEventScanMax);
  PageFiller page{limits, events};
  RETURN_IF_ERROR(QueryPage(reader, party, after, through, filter, page));
  position.through_sequence = page.full ? page.last : through;
  if (filter.empty() && position.through_sequence - after != page.count) {
    return absl::DataLossError(
        absl::StrCat("the feed of ", party.ToString(), " has a gap after ", after, "; run verify"));
  }
  return position;
}

absl::StatusOr<int64_t> ReadAcknowledged(store::Reader& reader, base::Gln party) {
  int64_t sequence = 0;
  RETURN_IF_ERROR(reader
                      .QueryOne(kAcknowledged, {party.value()},
                                [&sequence](const Row& row) { sequence = row.integer(0); })
                      .status());
  return sequence;
}

absl::Status ListEvents(store::Reader& reader, const Caller& caller,
                        const v1::ListEventsRequest& request, v1::ListEventsResponse& response) {
  ASSIGN_OR_RETURN(const KindFilter filter, ParseKinds(request.kinds()));
  FeedPageLimits limits;
  if (request.page_size() > 0) limits.events = std::min(request.page_size(), kEventPageSizeMax);
  ASSIGN_OR_RETURN(const FeedPosition position,
                   ReadFeed(reader, caller.party, request.after_sequence(), filter, limits,
                            *response.mutable_events()));
  response.set_through_sequence(position.through_sequence);
  response.set_head_sequence(position.head_sequence);
  return absl::OkStatus();
}

absl::Status GetDocument(store::Reader& reader, const Caller& caller,
                         const v1::GetDocumentRequest& request, v1::GetDocumentResponse& response) {
  ASSIGN_OR_RETURN(const IdKey document, IdKey::Of(request.document_id()));
  bool found = false;
  bool archived = false;
  RETURN_IF_ERROR(reader.Query(kOne, {document.value(), caller.party.value()}, [&](const Row& row) {
    found = true;
    archived = row.blob(5).empty();
    return archived ? absl::OkStatus() : FillEvent(row, *response.mutable_event());
  }));
  if (!found) return RefuseNotFound(absl::StrCat("document ", request.document_id()));
  if (!archived) return absl::OkStatus();
  // The name of the file counts the documents of all parties: it is for the retailer alone.
  ASSIGN_OR_RETURN(const std::string archive, FindArchiveOf(reader, request.document_id()));
  return Refuse(
      v1::REASON_NOT_FOUND,
      absl::StrCat("document ", request.document_id(), " was moved into the retailer's archives",
                   caller.is_retailer() ? absl::StrCat(": it is in ", archive)
                                        : "; ask the retailer for it"));
}

}  // namespace headwater::exchange
