// The fake hub behind a real server on a loopback port.
#pragma once

#include <grpcpp/create_channel.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "adapters/client/connection.h"
#include "adapters/client/submitter.h"
#include "adapters/client/wire.pb.h"
#include "adapters/fake_hub.h"
#include "adapters/fake_sleeper.h"

namespace headwater::client {

// What a stream does is set by the test.
class FakeService final : public v1::ExchangeService::Service {
 public:
  grpc::Status Submit(grpc::ServerContext*, const v1::SubmitRequest* request,
                      v1::SubmitResponse* response) override {
    absl::MutexLock lock(&mutex_);
    const std::optional<Answer> answer = hub.Decide(*request);
    if (!answer.has_value()) return StatusOf(hub.cut);
    if (!answer->ok()) return StatusOf(*answer->refusal);
    if (!without_receipts) *response->mutable_receipt() = *answer->receipt;
    return grpc::Status::OK;
  }

  grpc::Status SubmitStream(grpc::ServerContext* context,
                            grpc::ServerReaderWriter<v1::SubmitStreamResponse,
                                                     v1::SubmitStreamRequest>* stream) override {
    v1::SubmitStreamRequest request;
    while (stream->Read(&request)) {
      std::optional<Answer> answer;
      {
        absl::MutexLock lock(&mutex_);
        const auto& faults = hub.faults_by_document;
        const auto found = faults.find(request.submit().document().document_id());
        if (found != faults.end() && found->second == Fault::kSilent) {
          hub.faults_by_document.erase(request.submit().document().document_id());
          while (!context->IsCancelled())
            mutex_.AwaitWithTimeout(absl::Condition(&over_), absl::Milliseconds(5));
          return grpc::Status::CANCELLED;
        }
        answer = hub.Decide(request.submit());
        if (!answer.has_value()) return StatusOf(hub.cut);
      }
      v1::SubmitStreamResponse response;
      response.set_request_id(answer->request_id);
      if (answer->ok()) {
        *response.mutable_receipt() = *answer->receipt;
      } else {
        response.mutable_error()->set_code(static_cast<int>(answer->refusal->code));
        *response.mutable_error()->mutable_detail() = answer->refusal->detail;
      }
      stream->Write(response);
    }
    return grpc::Status::OK;
  }

  // Streams in turn: each ends, or falls silent, after so many events.
  struct Turn {
    int events = 0;
    bool silent = false;
  };

  grpc::Status Subscribe(grpc::ServerContext* context, const v1::SubscribeRequest* request,
                         grpc::ServerWriter<v1::SubscribeResponse>* writer) override {
    Turn turn{.events = 1 << 30};
    {
      absl::MutexLock lock(&mutex_);
      ++subscriptions;
      if (!turns.empty()) {
        turn = turns.front();
        turns.pop_front();
      }
    }
    const absl::Duration interval = absl::Seconds(request->heartbeat_interval().seconds()) +
                                    absl::Nanoseconds(request->heartbeat_interval().nanos());
    int64_t through = request->after_sequence();
    while (!context->IsCancelled()) {
      v1::SubscribeResponse response;
      {
        absl::MutexLock lock(&mutex_);
        if (over_) return grpc::Status(grpc::StatusCode::UNAVAILABLE, "draining");
        const auto& events = hub.events();
        while (turn.events > 0 && through < static_cast<int64_t>(events.size()) &&
               response.events_size() < 7) {
          *response.add_events() = events[static_cast<size_t>(through++)];
          --turn.events;
        }
        response.set_through_sequence(through);
        response.set_head_sequence(static_cast<int64_t>(events.size()));
      }
      if (!writer->Write(response)) break;
      if (turn.events == 0) {
        if (!turn.silent) return grpc::Status(grpc::StatusCode::UNAVAILABLE, "cut");
        absl::MutexLock lock(&mutex_);
        while (!context->IsCancelled() && !over_) {
          mutex_.AwaitWithTimeout(absl::Condition(&over_), absl::Milliseconds(5));
        }
        break;
      }
      absl::MutexLock lock(&mutex_);
      const auto ready = [&] {
        return over_ || through < static_cast<int64_t>(hub.events().size());
      };
      mutex_.AwaitWithTimeout(absl::Condition(&ready), interval);
    }
    return grpc::Status::CANCELLED;
  }

  grpc::Status Acknowledge(grpc::ServerContext*, const v1::AcknowledgeRequest* request,
                           v1::AcknowledgeResponse*) override {
    absl::MutexLock lock(&mutex_);
    acknowledged = request->sequence();
    return grpc::Status::OK;
  }

  void Over() {
    absl::MutexLock lock(&mutex_);
    over_ = true;
  }

  // Without a reason as gRPC itself makes it: without details.
  static grpc::Status StatusOf(const Refusal& refusal) {
    const auto code = static_cast<grpc::StatusCode>(refusal.code);
    if (refusal.detail.reason() == v1::REASON_UNSPECIFIED) {
      return grpc::Status(code, refusal.message);
    }
    wire::Status status;
    status.set_code(static_cast<int>(refusal.code));
    auto& any = *status.add_details();
    any.set_type_url("type.googleapis.com/headwater.v1.ErrorDetail");
    any.set_value(refusal.detail.SerializeAsString());
    return grpc::Status(code, refusal.message, status.SerializeAsString());
  }

  // Under mutex() once the server runs.
  FakeHub hub;
  std::deque<Turn> turns;
  bool without_receipts = false;  // unary answers are empty
  int subscriptions = 0;
  int64_t acknowledged = 0;
  absl::Mutex& mutex() { return mutex_; }

 private:
  absl::Mutex mutex_;
  bool over_ = false;
};

class GrpcClientTest : public testing::Test {
 protected:
  void SetUp() override { StartServer(grpc::InsecureServerCredentials(), "127.0.0.1:0"); }
  void TearDown() override { StopServer(); }

  void StartServer(std::shared_ptr<grpc::ServerCredentials> credentials,
                   const std::string& address) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address, std::move(credentials), &port_);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
  }
  void StopServer() {
    service_.Over();
    server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(1));
    server_->Wait();
  }

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  Connection& connection() {
    if (connection_ == nullptr) {
      connection_ = std::make_unique<Connection>(
          grpc::CreateChannel(address(), grpc::InsecureChannelCredentials()));
    }
    return *connection_;
  }

  FakeService service_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Connection> connection_;
  DocumentRequestIds ids_;
  SubmitterOptions options_;
  base::SeededRandom random_{1};
  FakeSleeper sleeper_;
};

}  // namespace headwater::client
