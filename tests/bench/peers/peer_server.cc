#include "bench/peers/peer_server.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "bench/peers/port.h"
#include "bench/peers/process_tree.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"

namespace headwater::bench {

namespace {

constexpr absl::Duration kStartPatience = absl::Seconds(60);  // Erlang takes five of them
constexpr int kEndPatienceSeconds = 20;

constexpr std::string_view kNatsServer = "/usr/sbin/nats-server";
constexpr std::string_view kRedisServer = "/usr/bin/redis-server";
// Not the script in the search path, which changes the user.
constexpr std::string_view kRabbitMqServer = "/usr/lib/rabbitmq/bin/rabbitmq-server";
constexpr std::string_view kEpmd = "/usr/bin/epmd";

}  // namespace

PeerServer::~PeerServer() {
  for (auto guard = guards_.rbegin(); guard != guards_.rend(); ++guard) {
    (*guard)->EndInput();
    if ((*guard)->running() && (*guard)->Wait(kEndPatienceSeconds) < 0) {
      std::cerr << "headwater_bench: the server under process " << (*guard)->pid()
                << " does not end; end it by hand\n";
    }
  }
}

absl::Duration PeerServer::cpu() const {
  absl::Duration sum;
  for (const auto& guard : guards_) {
    if (guard->running()) sum += CpuOfDescendants(guard->pid());
  }
  return sum;
}

int64_t PeerServer::written() const {
  int64_t sum = 0;
  for (const auto& guard : guards_) {
    if (guard->running()) sum += WrittenByDescendants(guard->pid());
  }
  return sum;
}

// The steps that are alike for all of them.
class PeerStarter {
 public:
  static absl::StatusOr<PeerStarter> Begin(Place& place, const std::string& name) {
    const std::string folder = std::filesystem::absolute(place.NewPath(name));
    std::error_code error;
    if (!std::filesystem::create_directories(folder, error)) {
      return absl::UnavailableError(absl::StrCat(folder, ": ", error.message()));
    }
    ASSIGN_OR_RETURN(const int port, FreePort());
    return PeerStarter(folder, std::filesystem::absolute(place.certificates()), port);
  }

  int port() const { return server_->port_; }
  std::string Path(std::string_view name) const {
    return absl::StrCat(folder_, "/", base::AbslView(name));
  }
  std::string Certificate(std::string_view name) const {
    return absl::StrCat(certificates_, "/", base::AbslView(name));
  }

  absl::Status Write(std::string_view name, std::string_view text) const {
    std::ofstream file(Path(name));
    file << text;
    if (file.flush()) return absl::OkStatus();
    return absl::UnavailableError(absl::StrCat(Path(name), " cannot be written"));
  }

  // In the folder, with nothing of this process's environment.
  void Run(const std::vector<std::string>& environment, const std::vector<std::string>& command) {
    std::vector<std::string> arguments = {std::filesystem::read_symlink("/proc/self/exe"),
                                          "guard",
                                          "/usr/bin/env",
                                          "-i",
                                          "-C",
                                          folder_,
                                          "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                                          "LANG=C.UTF-8",
                                          absl::StrCat("HOME=", folder_)};
    arguments.insert(arguments.end(), environment.begin(), environment.end());
    arguments.insert(arguments.end(), command.begin(), command.end());
    server_->guards_.push_back(std::make_unique<test::Child>(
        std::move(arguments), Path(absl::StrCat("log", server_->guards_.size()))));
    server_->guards_.back()->Start();
  }

  // Waits until the last that was started listens on `port`.
  absl::Status Await(int port) {
    test::Child& last = *server_->guards_.back();
    const absl::Time end = absl::Now() + kStartPatience;
    while (absl::Now() < end && last.Wait(0) < 0) {
      if (Listens(port)) return absl::OkStatus();
      absl::SleepFor(absl::Milliseconds(10));
    }
    return absl::UnavailableError(absl::StrCat("a server did not start: ", last.Log()));
  }

  absl::StatusOr<std::unique_ptr<PeerServer>> Finish() {
    RETURN_IF_ERROR(Await(port()));
    return std::move(server_);
  }

 private:
  PeerStarter(std::string folder, std::string certificates, int port)
      : folder_(std::move(folder)),
        certificates_(std::move(certificates)),
        server_(new PeerServer(port)) {}

