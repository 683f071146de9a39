#include "hub/isolation_call.h"

#include <chrono>
#include <map>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "hub/base/check.h"

namespace headwater::test {
namespace {

constexpr std::chrono::seconds kPatience(20);

std::string Bytes(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  HW_CHECK(buffer.Dump(&slices).ok()) << "a message of the wire cannot be read";
  std::string bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

void Append(const std::multimap<grpc::string_ref, grpc::string_ref>& from, std::string& to) {
  for (const auto& [name, value] : from) {
    to.append(name.data(), name.size()).append("=");
    to.append(value.data(), value.size()).append("\n");
  }
}

// One operation at a time.
class Steps {
 public:
  ~Steps() {
    queue_.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
    }
  }
  grpc::CompletionQueue* queue() { return &queue_; }
  // Whether the operation that was started succeeded.
  bool Wait() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }

 private:
  grpc::CompletionQueue queue_;
};

}  // namespace

RawAnswer CallRaw(const std::shared_ptr<grpc::Channel>& channel,
                  const google::protobuf::MethodDescriptor& method,
                  const google::protobuf::Message& request) {
  HW_CHECK(request.GetDescriptor() == method.input_type()) << method.full_name();
  const bool endless = method.server_streaming() && !method.client_streaming();
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kPatience);
  Steps steps;
  grpc::GenericStub stub(channel);
  const auto call = stub.PrepareCall(
      &context, absl::StrCat("/", method.service()->full_name(), "/", method.name()),
      steps.queue());
  RawAnswer answer;
  bool cut = false;
  call->StartCall(nullptr);
  if (steps.Wait()) {
    const grpc::Slice slice(request.SerializeAsString());
    call->WriteLast(grpc::ByteBuffer(&slice, 1), {}, nullptr);
    steps.Wait();
    while (!cut) {
      grpc::ByteBuffer response;
      call->Read(&response, nullptr);
      if (!steps.Wait()) break;
      answer.responses.push_back(Bytes(response));
      cut = endless;
    }
  }
  if (cut) context.TryCancel();
  grpc::Status status;
  call->Finish(&status, nullptr);
  steps.Wait();
  Append(context.GetServerInitialMetadata(), answer.metadata);
  // What ends a call that was cut off is our own doing.
  if (cut) return answer;
  Append(context.GetServerTrailingMetadata(), answer.metadata);
  answer.code = status.error_code();
  answer.message = status.error_message();
  answer.details = status.error_details();
  return answer;
}

RawAnswer Substitute(RawAnswer answer, const Substitutions& substitutions) {
  for (const auto& [from, to] : substitutions) HW_CHECK(from.size() == to.size()) << from << to;
  const auto replace = [&](std::string& text) { text = absl::StrReplaceAll(text, substitutions); };
  replace(answer.message);
  replace(answer.details);
  replace(answer.metadata);
  for (std::string& response : answer.responses) replace(response);
  return answer;
}

std::string Describe(const RawAnswer& answer) {
  std::string text = absl::StrCat("code ", answer.code, ": ", answer.message, "\n  details ",
                                  absl::CHexEscape(answer.details));
  absl::StrAppend(&text, "\n  metadata ", absl::CHexEscape(answer.metadata));
  for (const std::string& response : answer.responses) {
    absl::StrAppend(&text, "\n  response ", absl::CHexEscape(response));
  }
  return text;
}

}  // namespace headwater::test
