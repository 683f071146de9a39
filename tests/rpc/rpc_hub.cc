#include "rpc/rpc_hub.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "hub/base/check.h"
#include "hub/base/clock.h"
#include "hub/rpc/dev_certificates.h"
#include "hub/rpc/pem_file.h"

namespace headwater::rpc {
namespace {

std::string ReadFile(const std::string& path) {
  auto text = ReadPemFile(path);
  HW_CHECK(text.ok()) << text.status();
  return *std::move(text);
}

Pem ReadPem(const test::TempFolder& folder, const std::string& name) {
  return {ReadFile(folder.File(name + ".pem")), ReadFile(folder.File(name + ".key"))};
}

void Make(const test::TempFolder& folder, std::vector<DevCertificateOptions::Client> clients) {
  const auto made = MakeDevCertificates(
      {.folder = folder.File("certs"), .clients = std::move(clients)}, base::SystemClock());
  HW_CHECK(made.ok()) << made.status();
}

std::vector<exchange::Kind> GatedKinds(Gate& gate) {
  std::vector<exchange::Kind> kinds;
  exchange::Kind& kind = kinds.emplace_back();
  kind.body = v1::Document::kApplicationError;
  kind.senders = exchange::Senders::kBoth;
  kind.receivers = exchange::Receivers::kOtherRoleOrNone;
  kind.handlers.push_back(std::make_unique<GatedHandler>(gate));
  return kinds;
}

absl::Status GatedList(store::Reader&, const exchange::Caller& caller,
                       const v1::ListTradeItemsRequest&, v1::ListTradeItemsResponse& response) {
  GatedCatalogue::gate().Pass();
  response.set_next_page_token(
      absl::StrCat(caller.party.ToString(), caller.is_retailer() ? " retailer" : " supplier"));
  return absl::OkStatus();
}

}  // namespace

const TestCertificates& Certificates() {
  static const auto& certificates = *[] {
    const test::TempFolder ours;
    const test::TempFolder theirs;
    Make(ours, {{"retailer", test::Retailer()},
                {"supplier1", test::Supplier(1)},
                {"supplier2", test::Supplier(2)},
                {"stranger", test::MakeGln(77)}});
    Make(theirs, {{"retailer", test::Retailer()}});
    return new TestCertificates{
        ReadFile(ours.File("certs/ca.pem")), ReadPem(ours, "certs/server"),
        ReadPem(ours, "certs/retailer"),     ReadPem(ours, "certs/supplier1"),
        ReadPem(ours, "certs/supplier2"),    ReadPem(ours, "certs/stranger"),
        ReadPem(theirs, "certs/retailer")};
  }();
  return certificates;
}

absl::StatusOr<std::optional<exchange::PartyInfo>> LiveDirectory::Find(store::Reader& reader,
                                                                       base::Gln gln) const {
  ++finds_;
  absl::MutexLock lock(&mutex_);
  return parties_.Find(reader, gln);
}

void LiveDirectory::Put(const exchange::PartyInfo& party) {
  absl::MutexLock lock(&mutex_);
  parties_.Put(party);
}

Gate& GatedCatalogue::gate() {
  static Gate& gate = *new Gate;
  return gate;
}

grpc::ServerUnaryReactor* GatedCatalogue::ListTradeItems(grpc::CallbackServerContext* context,
                                                         const v1::ListTradeItemsRequest* request,
                                                         v1::ListTradeItemsResponse* response) {
  return reads_.Run(context, request, response, GatedList);
}

RpcHub::RpcHub(RpcHubOptions options)
    : hub_({.kinds = GatedKinds(writes_), .directory = &directory_, .queue = options.queue}),
      reads_(hub_.database(), directory_, calls_),
      exchange_(hub_.exchange(), reads_, calls_),
      catalogue_(reads_) {
  ServerOptions server_options;
  server_options.tls = {Certificates().authority, Certificates().server.certificate,
                        Certificates().server.key};
  options.server(server_options);
  auto server = Server::Start(server_options, {&exchange_, &catalogue_}, calls_, health_);
  HW_CHECK(server.ok()) << server.status();
  server_ = *std::move(server);
}

RpcHub::~RpcHub() {
  writes_.Open();
  GatedCatalogue::gate().Open();
}

std::string RpcHub::address() const { return absl::StrCat("127.0.0.1:", server_->port()); }

std::shared_ptr<grpc::Channel> RpcHub::Connect(const Pem& client, grpc::ChannelArguments arguments,
                                               bool with_certificate) {
  return ConnectTo(address(), client, std::move(arguments), with_certificate);
}

std::shared_ptr<grpc::Channel> ConnectTo(const std::string& address, const Pem& client,
                                         grpc::ChannelArguments arguments, bool with_certificate) {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = Certificates().authority;
  if (with_certificate) {
    options.pem_cert_chain = client.certificate;
    options.pem_private_key = client.key;
  }
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, grpc::SslCredentials(options), arguments);
}

bool RpcHub::Until(const std::function<bool()>& happened) {
  const auto stub = Exchange(Certificates().retailer);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (std::chrono::steady_clock::now() < end) {
    if (happened()) return true;
    const auto context = Context();
    v1::ListEventsResponse response;
    stub->ListEvents(context.get(), v1::ListEventsRequest(), &response);
  }
  return happened();
}

std::unique_ptr<grpc::ClientContext> Context() {
  auto context = std::make_unique<grpc::ClientContext>();
  context->set_deadline(std::chrono::system_clock::now() + kPatience);
  return context;
}

v1::Reason ReasonOf(const grpc::Status& status) {
  if (status.error_details().empty()) return v1::REASON_UNSPECIFIED;
  const WireError error = ReadWireError(status);
  return error.detail ? error.detail->reason() : v1::REASON_UNSPECIFIED;
}

v1::SubmitRequest MakeComplaint(const std::string& number, std::string_view text) {
  return test::MakeRequest(test::Complaint(number, test::Supplier(1), test::Retailer(), text));
}

}  // namespace headwater::rpc
