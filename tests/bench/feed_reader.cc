#include "bench/feed_reader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "bench/channel.h"

namespace headwater::bench {

FeedReader::FeedReader(const std::string& target, const base::TlsIdentity& tls, int64_t after,
                       Callback callback)
    : callback_(std::move(callback)),
      stub_(v1::ExchangeService::NewStub(OpenChannel(target, tls))),
      thread_([this, after] { Run(after); }) {}

FeedReader::~FeedReader() {
  context_.TryCancel();
  if (thread_.joinable()) thread_.join();
}

absl::Status FeedReader::Wait() {
  if (thread_.joinable()) thread_.join();
  return status_;
}

void FeedReader::Run(int64_t after) {
  v1::SubscribeRequest request;
  request.set_after_sequence(after);
  const auto stream = stub_->Subscribe(&context_, request);
  v1::SubscribeResponse response;
  while (stream->Read(&response)) {
    if (callback_(response)) continue;
    context_.TryCancel();
    while (stream->Read(&response)) {
    }
    stream->Finish();  // it was cancelled here
    return;
  }
  status_ =
      absl::UnavailableError(absl::StrCat("a feed ended: ", stream->Finish().error_message()));
}

}  // namespace headwater::bench
