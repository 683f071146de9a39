#include "adapters/client/feed_chain.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/unknown_field_set.h"
#include "hub/base/error.h"
#include "hub/base/sha256.h"

namespace headwater::client {
namespace {

bool HasUnknownFields(const google::protobuf::Message& message) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  if (!reflection.GetUnknownFields(message).empty()) return true;
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const google::protobuf::FieldDescriptor* field : fields) {
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      if (HasUnknownFields(reflection.GetMessage(message, field))) return true;
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      if (HasUnknownFields(reflection.GetRepeatedMessage(message, field, i))) return true;
    }
  }
  return false;
}

absl::Status Broken(int64_t sequence, std::string_view what) {
  return absl::DataLossError(
      absl::StrCat("the feed is broken at ", sequence, ": ", std::string(what)));
}

absl::Status CheckHashes(const v1::Event& event, bool filtered, FeedPosition& position) {
  const int64_t sequence = event.sequence();
  if (event.content_hash() != ContentHashOf(event.document()) &&
      !HasUnknownFields(event.document())) {
    return Broken(sequence, "the document does not fit its content hash");
  }
  if (!filtered && !position.chain_hash.empty() &&
      event.chain_hash() != NextChainHash(position.chain_hash, sequence, event.content_hash())) {
    return Broken(sequence, "its hash does not continue the chain");
  }
  position.chain_hash = event.chain_hash();
  return absl::OkStatus();
}

}  // namespace

std::string FirstChainHash() { return std::string(base::kSha256Size, '\0'); }

std::string NextChainHash(std::string_view chain_hash, int64_t sequence,
                          std::string_view content_hash) {
  std::string bytes(chain_hash);
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>(static_cast<uint64_t>(sequence) >> shift));
  }
  bytes.append(content_hash);
  return base::Sha256Of(bytes);
}

std::string ContentHashOf(const v1::Document& document) {
  return base::Sha256Of(document.SerializeAsString());
}

absl::Status Continue(const v1::SubscribeResponse& response, bool filtered,
                      FeedPosition& position) {
  if (position.sequence == 0 && position.chain_hash.empty()) {
    position.chain_hash = FirstChainHash();
  }
  for (const v1::Event& event : response.events()) {
    const int64_t expected = position.sequence + 1;
    if (filtered ? event.sequence() < expected : event.sequence() != expected) {
      return Broken(event.sequence(), absl::StrCat(expected, " was due"));
    }
    RETURN_IF_ERROR(CheckHashes(event, filtered, position));
    position.sequence = event.sequence();
  }
  const int64_t through = response.through_sequence();
  if (filtered ? through < position.sequence : through != position.sequence) {
    return Broken(through, absl::StrCat("it says that all through ", through, " was sent, and ",
                                        position.sequence, " was"));
  }
  if (response.head_sequence() < through) {
    return Broken(through, absl::StrCat("its head is ", response.head_sequence()));
  }
  if (through != position.sequence) {
    position.sequence = through;
    position.chain_hash.clear();
  }
  return absl::OkStatus();
}

}  // namespace headwater::client
