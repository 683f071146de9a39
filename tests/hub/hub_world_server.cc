#include "hub/hub_world_server.h"

#include <fstream>
#include <map>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "headwater/v1/exchange.grpc.pb.h"
#include "hub/base/absl_view.h"
#include "hub/base/check.h"
#include "hub/base/uuid.h"
#include "hub/exchange/values.h"
#include "hub/hub_world.h"
#include "hub/rpc/dev_certificates.h"
#include "support/test_store.h"

namespace headwater::test {
namespace {

constexpr int kSuppliers = 9;

std::string ReadFile(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  HW_CHECK(!text.str().empty()) << "cannot read " << path;
  return text.str();
}

}  // namespace

const WorldCertificates& WorldCertificates::Get() {
  static const WorldCertificates certificates;
  return certificates;
}

WorldCertificates::WorldCertificates() {
  rpc::DevCertificateOptions options;
  options.folder = folder_.File("certs");
  options.clients.push_back({Retailer().ToString(), Retailer()});
  for (int n = 1; n <= kSuppliers; ++n) {
    options.clients.push_back({Supplier(n).ToString(), Supplier(n)});
  }
  const auto made = rpc::MakeDevCertificates(options, base::SystemClock());
  HW_CHECK(made.ok()) << made.status();
}

std::string WorldCertificates::certificate(base::Gln party) const {
  return File(party.ToString() + ".pem");
}
std::string WorldCertificates::key(base::Gln party) const {
  return File(party.ToString() + ".key");
}
std::string WorldCertificates::File(std::string_view name) const {
  return folder_.File(absl::StrCat("certs/", base::AbslView(name)));
}

HubServer::HubServer(const std::vector<int>& suppliers) {
  const WorldCertificates& certificates = WorldCertificates::Get();
  HubOptions options;
  options.store = StoreUrlOf(folder_.File("hub.db"));
  options.listen = "127.0.0.1:0";
  options.tls = {certificates.authority(), certificates.File("server.pem"),
                 certificates.File("server.key")};
  options.retailer = Retailer();
  options.metrics = "127.0.0.1:0";
  auto hub = Hub::Start(options, clock_);
  HW_CHECK(hub.ok()) << hub.status();
  hub_ = *std::move(hub);
  Tell(HubWorld(suppliers));
}

HubServer::~HubServer() { hub_->Drain(absl::Seconds(10)); }

std::string HubServer::address() const { return absl::StrCat("127.0.0.1:", hub_->port()); }

std::shared_ptr<grpc::Channel> HubServer::Connect(base::Gln party) const {
  const WorldCertificates& certificates = WorldCertificates::Get();
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = ReadFile(certificates.authority());
  options.pem_cert_chain = ReadFile(certificates.certificate(party));
  options.pem_private_key = ReadFile(certificates.key(party));
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address(), grpc::SslCredentials(options), arguments);
}

void HubServer::Tell(const std::vector<v1::Document>& documents) {
  std::map<base::Gln, std::unique_ptr<v1::ExchangeService::Stub>> doors;
  for (const v1::Document& document : documents) {
    const base::Gln sender = exchange::GlnOf(document.sender_gln());
    auto& door = doors[sender];
    if (door == nullptr) door = v1::ExchangeService::NewStub(Connect(sender));
    v1::SubmitRequest request;
    request.set_request_id(RequestId(document));
    *request.mutable_document() = document;
    grpc::ClientContext context;
    v1::SubmitResponse response;
    const grpc::Status status = door->Submit(&context, request, &response);
    HW_CHECK(status.ok()) << document.number() << ": " << status.error_message();
  }
}

int64_t HubServer::Head(base::Gln party) const {
  const auto door = v1::ExchangeService::NewStub(Connect(party));
  grpc::ClientContext context;
  v1::ListEventsResponse response;
  const grpc::Status status = door->ListEvents(&context, v1::ListEventsRequest(), &response);
  HW_CHECK(status.ok()) << status.error_message();
  return response.head_sequence();
}

std::string HubServer::RequestId(const v1::Document& document) {
  return base::NameUuid(absl::StrCat("request ", document.document_id()));
}

}  // namespace headwater::test
