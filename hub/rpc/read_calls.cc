#include "hub/rpc/read_calls.h"

#include <chrono>
#include <memory>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "hub/base/error.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/validator.h"
#include "hub/rpc/error_map.h"
#include "hub/rpc/identity.h"
#include "hub/rpc/refuse_for_now.h"

namespace headwater::rpc {
namespace {

// Lives until gRPC has done with it.
class ReadCall final : public grpc::ServerUnaryReactor {
 public:
  ReadCall(OpenCalls& calls, std::string_view method) : pass_(calls.Enter(method)) {}

  absl::Status entered() const { return pass_.status(); }
  void End(const absl::Status& status) { Finish(ToGrpcStatus(status)); }
  void OnDone() override { delete this; }

 private:
  absl::StatusOr<OpenCalls::Pass> pass_;
};

// A method has a request of its own, named after it.
std::string_view MethodOf(const google::protobuf::Message& request) {
  constexpr std::string_view kRequest = "Request";
  std::string_view name = request.GetDescriptor()->name();
  if (name.ends_with(kRequest)) name.remove_suffix(kRequest.size());
  return name;
}

}  // namespace

ReadPool::ReadPool(store::Database& database, const exchange::PartyDirectory& directory,
                   OpenCalls& calls)
    : database_(database),
      calls_(calls),
      callers_(database, directory, workers_, calls),
      workers_(kReadThreads, kReadsWaitingMax) {}

grpc::ServerUnaryReactor* ReadPool::Start(grpc::CallbackServerContext* context,
                                          const google::protobuf::Message& request,
                                          ReadFunction read) {
  auto* call = new ReadCall(calls_, MethodOf(request));
  if (absl::Status entered = call->entered(); !entered.ok()) {
    call->End(entered);
    return call;
  }
  const absl::StatusOr<base::Gln> party = PartyOfPeer(*context->auth_context());
  if (!party.ok()) {
    call->End(party.status());
    return call;
  }
  const bool taken =
      workers_.Post([this, call, context, &request, party = *party, read = std::move(read)] {
        if (context->IsCancelled() || context->deadline() <= std::chrono::system_clock::now()) {
          call->End(absl::CancelledError("The caller has gone or its deadline has passed."));
          return;
        }
        call->End([&]() -> absl::Status {
          ASSIGN_OR_RETURN(const std::unique_ptr<store::Reader> reader, database_.BeginRead());
          ASSIGN_OR_RETURN(const exchange::Caller caller, callers_.FindIn(*reader, party));
          exchange::Violations violations;
          exchange::Validate(request, exchange::FieldPath(), violations);
          RETURN_IF_ERROR(violations.ToStatus());
          return read(*reader, caller);
        }());
      });
  if (!taken) {
    calls_.CountBusy(BusyPlace::kReads);
    call->End(RefuseBusy("The hub has more reads than it can take. Try again after the delay."));
  }
  return call;
}

}  // namespace headwater::rpc
