#include "hub/watch/watch_server.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <latch>
#include <semaphore>
#include <thread>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "httplib.h"
#include "hub/base/absl_view.h"
#include "hub/watch/metrics_page.h"

namespace headwater::watch {
namespace {

// The server's threads. When as many requests wait as may, the listener waits too, and with
// it who connects.
class BoundedThreads final : public httplib::TaskQueue {
 public:
  void enqueue(std::function<void()> task) override {
    places_.acquire();
    pool_.enqueue([this, task = std::move(task)] {
      task();
      places_.release();
    });
  }
  void shutdown() override { pool_.shutdown(); }

 private:
  std::counting_semaphore<> places_{kWatchThreads + kWatchWaitingMax};
  httplib::ThreadPool pool_{kWatchThreads};
};

class HttpServer final : public WatchServer {
 public:
  explicit HttpServer(WatchPages pages) : pages_(std::move(pages)) {
    // Called once it accepts: stopping it before that would have no effect.
    server_.new_task_queue = [this] {
      accepting_.count_down();
      return new BoundedThreads;
    };
    // Without SO_REUSEPORT, which would let two hubs share a port.
    server_.set_socket_options([](int socket) {
      const int yes = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    });
    // One request a connection: nobody holds a thread by doing nothing.
    server_.set_keep_alive_max_count(1);
    server_.set_payload_max_length(kWatchBodyBytesMax);
    const time_t patience = absl::ToInt64Seconds(kWatchPatience);
    server_.set_read_timeout(patience);
    server_.set_write_timeout(patience);
    server_.Get("/metrics", [this](const httplib::Request&, httplib::Response& response) {
      absl::StatusOr<std::string> page = pages_.metrics();
      if (!page.ok()) {
        response.status = 500;
        response.set_content("the hub cannot read its numbers at the moment; its log says why\n",
                             "text/plain");
        return;
      }
      response.set_content(*page, kMetricsPageType);
    });
    server_.Get("/healthz", [this](const httplib::Request&, httplib::Response& response) {
      const HealthPage page = pages_.health();
      response.status = page.code;
      response.set_content(page.body, "application/json");
    });
    server_.set_error_handler([](const httplib::Request&, httplib::Response& response) {
      if (response.status == 404 && response.body.empty()) {
        response.set_content("there is nothing here; ask for /metrics or /healthz\n", "text/plain");
      }
    });
  }

  ~HttpServer() override {
    if (!thread_.joinable()) return;
    server_.stop();
    thread_.join();
  }

  absl::Status Listen(const WatchAddress& address) {
    errno = 0;
    port_ = address.port;
    if (port_ == 0) {
      port_ = server_.bind_to_any_port(address.host);
      if (port_ <= 0) return CannotListen(address);
    } else if (!server_.bind_to_port(address.host, port_)) {
      return CannotListen(address);
    }
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    accepting_.wait();
    return absl::OkStatus();
  }

  int port() const override { return port_; }

 private:
  static absl::Status CannotListen(const WatchAddress& address) {
    return absl::FailedPreconditionError(absl::StrCat(
        "cannot listen on ", address.host, ":", address.port, " for metrics: ",
        errno == 0 ? "the address is taken or not this machine's" : std::strerror(errno)));
  }

  const WatchPages pages_;
  std::latch accepting_{1};
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

bool IsLoopback(const std::string& host) { return host.starts_with("127.") || host == "::1"; }

bool IsNumeric(const std::string& host) {
  in6_addr ignored;
  return inet_pton(AF_INET, host.c_str(), &ignored) == 1 ||
         inet_pton(AF_INET6, host.c_str(), &ignored) == 1;
}

}  // namespace

absl::StatusOr<WatchAddress> ParseWatchAddress(std::string_view text) {
  const size_t colon = text.rfind(':');
  WatchAddress address{.host = "127.0.0.1"};
  std::string_view port = text;
  if (colon != std::string_view::npos) {
    std::string_view host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    address.host = host;
    port = text.substr(colon + 1);
  }
  if (!absl::SimpleAtoi(base::AbslView(port), &address.port) || address.port < 0 ||
      address.port > 65535 || !IsNumeric(address.host)) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", base::AbslView(text),
                     "\" is no address for metrics: give an address in numbers and a port, such as "
                     "127.0.0.1:9464 or [::1]:9464"));
  }
  address.loopback = IsLoopback(address.host);
  return address;
}

absl::StatusOr<std::unique_ptr<WatchServer>> WatchServer::Start(const WatchAddress& address,
                                                                WatchPages pages) {
  auto server = std::make_unique<HttpServer>(std::move(pages));
  if (absl::Status listening = server->Listen(address); !listening.ok()) return listening;
  return server;
}

}  // namespace headwater::watch
