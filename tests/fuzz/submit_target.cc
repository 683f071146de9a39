#include <string>
#include <vector>

#include "exchange_shape/samples.h"
#include "fuzz/fuzz_hub.h"
#include "fuzz/targets.h"
#include "google/protobuf/stubs/logging.h"
#include "hub/base/check.h"
#include "hub/base/uuid.h"
#include "hub/exchange/refusal.h"
#include "hub/hub_world.h"
#include "support/keys.h"

namespace headwater::fuzz {
namespace {

std::string Bytes(char caller, const v1::Document& document) {
  v1::SubmitRequest request;
  *request.mutable_document() = document;
  request.set_request_id(base::NameUuid("fuzz " + document.number()));
  return caller + request.SerializeAsString();
}

}  // namespace

void FuzzSubmit(std::string_view bytes) {
  if (bytes.empty()) return;
  const google::protobuf::LogSilencer silencer;
  v1::SubmitRequest request;
  if (!request.ParseFromArray(bytes.data() + 1, static_cast<int>(bytes.size() - 1))) return;
  FuzzHub& hub = FuzzHub::Get();
  const exchange::Caller caller = hub.CallerOf(bytes[0]);
  request.set_validate_only(true);
  const auto told = hub.Submit(caller, request);
  request.set_validate_only(false);
  const auto done = hub.Submit(caller, request);
  HW_CHECK(told.status() == done.status())
      << "asked dry the hub says " << told.status() << ", and submitted " << done.status();
  if (!done.ok()) return CheckRefusal(done.status());
  HW_CHECK(told->content_hash() == done->content_hash() && told->version() == done->version())
      << "asked dry the hub gives " << told->ShortDebugString() << ", and submitted "
      << done->ShortDebugString();
  HW_CHECK(done->sequence() > 0 && done->document_id() == request.document().document_id())
      << "a receipt of another document: " << done->ShortDebugString();
}

std::vector<std::string> SubmitSeeds() {
  std::vector<std::string> seeds;
  for (const v1::Document::BodyCase kind : exchange::shape::AllKinds()) {
    // What the hub takes, what it does not, and what it has taken before.
    for (const v1::Document& document :
         {test::Lane(1).Next(kind), exchange::shape::ValidDocument(kind)}) {
      seeds.push_back(
          Bytes(document.sender_gln() == test::Retailer().ToString() ? 0 : 1, document));
    }
  }
  for (const v1::Document& document : test::Lane(2).Story()) {
    seeds.push_back(Bytes(document.sender_gln() == test::Retailer().ToString() ? 0 : 2, document));
  }
  return seeds;
}

}  // namespace headwater::fuzz
