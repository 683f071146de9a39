#include "cluster/sender.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "adapters/client/retry.h"
#include "support/documents.h"

namespace headwater::test {
namespace {

constexpr absl::Duration kAttemptTimeout = absl::Seconds(20);
// For one document, whatever becomes of the cluster.
constexpr absl::Duration kPatience = absl::Seconds(90);
constexpr int64_t kOnStreamMax = 40;
constexpr client::RetryPolicy kRetry{.initial = absl::Milliseconds(20),
                                     .highest = absl::Seconds(1),
                                     .attempts_max = 0,
                                     .attempt_timeout = kAttemptTimeout};

}  // namespace

Sender::Sender(const HubRing& ring, base::TlsFiles tls, Book& book, SenderOptions options)
    : options_(std::move(options)),
      book_(book),
      door_(ring, std::move(tls), static_cast<size_t>(options_.party.value() / 10)),
      random_(options_.seed),
      thread_([this]() noexcept { Run(); }) {}

Sender::~Sender() { thread_.join(); }

std::vector<v1::SubmitRequest> Sender::Next(int64_t count, int64_t stream) {
  std::vector<v1::SubmitRequest> requests;
  while (count-- > 0) {
    v1::SubmitRequest& request = requests.emplace_back();
    request.set_request_id(NextUuid());
    *request.mutable_document() = options_.documents(++taken_);
    book_.Sends(options_.party, request, stream);
  }
  return requests;
}

void Sender::Run() {
  bool well = true;
  while (well && !stopped_) {
    if (random_.Below(3) == 0) {
      well = SendOnStream(1 + static_cast<int64_t>(random_.Below(kOnStreamMax)));
      continue;
    }
    const std::vector<v1::SubmitRequest> one = Next(1, /*stream=*/0);
    well = Send(one.front());
    if (well && random_.Below(8) == 0) AskAgain(one.front());
  }
}

bool Sender::Send(const v1::SubmitRequest& request) {
  client::SystemSleeper sleeper;
  client::Backoff backoff(kRetry, random_);
  const absl::Time end = absl::Now() + kPatience;
  while (true) {
    const client::Answer answer = door_.Submit(request, kAttemptTimeout);
    if (answer.ok()) {
      book_.Told(options_.party, *answer.receipt, request);
      return true;
    }
    if (!answer.refusal->IsRetryable() || absl::Now() > end) {
      book_.Fault(absl::StrCat(request.document().number(), " of ", options_.party.ToString(),
                               " is refused: ", answer.refusal->ToString()));
      return false;
    }
    sleeper.Sleep(*backoff.Next(answer.refusal->RetryDelay()));
  }
}

bool Sender::SendOnStream(int64_t count) {
  // Numbered apart from those of all other senders.
  const int64_t stream = options_.party.value() * 1000 + ++streams_;
  std::vector<v1::SubmitRequest> left = Stream(Next(count, stream));
  for (const v1::SubmitRequest& request : left) {
    book_.Resends(request);
    if (!Send(request)) return false;
  }
  return true;
}

std::vector<v1::SubmitRequest> Sender::Stream(std::vector<v1::SubmitRequest> requests) {
  const auto stream = door_.OpenSubmitStream();
  for (const v1::SubmitRequest& request : requests) {
    if (!stream->Write(request, kAttemptTimeout)) break;
  }
  stream->WritesDone();
  v1::SubmitStreamResponse answer;
  while (stream->Read(answer, kAttemptTimeout)) {
    const auto request = std::find_if(requests.begin(), requests.end(), [&answer](const auto& one) {
      return one.request_id() == answer.request_id();
    });
    if (request == requests.end()) {
      book_.Fault("an answer on a stream is to nothing that was asked there");
    } else if (answer.has_receipt()) {
      book_.Told(options_.party, answer.receipt(), *request);
      requests.erase(request);
    } else if (const client::Refusal refusal = client::RefusalFrom(answer.error());
               !refusal.IsRetryable()) {
      book_.Fault(absl::StrCat(request->document().number(), " of ", options_.party.ToString(),
                               " is refused on a stream: ", refusal.ToString()));
    }
  }
  const std::optional<client::Refusal> broken = stream->Finish();
  if (broken.has_value() && !broken->IsRetryable()) {
    book_.Fault(
        absl::StrCat("a stream of ", options_.party.ToString(), " ended: ", broken->ToString()));
  }
  if (!requests.empty()) door_.MoveOn();
  return requests;
}

void Sender::AskAgain(const v1::SubmitRequest& request) {
  door_.MoveOn();
  const client::Answer answer = door_.Submit(request, kAttemptTimeout);
  if (answer.ok()) {
    book_.Told(options_.party, *answer.receipt, request);
  } else if (!answer.refusal->IsRetryable()) {
    book_.Fault(absl::StrCat(request.document().number(), " of ", options_.party.ToString(),
                             " had a receipt and is refused: ", answer.refusal->ToString()));
  }
}

}  // namespace headwater::test
