// The file behind an outbox: an append-only log of requests and their answers.
//
// Frames follow each other: 4 bytes "HWOB", type (1 byte), length (4 bytes, most
// significant first), the first 8 bytes of the payload's SHA-256, payload (an
// OutboxRequests or OutboxAnswers of outbox.proto). The requests of one call are one
// frame, so a frame is there whole or not at all.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "adapters/client/file_system.h"
#include "headwater/v1/exchange.pb.h"

namespace headwater::client {

// The request ids of so many answered documents are remembered, the latest.
inline constexpr size_t kAnsweredKeptMax = 100'000;
// The file is rewritten when it is bigger than this and than twice what mattered of
// it the last time.
inline constexpr uint64_t kOutboxRewriteBytes = 16 << 20;

// Not thread-safe.
class OutboxLog {
 public:
  // Takes the file for this process. Errors are those of the FileSystem.
  static absl::StatusOr<std::unique_ptr<OutboxLog>> Open(FileSystem& files,
                                                         const std::string& path);

  // In the order in which they were handed over.
  using Pending = std::map<uint64_t, v1::SubmitRequest>;
  const Pending& pending() const { return pending_; }

  struct Known {
    std::string request_id;
    std::string content_hash;  // SHA-256 of the document's bytes
    bool answered = false;     // by a receipt
    uint64_t order = 0;        // the key in pending() until it is answered
  };
  // nullptr when the document was never seen, was refused, or was answered long ago.
  const Known* Find(std::string_view document_id) const;

  // Synced on return. An error seals the log: what was on its way to the disk may be
  // there or not, and every later call fails with it.
  absl::Status AddRequests(absl::Span<const v1::SubmitRequest> requests);

  // Not synced: a lost answer makes the request be sent again, and the hub gives the
  // same receipt. One that was not accepted is forgotten.
  absl::Status AddAnswer(std::string_view document_id, bool accepted);

  // Forgets a document that has no answer. Synced on return.
  absl::Status Drop(std::string_view document_id);

  // The error that sealed the log, else OK.
  const absl::Status& status() const { return sealed_; }

  uint64_t damaged_bytes() const { return damaged_bytes_; }

 private:
  OutboxLog(FileSystem& files, std::string path) : files_(files), path_(std::move(path)) {}
  // Returns the length of what stands before a torn tail.
  uint64_t Replay(std::string_view bytes);
  bool ApplyFrame(char type, std::string_view payload);
  void ApplyRequest(v1::SubmitRequest request);
  void ApplyAnswer(std::string_view document_id, Known known);
  void Forget(std::string_view document_id);
  // Writes the file anew with what still matters.
  absl::Status Rewrite();
  absl::Status RewriteIfBig();
  absl::Status Append(std::string_view frames, bool sync);

  FileSystem& files_;
  const std::string path_;
  std::unique_ptr<AppendFile> file_;
  absl::Status sealed_;
  Pending pending_;
  absl::flat_hash_map<std::string, Known> known_;
  std::map<uint64_t, std::string> answered_;  // document ids, the oldest answer first
  uint64_t next_order_ = 1;
  uint64_t file_bytes_ = 0;
  uint64_t rewrite_bytes_ = kOutboxRewriteBytes;
  uint64_t damaged_bytes_ = 0;
};

}  // namespace headwater::client
