#include "faults/feed_witness.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/client/feed_chain.h"
#include "hub/base/error.h"

namespace headwater::faults {

absl::Status FeedWitness::Take(const v1::SubscribeResponse& response) {
  absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(client::Continue(response, /*filtered=*/false, position_));
  for (const v1::Event& event : response.events()) RETURN_IF_ERROR(TakeEvent(event));
  return absl::OkStatus();
}

absl::Status FeedWitness::TakeEvent(const v1::Event& event) {
  const std::string& number = event.document().number();
  RequestKey key;
  if (!cast_.Find(event.document(), key)) {
    return absl::DataLossError(absl::StrCat("event ", event.sequence(), " of ", party_.ToString(),
                                            " is a document that nobody sent: ", number));
  }
  const v1::SubmitRequest request = cast_[key.sender].Request(key.number);
  if (event.content_hash() != client::ContentHashOf(request.document())) {
    return absl::DataLossError(absl::StrCat("event ", event.sequence(), " of ", party_.ToString(),
                                            " is not ", number, " as it was sent"));
  }
  std::vector<bool>& seen = seen_[key.sender];
  const auto n = static_cast<size_t>(key.number);
  if (n >= seen.size()) seen.resize(n + 1);
  if (seen[n]) {
    return absl::DataLossError(absl::StrCat("event ", event.sequence(), " of ", party_.ToString(),
                                            " is ", number, " for a second time"));
  }
  seen[n] = true;
  entries_.push_back({key, event.chain_hash()});
  return absl::OkStatus();
}

int64_t FeedWitness::sequence() const {
  absl::MutexLock lock(&mutex_);
  return position_.sequence;
}

bool FeedWitness::Await(int64_t sequence, absl::Duration patience) const {
  absl::MutexLock lock(&mutex_);
  const auto there = [this, sequence]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return position_.sequence >= sequence;
  };
  return mutex_.AwaitWithTimeout(absl::Condition(&there), patience);
}

absl::Status FeedWitness::NoteAcknowledged(int64_t sequence) {
  absl::MutexLock lock(&mutex_);
  if (sequence < acknowledged_) {
    return absl::DataLossError(absl::StrCat(party_.ToString(), " had acknowledged ", acknowledged_,
                                            ", and the hub now says ", sequence));
  }
  acknowledged_ = sequence;
  return absl::OkStatus();
}

absl::Status FeedWitness::Check(const RequestKey& key, const v1::Receipt& receipt) const {
  const Sender& sender = cast_[key.sender];
  const auto lost = [&](std::string_view what) {
    return absl::DataLossError(absl::StrCat(sender.name(), "-", key.number, " has the receipt ",
                                            receipt.ShortDebugString(), ", and the feed of ",
                                            party_.ToString(), " ", std::string(what)));
  };
  absl::MutexLock lock(&mutex_);
  const std::vector<bool>& seen = seen_[key.sender];
  const auto n = static_cast<size_t>(key.number);
  if (n >= seen.size() || !seen[n]) return lost("does not have it");
  if (sender.party() != party_) return absl::OkStatus();
  const auto at = static_cast<size_t>(receipt.sequence()) - 1;
  if (at >= entries_.size() || !(entries_[at].key == key)) {
    return lost("has another document at this number");
  }
  if (entries_[at].chain_hash != receipt.chain_hash()) return lost("has another chain hash there");
  return absl::OkStatus();
}

}  // namespace headwater::faults
