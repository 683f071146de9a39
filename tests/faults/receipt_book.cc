#include "faults/receipt_book.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/client/feed_chain.h"

namespace headwater::faults {

RequestKey ReceiptBook::Take(size_t sender) {
  absl::MutexLock lock(&mutex_);
  entries_[sender].emplace_back();
  return {sender, static_cast<int64_t>(entries_[sender].size()) - 1};
}

absl::Status ReceiptBook::Note(const RequestKey& key, const v1::Receipt& receipt) {
  const v1::SubmitRequest request = cast_[key.sender].Request(key.number);
  if (receipt.document_id() != request.document().document_id() ||
      receipt.content_hash() != client::ContentHashOf(request.document())) {
    return absl::DataLossError(
        absl::StrCat("the receipt for ", request.document().number(),
                     " is of another document: ", receipt.ShortDebugString()));
  }
  std::string bytes = receipt.SerializeAsString();
  absl::MutexLock lock(&mutex_);
  std::string& entry = entries_[key.sender][static_cast<size_t>(key.number)];
  if (entry == bytes) return absl::OkStatus();
  if (!entry.empty()) {
    v1::Receipt before;
    before.ParseFromString(entry);
    return absl::DataLossError(absl::StrCat("the receipt for ", request.document().number(),
                                            " was ", before.ShortDebugString(), ", and is now ",
                                            receipt.ShortDebugString()));
  }
  entry = std::move(bytes);
  new_.push_back(key);
  ++receipts_;
  return absl::OkStatus();
}

std::vector<RequestKey> ReceiptBook::Open() const {
  absl::MutexLock lock(&mutex_);
  std::vector<RequestKey> open;
  for (size_t sender = 0; sender < entries_.size(); ++sender) {
    for (size_t n = 0; n < entries_[sender].size(); ++n) {
      if (entries_[sender][n].empty()) open.push_back({sender, static_cast<int64_t>(n)});
    }
  }
  return open;
}

std::vector<RequestKey> ReceiptBook::TakeNew() {
  absl::MutexLock lock(&mutex_);
  return std::exchange(new_, {});
}

absl::StatusOr<v1::Receipt> ReceiptBook::Find(const RequestKey& key) const {
  absl::MutexLock lock(&mutex_);
  const std::string& entry = entries_[key.sender][static_cast<size_t>(key.number)];
  if (entry.empty()) return absl::NotFoundError("it has no receipt");
  v1::Receipt receipt;
  receipt.ParseFromString(entry);
  return receipt;
}

std::vector<RequestKey> ReceiptBook::All() const {
  absl::MutexLock lock(&mutex_);
  std::vector<RequestKey> all;
  for (size_t sender = 0; sender < entries_.size(); ++sender) {
    for (size_t n = 0; n < entries_[sender].size(); ++n) {
      if (!entries_[sender][n].empty()) all.push_back({sender, static_cast<int64_t>(n)});
    }
  }
  return all;
}

int64_t ReceiptBook::receipts() const {
  absl::MutexLock lock(&mutex_);
  return receipts_;
}

bool ReceiptBook::Await(int64_t receipts, absl::Duration patience) const {
  absl::MutexLock lock(&mutex_);
  const auto enough = [this, receipts]()
                          ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return receipts_ >= receipts; };
  return mutex_.AwaitWithTimeout(absl::Condition(&enough), patience);
}

}  // namespace headwater::faults
