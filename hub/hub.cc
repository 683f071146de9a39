#include "hub/hub.h"

#include <chrono>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/catalogue/catalogue_service.h"
#include "hub/delivery/delivery_service.h"
#include "hub/exchange/exchange.h"
#include "hub/exchange/feed_notices.h"
#include "hub/hub_state.h"
#include "hub/inventory/inventory_service.h"
#include "hub/opened_store.h"
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
#include "hub/store/postgres_listener.h"
#include "hub/watch/exchange_watch.h"
#include "hub/watch/metrics_page.h"
#include "hub/watch/watch_server.h"
#include "spdlog/spdlog.h"

namespace headwater {
namespace {

// The order of the members is that of their lives: each uses those above it alone.
class HubInstance final : public Hub {
 public:
  HubInstance(OpenedStore store, base::Gln retailer, const base::Clock& clock,
              const HubOptions& options)
      : retailer_(retailer),
        store_path_(std::move(store.path)),
        gauges_(std::move(store.gauges)),
        database_(std::move(store.database)),
        registry_(AllKinds()),
        parties_(retailer),
        watch_(options.log),
        exchange_(*database_, registry_, parties_, clock, ExchangeOptions(options.sealed)),
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
    if (!database_->has_other_writers()) return;
    store::PostgresListenerOptions options;
    options.url = store;
    options.channel = exchange::kFeedChannel;
    options.listening = [this] { return exchange_.ListensToFeedNotices(); };
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

  absl::Status ListenForWatchers(const std::string& text) {
    ASSIGN_OR_RETURN(const watch::WatchAddress address, watch::ParseWatchAddress(text));
    ASSIGN_OR_RETURN(watch_server_,
                     watch::WatchServer::Start(address, {.metrics = [this] { return Metrics(); },
                                                         .health = [this] { return HealthOf(); }}));
    return absl::OkStatus();
  }

  int port() const override { return server_->port(); }
  int metrics_port() const override { return watch_server_ == nullptr ? 0 : watch_server_->port(); }
  base::Gln retailer() const override { return retailer_; }

  void Drain(absl::Duration patience) override {
    server_->Drain(patience);
    exchange_.Stop();
  }

 private:
  exchange::ExchangeOptions ExchangeOptions(std::function<void(const absl::Status&)> sealed) {
    exchange::ExchangeOptions options;
    options.retailer = retailer_;
    options.observer = &watch_;
    options.fault_log = [](std::string_view sentence) { spdlog::error("{}", sentence); };
    options.queue.sealed = [this, sealed = std::move(sealed)](const absl::Status& status) {
      health_.SetNotServing();
      if (sealed) sealed(status);
    };
    return options;
  }

  absl::StatusOr<std::string> Metrics() {
    absl::StatusOr<watch::HubState> state = ReadHubState({.database = *database_,
                                                          .exchange = exchange_,
                                                          .calls = calls_,
                                                          .gauges = gauges_.get(),
                                                          .path = store_path_,
                                                          .begun = begun_});
    if (!state.ok()) {
      spdlog::error("the metrics cannot be read: {}", state.status().ToString());
      return state.status();
    }
    return watch::MetricsPage(watch_.counts(), *state);
  }

  watch::HealthPage HealthOf() { return watch::HealthPageOf(ReadServing(exchange_, calls_)); }

  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  const base::Gln retailer_;
  const std::string store_path_;
  const std::shared_ptr<store::SqliteGauges> gauges_;
  const std::unique_ptr<store::Database> database_;
  const exchange::Registry registry_;
  const partners::Parties parties_;
  rpc::Health health_;
  rpc::OpenCalls calls_;
  watch::ExchangeWatch watch_;
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
  // Answers to the last: whoever drains a hub wants to see it.
  std::unique_ptr<watch::WatchServer> watch_server_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Hub>> Hub::Start(const HubOptions& options,
                                                const base::Clock& clock) {
  absl::StatusOr<base::TlsIdentity> tls =
      base::ReadTlsIdentity(options.tls, clock.Now(), rpc::ReadPemFile);
  if (!tls.ok()) {
    return absl::FailedPreconditionError(absl::StrCat(
        tls.status().message(), "; `headwater certs` makes a set of certificates for development"));
  }
  ASSIGN_OR_RETURN(OpenedStore store, OpenWatchedStore(options.store));
  RETURN_IF_ERROR(store::Migrate(*store.database, AllSchemas()));
  ASSIGN_OR_RETURN(const base::Gln retailer, SettleRetailer(*store.database, options.retailer));
  auto hub = std::make_unique<HubInstance>(std::move(store), retailer, clock, options);
  hub->Hear(options.store);
  // First, so that whoever asks for health hears of a hub as soon as it serves.
  if (!options.metrics.empty()) RETURN_IF_ERROR(hub->ListenForWatchers(options.metrics));
  RETURN_IF_ERROR(hub->Listen(options.listen, *std::move(tls)));
  return hub;
}

}  // namespace headwater
