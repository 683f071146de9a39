// The client over real sockets, against an ExchangeService that misbehaves to order.
#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <atomic>
#include <deque>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "adapters/client/connection.h"
#include "adapters/client/feed_chain.h"
#include "adapters/client/feed_follower.h"
#include "adapters/client/grpc_door.h"
#include "adapters/client/submitter.h"
#include "adapters/client/wire.pb.h"
#include "adapters/fake_hub.h"
#include "adapters/fake_sleeper.h"

namespace headwater::client {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

// The fake hub behind a real server. What a stream does is set by the test.
class FakeService final : public v1::ExchangeService::Service {
 public:
  grpc::Status Submit(grpc::ServerContext*, const v1::SubmitRequest* request,
                      v1::SubmitResponse* response) override {
    absl::MutexLock lock(&mutex_);
    const std::optional<Answer> answer = hub.Decide(*request);
    if (!answer.has_value()) return grpc::Status(grpc::StatusCode::UNAVAILABLE, "cut");
    if (!answer->ok()) return StatusOf(*answer->refusal);
    *response->mutable_receipt() = *answer->receipt;
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
      }
      if (!answer.has_value()) return grpc::Status(grpc::StatusCode::UNAVAILABLE, "cut");
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

  static grpc::Status StatusOf(const Refusal& refusal) {
    wire::Status status;
    status.set_code(static_cast<int>(refusal.code));
    auto& any = *status.add_details();
    any.set_type_url("type.googleapis.com/headwater.v1.ErrorDetail");
    any.set_value(refusal.detail.SerializeAsString());
    return grpc::Status(static_cast<grpc::StatusCode>(refusal.code), refusal.message,
                        status.SerializeAsString());
  }

