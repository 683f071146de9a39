#include "adapters/client/submitter.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"

namespace headwater::client {
namespace {

// Documents are copied into requests so many at a time.
constexpr size_t kChunkDocumentsMax = 2000;

std::optional<absl::Duration> LongerOf(std::optional<absl::Duration> a,
                                       std::optional<absl::Duration> b) {
  if (!a.has_value()) return b;
  if (!b.has_value()) return a;
  return std::max(*a, *b);
}

// The requests of one SendAll and what became of them.
class Bulk {
 public:
  Bulk(absl::Span<const v1::SubmitRequest> requests, const AnswerCallback& answered)
      : requests_(requests), answered_(answered), last_(requests.size()) {
    for (size_t i = 0; i < requests.size(); ++i) {
      if (auto refusal = RetryingSubmitter::RefuseUnsent(requests[i].document())) {
        Answer answer;
        answer.request_id = requests[i].request_id();
        answer.refusal = *std::move(refusal);
        answered_(i, answer);
      } else if (by_id_.emplace(base::AbslView(requests[i].request_id()), i).second) {
        open_.push_back(i);
      } else {
        twins_.push_back(i);
      }
    }
  }

  // Without an answer, in the order given.
  const std::vector<size_t>& open() const { return open_; }
  // Requests whose id stands in an earlier one too: two answers on one stream could
  // not be told apart.
  const std::vector<size_t>& twins() const { return twins_; }

  // True when it was a last word. `asked` grows to the longest wait that was asked for.
  bool Take(v1::SubmitStreamResponse& response, std::optional<absl::Duration>& asked) {
    const auto found = by_id_.find(base::AbslView(response.request_id()));
    if (found == by_id_.end()) return false;
    const size_t index = found->second;
    Answer answer;
    answer.request_id = response.request_id();
    if (response.has_receipt()) {
      answer.receipt = std::move(*response.mutable_receipt());
    } else {
      answer.refusal = RefusalFrom(response.error());
      if (answer.refusal->IsRetryable()) {
        asked = LongerOf(asked, answer.refusal->RetryDelay());
        last_[index] = std::move(*answer.refusal);
        return false;
      }
    }
    by_id_.erase(found);
    answered_(index, answer);
    return true;
  }

  // Drops from open() what was answered.
  void Sweep() {
    std::erase_if(open_, [this](size_t i) {
      const auto found = by_id_.find(base::AbslView(requests_[i].request_id()));
      return found == by_id_.end();
    });
  }

  // What the hub said of the first that is open, if it said anything.
  const std::optional<Refusal>& FirstTold() const { return last_[open_.front()]; }

  // Tells all that has no last word why: what the hub said of it, or else `end`, which
  // tells how the last stream ended and is no answer to anything that was on it.
  void GiveUp(Refusal end) {
    end.fate_unknown = true;
    for (const std::vector<size_t>* left : {&open_, &twins_}) {
      for (const size_t index : *left) {
        Answer answer;
        answer.request_id = requests_[index].request_id();
        answer.refusal = last_[index].has_value() ? *last_[index] : end;
        answered_(index, answer);
      }
    }
    open_.clear();
    twins_.clear();
  }

