#include "hub/exchange/door.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "hub/base/error.h"
#include "hub/base/sha256.h"
#include "hub/exchange/limits.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/submission_work.h"
#include "hub/exchange/validator.h"
#include "hub/exchange/values.h"

namespace headwater::exchange {
namespace {

// Paths of violations begin at the Document, those of the request at the request.
void AddAll(const Violations& found, Violations& violations) {
  for (const v1::Violation& violation : found.list()) {
    absl::string_view path = violation.field_path();
    absl::ConsumePrefix(&path, "document.");
    violations.Add(std::string(path), violation.reason(), violation.description());
  }
  for (int i = 0; i < found.dropped(); ++i) violations.CountOnly();
}

absl::Status CheckShape(const Registry& registry, const v1::SubmitRequest& request) {
  if (const size_t size = request.document().ByteSizeLong(); size > kDocumentBytesMax) {
    return exchange::Refuse(v1::REASON_DOCUMENT_TOO_LARGE,
                            absl::StrCat("the document has ", size, " bytes, at most ",
                                         kDocumentBytesMax, " are taken; split it"));
  }
  Violations found;
  Validate(request, FieldPath(), found);
  const v1::Document& document = request.document();
  if (document.body_case() != v1::Document::BODY_NOT_SET && document.receiver_gln().empty() &&
      registry.Find(document.body_case()).receivers == Receivers::kOtherRole) {
    found.Add(FieldPath("receiver_gln"), v1::REASON_FIELD_REQUIRED,
              "a document of this kind goes to another party; name its GLN");
  }
  if (found.empty()) return absl::OkStatus();
  Violations violations;
  AddAll(found, violations);
  return violations.ToStatus();
}

absl::Status CheckCaller(const Caller& caller, const v1::Document& document) {
  if (GlnOf(document.sender_gln()) == caller.party) return absl::OkStatus();
  Violations violations;
  violations.Add(FieldPath("sender_gln"), v1::REASON_SENDER_MISMATCH,
                 absl::StrCat("the sender is ", document.sender_gln(),
                              ", the caller's certificate is that of ", caller.party.ToString(),
                              "; a party sends its own documents alone"));
  return violations.ToStatus();
}

// The same bytes for the same content, in the order of the fields.
std::string Serialize(const v1::Document& document) {
  std::string bytes;
  bytes.reserve(document.ByteSizeLong());
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    document.SerializeWithCachedSizes(&coded);
  }
  return bytes;
}

}  // namespace

void Door::Refuse(const Caller& caller, const v1::SubmitRequest& request, int64_t begun,
                  absl::Status verdict, SubmitDone done) {
  absl::StatusOr<v1::Receipt> outcome = std::move(verdict);
  if (parts_.observer != nullptr) {
    parts_.observer->Decided({.request = request,
                              .caller = caller.party,
                              .outcome = outcome,
                              .took_nanos = parts_.observer->MonotonicNanos() - begun});
  }
  std::move(done)(std::move(outcome));
}

void Door::Submit(const Caller& caller, const v1::SubmitRequest& request, SubmitDone done) {
  const int64_t begun = parts_.observer == nullptr ? 0 : parts_.observer->MonotonicNanos();
  absl::Status verdict = CheckShape(parts_.registry, request);
  if (verdict.ok()) verdict = CheckCaller(caller, request.document());
  if (!verdict.ok()) return Refuse(caller, request, begun, std::move(verdict), std::move(done));
  std::string payload = Serialize(request.document());
  std::string content_hash = base::Sha256Of(payload);
  // The queue drops a work that it does not take, and with it what would be called:
  // a second owner is needed for that one case.
  auto shared = std::make_shared<SubmitDone>(std::move(done));
  absl::Status pushed = parts_.queue.Push(std::make_unique<SubmissionWork>(
      parts_, caller, request, begun, std::move(payload), std::move(content_hash),
      [shared](absl::StatusOr<v1::Receipt> outcome) { std::move (*shared)(std::move(outcome)); }));
  if (pushed.ok()) return;
  Refuse(caller, request, begun, TellRefusedPush(pushed, parts_.queue.healthy()),
         std::move(*shared));
}

}  // namespace headwater::exchange