  // Under mutex() once the server runs.
  FakeHub hub;
  std::deque<Turn> turns;
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

TEST_F(GrpcClientTest, UnaryWithItsRefusal) {
  GrpcDoor door(connection());
  RetryingSubmitter submitter(door, ids_, options_, random_, sleeper_);
  service_.hub.faults = {Fault::kLostAnswer, Fault::kNone, Fault::kRefused};
  const auto taken = submitter.Submit(MakeDocument(1));
  ASSERT_TRUE(taken.ok());
  ASSERT_TRUE(taken->ok()) << taken->refusal->ToString();
  EXPECT_EQ(taken->receipt->sequence(), 1);
  const auto refused = submitter.Submit(MakeDocument(2));
  ASSERT_TRUE(refused.ok());
  ASSERT_FALSE(refused->ok());
  EXPECT_EQ(refused->refusal->code, absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(refused->refusal->detail.reason(), v1::REASON_GS1_CHECK_DIGIT);
  EXPECT_THAT(service_.hub.offences(), IsEmpty());
}

TEST_F(GrpcClientTest, ADeadlineIsARetryableRefusal) {
  Connection nowhere(grpc::CreateChannel("127.0.0.1:1", grpc::InsecureChannelCredentials()));
  GrpcDoor door(nowhere);
  v1::SubmitRequest request;
  const Answer answer = door.Submit(request, absl::Milliseconds(200));
  ASSERT_FALSE(answer.ok());
  EXPECT_TRUE(answer.refusal->IsRetryable()) << answer.refusal->ToString();
  EXPECT_FALSE(nowhere.WaitUntilReady(absl::Milliseconds(1)));
  EXPECT_TRUE(connection().WaitUntilReady(absl::Seconds(10)));
}

TEST_F(GrpcClientTest, BulkOverBreakingStreamsIsAppliedOnce) {
  GrpcDoor door(connection());
  RetryingSubmitter submitter(door, ids_, options_, random_, sleeper_);
  std::vector<v1::Document> documents;
  for (int i = 0; i < 3000; ++i) documents.push_back(MakeDocument(i));
  for (int i = 0; i < 5; ++i) {
    service_.hub.faults.insert(service_.hub.faults.end(), 300, Fault::kNone);
    service_.hub.faults.push_back(i % 2 == 0 ? Fault::kLostAnswer : Fault::kLost);
  }
  std::map<size_t, bool> answers;
  ASSERT_TRUE(submitter
                  .SubmitAll(documents,
                             [&](size_t index, const Answer& answer) {
                               EXPECT_TRUE(answers.emplace(index, answer.ok()).second);
                               EXPECT_TRUE(answer.ok()) << answer.refusal->ToString();
                             })
                  .ok());
  EXPECT_EQ(answers.size(), documents.size());
  EXPECT_EQ(service_.hub.events().size(), documents.size());
  EXPECT_THAT(service_.hub.offences(), IsEmpty());
}

TEST_F(GrpcClientTest, AStreamThatFallsSilentIsLeft) {
  options_.retry.attempt_timeout = absl::Milliseconds(300);
  GrpcDoor door(connection());
  RetryingSubmitter submitter(door, ids_, options_, random_, sleeper_);
  std::vector<v1::Document> documents;
  for (int i = 0; i < 20; ++i) documents.push_back(MakeDocument(i));
  service_.hub.faults_by_document[documents[7].document_id()] = Fault::kSilent;
  int good = 0;
  ASSERT_TRUE(
      submitter
          .SubmitAll(documents, [&](size_t, const Answer& answer) { good += answer.ok() ? 1 : 0; })
          .ok());
  EXPECT_EQ(good, 20);
  EXPECT_THAT(service_.hub.offences(), IsEmpty());
}

class FeedOverGrpcTest : public GrpcClientTest {
 protected:
  FeedOverGrpcTest() { feed_.heartbeat_interval = absl::Milliseconds(100); }

  void Submit(int first, int last) {
    absl::MutexLock lock(&service_.mutex());
    for (int i = first; i <= last; ++i) {
      v1::SubmitRequest request;
      request.set_request_id(MakeDocument(i).document_id());
      *request.mutable_document() = MakeDocument(i);
      service_.hub.Submit(request, absl::Seconds(1));
    }
  }

  FeedOptions feed_;
  MemoryCursor cursor_;
};

TEST_F(FeedOverGrpcTest, EveryEventOnceAcrossBreaksAndSilence) {
  Submit(1, 100);
  service_.turns = {{.events = 10}, {.events = 23, .silent = true}, {.events = 0}, {.events = 40}};
  feed_.acknowledge = true;
  GrpcDoor door(connection());
  FeedFollower follower(door, cursor_, feed_, random_, sleeper_);
  std::vector<int64_t> seen;
  const absl::Status status = follower.Run([&](const FeedBatch& batch) {
    for (const v1::Event& event : batch.events) seen.push_back(event.sequence());
    if (seen.size() == 100 && batch.events.size() > 0) {
      // Live from here on.
      std::thread([this] { Submit(101, 110); }).join();
    }
    if (seen.size() == 110) follower.Stop();
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  ASSERT_EQ(seen.size(), 110u);
  for (size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], static_cast<int64_t>(i) + 1);
  EXPECT_EQ(service_.subscriptions, 5);
  EXPECT_EQ(service_.acknowledged, 110);
  EXPECT_EQ(cursor_.position().sequence, 110);
}

TEST_F(FeedOverGrpcTest, StopFromAnotherThreadEndsAWaitingStream) {
  feed_.heartbeat_interval = absl::Seconds(60);
  GrpcDoor door(connection());
  FeedFollower follower(door, cursor_, feed_, random_, sleeper_);
  absl::Notification waiting;
  const absl::Time start = absl::Now();
  std::thread stopper([&] {
    waiting.WaitForNotification();
    follower.Stop();
  });
  bool told = false;
  EXPECT_TRUE(follower
                  .Run([&](const FeedBatch&) {
                    if (!std::exchange(told, true)) waiting.Notify();
                    return absl::OkStatus();
                  })
                  .ok());
  stopper.join();
  EXPECT_LT(absl::Now() - start, absl::Seconds(20));
}

TEST_F(FeedOverGrpcTest, AServerThatGoesAwayAndComesBack) {
  Submit(1, 5);
  GrpcDoor door(connection());
  SystemSleeper sleeper;
  feed_.retry.initial = absl::Milliseconds(20);
  feed_.retry.highest = absl::Milliseconds(200);
  FeedFollower follower(door, cursor_, feed_, random_, sleeper);
  std::atomic<int64_t> seen = 0;
  std::thread runner([&] {
    EXPECT_TRUE(follower
                    .Run([&](const FeedBatch& batch) {
                      seen += batch.events.size();
                      if (seen == 10) follower.Stop();
                      return absl::OkStatus();
                    })
                    .ok());
  });
  while (seen < 5) std::this_thread::yield();
  // Another server on the same port, with the same feed gone on.
  const std::string same = address();
  StopServer();
  FakeService next;
  {
    absl::MutexLock lock(&service_.mutex());
    for (const v1::Event& event : service_.hub.events()) {
      v1::SubmitRequest request;
      request.set_request_id(event.document().document_id());
      *request.mutable_document() = event.document();
      next.hub.Submit(request, absl::Seconds(1));
    }
  }
  for (int i = 6; i <= 10; ++i) {
    v1::SubmitRequest request;
    request.set_request_id(MakeDocument(i).document_id());
    *request.mutable_document() = MakeDocument(i);
    next.hub.Submit(request, absl::Seconds(1));
  }
  grpc::ServerBuilder builder;
  builder.AddListeningPort(same, grpc::InsecureServerCredentials());
  builder.RegisterService(&next);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) {
    follower.Stop();
    runner.join();
    GTEST_SKIP() << "the port was taken in between";
  }
  runner.join();
  EXPECT_EQ(seen, 10);
  next.Over();
  server->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(1));
}

// A key and a certificate signed by `issuer`, or by itself.
struct Identity {
  std::shared_ptr<EVP_PKEY> key;
  std::shared_ptr<X509> certificate;

