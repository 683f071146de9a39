#include "hub/exchange/submission_work.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/exchange/document_queries.h"
#include "hub/exchange/document_table.h"
#include "hub/exchange/fold.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/values.h"

namespace headwater::exchange {
namespace {

using base::AbslView;

std::string TimeText(int64_t micros) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", absl::FromUnixMicros(micros),
                          absl::UTCTimeZone());
}

// The one of another party is a chance in 2^122 or an attempt to find out: it is
// told that the id is taken, and nothing else.
std::string DescribeHolder(const DocumentReference& holder, base::Gln caller) {
  if (!holder.InFeedOf(caller)) return "this id is taken; give the document a new UUID";
  return absl::StrCat("this id is that of ", AbslView(KindName(holder.kind)), " ", holder.number,
                      holder.sender == caller ? ", which you sent" : ", which you received",
                      "; give the document a new UUID, or repeat the request_id with which you "
                      "sent it");
}

}  // namespace

SubmissionWork::SubmissionWork(const DoorParts& parts, const Caller& caller,
                               const v1::SubmitRequest& request, int64_t begun, std::string payload,
                               std::string content_hash, SubmitDone done)
    : parts_(parts),
      caller_(caller),
      request_(request),
      document_(request.document()),
      payload_(std::move(payload)),
      content_hash_(std::move(content_hash)),
      done_(std::move(done)),
      begun_(begun) {}

DocumentKeys SubmissionWork::keys() const {
  return {caller_.party, document_.body_case(), document_.number(), document_.document_id(),
          request_.request_id()};
}

void SubmissionWork::Announce() {
  if (parts_.foresight == nullptr) return;
  // What cannot be asked ahead is asked, and refused, by the work itself.
  parts_.foresight->Expect(keys(), GlnOf(document_.receiver_gln())).IgnoreError();
}

bool SubmissionWork::KnownToBeNew() const {
  return parts_.foresight != nullptr && parts_.foresight->AreFree(keys());
}

absl::StatusOr<int64_t> SubmissionWork::NextCommitNumber(store::Transaction& transaction) const {
  if (parts_.foresight != nullptr && parts_.foresight->last_commit_number().has_value()) {
    return *parts_.foresight->last_commit_number() + 1;
  }
  ASSIGN_OR_RETURN(const int64_t last, LastCommitNumber(transaction));
  return last + 1;
}

absl::Status SubmissionWork::Apply(store::Transaction& transaction) {
  // Of a transaction that was undone and is done again, nothing stays.
  repeated_ = false;
  receipt_.Clear();
  parts_.group.Judge(size());
  group_ = parts_.group.number();
  if (parts_.observer != nullptr) judged_ = parts_.observer->MonotonicNanos();
  return Judge(transaction);
}

absl::Status SubmissionWork::Judge(store::Transaction& transaction) {
  // Before the rest: a receipt stays good whatever has changed since, a suspension too.
  ASSIGN_OR_RETURN(const bool earlier, FindEarlier(transaction));
  if (earlier) {
    repeated_ = true;
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const PartyInfo sender,
                   FindSender(transaction, parts_.directory, caller_.party));
  ASSIGN_OR_RETURN(const Parties parties,
                   FindParties(transaction, parts_.directory, parts_.retailer, sender, document_));
  RETURN_IF_ERROR(Admit(parts_.registry.Find(document_.body_case()), parties));
  ASSIGN_OR_RETURN(const int64_t commit_number, NextCommitNumber(transaction));
  RETURN_IF_ERROR(CheckUnused(transaction, commit_number));
  return Commit(parties, commit_number, transaction);
}

void SubmissionWork::Done(absl::Status status) {
  absl::StatusOr<v1::Receipt> outcome =
      status.ok() ? absl::StatusOr<v1::Receipt>(std::move(receipt_))
                  : TellCaller(std::move(status), parts_.queue.healthy(), parts_.fault_log);
  if (parts_.observer != nullptr) {
    const int64_t now = parts_.observer->MonotonicNanos();
    parts_.observer->Decided({.request = request_,
                              .caller = caller_.party,
                              .outcome = outcome,
                              .repeated = repeated_,
                              .group = group_,
                              .waited_nanos = group_ == 0 ? now - begun_ : judged_ - begun_,
                              .took_nanos = now - begun_});
  }
  std::move(done_)(std::move(outcome));
}

