#include "hub/hub.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/catalogue/catalogue_service.h"
#include "hub/delivery/delivery_service.h"
#include "hub/exchange/exchange.h"
#include "hub/exchange/feed_notices.h"
#include "hub/inventory/inventory_service.h"
#include "hub/ordering/ordering_service.h"
#include "hub/partners/parties.h"
#include "hub/partners/partners_service.h"
#include "hub/registry.h"
#include "hub/replenishment/replenishment_service.h"
#include "hub/rpc/exchange_service.h"
#include "hub/rpc/health.h"
#include "hub/rpc/open_calls.h"
#include "hub/rpc/pem_file.h"
#include "hub/rpc/read_calls.h"
#include "hub/rpc/server.h"
#include "hub/sales/sales_service.h"
#include "hub/settings.h"
#include "hub/store/postgres_database.h"
#include "hub/store/postgres_listener.h"
#include "hub/store/sqlite_database.h"
#include "spdlog/spdlog.h"

namespace headwater {
namespace {

// The order of the members is that of their lives: each uses those above it alone.
class HubInstance final : public Hub {
 public:
  HubInstance(std::unique_ptr<store::Database> database, base::Gln retailer,
              const base::Clock& clock, std::function<void(const absl::Status&)> sealed)
      : retailer_(retailer),
        database_(std::move(database)),
        registry_(AllKinds()),
        parties_(retailer),
        exchange_(*database_, registry_, parties_, clock, ExchangeOptions(std::move(sealed))),
        reads_(*database_, parties_, calls_),
        exchange_service_(exchange_, reads_, calls_),
        partners_(reads_),
        catalogue_(reads_),
        ordering_(reads_),
        delivery_(reads_),
        inventory_(reads_),
        sales_(reads_),
        replenishment_(reads_) {}

  // What other processes on the same database commit.
  void Hear(const std::string& store) {
    if (database_->dialect() != "postgresql") return;
    store::PostgresListenerOptions options;
    options.url = store;
    options.channel = exchange::kFeedChannel;
    options.listening = [this] { exchange_.ListensToFeedNotices(); };
    options.heard = [this](std::string_view notice) { exchange_.HeardFeedNotice(notice); };
    options.lost = [](const absl::Status& status) {
      spdlog::warn("what other hubs commit is not heard at present: {}", status.ToString());
    };
    listener_ = std::make_unique<store::PostgresListener>(std::move(options));
  }

  absl::Status Listen(const std::string& address, base::TlsIdentity tls) {
    const std::vector<grpc::Service*> services = {
        &exchange_service_, &partners_,  &catalogue_, &ordering_,
        &delivery_,         &inventory_, &sales_,     &replenishment_};
    ASSIGN_OR_RETURN(server_, rpc::Server::Start({.listen_address = address, .tls = std::move(tls)},
                                                 services, calls_, health_));
    return absl::OkStatus();
  }

  int port() const override { return server_->port(); }
  base::Gln retailer() const override { return retailer_; }

  void Drain(absl::Duration patience) override {
    server_->Drain(patience);
    exchange_.Stop();
  }

 private:
  exchange::ExchangeOptions ExchangeOptions(std::function<void(const absl::Status&)> sealed) {
    exchange::ExchangeOptions options;
    options.retailer = retailer_;
    options.fault_log = [](std::string_view sentence) { spdlog::error("{}", sentence); };
    options.queue.sealed = [this, sealed = std::move(sealed)](const absl::Status& status) {
      health_.SetNotServing();
      if (sealed) sealed(status);
    };
    return options;
  }

  const base::Gln retailer_;
  const std::unique_ptr<store::Database> database_;
  const exchange::Registry registry_;
  const partners::Parties parties_;
  rpc::Health health_;
  rpc::OpenCalls calls_;
  exchange::Exchange exchange_;
  rpc::ReadPool reads_;
  rpc::ExchangeService exchange_service_;
  partners::PartnersService partners_;
  catalogue::CatalogueService catalogue_;
  ordering::OrderingService ordering_;
  delivery::DeliveryService delivery_;
  inventory::InventoryService inventory_;
  sales::SalesService sales_;
  replenishment::ReplenishmentService replenishment_;
  std::unique_ptr<store::PostgresListener> listener_;
  std::unique_ptr<rpc::Server> server_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<store::Database>> OpenStore(const std::string& url, bool read_only) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (url.starts_with(kSqlite) && url.size() > kSqlite.size()) {
    return store::OpenSqlite({.path = url.substr(kSqlite.size()), .read_only = read_only});
  }
  if (url.starts_with("postgresql://") || url.starts_with("postgres://")) {
    return store::OpenPostgres({.url = url, .read_only = read_only});
  }
  // It may hold a password: it is not repeated.
  return absl::InvalidArgumentError(
      "--store: say sqlite:PATH, for example sqlite:hub.db, or "
      "postgresql://USER@HOST/DATABASE, for example postgresql://headwater@localhost/headwater");
}

std::string ShownStore(const std::string& url) {
  const size_t user = url.find("://");
  if (user == std::string::npos) return url;
  const size_t begin = user + 3;
  std::string shown = url.substr(0, url.find('?'));
  const size_t end = shown.substr(0, shown.find('/', begin)).rfind('@');
  const size_t colon = shown.find(':', begin);
  if (end == std::string::npos || colon == std::string::npos || colon > end) return shown;
  return shown.erase(colon, end - colon);
}

absl::StatusOr<std::unique_ptr<Hub>> Hub::Start(const HubOptions& options,
                                                const base::Clock& clock) {
  absl::StatusOr<base::TlsIdentity> tls =
      base::ReadTlsIdentity(options.tls, clock.Now(), rpc::ReadPemFile);
  if (!tls.ok()) {
    return absl::FailedPreconditionError(absl::StrCat(
        tls.status().message(), "; `headwater certs` makes a set of certificates for development"));
  }
  ASSIGN_OR_RETURN(auto database, OpenStore(options.store, /*read_only=*/false));
  RETURN_IF_ERROR(store::Migrate(*database, AllSchemas()));
  ASSIGN_OR_RETURN(const base::Gln retailer, SettleRetailer(*database, options.retailer));
  auto hub = std::make_unique<HubInstance>(std::move(database), retailer, clock, options.sealed);
  hub->Hear(options.store);
  RETURN_IF_ERROR(hub->Listen(options.listen, *std::move(tls)));
  return hub;
}

}  // namespace headwater