 private:
  const absl::Span<const v1::SubmitRequest> requests_;
  const AnswerCallback& answered_;
  absl::flat_hash_map<absl::string_view, size_t> by_id_;
  std::vector<size_t> open_;
  std::vector<size_t> twins_;
  std::vector<std::optional<Refusal>> last_;
};

// Sends all that is open over one stream. Returns why it broke, if it did.
std::optional<Refusal> SendOnce(ExchangeDoor& door, absl::Span<const v1::SubmitRequest> requests,
                                const SubmitterOptions& options, Bulk& bulk, bool& progress,
                                std::optional<absl::Duration>& asked) {
  const absl::Duration timeout = options.retry.attempt_timeout;
  const std::vector<size_t>& open = bulk.open();
  const std::unique_ptr<SubmitStream> stream = door.OpenSubmitStream();
  size_t sent = 0;
  size_t answers = 0;
  size_t bytes = 0;
  std::vector<size_t> sizes;
  sizes.reserve(open.size());
  v1::SubmitStreamResponse response;
  while (answers < open.size()) {
    // Answers come in the order sent, so sizes[answers] is what the next one frees.
    while (sent < open.size() && sent - answers < options.in_flight_max &&
           (sent == answers || bytes < kInFlightBytesMax)) {
      const v1::SubmitRequest& request = requests[open[sent]];
      if (!stream->Write(request, timeout)) break;
      sizes.push_back(request.ByteSizeLong());
      bytes += sizes.back();
      if (++sent == open.size()) stream->WritesDone();
    }
    if (!stream->Read(response, timeout)) break;
    if (answers >= sent) break;  // an answer to nothing: not a hub
    bytes -= sizes[answers++];
    if (!bulk.Take(response, asked)) continue;
    progress = true;
    if (options.watch != nullptr) options.watch->OnReached();
  }
  std::optional<Refusal> broken = stream->Finish();
  if (answers == open.size()) return std::nullopt;
  if (!broken.has_value()) {
    broken = LocalRefusal(absl::StatusCode::kUnavailable, "the hub ended the stream early");
  }
  return broken;
}

}  // namespace

RetryingSubmitter::RetryingSubmitter(ExchangeDoor& door, RequestIds& ids,
                                     const SubmitterOptions& options, base::Random& random,
                                     Sleeper& sleeper)
    : door_(door), ids_(ids), options_(options), random_(random), sleeper_(sleeper) {}

absl::StatusOr<Answer> RetryingSubmitter::Submit(const v1::Document& document) {
  v1::SubmitRequest request;
  request.set_request_id(ids_.IdFor(document));
  *request.mutable_document() = document;
  return Send(request);
}

Answer RetryingSubmitter::DryRun(const v1::Document& document) {
  v1::SubmitRequest request;
  request.set_request_id(ids_.IdFor(document));
  *request.mutable_document() = document;
  request.set_validate_only(true);
  return Send(request);
}

std::optional<Refusal> RetryingSubmitter::RefuseUnsent(const v1::Document& document) {
  const size_t size = document.ByteSizeLong();
  if (size <= kDocumentBytesMax) return std::nullopt;
  return LocalRefusal(absl::StatusCode::kInvalidArgument, v1::REASON_DOCUMENT_TOO_LARGE, "",
                      absl::StrCat("the document has ", size, " bytes, at most ", kDocumentBytesMax,
                                   " are taken; split it"));
}

Answer RetryingSubmitter::Send(const v1::SubmitRequest& request) {
  if (auto refusal = RefuseUnsent(request.document())) {
    Answer answer;
    answer.request_id = request.request_id();
    answer.refusal = *std::move(refusal);
    return answer;
  }
  Backoff backoff(options_.retry, random_);
  while (true) {
    Answer answer = door_.Submit(request, options_.retry.attempt_timeout);
    if (answer.ok() || !answer.refusal->IsRetryable()) {
      if (options_.watch != nullptr) options_.watch->OnReached();
      return answer;
    }
    if (!TryAgain(answer.refusal, backoff.Next(answer.refusal->RetryDelay()))) return answer;
  }
}

absl::Status RetryingSubmitter::SubmitAll(absl::Span<const v1::Document> documents,
                                          const AnswerCallback& answered) {
  for (size_t start = 0; start < documents.size(); start += kChunkDocumentsMax) {
    const auto chunk = documents.subspan(start, kChunkDocumentsMax);
    std::vector<v1::SubmitRequest> requests(chunk.size());
    for (size_t i = 0; i < chunk.size(); ++i) {
      requests[i].set_request_id(ids_.IdFor(chunk[i]));
      *requests[i].mutable_document() = chunk[i];
    }
    SendAll(requests, [&](size_t i, const Answer& answer) { answered(start + i, answer); });
  }
  return absl::OkStatus();
}

bool RetryingSubmitter::TryAgain(const std::optional<Refusal>& refusal,
                                 std::optional<absl::Duration> wait) {
  if (!wait.has_value()) return false;
  if (options_.watch != nullptr && refusal.has_value() && refusal->IsOfConnection() &&
      !options_.watch->OnUnreached(*refusal)) {
    return false;
  }
  return sleeper_.Sleep(*wait);
}

void RetryingSubmitter::SendAll(absl::Span<const v1::SubmitRequest> requests,
                                const AnswerCallback& answered) {
  Bulk bulk(requests, answered);
  Backoff backoff(options_.retry, random_);
  while (!bulk.open().empty()) {
    bool progress = false;
    std::optional<absl::Duration> asked;
    const std::optional<Refusal> broken =
        SendOnce(door_, requests, options_, bulk, progress, asked);
    bulk.Sweep();
    if (bulk.open().empty()) break;
    if (broken.has_value()) {
      if (!broken->IsRetryable()) {
        bulk.GiveUp(*broken);
        break;
      }
      asked = LongerOf(asked, broken->RetryDelay());
    }
    if (progress) backoff.Reset();
    if (!TryAgain(broken.has_value() ? broken : bulk.FirstTold(), backoff.Next(asked))) {
      bulk.GiveUp(broken.value_or(
          LocalRefusal(absl::StatusCode::kUnavailable, "given up before the hub answered")));
    }
  }
  for (const size_t index : bulk.twins()) answered(index, Send(requests[index]));
}

}  // namespace headwater::client
