#include "bench/postgres_server.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bench/peers/process_tree.h"
#include "bench/postgres_session.h"
#include "hub/base/error.h"
#include "support/child.h"

namespace headwater::bench {
namespace {

constexpr int kStartPatienceSeconds = 60;
constexpr int kEndPatienceSeconds = 60;

// Runs the script that the tests have for their server.
absl::Status RunScript(const std::string& action, const std::string& folder) {
  const std::string log = folder + "." + action + ".log";
  test::Child script({HEADWATER_POSTGRESQL_SERVER, action, folder}, log);
  script.Start();
  const int status = script.Wait(action == "start" ? kStartPatienceSeconds : kEndPatienceSeconds);
  if (status == 0) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("postgresql_server ", action, " gave ", status, ": ", script.Log()));
}

pid_t ParentOf(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/status"));
  std::string word;
  while (file >> word) {
    if (word == "PPid:" && file >> pid) return pid;
  }
  return 0;
}

}  // namespace

absl::StatusOr<std::string> PostgresProgram(const std::string& name) {
  std::string newest;
  std::error_code error;
  for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql", error)) {
    const std::string path = version.path().string() + "/bin/" + name;
    if (std::filesystem::exists(path)) newest = std::max(newest, path);
  }
  if (!newest.empty()) return newest;
  return absl::FailedPreconditionError(
      absl::StrCat(name, " is missing: .setup/install test installs PostgreSQL"));
}

absl::StatusOr<PostgresServer*> PostgresServer::Of(Place& place) {
  std::shared_ptr<void>& kept = place.KeptAs("postgresql");
  if (kept == nullptr) {
    std::shared_ptr<PostgresServer> server(
        new PostgresServer(std::filesystem::absolute(place.Path("postgresql"))));
    RETURN_IF_ERROR(server->Start());
    kept = std::move(server);
  }
  return static_cast<PostgresServer*>(kept.get());
}

absl::Status PostgresServer::Start() {
  RETURN_IF_ERROR(RunScript("start", folder_));
  pid_t pid = 0;
  std::ifstream(folder_ + "/data/postmaster.pid") >> pid;
  parent_ = ParentOf(pid);
  if (parent_ > 1) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("no server has written its number into ", folder_));
}

PostgresServer::~PostgresServer() {
  if (const absl::Status stopped = RunScript("stop", folder_); !stopped.ok()) {
    std::cerr << "headwater_bench: " << stopped.message() << "\n";
  }
}

absl::Status PostgresServer::Execute(const std::string& text) {
  ASSIGN_OR_RETURN(PostgresSession session, PostgresSession::Open(Url("postgres")));
  return session.Execute(text);
}

absl::Status PostgresServer::Create(const std::string& database, const std::string& like) {
  if (like.empty()) {
    return Execute(absl::StrCat("CREATE DATABASE ", database,
                                " ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0"));
  }
  return Execute(
      absl::StrCat("CREATE DATABASE ", database, " TEMPLATE ", like, " STRATEGY file_copy"));
}

absl::Status PostgresServer::Drop(const std::string& database) {
  return Execute(absl::StrCat("DROP DATABASE ", database, " WITH (FORCE)"));
}

absl::StatusOr<bool> PostgresServer::Has(const std::string& database) {
  ASSIGN_OR_RETURN(PostgresSession session, PostgresSession::Open(Url("postgres")));
  bool has = false;
  RETURN_IF_ERROR(
      session.Select(absl::StrCat("SELECT 1 FROM pg_database WHERE datname = '", database, "'"),
                     [&has](std::string_view) { has = true; }));
  return has;
}

absl::Status PostgresServer::Checkpoint() { return Execute("CHECKPOINT"); }

std::string PostgresServer::Url(const std::string& database) const {
  return absl::StrCat("postgresql:///", database, "?host=", folder_, "&user=headwater");
}

absl::Duration PostgresServer::cpu() const { return CpuOfDescendants(parent_); }
int64_t PostgresServer::written() const { return WrittenByDescendants(parent_); }

}  // namespace headwater::bench