  std::string folder_;
  std::string certificates_;
  std::unique_ptr<PeerServer> server_;
};

namespace {

// Version 2.9.10 writes a message to its file before it confirms it, and syncs the file
// every two minutes. `sync_interval` is an unknown field to it (`always` came with 2.10): this
// is the strictest that it offers, and its confirmation is not a durable one.
absl::StatusOr<std::unique_ptr<PeerServer>> StartJetStream(Place& place) {
  ASSIGN_OR_RETURN(PeerStarter start, PeerStarter::Begin(place, "jetstream"));
  RETURN_IF_ERROR(start.Write(
      "nats.conf", absl::StrCat("listen: \"127.0.0.1:", start.port(),
                                "\"\n"
                                "server_name: \"bench\"\n"
                                "jetstream { store_dir: \"",
                                start.Path("store"),
                                "\" }\n"
                                "tls {\n"
                                "  ca_file: \"",
                                start.Certificate("ca.pem"), "\"\n  cert_file: \"",
                                start.Certificate("server.pem"), "\"\n  key_file: \"",
                                start.Certificate("server.key"), "\"\n  verify: true\n}\n")));
  start.Run({}, {std::string(kNatsServer), "-c", start.Path("nats.conf")});
  return start.Finish();
}

// The log of commands is written and synced before any reply of the same turn of its loop goes
// out. It is never rewritten here: that would be work of other minutes.
absl::StatusOr<std::unique_ptr<PeerServer>> StartRedis(Place& place) {
  ASSIGN_OR_RETURN(PeerStarter start, PeerStarter::Begin(place, "redis"));
  RETURN_IF_ERROR(
      start.Write("redis.conf", absl::StrCat("bind 127.0.0.1\nport 0\ntls-port ", start.port(),
                                             "\ntls-auth-clients yes\n"
                                             "tls-ca-cert-file \"",
                                             start.Certificate("ca.pem"), "\"\ntls-cert-file \"",
                                             start.Certificate("server.pem"), "\"\ntls-key-file \"",
                                             start.Certificate("server.key"),
                                             "\"\nappendonly yes\nappendfsync always\n"
                                             "auto-aof-rewrite-percentage 0\nsave \"\"\n")));
  start.Run({}, {std::string(kRedisServer), start.Path("redis.conf")});
  return start.Finish();
}

// A node of Erlang with a name, a store and a port mapper of its own, which ends with it.
absl::StatusOr<std::unique_ptr<PeerServer>> StartRabbitMq(Place& place) {
  ASSIGN_OR_RETURN(PeerStarter start, PeerStarter::Begin(place, "rabbitmq"));
  ASSIGN_OR_RETURN(const int mapper, FreePort());
  ASSIGN_OR_RETURN(const int distribution, FreePort());
  RETURN_IF_ERROR(
      start.Write("rabbitmq.conf",
                  absl::StrCat("listeners.tcp = none\nlisteners.ssl.1 = 127.0.0.1:", start.port(),
                               "\nssl_options.cacertfile = ", start.Certificate("ca.pem"),
                               "\nssl_options.certfile = ", start.Certificate("server.pem"),
                               "\nssl_options.keyfile = ", start.Certificate("server.key"),
                               "\nssl_options.verify = verify_peer\n"
                               "ssl_options.fail_if_no_peer_cert = true\n"
                               "log.console = true\nlog.file = false\n")));
  RETURN_IF_ERROR(start.Write("environment", ""));
  RETURN_IF_ERROR(start.Write("plugins", "[].\n"));
  const std::vector<std::string> mapping = {absl::StrCat("ERL_EPMD_PORT=", mapper),
                                            "ERL_EPMD_ADDRESS=127.0.0.1"};
  start.Run(mapping, {std::string(kEpmd)});
  RETURN_IF_ERROR(start.Await(mapper));
  std::vector<std::string> environment = {
      absl::StrCat("RABBITMQ_NODENAME=bench", getpid(), "@localhost"),
      absl::StrCat("RABBITMQ_DIST_PORT=", distribution),
      "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1}",
      absl::StrCat("RABBITMQ_MNESIA_BASE=", start.Path("store")),
      absl::StrCat("RABBITMQ_LOG_BASE=", start.Path("logs")),
      absl::StrCat("RABBITMQ_CONFIG_FILE=", start.Path("rabbitmq.conf")),
      absl::StrCat("RABBITMQ_CONF_ENV_FILE=", start.Path("environment")),
      absl::StrCat("RABBITMQ_ENABLED_PLUGINS_FILE=", start.Path("plugins"))};
  environment.insert(environment.end(), mapping.begin(), mapping.end());
  start.Run(environment, {std::string(kRabbitMqServer)});
  return start.Finish();
}

}  // namespace

const std::vector<Peer>& AllPeers() {
  static const auto& peers = *new std::vector<Peer>{
      {"JetStream, unsynced", "nats-server", kNatsServer, MakeJetStream, StartJetStream},
      {"RabbitMQ quorum", "rabbitmq-server", kRabbitMqServer, MakeRabbitMq, StartRabbitMq},
      {"Redis streams", "redis-server", kRedisServer, MakeRedis, StartRedis}};
  return peers;
}

absl::Status CheckPeersInstalled() {
  std::vector<std::string> missing;
  for (const Peer& peer : AllPeers()) {
    if (!std::filesystem::exists(peer.program)) missing.emplace_back(peer.package);
  }
  if (missing.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the peers need ", absl::StrJoin(missing, ", "),
                   ": run .setup/install peers, or measure without --peers"));
}

}  // namespace headwater::bench
