#include "hub/rpc/identity.h"

#include <memory>
#include <string>
#include <vector>

#include "grpc/grpc_security_constants.h"
#include "gtest/gtest.h"
#include "rpc/rpc_hub.h"

namespace headwater::rpc {
namespace {

using test::IsOk;
using test::Refused;
using test::Retailer;
using test::Supplier;
using ::testing::HasSubstr;

// A peer with the URIs that a test names.
class Peer final : public grpc::AuthContext {
 public:
  explicit Peer(std::vector<std::string> uris, bool authenticated = true)
      : uris_(std::move(uris)), authenticated_(authenticated) {}

  bool IsPeerAuthenticated() const override { return authenticated_; }
  std::vector<grpc::string_ref> GetPeerIdentity() const override { return {}; }
  std::string GetPeerIdentityPropertyName() const override { return ""; }
  std::vector<grpc::string_ref> FindPropertyValues(const std::string& name) const override {
    if (name != GRPC_PEER_URI_PROPERTY_NAME) return {};
    return {uris_.begin(), uris_.end()};
  }
  grpc::AuthPropertyIterator begin() const override { return end(); }
  grpc::AuthPropertyIterator end() const override {
    class Iterator : public grpc::AuthPropertyIterator {};
    return Iterator();
  }
  void AddProperty(const std::string&, const grpc::string_ref&) override {}
  bool SetPeerIdentityPropertyName(const std::string&) override { return false; }

