#include "bench/floor_feed.h"

#include <algorithm>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/zero_copy_stream_impl.h"
#include "google/protobuf/util/delimited_message_util.h"

namespace headwater::bench {

void FloorFeed::Push(const FeedMessage& message) {
  absl::MutexLock lock(&mutex_);
  for (FloorStream* stream : open_) stream->Push(message);
}

bool FloorFeed::has_streams() {
  absl::MutexLock lock(&mutex_);
  return !open_.empty();
}

void FloorFeed::Add(FloorStream* stream) {
  absl::MutexLock lock(&mutex_);
  open_.push_back(stream);
}

void FloorFeed::Remove(FloorStream* stream) {
  absl::MutexLock lock(&mutex_);
  open_.erase(std::remove(open_.begin(), open_.end(), stream), open_.end());
}

FloorStream::FloorStream(v1::ExchangeService::AsyncService& service,
                         grpc::ServerCompletionQueue& queue, FloorFeed& feed)
    : service_(service), queue_(queue), feed_(feed) {
  service_.RequestSubscribe(&context_, &request_, &writer_, &queue_, &queue_, this);
}

void FloorStream::Ready(bool ok) {
  if (!open_) {
    if (ok) Begin();
    return;
  }
  if (!ok) {  // the client is gone
    feed_.Remove(this);
    delete this;
    return;
  }
  absl::MutexLock lock(&mutex_);
  writing_ = false;
  if (!waiting_.empty()) WriteNext();
}

void FloorStream::Begin() {
  open_ = true;
  new FloorStream(service_, queue_, feed_);
  if (request_.after_sequence() == 0 && !feed_.replay().empty()) {
    absl::MutexLock lock(&mutex_);
    waiting_.insert(waiting_.end(), feed_.replay().begin(), feed_.replay().end());
    WriteNext();
  }
  // Outside the lock, which Push takes inside that of the feed.
  feed_.Add(this);
}

void FloorStream::Push(const FeedMessage& message) {
  absl::MutexLock lock(&mutex_);
  waiting_.push_back(message);
  if (!writing_) WriteNext();
}

void FloorStream::WriteNext() {
  writing_ = true;
  const FeedMessage message = std::move(waiting_.front());
  waiting_.pop_front();
  writer_.Write(*message, this);
}

absl::Status WriteFeed(const std::string& path,
                       const std::vector<v1::SubscribeResponse>& messages) {
  std::ofstream file(path, std::ios::binary);
  for (const v1::SubscribeResponse& message : messages) {
    google::protobuf::util::SerializeDelimitedToOstream(message, &file);
  }
  if (file.flush()) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat(path, " cannot be written"));
}

absl::StatusOr<std::vector<FeedMessage>> ReadFeed(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat(path, " cannot be read"));
  google::protobuf::io::IstreamInputStream stream(&file);
  std::vector<FeedMessage> messages;
  while (true) {
    auto message = std::make_shared<v1::SubscribeResponse>();
    bool at_end = false;
    if (!google::protobuf::util::ParseDelimitedFromZeroCopyStream(message.get(), &stream,
                                                                  &at_end)) {
      if (at_end) return messages;
      return absl::DataLossError(absl::StrCat(path, " holds something else than messages"));
    }
    messages.push_back(std::move(message));
  }
}

}  // namespace headwater::bench
