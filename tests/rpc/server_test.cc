#include "hub/rpc/server.h"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "google/protobuf/empty.pb.h"
#include "google/protobuf/unknown_field_set.h"
#include "google/protobuf/wrappers.pb.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "gtest/gtest.h"
#include "rpc/link.h"
#include "rpc/rpc_hub.h"

namespace headwater::rpc {
namespace {

using google::protobuf::Empty;
using google::protobuf::Int32Value;
using google::protobuf::StringValue;
using test::HasCode;
using ::testing::Contains;
using ::testing::HasSubstr;

// grpc.health.v1 as it goes over the wire: a request is a text in field 1, a response
// a number in field 1.
constexpr int kServing = 1;
constexpr int kNotServing = 2;
constexpr char kCheck[] = "/grpc.health.v1.Health/Check";
constexpr char kWatch[] = "/grpc.health.v1.Health/Watch";
constexpr char kReflect[] = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

int CheckHealth(const std::shared_ptr<grpc::Channel>& channel) {
  grpc::TemplatedGenericStub<StringValue, Int32Value> stub(channel);
  const auto context = Context();
  const StringValue request;
  Int32Value response;
  grpc::Status status;
  absl::Notification done;
  stub.UnaryCall(context.get(), kCheck, grpc::StubOptions(), &request, &response,
                 [&](grpc::Status ended) {
                   status = std::move(ended);
                   done.Notify();
                 });
  done.WaitForNotification();
  EXPECT_THAT(status, Succeeds());
  return response.value();
}

// A stream of any service, one operation at a time.
template <typename Request, typename Response>
class RawStream {
 public:
  RawStream(const std::shared_ptr<grpc::Channel>& channel, const std::string& method)
      : stub_(channel), stream_(stub_.PrepareCall(context_.get(), method, &queue_)) {
    stream_->StartCall(this);
    EXPECT_TRUE(Next());
  }
  ~RawStream() {
    context_->TryCancel();
    queue_.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
    }
  }

  bool Write(const Request& request) {
    stream_->Write(request, this);
    return Next();
  }
  bool WritesDone() {
    stream_->WritesDone(this);
    return Next();
  }
  bool Read(Response& response) {
    stream_->Read(&response, this);
    return Next();
  }
  grpc::Status Finish() {
    grpc::Status status;
    stream_->Finish(&status, this);
    Next();
    return status;
  }

 private:
  bool Next() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }

  std::unique_ptr<grpc::ClientContext> context_ = Context();
  grpc::CompletionQueue queue_;
  grpc::TemplatedGenericStub<Request, Response> stub_;
  std::unique_ptr<grpc::ClientAsyncReaderWriter<Request, Response>> stream_;
};

TEST(Server, IsHealthyUntilItIsNot) {
  RpcHub hub;
  const auto channel = hub.Connect(Certificates().supplier1);
  EXPECT_EQ(CheckHealth(channel), kServing);
  hub.health().SetNotServing();
  EXPECT_EQ(CheckHealth(channel), kNotServing);
}

TEST(Server, AHubThatWasSealedBeforeItListenedSaysSo) {
  OpenCalls calls;
  Health health;
  health.SetNotServing();
  ServerOptions options;
  options.tls = {Certificates().authority, Certificates().server.certificate,
                 Certificates().server.key};
  const auto server = Server::Start(options, {}, calls, health);
  ASSERT_THAT(server, test::IsOk());
  EXPECT_EQ(CheckHealth(
                ConnectTo(absl::StrCat("127.0.0.1:", (*server)->port()), Certificates().supplier1)),
            kNotServing);
}

TEST(Server, AWatcherOfHealthHearsOfTheDrainAndDoesNotHoldItUp) {
  RpcHub hub;
  RawStream<StringValue, Int32Value> watch(hub.Connect(Certificates().supplier1), kWatch);
  ASSERT_TRUE(watch.Write(StringValue()));
  ASSERT_TRUE(watch.WritesDone());
  Int32Value response;
  ASSERT_TRUE(watch.Read(response));
  EXPECT_EQ(response.value(), kServing);
  hub.server().Drain(absl::Seconds(20));
  ASSERT_TRUE(watch.Read(response));
  EXPECT_EQ(response.value(), kNotServing);
  EXPECT_FALSE(watch.Read(response));
}