absl::StatusOr<bool> SubmissionWork::FindEarlier(store::Transaction& transaction) {
  if (KnownToBeNew()) return false;
  ASSIGN_OR_RETURN(auto receipt, FindReceipt(transaction, caller_.party, request_.request_id()));
  if (!receipt) return false;
  if (receipt->content_hash() != content_hash_) {
    return Refuse(
        v1::REASON_REQUEST_ID_REUSED,
        absl::StrCat("request_id ", request_.request_id(), " was used for another document, ",
                     receipt->document_id(), "; a new document needs a new request_id"));
  }
  receipt_ = *std::move(receipt);
  return true;
}

absl::Status SubmissionWork::CheckUnused(store::Transaction& transaction, int64_t commit_number) {
  if (KnownToBeNew()) return absl::OkStatus();
  Violations violations;
  ASSIGN_OR_RETURN(const auto same_id,
                   FindDocument(transaction, document_.document_id(), commit_number));
  if (same_id) {
    violations.Add(FieldPath("document_id"), v1::REASON_DOCUMENT_ID_REUSED,
                   DescribeHolder(*same_id, caller_.party));
  }
  ASSIGN_OR_RETURN(const auto same_number, FindNumber(transaction, caller_.party,
                                                      document_.body_case(), document_.number()));
  if (same_number) {
    violations.Add(FieldPath("number"), v1::REASON_NUMBER_REUSED,
                   absl::StrCat("you used ", document_.number(), " for a document of kind ",
                                AbslView(KindName(document_.body_case())), " on ",
                                TimeText(same_number->commit_time), " (document_id ",
                                same_number->document_id, "); give this one a new number"));
  }
  return violations.ToStatus();
}

absl::Status SubmissionWork::Commit(const Parties& parties, int64_t commit_number,
                                    store::Transaction& transaction) {
  const int64_t commit_time = MicrosOf(parts_.clock.Now());
  const FoldInput input{document_, parties, parts_.retailer, commit_number, commit_time};
  ASSIGN_OR_RETURN(const Outcome outcome, Fold(parts_.registry.Find(document_.body_case()),
                                               parts_.directory, input, transaction));
  receipt_.set_content_hash(content_hash_);
  receipt_.set_version(outcome.version);
  if (dry_run()) return absl::OkStatus();
  return Append(parties, commit_number, commit_time, outcome.version, transaction);
}

absl::Status SubmissionWork::Append(const Parties& parties, int64_t commit_number,
                                    int64_t commit_time, int64_t version,
                                    store::Transaction& transaction) {
  ASSIGN_OR_RETURN(FeedPlaces places, parts_.heads.Next(transaction, caller_.party,
                                                        parties.receiver_gln, content_hash_));
  RETURN_IF_ERROR(InsertDocument(transaction, {.commit_number = commit_number,
                                               .document_id = document_.document_id(),
                                               .sender = caller_.party,
                                               .kind = document_.body_case(),
                                               .number = document_.number(),
                                               .receiver = parties.receiver_gln,
                                               .request_id = request_.request_id(),
                                               .sender_sequence = places.sender.sequence,
                                               .receiver_sequence = places.receiver.sequence,
                                               .version = version,
                                               .commit_time = commit_time,
                                               .content_hash = content_hash_,
                                               .payload = payload_}));
  // The last that can fail: see FeedHeads.
  RETURN_IF_ERROR(parts_.heads.Append(transaction, caller_.party, parties.receiver_gln,
                                      commit_number, document_.body_case(), places));
  if (parts_.foresight != nullptr) parts_.foresight->Appended(keys(), commit_number);
  receipt_.set_document_id(document_.document_id());
  receipt_.set_sequence(places.sender.sequence);
  receipt_.set_chain_hash(std::move(places.sender.chain_hash));
  *receipt_.mutable_commit_time() = TimestampOf(commit_time);
  return absl::OkStatus();
}

}  // namespace headwater::exchange