 private:
  const std::vector<std::string> uris_;
  const bool authenticated_;
};

TEST(PartyOfPeer, IsTheOneThatTheCertificateNames) {
  const auto party = PartyOfPeer(Peer({"https://example.com", PartyUri(Supplier())}));
  ASSERT_THAT(party, IsOk());
  EXPECT_EQ(*party, Supplier());
}

TEST(PartyOfPeer, NeedsACertificate) {
  const auto party = PartyOfPeer(Peer({PartyUri(Supplier())}, /*authenticated=*/false));
  EXPECT_THAT(party, Refused(v1::REASON_CERTIFICATE_MISSING));
  EXPECT_TRUE(absl::IsUnauthenticated(party.status()));
}

TEST(PartyOfPeer, RefusesACertificateThatNamesNone) {
  for (const std::vector<std::string>& uris : std::vector<std::vector<std::string>>{
           {},
           {"urn:headwater:location:4000001000005"},
           {"urn:headwater:party:"},
           {"urn:headwater:party:4000001000006"},
           {"urn:headwater:party:400000100000"},
           {"urn:headwater:party:0000000000000"},
           {"urn:headwater:party: 4000001000005"},
           {PartyUri(Supplier(1)), PartyUri(Supplier(2))},
       }) {
    const auto party = PartyOfPeer(Peer(uris));
    EXPECT_THAT(party, Refused(v1::REASON_PARTY_UNKNOWN)) << testing::PrintToString(uris);
    EXPECT_TRUE(absl::IsPermissionDenied(party.status()));
    EXPECT_THAT(std::string(party.status().message()), HasSubstr("operator of this hub"));
  }
}

// ---- Over a socket

grpc::Status ListOver(const std::shared_ptr<grpc::Channel>& channel) {
  const auto context = Context();
  v1::ListEventsResponse response;
  return v1::ExchangeService::NewStub(channel)->ListEvents(context.get(), v1::ListEventsRequest(),
                                                           &response);
}

TEST(Identity, AClientWithoutACertificateDoesNotGetIn) {
  RpcHub hub;
  const grpc::Status status = ListOver(hub.Connect({}, {}, /*with_certificate=*/false));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
}

TEST(Identity, ACertificateOfAnotherAuthorityDoesNotGetIn) {
  RpcHub hub;
  const grpc::Status status = ListOver(hub.Connect(Certificates().foreign));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
}

TEST(Identity, TheServersOwnCertificateIsNoClients) {
  RpcHub hub;
  const grpc::Status status = ListOver(hub.Connect(Certificates().server));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
}

TEST(Identity, AStrangerIsToldSoByEveryCall) {
  RpcHub hub;
  const auto stub = hub.Exchange(Certificates().stranger);
  const auto refused = FailsWith(grpc::StatusCode::PERMISSION_DENIED, v1::REASON_PARTY_UNKNOWN);
  {
    v1::SubmitResponse response;
    EXPECT_THAT(stub->Submit(Context().get(), v1::SubmitRequest(), &response), refused);
  }
  {
    v1::ListEventsRequest request;
    request.set_after_sequence(-1);
    v1::ListEventsResponse response;
    const grpc::Status status = stub->ListEvents(Context().get(), request, &response);
    EXPECT_THAT(status, refused) << "identity comes before the shape";
    EXPECT_THAT(status.error_message(), HasSubstr(test::MakeGln(77).ToString()));
  }
  {
    v1::AcknowledgeResponse response;
    EXPECT_THAT(stub->Acknowledge(Context().get(), v1::AcknowledgeRequest(), &response), refused);
  }
  {
    v1::GetDocumentResponse response;
    EXPECT_THAT(stub->GetDocument(Context().get(), v1::GetDocumentRequest(), &response), refused);
  }
  {
    const auto context = Context();
    const auto stream = stub->SubmitStream(context.get());
    v1::SubmitStreamResponse response;
    EXPECT_FALSE(stream->Read(&response));
    EXPECT_THAT(stream->Finish(), refused);
  }
  {
    const auto context = Context();
    const auto stream = stub->Subscribe(context.get(), v1::SubscribeRequest());
    v1::SubscribeResponse response;
    EXPECT_FALSE(stream->Read(&response));
    EXPECT_THAT(stream->Finish(), refused);
  }
  EXPECT_TRUE(hub.calls().AwaitAllLeft(absl::Seconds(10)));
}

TEST(Identity, ASuspendedPartyReadsButDoesNotSend) {
  RpcHub hub;
  const auto stub = hub.Exchange(Certificates().supplier1);
  v1::SubmitResponse response;
  ASSERT_THAT(stub->Submit(Context().get(), MakeComplaint("1"), &response), Succeeds());

  hub.directory().Put({Supplier(1), exchange::Role::kSupplier, /*suspended=*/true});
  EXPECT_THAT(stub->Submit(Context().get(), MakeComplaint("2"), &response),
              FailsWith(grpc::StatusCode::PERMISSION_DENIED, v1::REASON_PARTY_SUSPENDED));
  v1::ListEventsResponse events;
  ASSERT_THAT(stub->ListEvents(Context().get(), v1::ListEventsRequest(), &events), Succeeds());
  EXPECT_EQ(events.events_size(), 1);

  hub.directory().Put({Supplier(1), exchange::Role::kSupplier, /*suspended=*/false});
  EXPECT_THAT(stub->Submit(Context().get(), MakeComplaint("3"), &response), Succeeds());
}

TEST(Identity, APartyThatBecomesKnownIsLetIn) {
  RpcHub hub;
  const auto stub = hub.Exchange(Certificates().stranger);
  v1::ListEventsResponse response;
  ASSERT_FALSE(stub->ListEvents(Context().get(), v1::ListEventsRequest(), &response).ok());
  hub.directory().Put({test::MakeGln(77), exchange::Role::kSupplier});
  EXPECT_THAT(stub->ListEvents(Context().get(), v1::ListEventsRequest(), &response), Succeeds());
}

TEST(Identity, ReadsOfAPartyAskTheDirectoryOnce) {
  RpcHub hub;
  const auto stub = hub.Exchange(Certificates().supplier1);
  v1::ListEventsResponse response;
  for (int i = 0; i < 5; ++i) {
    ASSERT_THAT(stub->ListEvents(Context().get(), v1::ListEventsRequest(), &response), Succeeds());
  }
  EXPECT_EQ(hub.directory().finds(), 1);
}

TEST(Identity, ACallerSendsForItselfAlone) {
  RpcHub hub;
  const auto stub = hub.Exchange(Certificates().supplier2);
  v1::SubmitResponse response;
  EXPECT_THAT(stub->Submit(Context().get(), MakeComplaint("1"), &response),
              FailsWith(grpc::StatusCode::PERMISSION_DENIED, v1::REASON_SENDER_MISMATCH));
}

}  // namespace
}  // namespace headwater::rpc