  std::string KeyPem() const {
    return Pem([&](BIO* out) {
      PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
  }
  std::string CertificatePem() const {
    return Pem([&](BIO* out) { PEM_write_bio_X509(out, certificate.get()); });
  }

 private:
  static std::string Pem(const std::function<void(BIO*)>& write) {
    BIO* out = BIO_new(BIO_s_mem());
    write(out);
    char* data = nullptr;
    const long size = BIO_get_mem_data(out, &data);
    std::string pem(data, static_cast<size_t>(size));
    BIO_free(out);
    return pem;
  }
};

Identity MakeIdentity(const std::string& name, const Identity* issuer) {
  Identity identity;
  identity.key.reset(EVP_EC_gen("P-256"), EVP_PKEY_free);
  identity.certificate.reset(X509_new(), X509_free);
  X509* const certificate = identity.certificate.get();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), issuer == nullptr ? 1 : 2);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, identity.key.get());
  X509_NAME* const subject = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  const Identity& signer = issuer == nullptr ? identity : *issuer;
  X509_set_issuer_name(certificate, X509_get_subject_name(signer.certificate.get()));
  X509V3_CTX context;
  X509V3_set_ctx(&context, signer.certificate.get(), certificate, nullptr, nullptr, 0);
  const auto extend = [&](int nid, const std::string& value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  };
  extend(NID_basic_constraints, issuer == nullptr ? "critical,CA:TRUE" : "CA:FALSE");
  extend(NID_subject_alt_name, "DNS:" + name);
  X509_sign(certificate, signer.key.get(), EVP_sha256());
  return identity;
}

class TlsTest : public GrpcClientTest {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "/headwater_tls_" + std::to_string(::getpid());
    std::filesystem::create_directories(folder_);
    const Identity authority = MakeIdentity("authority", nullptr);
    const Identity hub = MakeIdentity("hub.example", &authority);
    const Identity client = MakeIdentity("client", &authority);
    Put("ca.pem", authority.CertificatePem());
    Put("client.pem", client.CertificatePem());
    Put("client.key", client.KeyPem());
    Put("other-ca.pem", MakeIdentity("other", nullptr).CertificatePem());
    grpc::SslServerCredentialsOptions tls(
        GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    tls.pem_root_certs = authority.CertificatePem();
    tls.pem_key_cert_pairs.push_back({hub.KeyPem(), hub.CertificatePem()});
    StartServer(grpc::SslServerCredentials(tls), "127.0.0.1:0");
  }
  void TearDown() override {
    GrpcClientTest::TearDown();
    std::filesystem::remove_all(folder_);
  }

  void Put(const std::string& name, const std::string& text) {
    std::ofstream(folder_ + "/" + name) << text;
  }

  ConnectionOptions Options() const {
    return {.target = address(),
            .ca_path = folder_ + "/ca.pem",
            .certificate_path = folder_ + "/client.pem",
            .key_path = folder_ + "/client.key",
            .target_name_override = "hub.example"};
  }

  // One attempt over a connection with these options.
  Answer TryWith(const ConnectionOptions& options) {
    auto opened = Connection::Open(options);
    EXPECT_TRUE(opened.ok()) << opened.status();
    GrpcDoor door(**opened);
    v1::SubmitRequest request;
    request.set_request_id(MakeDocument(1).document_id());
    *request.mutable_document() = MakeDocument(1);
    return door.Submit(request, absl::Seconds(10));
  }

  std::string folder_;
};

TEST_F(TlsTest, BothSidesAreKnown) {
  const Answer answer = TryWith(Options());
  EXPECT_TRUE(answer.ok()) << answer.refusal->ToString();
}

TEST_F(TlsTest, AHubUnderAnotherNameOrAuthorityIsNotTalkedTo) {
  ConnectionOptions other_name = Options();
  other_name.target_name_override = "other.example";
  EXPECT_FALSE(TryWith(other_name).ok());
  ConnectionOptions other_authority = Options();
  other_authority.ca_path = folder_ + "/other-ca.pem";
  EXPECT_FALSE(TryWith(other_authority).ok());
  EXPECT_EQ(service_.hub.events().size(), 0u);
}

TEST_F(TlsTest, FilesThatAreNotThere) {
  ConnectionOptions options = Options();
  options.key_path = folder_ + "/none.key";
  EXPECT_TRUE(absl::IsNotFound(Connection::Open(options).status()));
  Put("text.key", "not a key");
  options.key_path = folder_ + "/text.key";
  const auto text = Connection::Open(options);
  EXPECT_TRUE(absl::IsInvalidArgument(text.status()));
  EXPECT_THAT(text.status().message(), HasSubstr("text.key"));
  options = Options();
  options.target.clear();
  EXPECT_TRUE(absl::IsInvalidArgument(Connection::Open(options).status()));
  options = Options();
  options.ca_path.clear();
  EXPECT_TRUE(absl::IsInvalidArgument(Connection::Open(options).status()));
}

}  // namespace
}  // namespace headwater::client
