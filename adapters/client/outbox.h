// A submitter that forgets nothing: each document is on disk, with its request_id,
// before it is sent, and stays there until the hub's last word on it is: a receipt, or
// a refusal that is final (refusal.h). How a call or a stream ended is no such word.
// Whatever is cut off between any two steps, with whatever certificate in between,
// every document handed over and not refused is applied by the hub once.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/client/file_system.h"
#include "adapters/client/outbox_log.h"
#include "adapters/client/submitter.h"

namespace headwater::client {

// Not thread-safe. One process has a path open at a time.
class Outbox final : public Submitter {
 public:
  // Reads what is at `path`, or begins anew. `files` and `submitter` must outlive it.
  // A tail that was cut off while it was written is dropped: nothing of it was sent.
  static absl::StatusOr<std::unique_ptr<Outbox>> Open(FileSystem& files, const std::string& path,
                                                      RetryingSubmitter& submitter);

  // Sends what has no last word yet: what earlier runs left, and what this one could not
  // bring through. Call it after Open; documents handed over later do not wait for it.
  // `answered` gets no index but the document. OK when nothing is left; else what the
  // first of those that stay here was told, with their number and the path; or the error
  // of the disk that closed the outbox, which every later call returns too.
  using PendingCallback = std::function<void(const v1::Document& document, const Answer& answer)>;
  absl::Status SendPending(const PendingCallback& answered);

  // A document that is known here, pending or answered, is sent again under its old
  // request_id: the hub that has it gives the same receipt, and one that has not (its
  // store is new, or it is another hub) takes it. No receipt comes from memory. Only the
  // request_id is remembered, for ids that do not come out the same again.
  //
  // Other bytes under the document_id of one that is pending are refused here with
  // DOCUMENT_ID_REUSED; under that of an answered one they are for the hub to judge. A
  // document without a document_id, or too large to be sent, is refused here too and not
  // kept. One that the hub refused is forgotten, so that it can be mended and sent anew.
  //
  // A document whose refusal is not final stays in the outbox. SENDER_MISMATCH is final
  // for what was handed over since Open: nobody but this caller has sent it. A document
  // of an earlier run may have been sent with another certificate and be committed, so
  // it stays, and the refusal says so (fate_unknown).
  absl::StatusOr<Answer> Submit(const v1::Document& document) override;
  // One sync for all of them, before the first is sent. Holds a copy of all.
  absl::Status SubmitAll(absl::Span<const v1::Document> documents,
                         const AnswerCallback& answered) override;

  // Gives up a document that has no last word yet: it is not sent again, and whether the
  // hub has it stays unknown. Returns the document; NOT_FOUND when it does not wait here.
  absl::StatusOr<v1::Document> Forget(std::string_view document_id);

  size_t pending_count() const { return log_->pending().size(); }
  // Bytes inside the file (not at its end) that could not be read: a damaged disk.
  // What stood there is lost to this outbox.
  uint64_t damaged_bytes() const { return log_->damaged_bytes(); }

 private:
  Outbox(std::string path, std::unique_ptr<OutboxLog> log, RetryingSubmitter& submitter)
      : path_(std::move(path)),
        log_(std::move(log)),
        earlier_(log_->pending().empty() ? 0 : log_->pending().rbegin()->first),
        submitter_(submitter) {}

  // The answer that needs no sending, or the request to send. What is new, or was
  // answered before, is still to be added to the log.
  struct Prepared {
    std::optional<Answer> answer;
    v1::SubmitRequest request;
    bool is_new = false;
  };
  Prepared Prepare(const v1::Document& document);
  // Notes the last word, if it is one. Returns the answer as the caller is told it.
  Answer Settle(const v1::Document& document, Answer answer);

  const std::string path_;
  const std::unique_ptr<OutboxLog> log_;
  // Pending documents up to this order in the log are of earlier runs.
  const uint64_t earlier_;
  RetryingSubmitter& submitter_;
};

}  // namespace headwater::client