std::vector<std::string> Texts(const google::protobuf::UnknownFieldSet& fields, int number) {
  std::vector<std::string> texts;
  for (int i = 0; i < fields.field_count(); ++i) {
    if (fields.field(i).number() == number) texts.push_back(fields.field(i).length_delimited());
  }
  return texts;
}

// One question to reflection: field 7 asks for all services, field 4 for the file of
// a symbol; the answers are in fields 6 and 4.
std::string Reflect(const std::shared_ptr<grpc::Channel>& channel, int question,
                    const std::string& text, int answer) {
  RawStream<Empty, Empty> stream(channel, kReflect);
  Empty request;
  request.GetReflection()->MutableUnknownFields(&request)->AddLengthDelimited(question, text);
  EXPECT_TRUE(stream.Write(request));
  Empty response;
  EXPECT_TRUE(stream.Read(response));
  const auto texts = Texts(response.GetReflection()->GetUnknownFields(response), answer);
  EXPECT_EQ(texts.size(), 1u);
  return texts.empty() ? "" : texts[0];
}

TEST(Server, ReflectionListsTheServicesAndTheirContract) {
  RpcHub hub;
  const auto channel = hub.Connect(Certificates().supplier1);
  google::protobuf::UnknownFieldSet list;
  ASSERT_TRUE(list.ParseFromString(Reflect(channel, 7, "*", 6)));
  std::vector<std::string> names;
  for (const std::string& service : Texts(list, 1)) {
    google::protobuf::UnknownFieldSet fields;
    ASSERT_TRUE(fields.ParseFromString(service));
    names.push_back(Texts(fields, 1).at(0));
  }
  EXPECT_THAT(names, Contains("headwater.v1.ExchangeService"));
  EXPECT_THAT(names, Contains("headwater.v1.CatalogueService"));
  EXPECT_THAT(names, Contains("grpc.health.v1.Health"));

  EXPECT_THAT(Reflect(channel, 4, "headwater.v1.ExchangeService", 4), HasSubstr("SubmitStream"));
}

