#include "adapters/client/outbox_log.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/client/outbox.pb.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/base/sha256.h"

namespace headwater::client {
namespace {

constexpr std::string_view kMagic = "HWOB";
constexpr size_t kChecksumBytes = 8;
constexpr size_t kHeaderBytes = kMagic.size() + 1 + 4 + kChecksumBytes;
constexpr size_t kPayloadBytesMax = 16 << 20;
constexpr char kRequestsType = 'R';
constexpr char kAnswersType = 'A';

std::string FrameOf(char type, const google::protobuf::MessageLite& message) {
  const std::string payload = message.SerializeAsString();
  std::string frame(kMagic);
  frame.push_back(type);
  for (int shift = 24; shift >= 0; shift -= 8) {
    frame.push_back(static_cast<char>(static_cast<uint32_t>(payload.size()) >> shift));
  }
  frame.append(base::Sha256Of(payload), 0, kChecksumBytes);
  frame.append(payload);
  return frame;
}

// The whole frame at the start of `bytes`, or empty when there is none.
std::string_view FrameAt(std::string_view bytes) {
  if (bytes.size() < kHeaderBytes || bytes.substr(0, kMagic.size()) != kMagic) return {};
  uint32_t length = 0;
  for (size_t i = 0; i < 4; ++i) {
    length = length << 8 | static_cast<unsigned char>(bytes[kMagic.size() + 1 + i]);
  }
  if (length > bytes.size() - kHeaderBytes) return {};
  const std::string_view payload = bytes.substr(kHeaderBytes, length);
  const std::string_view checksum = bytes.substr(kHeaderBytes - kChecksumBytes, kChecksumBytes);
  if (base::Sha256Of(payload).compare(0, kChecksumBytes, checksum) != 0) return {};
  return bytes.substr(0, kHeaderBytes + length);
}

std::string FramesOf(absl::Span<const v1::SubmitRequest> requests) {
  std::string frames;
  OutboxRequests batch;
  size_t bytes = 0;
  for (const v1::SubmitRequest& request : requests) {
    const size_t size = request.ByteSizeLong() + 8;
    if (bytes + size > kPayloadBytesMax && batch.requests_size() > 0) {
      absl::StrAppend(&frames, FrameOf(kRequestsType, batch));
      batch.Clear();
      bytes = 0;
    }
    *batch.add_requests() = request;
    bytes += size;
  }
  if (batch.requests_size() > 0) absl::StrAppend(&frames, FrameOf(kRequestsType, batch));
  return frames;
}

}  // namespace

absl::StatusOr<std::unique_ptr<OutboxLog>> OutboxLog::Open(FileSystem& files,
                                                           const std::string& path) {
  auto log = std::unique_ptr<OutboxLog>(new OutboxLog(files, path));
  ASSIGN_OR_RETURN(log->file_, files.OpenAppend(path));
  ASSIGN_OR_RETURN(const std::string bytes, files.Read(path));
  log->file_bytes_ = log->Replay(bytes);
  if (log->damaged_bytes_ > 0) {
    // Written anew, so that the damage is met once.
    RETURN_IF_ERROR(log->Rewrite());
  } else if (log->file_bytes_ < bytes.size()) {
    RETURN_IF_ERROR(files.Truncate(path, log->file_bytes_));
  }
  RETURN_IF_ERROR(log->RewriteIfBig());
  return log;
}

uint64_t OutboxLog::Replay(std::string_view bytes) {
  size_t at = 0;
  size_t whole = 0;  // the end of the last good frame
  while (at < bytes.size()) {
    const std::string_view frame = FrameAt(bytes.substr(at));
    if (frame.empty() || !ApplyFrame(frame[kMagic.size()], frame.substr(kHeaderBytes))) {
      // A torn tail, or damage with good frames behind it: look for the next one.
      const size_t next = bytes.find(kMagic, at + 1);
      if (next == std::string_view::npos) break;
      at = next;
      continue;
    }
    damaged_bytes_ += at - whole;
    at += frame.size();
    whole = at;
  }
  return whole;
}

bool OutboxLog::ApplyFrame(char type, std::string_view payload) {
  const int size = static_cast<int>(payload.size());
  if (type == kRequestsType) {
    OutboxRequests batch;
    if (!batch.ParseFromArray(payload.data(), size)) return false;
    for (v1::SubmitRequest& request : *batch.mutable_requests()) {
      ApplyRequest(std::move(request));
    }
    return true;
  }
  if (type == kAnswersType) {
    OutboxAnswers batch;
    if (!batch.ParseFromArray(payload.data(), size)) return false;
    for (OutboxAnswer& answer : *batch.mutable_answers()) {
      if (answer.request_id().empty()) {
        Forget(answer.document_id());
        continue;
      }
      Known known;
      known.request_id = std::move(*answer.mutable_request_id());
      known.content_hash = std::move(*answer.mutable_content_hash());
      ApplyAnswer(answer.document_id(), std::move(known));
    }
    return true;
  }
  return false;
}

void OutboxLog::ApplyRequest(v1::SubmitRequest request) {
  Known known;
  known.request_id = request.request_id();
  known.content_hash = base::Sha256Of(request.document().SerializeAsString());
  known.order = next_order_++;
  Forget(request.document().document_id());
  known_[request.document().document_id()] = known;
  pending_.emplace(known.order, std::move(request));
}

void OutboxLog::ApplyAnswer(std::string_view document_id, Known known) {
  Forget(document_id);
  known.answered = true;
  known.order = next_order_++;
  answered_.emplace(known.order, document_id);
  known_[std::string(document_id)] = std::move(known);
  while (answered_.size() > kAnsweredKeptMax) {
    known_.erase(answered_.begin()->second);
    answered_.erase(answered_.begin());
  }
}

void OutboxLog::Forget(std::string_view document_id) {
  const auto found = known_.find(base::AbslView(document_id));
  if (found == known_.end()) return;
  pending_.erase(found->second.order);
  answered_.erase(found->second.order);
  known_.erase(found);
}

const OutboxLog::Known* OutboxLog::Find(std::string_view document_id) const {
  const auto found = known_.find(base::AbslView(document_id));
  return found == known_.end() ? nullptr : &found->second;
}

absl::Status OutboxLog::AddRequests(absl::Span<const v1::SubmitRequest> requests) {
  if (requests.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(Append(FramesOf(requests), /*sync=*/true));
  for (const v1::SubmitRequest& request : requests) ApplyRequest(request);
  return RewriteIfBig();
}

absl::Status OutboxLog::AddAnswer(std::string_view document_id, bool accepted) {
  OutboxAnswers batch;
  OutboxAnswer& answer = *batch.add_answers();
  answer.set_document_id(std::string(document_id));
  const Known* found = Find(document_id);
  if (!accepted || found == nullptr) {
    Forget(document_id);
    return Append(FrameOf(kAnswersType, batch), /*sync=*/false);
  }
  Known known = *found;
  answer.set_request_id(known.request_id);
  answer.set_content_hash(known.content_hash);
  ApplyAnswer(document_id, std::move(known));
  RETURN_IF_ERROR(Append(FrameOf(kAnswersType, batch), /*sync=*/false));
  return RewriteIfBig();
}

absl::Status OutboxLog::Drop(std::string_view document_id) {
  OutboxAnswers batch;
  batch.add_answers()->set_document_id(std::string(document_id));
  RETURN_IF_ERROR(Append(FrameOf(kAnswersType, batch), /*sync=*/true));
  Forget(document_id);
  return absl::OkStatus();
}

absl::Status OutboxLog::Append(std::string_view frames, bool sync) {
  RETURN_IF_ERROR(sealed_);
  absl::Status status = file_->Append(frames);
  if (status.ok() && sync) status = file_->Sync();
  if (!status.ok()) {
    sealed_ = absl::Status(status.code(),
                           absl::StrCat("the outbox ", path_,
                                        " is closed until it is opened anew: ", status.message()));
    return sealed_;
  }
  file_bytes_ += frames.size();
  return absl::OkStatus();
}

absl::Status OutboxLog::RewriteIfBig() {
  if (file_bytes_ < rewrite_bytes_) return absl::OkStatus();
  absl::Status status = Rewrite();
  if (!status.ok()) sealed_ = status;
  return status;
}

absl::Status OutboxLog::Rewrite() {
  std::string bytes;
  OutboxAnswers answers;
  for (const auto& [order, document_id] : answered_) {
    const Known* known = Find(document_id);
    OutboxAnswer& answer = *answers.add_answers();
    answer.set_document_id(document_id);
    answer.set_request_id(known->request_id);
    answer.set_content_hash(known->content_hash);
    if (answers.answers_size() == 1000) {
      absl::StrAppend(&bytes, FrameOf(kAnswersType, answers));
      answers.Clear();
    }
  }
  if (answers.answers_size() > 0) absl::StrAppend(&bytes, FrameOf(kAnswersType, answers));
  for (const auto& [order, request] : pending_) {
    absl::StrAppend(&bytes, FramesOf(absl::MakeConstSpan(&request, 1)));
  }
  file_ = nullptr;
  RETURN_IF_ERROR(files_.Replace(path_, bytes));
  ASSIGN_OR_RETURN(file_, files_.OpenAppend(path_));
  file_bytes_ = bytes.size();
  rewrite_bytes_ = std::max(kOutboxRewriteBytes, 2 * file_bytes_);
  return absl::OkStatus();
}

}  // namespace headwater::client
