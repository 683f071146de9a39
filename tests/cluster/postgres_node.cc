#include "cluster/postgres_node.h"

#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "hub/base/absl_view.h"
#include "hub/base/check.h"
#include "hub/base/error.h"
#include "hub/store/postgres_connection.h"

namespace headwater::test {
namespace {

using base::AbslView;
using store::PostgresConnection;

constexpr int kProgramSeconds = 60;
constexpr absl::Duration kStartPatience = absl::Seconds(60);
constexpr absl::Duration kPause = absl::Milliseconds(10);
constexpr char kServerUser[] = "postgres";

// Of the newest server that is installed.
const std::string& Binaries() {
  static const std::string folder = [] {
    std::set<std::string> found;
    for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql")) {
      const std::string binaries = version.path() / "bin";
      if (std::filesystem::exists(binaries + "/initdb")) found.insert(binaries);
    }
    HW_CHECK(!found.empty()) << "PostgreSQL is missing: .setup/install test";
    return *found.rbegin();
  }();
  return folder;
}

bool IsRoot() { return geteuid() == 0; }

// A server refuses to be root's, and ends in order when this process is gone.
std::vector<std::string> AsServerUser(const std::string& program,
                                      std::vector<std::string> arguments) {
  std::vector<std::string> all = {"/usr/bin/setpriv", "--pdeathsig", "INT"};
  if (IsRoot()) {
    all.insert(all.end(), {"--reuid", kServerUser, "--regid", kServerUser, "--clear-groups"});
  }
  all.push_back(absl::StrCat(Binaries(), "/", program));
  all.insert(all.end(), arguments.begin(), arguments.end());
  return all;
}

void RunProgram(const std::string& program, std::vector<std::string> arguments,
                const std::string& log) {
  Child child(AsServerUser(program, std::move(arguments)), log);
  child.Start();
  HW_CHECK(child.Wait(kProgramSeconds) == 0) << program << ": " << child.Log();
}

// The processes of a server: its sessions are children of the first.
std::vector<pid_t> ChildrenOf(pid_t parent) {
  std::vector<pid_t> children;
  std::ifstream list(absl::StrCat("/proc/", parent, "/task/", parent, "/children"));
  for (pid_t child = 0; list >> child;) children.push_back(child);
  return children;
}

}  // namespace

PostgresNode::PostgresNode(std::string folder) : folder_(std::move(folder)) {}

PostgresNode::~PostgresNode() {
  if (server_ != nullptr && server_->running()) Lose();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void PostgresNode::MakeFolder() {
  std::filesystem::remove_all(folder_);
  HW_CHECK(std::filesystem::create_directories(folder_)) << folder_;
  if (!IsRoot()) return;
  const passwd* user = getpwnam(kServerUser);
  HW_CHECK(user != nullptr && chown(folder_.c_str(), user->pw_uid, user->pw_gid) == 0) << folder_;
}

void PostgresNode::Configure(std::string_view more) {
  std::ofstream file(Data() + "/postgresql.conf", std::ios::app);
  file << "listen_addresses = ''\n"
       << "unix_socket_directories = '" << folder_ << "'\n"
       << "max_connections = 200\n"
       << "shared_buffers = 64MB\n"
       << "wal_keep_size = 256MB\n"
       << more;
  HW_CHECK(file.flush().good()) << Data();
}

void PostgresNode::Make() {
  MakeFolder();
  RunProgram("initdb",
             {"-D", Data(), "-U", "headwater", "--auth", "trust", "--encoding", "UTF8", "--locale",
              "C", "--no-sync"},
             folder_ + "/initdb.log");
  Configure("");
}

void PostgresNode::MakeStandbyOf(const PostgresNode& primary, std::string_view name) {
  MakeFolder();
  RunProgram(
      "pg_basebackup",
      {"-D", Data(), "--dbname",
       absl::StrCat("host=", primary.host(), " user=headwater application_name=", AbslView(name)),
       "--write-recovery-conf", "--checkpoint=fast", "--no-sync"},
      folder_ + "/basebackup.log");
  // It is not to wait for a standby of its own once it is promoted. A promotion that comes while
  // it tries to reach the primary again is seen when that interval is over, 5 s by default.
  Configure(
      "synchronous_standby_names = ''\n"
      "wal_retrieve_retry_interval = 500ms\n");
  std::ofstream(Data() + "/postgresql.auto.conf", std::ios::app)
      << "synchronous_standby_names = ''\n";
}

void PostgresNode::Start() {
  server_ =
      std::make_unique<Child>(AsServerUser("postgres", {"-D", Data()}), folder_ + "/server.log");
  server_->Start();
  const absl::Time end = absl::Now() + kStartPatience;
  while (!PostgresConnection::Open(Url("postgres"), PostgresConnection::Role::kReader).ok()) {
    HW_CHECK(absl::Now() < end && server_->Wait(0) < 0) << "no server: " << server_->Log();
    absl::SleepFor(kPause);
  }
}

void PostgresNode::Stop(How how) {
  HW_CHECK(kill(server_->pid(), how == How::kFast ? SIGINT : SIGQUIT) == 0) << folder_;
  HW_CHECK(server_->Wait(kProgramSeconds) >= 0) << "it does not stop: " << server_->Log();
}

void PostgresNode::Lose() {
  // The first of its processes is stopped meanwhile, so that it starts no more of them.
  const pid_t first = server_->pid();
  kill(first, SIGSTOP);
  for (const pid_t child : ChildrenOf(first)) kill(child, SIGKILL);
  server_->Kill();
  std::filesystem::remove_all(Data());
}

void PostgresNode::Promote() {
  RunProgram("pg_ctl", {"promote", "-D", Data(), "--wait", "--silent"}, folder_ + "/promote.log");
}

std::string PostgresNode::Url(std::string_view database) const {
  return absl::StrCat("postgresql:///", AbslView(database), "?host=", folder_,
                      "&user=headwater&application_name=cluster&target_session_attrs=any");
}

void PostgresNode::Run(std::string_view sql, std::string_view database) const {
  const auto connection =
      PostgresConnection::Open(Url(database), PostgresConnection::Role::kWriter);
  HW_CHECK(connection.ok()) << connection.status();
  const absl::Status run = (*connection)->ExecuteText(sql, "test");
  HW_CHECK(run.ok()) << run;
}

std::string PostgresNode::Ask(std::string_view sql, std::string_view database) const {
  const auto connection =
      PostgresConnection::Open(Url(database), PostgresConnection::Role::kReader);
  HW_CHECK(connection.ok()) << connection.status();
  HW_CHECK((*connection)->BeginRead().ok());
  std::string value;
  const absl::Status asked = (*connection)->QueryText(sql, {}, [&value](const store::Row& row) {
    value = row.is_null(0) ? "" : std::string(row.text(0));
    return absl::OkStatus();
  });
  HW_CHECK(asked.ok()) << asked;
  return value;
}

bool PostgresNode::Until(std::string_view sql, std::string_view wanted,
                         absl::Duration patience) const {
  const absl::Time end = absl::Now() + patience;
  while (Ask(sql) != wanted) {
    if (absl::Now() > end) return false;
    absl::SleepFor(kPause);
  }
  return true;
}

}  // namespace headwater::test