TEST(Server, SaysThatThePortIsInUse) {
  RpcHub hub;
  OpenCalls calls;
  Health health;
  ServerOptions options;
  options.tls = {Certificates().authority, Certificates().server.certificate,
                 Certificates().server.key};
  options.listen_address = absl::StrCat("127.0.0.1:", hub.server().port());
  const auto second = Server::Start(options, {}, calls, health);
  EXPECT_THAT(second, HasCode(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("in use"));
}

TEST(Server, SaysWhatIsWrongWithAnAddress) {
  OpenCalls calls;
  Health health;
  ServerOptions options;
  options.tls = {Certificates().authority, Certificates().server.certificate,
                 Certificates().server.key};
  for (const auto& [address, cause] : std::vector<std::pair<std::string, std::string>>{
           {"no-such-host.invalid:0", "no such host"}, {"192.0.2.1:0", "no such address"}}) {
    options.listen_address = address;
    const auto server = Server::Start(options, {}, calls, health);
    EXPECT_THAT(server, HasCode(absl::StatusCode::kFailedPrecondition)) << address;
    EXPECT_THAT(std::string(server.status().message()), HasSubstr(cause));
  }
}

// gRPC would listen on every interface for some of them.
TEST(Server, TakesNoAddressButHostAndPort) {
  OpenCalls calls;
  Health health;
  ServerOptions options;
  options.tls = {Certificates().authority, Certificates().server.certificate,
                 Certificates().server.key};
  for (const char* address : {"", "0", "7440", "foo", ":0", "127.0.0.1", "127.0.0.1:", "::1:0",
                              "127.0.0.1:port", "127.0.0.1:65536", "127.0.0.1:99999999999"}) {
    options.listen_address = address;
    const auto server = Server::Start(options, {}, calls, health);
    EXPECT_THAT(server, HasCode(absl::StatusCode::kInvalidArgument)) << address;
  }
}

TEST(Server, WithoutCertificatesThereIsNoServer) {
  OpenCalls calls;
  Health health;
  EXPECT_THAT(Server::Start(ServerOptions(), {}, calls, health),
              HasCode(absl::StatusCode::kFailedPrecondition));
}

TEST(Server, TakesHeadersUpToItsOwnLimitAndNoMore) {
  RpcHub hub;
  const auto stub = hub.Exchange(Certificates().supplier1);
  const auto status_with = [&stub](size_t bytes) {
    const auto context = Context();
    context->AddMetadata("x-padding", std::string(bytes, 'x'));
    v1::ListEventsResponse response;
    return stub->ListEvents(context.get(), v1::ListEventsRequest(), &response);
  };
  EXPECT_THAT(status_with(kMetadataBytesMax - 1024), Succeeds());
  EXPECT_EQ(status_with(kMetadataBytesMax + 1).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

// What is past the limit waits at the client, and comes when another has ended.
TEST(Server, OneConnectionHasSoManyCallsInProgress) {
  RpcHub hub;
  hub.writes().Close();
  constexpr int kCalls = kCallsPerConnectionMax + 1;
  struct Call {
    std::unique_ptr<grpc::ClientContext> context = Context();
    v1::SubmitRequest request;
    v1::SubmitResponse response;
  };
  std::vector<Call> calls(kCalls);
  const auto stub = hub.Exchange(Certificates().supplier1);
  absl::BlockingCounter ended(kCalls);
  std::atomic<int> well = 0;
  for (int i = 0; i < kCalls; ++i) {
    calls[i].request = MakeComplaint(absl::StrCat("C-", i));
    stub->async()->Submit(calls[i].context.get(), &calls[i].request, &calls[i].response,
                          [&](const grpc::Status& status) {
                            if (status.ok()) ++well;
                            ended.DecrementCount();
                          });
  }
  EXPECT_TRUE(hub.Until([&hub] { return hub.calls().count() == kCallsPerConnectionMax; }));
  EXPECT_FALSE(hub.calls().AwaitAllLeft(absl::Milliseconds(200)));
  EXPECT_EQ(hub.calls().count(), kCallsPerConnectionMax);
  hub.writes().Open();
  ended.Wait();
  EXPECT_EQ(well, kCalls);
}

TEST(Server, TellsAClientThatPingsTooOftenToGoAway) {
  RpcHub hub;
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 20);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  const auto stub = v1::ExchangeService::NewStub(hub.Connect(Certificates().supplier1, arguments));
  const auto context = Context();
  const auto stream = stub->Subscribe(context.get(), v1::SubscribeRequest());
  v1::SubscribeResponse response;
  while (stream->Read(&response)) {
  }
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(status.error_message(), HasSubstr("Too many pings"));
}

// A firewall that forgot the connection: no byte comes through, and no end either.
TEST(Server, NoticesAClientThatIsNoLongerThere) {
  RpcHubOptions options;
  options.server = [](ServerOptions& server) {
    server.keepalive_time = absl::Milliseconds(200);
    server.keepalive_timeout = absl::Milliseconds(200);
  };
  RpcHub hub(options);
  Link link(hub.server().port());
  const auto stub = v1::ExchangeService::NewStub(
      ConnectTo(absl::StrCat("127.0.0.1:", link.port()), Certificates().supplier1));
  const auto context = Context();
  const auto stream = stub->Subscribe(context.get(), v1::SubscribeRequest());
  v1::SubscribeResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_FALSE(hub.calls().AwaitAllLeft(absl::Seconds(1))) << "pings keep it alive";
  link.Freeze();
  EXPECT_TRUE(hub.calls().AwaitAllLeft(absl::Seconds(10)));
  context->TryCancel();
  stream->Finish();
}

TEST(Server, AMethodThatNoServiceHasIsUnimplemented) {
  RpcHub hub;
  RawStream<Empty, Empty> stream(hub.Connect(Certificates().supplier1),
                                 "/headwater.v1.ExchangeService/Delete");
  EXPECT_EQ(stream.Finish().error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

}  // namespace
}  // namespace headwater::rpc
