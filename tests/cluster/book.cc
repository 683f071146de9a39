#include "cluster/book.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "adapters/client/feed_chain.h"

namespace headwater::test {
namespace {

// More of them say nothing new.
constexpr size_t kFaultsMax = 20;

// The documents of `feed` in which `party` has a part, in its order.
std::vector<std::string> SharedWith(const FeedPlaces& feed, const std::string& party) {
  std::vector<std::string> ids;
  for (const FeedPlace& place : feed) {
    if (place.sender == party || place.receiver == party) ids.push_back(place.document_id);
  }
  return ids;
}

}  // namespace

FeedPlace PlaceOf(const v1::Event& event) {
  return {.document_id = event.document().document_id(),
          .sender = event.document().sender_gln(),
          .receiver = event.document().receiver_gln(),
          .content_hash = event.content_hash(),
          .chain_hash = event.chain_hash()};
}

void Book::Sends(base::Gln party, const v1::SubmitRequest& request, int64_t stream) {
  absl::MutexLock lock(&mutex_);
  sent_.emplace(request.document().document_id(),
                Sent{.party = party,
                     .content_hash = client::ContentHashOf(request.document()),
                     .floor = highest_[party],
                     .stream = stream,
                     .order = ++order_});
}

void Book::Resends(const v1::SubmitRequest& request) {
  absl::MutexLock lock(&mutex_);
  sent_[request.document().document_id()].stream = 0;
}

void Book::Told(base::Gln party, const v1::Receipt& receipt, const v1::SubmitRequest& request) {
  absl::MutexLock lock(&mutex_);
  const std::string& id = request.document().document_id();
  Sent& sent = sent_[id];
  const std::string bytes = receipt.SerializeAsString();
  if (receipt.document_id() != id || receipt.content_hash() != sent.content_hash) {
    AddFault(absl::StrCat("the receipt of ", id, " is that of another document"));
  }
  if (!sent.receipt.empty()) {
    if (sent.receipt != bytes) AddFault(absl::StrCat("two receipts of ", id, " differ"));
    return;
  }
  sent.receipt = bytes;
  sent.sequence = receipt.sequence();
  highest_[party] = std::max(highest_[party], receipt.sequence());
  ++receipts_;
  const absl::Time now = absl::Now();
  if (last_receipt_ != absl::InfinitePast()) {
    longest_pause_ = std::max(longest_pause_, now - last_receipt_);
  }
  last_receipt_ = now;
}

void Book::Fault(std::string sentence) {
  absl::MutexLock lock(&mutex_);
  AddFault(std::move(sentence));
}

void Book::AddFault(std::string sentence) {
  if (faults_.size() < kFaultsMax) faults_.push_back(std::move(sentence));
}

int64_t Book::receipts() const {
  absl::MutexLock lock(&mutex_);
  return receipts_;
}

bool Book::AwaitReceipts(int64_t count, absl::Duration patience) const {
  absl::MutexLock lock(&mutex_);
  const auto enough = [this, count]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return receipts_ >= count || !faults_.empty();
  };
  mutex_.AwaitWithTimeout(absl::Condition(&enough), patience);
  return receipts_ >= count && faults_.empty();
}

absl::Duration Book::TakeLongestPause(absl::Time now) {
  absl::MutexLock lock(&mutex_);
  const absl::Duration pause = std::max(longest_pause_, now - last_receipt_);
  longest_pause_ = absl::ZeroDuration();
  return pause;
}

std::vector<std::string> Book::faults() const {
  absl::MutexLock lock(&mutex_);
  return faults_;
}

void Book::Check(const std::map<base::Gln, FeedPlaces>& feeds) {
  absl::MutexLock lock(&mutex_);
  for (const auto& [party, feed] : feeds) CheckFeed(party, feed);
  CheckReceipts(feeds);
  CheckStreams();
  for (const auto& [one, feed] : feeds) {
    for (const auto& [other, others] : feeds) {
      if (one == other) continue;
      if (SharedWith(feed, other.ToString()) != SharedWith(others, one.ToString())) {
        AddFault(absl::StrCat("the feeds of ", one.ToString(), " and ", other.ToString(),
                              " have their common documents otherwise"));
      }
    }
  }
}

void Book::CheckFeed(base::Gln party, const FeedPlaces& feed) {
  std::set<std::string> ids;
  for (size_t i = 0; i < feed.size(); ++i) {
    const FeedPlace& place = feed[i];
    const std::string at = absl::StrCat("event ", i + 1, " of ", party.ToString());
    if (!ids.insert(place.document_id).second) AddFault(absl::StrCat(at, " was there before"));
    const auto sent = sent_.find(place.document_id);
    if (sent == sent_.end()) {
      AddFault(absl::StrCat(at, " is a document that nobody sent"));
    } else if (sent->second.content_hash != place.content_hash) {
      AddFault(absl::StrCat(at, " is not as it was sent"));
    } else if (sent->second.party == party && static_cast<int64_t>(i) < sent->second.floor) {
      AddFault(absl::StrCat(at, " was sent after the receipt of ", sent->second.floor));
    }
  }
}

void Book::CheckReceipts(const std::map<base::Gln, FeedPlaces>& feeds) {
  for (const auto& [id, sent] : sent_) {
    if (sent.receipt.empty()) continue;
    v1::Receipt receipt;
    receipt.ParseFromString(sent.receipt);
    const FeedPlaces& feed = feeds.at(sent.party);
    const auto at = static_cast<size_t>(sent.sequence - 1);
    const bool honoured = at < feed.size() && feed[at].document_id == id &&
                          feed[at].chain_hash == receipt.chain_hash();
    if (honoured) continue;
    AddFault(absl::StrCat("the receipt of ", id, ", event ", sent.sequence, " of ",
                          sent.party.ToString(), ", is not honoured"));
  }
}

void Book::CheckStreams() {
  std::map<int64_t, std::vector<const Sent*>> streams;
  for (const auto& [id, sent] : sent_) {
    if (sent.stream != 0 && !sent.receipt.empty()) streams[sent.stream].push_back(&sent);
  }
  for (auto& [stream, documents] : streams) {
    std::sort(documents.begin(), documents.end(),
              [](const Sent* a, const Sent* b) { return a->order < b->order; });
    for (size_t i = 1; i < documents.size(); ++i) {
      if (documents[i - 1]->sequence < documents[i]->sequence) continue;
      AddFault(absl::StrCat("event ", documents[i]->sequence, " of ",
                            documents[i]->party.ToString(), " was sent on a stream after event ",
                            documents[i - 1]->sequence));
    }
  }
}

}  // namespace headwater::test
