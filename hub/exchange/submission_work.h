// One document on the writer thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "headwater/v1/exchange.pb.h"
#include "hub/exchange/admission.h"
#include "hub/exchange/caller.h"
#include "hub/exchange/door.h"
#include "hub/store/commit_queue.h"
#include "hub/store/database.h"

namespace headwater::exchange {

class SubmissionWork final : public store::Work {
 public:
  // `request` has been checked as far as that goes without the database. `payload`
  // is its document, serialized; `begun` when the observer saw it come.
  SubmissionWork(const DoorParts& parts, const Caller& caller, const v1::SubmitRequest& request,
                 int64_t begun, std::string payload, std::string content_hash, SubmitDone done);

  void Announce() override;
  absl::Status Apply(store::Transaction& transaction) override;
  bool dry_run() const override { return request_.validate_only(); }
  size_t size() const override { return sizeof(*this) + payload_.size(); }
  int64_t owner() const override { return caller_.party.value(); }
  void Done(absl::Status status) override;

 private:
  absl::Status Judge(store::Transaction& transaction);
  DocumentKeys keys() const;
  // That its keys are known to be free, so that nobody has to look.
  bool KnownToBeNew() const;
  absl::StatusOr<int64_t> NextCommitNumber(store::Transaction& transaction) const;
  // True when the request was committed before: the receipt is the one it got.
  absl::StatusOr<bool> FindEarlier(store::Transaction& transaction);
  absl::Status CheckUnused(store::Transaction& transaction, int64_t commit_number);
  absl::Status Commit(const Parties& parties, int64_t commit_number,
                      store::Transaction& transaction);
  absl::Status Append(const Parties& parties, int64_t commit_number, int64_t commit_time,
                      int64_t version, store::Transaction& transaction);

  const DoorParts& parts_;
  const Caller caller_;
  const v1::SubmitRequest& request_;
  const v1::Document& document_;
  const std::string payload_;
  const std::string content_hash_;
  SubmitDone done_;
  v1::Receipt receipt_;
  // For the observer.
  const int64_t begun_;
  int64_t judged_ = 0;
  int64_t group_ = 0;
  bool repeated_ = false;
};

}  // namespace headwater::exchange
