// Reading the feed of a party: its documents, its own included, in the order of
// their commits, numbered from 1 on without gaps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "headwater/v1/exchange.pb.h"
#include "hub/base/gs1.h"
#include "hub/exchange/caller.h"
#include "hub/exchange/limits.h"
#include "hub/store/database.h"
#include "hub/store/remote_transaction.h"

namespace headwater::exchange {

// Which kinds a reader wants: numbers of the fields of Document.body; empty for all.
using KindFilter = std::vector<int64_t>;

// From names such as "order". ARGUMENT_INVALID (INVALID_ARGUMENT) with every name
// that the contract has not.
absl::StatusOr<KindFilter> ParseKinds(const google::protobuf::RepeatedPtrField<std::string>& kinds);

// The end of a feed: 0 and 32 zero bytes for one that has not begun.
struct FeedHead {
  int64_t sequence = 0;
  std::string chain_hash;
};
absl::StatusOr<FeedHead> ReadFeedHead(store::Reader& reader, base::Gln party);
// The same as a question, to be asked with others, and its row; without one, NoFeedHead.
store::Question AskFeedHead(base::Gln party);
FeedHead FeedHeadOf(const store::Row& row);
FeedHead NoFeedHead();

struct FeedPageLimits {
  int events = kEventPageSizeDefault;
  size_t bytes = kEventPageBytesMax;
};

// How far a read came.
struct FeedPosition {
  int64_t through_sequence = 0;  // all up to here was given or passed over
  int64_t head_sequence = 0;     // the end of the feed in this snapshot

  bool at_head() const { return through_sequence == head_sequence; }
};

// Appends to `events` what comes after `after`. At the head, or in a stretch where
// the filter matches nothing, it appends nothing. CURSOR_BEYOND_HEAD (OUT_OF_RANGE)
// with the head if the feed ends before `after`; CURSOR_ARCHIVED (OUT_OF_RANGE) with the
// first that is kept if the event after it is in an archive, whatever the filter.
absl::StatusOr<FeedPosition> ReadFeed(store::Reader& reader, base::Gln party, int64_t after,
                                      const KindFilter& filter, const FeedPageLimits& limits,
                                      google::protobuf::RepeatedPtrField<v1::Event>& events);

// CURSOR_BEYOND_HEAD (OUT_OF_RANGE) with the head; also for an acknowledgement.
absl::Status RefuseBeyondHead(int64_t sequence, int64_t head);

// CURSOR_ARCHIVED (OUT_OF_RANGE) with the first that is kept.
absl::Status RefuseArchived(int64_t sequence, int64_t first_kept);

// The highest sequence that the party acknowledged; 0 if none.
absl::StatusOr<int64_t> ReadAcknowledged(store::Reader& reader, base::Gln party);

// ExchangeService.ListEvents and GetDocument, in the form that rpc::ReadCalls runs.
absl::Status ListEvents(store::Reader& reader, const Caller& caller,
                        const v1::ListEventsRequest& request, v1::ListEventsResponse& response);
// NOT_FOUND, in the same words, for a document that is not in the caller's feed and
// for one that is nowhere; for one of its own that is archived, with the name of the file.
absl::Status GetDocument(store::Reader& reader, const Caller& caller,
                         const v1::GetDocumentRequest& request, v1::GetDocumentResponse& response);

}  // namespace headwater::exchange
