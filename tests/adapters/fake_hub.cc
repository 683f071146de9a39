#include "adapters/fake_hub.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "adapters/client/feed_chain.h"
#include "hub/base/check.h"
#include "hub/base/uuid.h"

namespace headwater::client {
namespace {

Answer Refused(const std::string& request_id, absl::StatusCode code, v1::Reason reason) {
  Answer answer;
  answer.request_id = request_id;
  answer.refusal = MakeRefusal(code, reason);
  if (code == absl::StatusCode::kResourceExhausted) {
    answer.refusal->detail.mutable_retry_delay()->set_nanos(250'000'000);
  }
  return answer;
}

class FakeSubmitStream final : public SubmitStream {
 public:
  explicit FakeSubmitStream(FakeHub& hub) : hub_(hub) {}

  bool Write(const v1::SubmitRequest& request, absl::Duration) override {
    if (broken_) return false;
    const std::optional<Answer> answer = hub_.Decide(request);
    if (!answer.has_value()) {
      broken_ = true;
      return true;  // it was still taken from the writer
    }
    answers_.push_back(*answer);
    hub_.in_flight_max = std::max(hub_.in_flight_max, answers_.size());
    return true;
  }
  bool Read(v1::SubmitStreamResponse& response, absl::Duration) override {
    if (answers_.empty()) return false;
    const Answer answer = answers_.front();
    answers_.pop_front();
    response.Clear();
    response.set_request_id(answer.request_id);
    if (answer.ok()) {
      *response.mutable_receipt() = *answer.receipt;
    } else {
      response.mutable_error()->set_code(static_cast<int>(answer.refusal->code));
      response.mutable_error()->set_message(answer.refusal->message);
      *response.mutable_error()->mutable_detail() = answer.refusal->detail;
    }
    return true;
  }
  void WritesDone() override {}
  std::optional<Refusal> Finish() override {
    if (!broken_) return std::nullopt;
    return hub_.cut;
  }

 private:
  FakeHub& hub_;
  std::deque<Answer> answers_;
  bool broken_ = false;
};

class NoFeed final : public FeedStream {
 public:
  bool Read(v1::SubscribeResponse&, absl::Duration) override { return false; }
  std::optional<Refusal> Finish() override { return std::nullopt; }
  void Cancel() override {}
};

}  // namespace

int FakeHub::TimesApplied(const std::string& document_id) const {
  return static_cast<int>(std::count_if(
      events_.begin(), events_.end(),
      [&](const v1::Event& event) { return event.document().document_id() == document_id; }));
}

Answer FakeHub::Apply(const v1::SubmitRequest& request) {
  const v1::Document& document = request.document();
  Answer answer;
  answer.request_id = request.request_id();
  const auto receipt_of = [](const v1::Event& event) {
    v1::Receipt receipt;
    receipt.set_document_id(event.document().document_id());
    receipt.set_sequence(event.sequence());
    receipt.set_content_hash(event.content_hash());
    receipt.set_chain_hash(event.chain_hash());
    return receipt;
  };
  const auto known = event_of_request_.find(request.request_id());
  if (known != event_of_request_.end()) {
    const v1::Event& event = events_[known->second];
    if (event.content_hash() != ContentHashOf(document)) {
      offences_.push_back(absl::StrCat("request id reused: ", request.request_id()));
      return Refused(request.request_id(), absl::StatusCode::kAlreadyExists,
                     v1::REASON_REQUEST_ID_REUSED);
    }
    answer.receipt = receipt_of(event);
    return answer;
  }
  if (!request_of_document_.emplace(document.document_id(), request.request_id()).second) {
    offences_.push_back(absl::StrCat("document id reused: ", document.document_id()));
    return Refused(request.request_id(), absl::StatusCode::kAlreadyExists,
                   v1::REASON_DOCUMENT_ID_REUSED);
  }
  v1::Event event;
  event.set_sequence(static_cast<int64_t>(events_.size()) + 1);
  *event.mutable_document() = document;
  event.set_content_hash(ContentHashOf(document));
  event.set_chain_hash(
      NextChainHash(events_.empty() ? FirstChainHash() : events_.back().chain_hash(),
                    event.sequence(), event.content_hash()));
  event_of_request_[request.request_id()] = events_.size();
  events_.push_back(event);
  answer.receipt = receipt_of(event);
  return answer;
}

std::optional<Answer> FakeHub::Decide(const v1::SubmitRequest& request) {
  Fault fault = Fault::kNone;
  const auto by_document = faults_by_document.find(request.document().document_id());
  if (by_document != faults_by_document.end()) {
    fault = by_document->second;
  } else if (!faults.empty()) {
    fault = faults.front();
    faults.pop_front();
  }
  if (fuse != nullptr && !fuse->Step()) return std::nullopt;
  switch (fault) {
    case Fault::kLost:
    case Fault::kSilent:
      return std::nullopt;
    case Fault::kLostAnswer:
      Apply(request);
      return std::nullopt;
    case Fault::kBusy:
      return Refused(request.request_id(), absl::StatusCode::kResourceExhausted, v1::REASON_BUSY);
    case Fault::kSealed:
      return Refused(request.request_id(), absl::StatusCode::kUnavailable, v1::REASON_STORE_SEALED);
    case Fault::kRefused:
      return Refused(request.request_id(), absl::StatusCode::kInvalidArgument,
                     v1::REASON_GS1_CHECK_DIGIT);
    case Fault::kNone:
      break;
  }
  if (!caller_gln.empty() && caller_gln != request.document().sender_gln()) {
    return Refused(request.request_id(), absl::StatusCode::kPermissionDenied,
                   v1::REASON_SENDER_MISMATCH);
  }
  Answer answer = Apply(request);
  // A second step, so that a cut can fall between the commit and the answer.
  if (fuse != nullptr && !fuse->Step()) return std::nullopt;
  return answer;
}

Answer FakeHub::Submit(const v1::SubmitRequest& request, absl::Duration) {
  return Decide(request).value_or(
      Answer{.request_id = request.request_id(), .receipt = {}, .refusal = cut});
}

std::unique_ptr<SubmitStream> FakeHub::OpenSubmitStream() {
  ++streams_opened;
  return std::make_unique<FakeSubmitStream>(*this);
}

std::unique_ptr<FeedStream> FakeHub::Subscribe(const v1::SubscribeRequest&) {
  return std::make_unique<NoFeed>();
}

absl::Status FakeHub::Acknowledge(int64_t, absl::Duration) { return absl::OkStatus(); }

v1::Document MakeDocument(int number) {
  v1::Document document;
  document.set_document_id(base::NameUuid(absl::StrCat("document ", number)));
  document.set_number(absl::StrCat("T-", number));
  document.set_sender_gln("4000001000005");
  document.mutable_issue_time()->set_seconds(1'700'000'000 + number);
  document.mutable_ticket()->set_till(absl::StrCat("till ", number));
  return document;
}

v1::Document MakeDocumentOf(int number, size_t bytes) {
  v1::Document document = MakeDocument(number);
  std::string& till = *document.mutable_ticket()->mutable_till();
  till.assign(bytes, 'x');
  // What is not the text, with the lengths that a text of this size needs.
  till.resize(bytes - (document.ByteSizeLong() - bytes));
  HW_CHECK(document.ByteSizeLong() == bytes) << "no document has " << bytes << " bytes";
  return document;
}

Refusal MakeRefusal(absl::StatusCode code, v1::Reason reason) {
  Refusal refusal = LocalRefusal(code, v1::Reason_Name(reason));
  refusal.detail.set_reason(reason);
  return refusal;
}

}  // namespace headwater::client
