// headwater serve: runs the hub until it is told to end.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "hub/base/clock.h"
#include "hub/base/error.h"
#include "hub/cli/commands.h"
#include "hub/cli/interrupt.h"
#include "hub/hub.h"
#include "hub/opened_store.h"
#include "hub/watch/event_log.h"
#include "hub/watch/watch_server.h"
#include "spdlog/spdlog.h"

namespace headwater::cli {
namespace {

constexpr absl::Duration kDrainPatience = absl::Seconds(20);
// With --metrics and no address.
constexpr char kMetricsAddress[] = "127.0.0.1:9464";

struct Options {
  std::string store = "sqlite:.headwater/hub.db";
  std::string listen = "127.0.0.1:7440";
  std::string certs = ".headwater/certs";
  std::string retailer;
  std::string port_file;
  std::string metrics;
  std::string metrics_port_file;
  std::string log_format = "text";
  std::string log_level = "info";
  bool end_with_stdin = false;
};

// Somebody asked the hub to end. Thread-safe.
class EndOfService {
 public:
  void Ask() {
    absl::MutexLock lock(&mutex_);
    asked_ = true;
  }
  void Await() {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(&asked_));
  }

 private:
  absl::Mutex mutex_;
  bool asked_ ABSL_GUARDED_BY(mutex_) = false;
};

absl::Status WritePort(const std::string& path, int port) {
  // Whoever waits for the file reads it whole.
  const std::string next = absl::StrCat(path, ".new");
  std::ofstream(next) << port << "\n";
  std::error_code error;
  std::filesystem::rename(next, path, error);
  if (error) {
    return absl::UnavailableError(absl::StrCat(path, " cannot be written: ", error.message()));
  }
  return absl::OkStatus();
}

absl::Status TellMetrics(const std::string& text, int port) {
  ASSIGN_OR_RETURN(const watch::WatchAddress address, watch::ParseWatchAddress(text));
  spdlog::info("metrics on http://{}:{}/metrics, health on /healthz", address.host, port);
  if (!address.loopback) {
    spdlog::warn(
        "whoever reaches {} reads the metrics, with the GLNs and volumes of all parties: it has "
        "no password and no TLS",
        address.host);
  }
  return absl::OkStatus();
}

absl::Status Serve(const Options& options) {
  const auto end = std::make_shared<EndOfService>();
  // Before any other thread, so that all of them leave the signals to it.
  InterruptWatch watch([end] { end->Ask(); });
  ASSIGN_OR_RETURN(const watch::LogFormat format, watch::ParseLogFormat(options.log_format));
  ASSIGN_OR_RETURN(const watch::LogLevel level, watch::ParseLogLevel(options.log_level));
  const std::unique_ptr<watch::EventLog> log = watch::OpenEventLog(format, level);

  HubOptions hub_options{
      .store = options.store,
      .listen = options.listen,
      .tls = {.authority = absl::StrCat(options.certs, "/ca.pem"),
              .certificate = absl::StrCat(options.certs, "/server.pem"),
              .key = absl::StrCat(options.certs, "/server.key")},
      .metrics = options.metrics,
      .log = log.get(),
      .sealed =
          [](const absl::Status& status) {
            spdlog::critical("no more writes until a restart: {}", status.ToString());
          },
  };
  if (!options.retailer.empty()) {
    ASSIGN_OR_RETURN(hub_options.retailer, base::Gln::Parse(options.retailer));
  }
  const base::SystemClock clock;
  ASSIGN_OR_RETURN(const std::unique_ptr<Hub> hub, Hub::Start(hub_options, clock));
  if (!options.port_file.empty()) RETURN_IF_ERROR(WritePort(options.port_file, hub->port()));
  if (!options.metrics_port_file.empty()) {
    RETURN_IF_ERROR(WritePort(options.metrics_port_file, hub->metrics_port()));
  }
  spdlog::info("serving the hub of {} on {}:{}; Ctrl-C ends it", hub->retailer().ToString(),
               options.listen.substr(0, options.listen.rfind(':')), hub->port());
  if (hub->metrics_port() != 0) RETURN_IF_ERROR(TellMetrics(options.metrics, hub->metrics_port()));
  if (options.end_with_stdin) {
    // May outlive this function, blocked on a parent that lives on.
    std::thread([end] {
      char byte = 0;
      while (read(STDIN_FILENO, &byte, 1) > 0) {
      }
      end->Ask();
    }).detach();
  }
  end->Await();
  spdlog::info("draining");
  hub->Drain(kDrainPatience);
  spdlog::info("drained");
  return absl::OkStatus();
}

}  // namespace

void AddServe(CLI::App& program, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("serve", "Run a hub");
  command
      ->add_option("--store", options->store,
                   "Where the documents are: sqlite:PATH, a folder with hub.db in it, or "
                   "postgresql://USER@HOST/DATABASE")
      ->capture_default_str();
  command->add_option("--listen", options->listen, "Address and port; port 0 takes a free one")
      ->capture_default_str();
  command->add_option("--certs", options->certs, "Folder with ca.pem, server.pem and server.key")
      ->capture_default_str();
  command->add_option("--retailer", options->retailer,
                      "GLN of the retailer that runs it; needed for a new store");
  command->add_option("--port-file", options->port_file, "Write the port there once it serves");
  command
      ->add_option("--metrics", options->metrics,
                   absl::StrCat("Listen for Prometheus, /healthz and `headwater top` on this "
                                "address and port (alone: ",
                                kMetricsAddress,
                                "). Without it nothing listens. It has no password and no TLS: "
                                "keep it on loopback or a network of your own"))
      ->expected(0, 1)
      ->type_name("[ADDRESS:PORT]");
  command->add_option("--metrics-port-file", options->metrics_port_file,
                      "Write the port of --metrics there once it serves");
  command->add_option("--log-format", options->log_format, "text or json, a line for each event")
      ->capture_default_str();
  command
      ->add_option("--log-level", options->log_level,
                   "debug (a line for each document), info, warning, error, critical or off")
      ->capture_default_str();
  command->add_flag("--end-with-stdin", options->end_with_stdin,
                    "End in order when standard input closes, as it does when a parent process "
                    "is gone");
  command->callback([options, command, &action] {
    if (command->count("--metrics") > 0 && options->metrics.empty()) {
      options->metrics = kMetricsAddress;
    }
    action = [options] { return Serve(*options); };
  });
}

}  // namespace headwater::cli
