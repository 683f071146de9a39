// The benchmarks: each figure of the hub beside the floor of the same minutes.
#include <csignal>
#include <fstream>
#include <iostream>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/benchmarks.h"
#include "bench/floor_server.h"
#include "bench/peers/guard.h"
#include "bench/peers/peer_server.h"
#include "bench/place.h"
#include "bench/report.h"
#include "bench/soak.h"
#include "hub/base/error.h"
#include "hub/rpc/pem_file.h"

namespace headwater::bench {
namespace {

struct RunOptions {
  int rounds = 5;
  bool peers = false;
  std::string only;
  std::string folder = ".bench";
  std::string json;
};

absl::Status Run(const RunOptions& options, Report& report) {
  if (options.peers) {
    RETURN_IF_ERROR(CheckPeersInstalled());
    // A peer that closes a connection is an error of that write, and not the end of this program.
    std::signal(SIGPIPE, SIG_IGN);
  }
  ASSIGN_OR_RETURN(const auto place, Place::Make(options.folder));
  for (int round = 0; round < options.rounds; ++round) {
    for (const Benchmark& benchmark : AllBenchmarks()) {
      if (!absl::StrContains(std::string(benchmark.name), options.only)) continue;
      if (benchmark.peers && !options.peers) continue;
      std::cerr << "round " << round + 1 << " of " << options.rounds << ": " << benchmark.name
                << std::endl;
      RETURN_IF_ERROR(benchmark.round(*place, round % 2 == 1, report));
    }
  }
  return absl::OkStatus();
}

int RunAll(const RunOptions& options) {
  Report report;
  if (const absl::Status ran = Run(options, report); !ran.ok()) {
    std::cerr << "headwater_bench: " << ran.message() << "\n";
    return 1;
  }
  report.PrintTable(std::cout);
  if (!options.peers) {
    std::cout
        << "Without the peers (NATS JetStream, RabbitMQ, Redis): --peers measures them too.\n";
  }
  if (!options.json.empty()) {
    std::ofstream out(options.json);
    report.PrintJson(out);
    if (!out.flush()) {
      std::cerr << "headwater_bench: " << options.json << " cannot be written\n";
      return 1;
    }
  }
  const std::vector<std::string> missed = report.Missed();
  for (const std::string& name : missed) std::cerr << "missed: " << name << "\n";
  return missed.empty() ? 0 : 3;
}

int RunSoak(const std::string& folder, const SoakOptions& options) {
  const absl::StatusOr<bool> flat = [&]() -> absl::StatusOr<bool> {
    ASSIGN_OR_RETURN(const auto place, Place::Make(folder));
    return Soak(*place, options, std::cout);
  }();
  if (flat.ok()) return *flat ? 0 : 3;
  std::cerr << "headwater_bench: " << flat.status().message() << "\n";
  return 1;
}

int Serve(FloorServerOptions& options, const std::string& certs) {
  absl::StatusOr<base::TlsIdentity> tls =
      base::ReadTlsIdentity({.authority = certs + "/ca.pem",
                             .certificate = certs + "/server.pem",
                             .key = certs + "/server.key"},
                            absl::Now(), rpc::ReadPemFile);
  absl::Status served = tls.status();
  if (tls.ok()) {
    options.tls = *std::move(tls);
    served = ServeFloor(options);
  }
  std::cerr << served.ToString() << "\n";
  return 1;
}

int Main(int argc, char** argv) {
  CLI::App program("Measures the hub against floors of the same minutes");
  program.require_subcommand(1);

  RunOptions run;
  CLI::App* run_command = program.add_subcommand("run", "Measure and print the table");
  run_command->add_option("--rounds", run.rounds, "Medians are of so many")
      ->capture_default_str()
      ->check(CLI::Range(1, 100));
  run_command->add_option("--only", run.only, "Benchmarks whose name has this text");
  run_command->add_option("--folder", run.folder, "For databases, on the disk to be measured")
      ->capture_default_str();
  run_command->add_flag("--peers", run.peers,
                        "Measure NATS JetStream, RabbitMQ and Redis too; they are Debian packages");
  run_command->add_option("--json", run.json, "Write the table there too, with every round");

  SoakOptions soak;
  std::string soak_folder = ".bench";
  CLI::App* soak_command =
      program.add_subcommand("soak", "Half of the full load for long: memory and file sizes");
  soak_command->add_option("--minutes", soak.minutes, "How long, after the full load is known")
      ->capture_default_str()
      ->check(CLI::Range(1, 240));
  soak_command
      ->add_option("--rate", soak.orders_per_second,
                   "Orders a second, in place of half of the full load")
      ->check(CLI::PositiveNumber);
  soak_command->add_option("--folder", soak_folder, "For the database, on the disk to be measured")
      ->capture_default_str();

  FloorServerOptions floor;
  std::string certs;
  CLI::App* floor_command = program.add_subcommand("serve-floor", "Used by `run`: one floor");
  floor_command->add_option("--certs", certs)->required();
  floor_command->add_option("--database", floor.database);
  floor_command->add_option("--sync", floor.sync);
  floor_command->add_option("--replay", floor.replay);
  floor_command->add_option("--port-file", floor.port_file)->required();

  CLI::App* guard_command =
      program.add_subcommand("guard", "Used by `run`: a command that ends with its input");
  guard_command->prefix_command();

  CLI11_PARSE(program, argc, argv);
  if (guard_command->parsed()) return Guard(guard_command->remaining());
  if (soak_command->parsed()) return RunSoak(soak_folder, soak);
  return floor_command->parsed() ? Serve(floor, certs) : RunAll(run);
}

}  // namespace
}  // namespace headwater::bench

int main(int argc, char** argv) { return headwater::bench::Main(argc, argv); }
