#include "adapters/client/outbox.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "adapters/client/reason_subject.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/base/sha256.h"

namespace headwater::client {

absl::StatusOr<std::unique_ptr<Outbox>> Outbox::Open(FileSystem& files, const std::string& path,
                                                     RetryingSubmitter& submitter) {
  ASSIGN_OR_RETURN(std::unique_ptr<OutboxLog> log, OutboxLog::Open(files, path));
  return std::unique_ptr<Outbox>(new Outbox(path, std::move(log), submitter));
}

Outbox::Prepared Outbox::Prepare(const v1::Document& document) {
  Prepared prepared;
  if (document.document_id().empty()) {
    prepared.answer.emplace().refusal =
        LocalRefusal(absl::StatusCode::kInvalidArgument, v1::REASON_FIELD_REQUIRED, "document_id",
                     "the document has no document_id; give it a UUID");
    return prepared;
  }
  if (auto refusal = RetryingSubmitter::RefuseUnsent(document)) {
    prepared.answer.emplace().refusal = *std::move(refusal);
    return prepared;
  }
  const OutboxLog::Known* known = log_->Find(document.document_id());
  const bool is_same =
      known != nullptr && known->content_hash == base::Sha256Of(document.SerializeAsString());
  if (known != nullptr && !known->answered && !is_same) {
    Answer& answer = prepared.answer.emplace();
    answer.request_id = known->request_id;
    answer.refusal = LocalRefusal(
        absl::StatusCode::kAlreadyExists, v1::REASON_DOCUMENT_ID_REUSED, "document_id",
        absl::StrCat("document ", document.document_id(),
                     " was handed over before with other content; give it another document_id"));
    return prepared;
  }
  prepared.is_new = known == nullptr || known->answered;
  prepared.request.set_request_id(is_same ? known->request_id : submitter_.ids().IdFor(document));
  *prepared.request.mutable_document() = document;
  return prepared;
}

// A mark that cannot be written makes the request be sent again one day, and the hub
// gives the same answer; the log is then sealed and the next call says so.
Answer Outbox::Settle(const v1::Document& document, Answer answer) {
  if (answer.ok()) {
    log_->AddAnswer(document.document_id(), /*accepted=*/true).IgnoreError();
    return answer;
  }
  const OutboxLog::Known* known = log_->Find(document.document_id());
  if (known != nullptr && known->order <= earlier_ &&
      SubjectOf(answer.refusal->detail.reason()) == Subject::kSender) {
    answer.refusal->fate_unknown = true;
  }
  if (answer.refusal->IsFinal()) {
    log_->AddAnswer(document.document_id(), /*accepted=*/false).IgnoreError();
  }
  return answer;
}

absl::StatusOr<Answer> Outbox::Submit(const v1::Document& document) {
  RETURN_IF_ERROR(log_->status());
  Prepared prepared = Prepare(document);
  if (prepared.answer.has_value()) return *std::move(prepared.answer);
  if (prepared.is_new) {
    RETURN_IF_ERROR(log_->AddRequests(absl::MakeConstSpan(&prepared.request, 1)));
  }
  return Settle(document, submitter_.Send(prepared.request));
}

absl::Status Outbox::SubmitAll(absl::Span<const v1::Document> documents,
                               const AnswerCallback& answered) {
  RETURN_IF_ERROR(log_->status());
  std::vector<v1::SubmitRequest> fresh;
  std::vector<v1::SubmitRequest> requests;
  std::vector<size_t> indexes;  // of the requests in `documents`
  std::vector<size_t> twins;    // a document_id that stands in an earlier one too
  absl::flat_hash_set<std::string> seen;
  std::vector<std::pair<size_t, Answer>> settled;
  for (size_t i = 0; i < documents.size(); ++i) {
    Prepared prepared = Prepare(documents[i]);
    if (prepared.answer.has_value()) {
      settled.emplace_back(i, *std::move(prepared.answer));
      continue;
    }
    if (!seen.insert(documents[i].document_id()).second) {
      twins.push_back(i);
      continue;
    }
    if (prepared.is_new) fresh.push_back(prepared.request);
    requests.push_back(std::move(prepared.request));
    indexes.push_back(i);
  }
  RETURN_IF_ERROR(log_->AddRequests(fresh));
  fresh.clear();
  for (const auto& [index, answer] : settled) answered(index, answer);
  submitter_.SendAll(requests, [&](size_t i, const Answer& answer) {
    answered(indexes[i], Settle(documents[indexes[i]], answer));
  });
  for (const size_t index : twins) {
    ASSIGN_OR_RETURN(const Answer answer, Submit(documents[index]));
    answered(index, answer);
  }
  return absl::OkStatus();
}

absl::Status Outbox::SendPending(const PendingCallback& answered) {
  RETURN_IF_ERROR(log_->status());
  std::vector<v1::SubmitRequest> requests;
  requests.reserve(log_->pending().size());
  for (const auto& [order, request] : log_->pending()) requests.push_back(request);
  std::optional<Refusal> first;
  size_t left = 0;
  submitter_.SendAll(requests, [&](size_t i, const Answer& given) {
    const Answer answer = Settle(requests[i].document(), given);
    if (!answer.IsFinal() && ++left == 1) first = answer.refusal;
    answered(requests[i].document(), answer);
  });
  if (!first.has_value()) return absl::OkStatus();
  return absl::Status(
      first->code,
      absl::StrCat(left, " of ", requests.size(), requests.size() == 1 ? " document" : " documents",
                   left == 1 ? " stays" : " stay", " in the outbox ", path_,
                   ", not sent or without the hub's last word: ", first->ToString()));
}

absl::StatusOr<v1::Document> Outbox::Forget(std::string_view document_id) {
  RETURN_IF_ERROR(log_->status());
  const OutboxLog::Known* known = log_->Find(document_id);
  if (known == nullptr || known->answered) {
    return absl::NotFoundError(
        absl::StrCat("no document ", base::AbslView(document_id), " waits in the outbox ", path_));
  }
  v1::Document document = log_->pending().at(known->order).document();
  RETURN_IF_ERROR(log_->Drop(document.document_id()));
  return document;
}

}  // namespace headwater::client
