#include "simulation/witness.h"

#include <algorithm>

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "hub/base/error.h"
#include "hub/base/sha256.h"
#include "hub/exchange/refusal.h"

namespace headwater::simulation {
namespace {

using exchange::DetailOf;

// Whether the hub, when it says this, may have stored the document all the same.
bool LeavesOpen(const absl::Status& status) {
  return DetailOf(status).reason() == v1::REASON_STORE_SEALED;
}

}  // namespace

std::string PayloadOf(const v1::Document& document) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  {
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    document.SerializeToCodedStream(&coded);
  }
  return bytes;
}

Witness::Call Witness::Arrived(base::Gln party, const v1::SubmitRequest& request) {
  ++counts_.calls;
  std::string payload = simulation::PayloadOf(request.document());
  Call call{.party = party,
            .request_id = request.request_id(),
            .content_hash = base::Sha256Of(payload),
            .document_id = request.document().document_id(),
            .dry_run = request.validate_only()};
  Fate& fate = fates_[{party, call.request_id}][call.content_hash];
  if (!call.dry_run) ++fate.unknown;
  payloads_.emplace(call.content_hash, std::move(payload));
  return call;
}

void Witness::Answered(const Call& call, const absl::StatusOr<v1::Receipt>& answer) {
  Fate& fate = fates_[{call.party, call.request_id}][call.content_hash];
  if (call.dry_run) {
    ++counts_.dry_runs;
    // The verdict alone, but for a request that is committed.
    if (answer.ok() && answer->sequence() > 0) CheckReceipt(call, *answer);
    return;
  }
  if (!answer.ok()) {
    ++counts_.refusals;
    if (!LeavesOpen(answer.status())) --fate.unknown;
    return;
  }
  ++counts_.receipts;
  --fate.unknown;
  ++fate.accepted;
  CheckReceipt(call, *answer);
  receipts_.emplace(std::pair(call.party, call.request_id), *answer);
  Told(call.party, answer->sequence(), answer->chain_hash());
}

void Witness::CheckReceipt(const Call& call, const v1::Receipt& receipt) {
  if (receipt.content_hash() != call.content_hash || receipt.document_id() != call.document_id) {
    trace_.Violated("request ", call.request_id, " with document ", call.document_id,
                    " got the receipt of another: ", receipt.ShortDebugString());
  }
  const auto known = receipts_.find({call.party, call.request_id});
  if (known == receipts_.end()) return;
  if (known->second.SerializeAsString() != receipt.SerializeAsString()) {
    trace_.Violated("request ", call.request_id,
                    " got another receipt than before: ", receipt.ShortDebugString(),
                    ", before: ", known->second.ShortDebugString());
  }
}

void Witness::Told(base::Gln party, int64_t sequence, const std::string& chain_hash) {
  const auto [place, is_new] = told_[party].emplace(sequence, chain_hash);
  if (!is_new && place->second != chain_hash) {
    trace_.Violated("the feed of ", party.ToString(), " has another chain at ", sequence,
                    " than was told before");
  }
}

const std::map<int64_t, std::string>& Witness::told(base::Gln party) const {
  static const auto& nothing = *new std::map<int64_t, std::string>;
  const auto found = told_.find(party);
  return found == told_.end() ? nothing : found->second;
}

void Witness::AcknowledgeAsked(base::Gln party, int64_t asked) {
  int64_t& highest = asked_[party];
  highest = std::max(highest, asked);
}

void Witness::AcknowledgeAnswered(base::Gln party, int64_t asked,
                                  const v1::AcknowledgeResponse& answer) {
  int64_t& known = acknowledged_[party];
  if (answer.acknowledged_sequence() < std::max(known, asked)) {
    trace_.Violated(party.ToString(), " acknowledged ", asked, ", ", known, " before, and is told ",
                    answer.acknowledged_sequence());
  }
  known = std::max(known, answer.acknowledged_sequence());
}

void Witness::Sent(base::Gln party, const v1::Event& event) {
  ++counts_.events;
  const v1::Document& document = event.document();
  if (document.sender_gln() != party.ToString() && document.receiver_gln() != party.ToString()) {
    trace_.Violated("the feed of ", party.ToString(), " has a document of others at ",
                    event.sequence());
  }
  const auto sent = payloads_.find(event.content_hash());
  if (sent == payloads_.end() || sent->second != simulation::PayloadOf(document)) {
    trace_.Violated("the feed of ", party.ToString(), " has at ", event.sequence(),
                    " a document that nobody sent");
  }
  Told(party, event.sequence(), event.chain_hash());
}

}  // namespace headwater::simulation
