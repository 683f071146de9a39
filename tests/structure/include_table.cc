#include "structure/include_table.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace headwater::structure {
namespace {

// From the ground up. A domain room may look down the list, never up.
const std::vector<std::string> kDomainRooms = {"catalogue", "partners", "ordering",      "delivery",
                                               "inventory", "sales",    "replenishment", "demand"};

bool IsDomainRoom(absl::string_view room) {
  return std::find(kDomainRooms.begin(), kDomainRooms.end(), room) != kDomainRooms.end();
}

const std::map<std::string, std::set<std::string>, std::less<>>& Table() {
  static const auto& table = *[] {
    auto* t = new std::map<std::string, std::set<std::string>, std::less<>>{
        {"base", {}},
        {"store", {"base"}},
        {"exchange", {"store", "base", "api"}},
        {"archive", {"exchange", "store", "base", "api"}},
        {"rpc", {"exchange", "store", "base", "api"}},
        {"watch", {"exchange", "store", "base", "api"}},
        {"adapters/client", {"base", "api"}},
        {"adapters/format", {"base", "api", "adapters/client"}},
        {"adapters/csv", {"base", "api", "adapters/client", "adapters/format"}},
        {"sim", {"base", "api", "adapters/client", "adapters/format", "adapters/csv"}},
    };
    std::set<std::string> below = {"exchange", "store", "base", "api", "rpc"};
    for (const std::string& room : kDomainRooms) {
      (*t)[room] = below;
      below.insert(room);
    }
    return t;
  }();
  return table;
}

absl::string_view FileOf(absl::string_view path) { return path.substr(path.rfind('/') + 1); }
absl::string_view StemOf(absl::string_view path) {
  absl::string_view file = FileOf(path);
  return file.substr(0, file.find('.'));
}

// What rooms show to the rooms above them.
bool IsDoorOfRoom(absl::string_view header) {
  absl::string_view stem = StemOf(header);
  return absl::EndsWith(stem, "_queries") || absl::EndsWith(stem, "_rules") ||
         absl::EndsWith(stem, "_ledger");
}

bool IsService(absl::string_view path) { return absl::EndsWith(StemOf(path), "_service"); }

bool KnowsGrpc(absl::string_view room, absl::string_view path) {
  return room == "rpc" || room == "main" || room == "sim" || absl::StartsWith(room, "adapters/") ||
         IsService(path);
}

// The planner's arithmetic: values in, values out.
bool IsPlanningMaths(absl::string_view room, absl::string_view path) {
  return room == "replenishment" && absl::StartsWith(StemOf(path), "policy");
}

struct Include {
  std::string target;
  bool system;
};

std::vector<Include> IncludesOf(absl::string_view text) {
  std::vector<Include> includes;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    line = absl::StripLeadingAsciiWhitespace(line);
    if (!absl::ConsumePrefix(&line, "#include")) continue;
    line = absl::StripLeadingAsciiWhitespace(line);
    if (line.size() < 2) continue;
    const bool system = line[0] == '<';
    const size_t end = line.find(system ? '>' : '"', 1);
    if (end == absl::string_view::npos) continue;
    includes.push_back({std::string(line.substr(1, end - 1)), system});
  }
  return includes;
}

class Checker {
 public:
  void Check(const Source& source) {
    const std::string room = RoomOf(source.path);
    if (room.empty()) {
      Say(source, "stands in no room of the design");
      return;
    }
    for (const Include& include : IncludesOf(source.text)) CheckInclude(source, room, include);
    CheckUses(source, room);
  }

  std::vector<std::string> Finish() {
    FindCircle();
    return std::move(findings_);
  }

 private:
  void Say(const Source& source, absl::string_view what) {
    findings_.push_back(absl::StrCat(source.path, " ", what));
  }

  void CheckInclude(const Source& source, const std::string& room, const Include& include) {
    const absl::string_view target = include.target;
    CheckLibrary(source, room, target);
    const std::string other = RoomOf(target);
    if (other.empty() || include.system || other == room) return;
    if (room == "main") {
      return;  // wires everything together
    }
    edges_[room].insert(other);
    const auto row = Table().find(room);
    if (row == Table().end() || row->second.count(other) == 0) {
      Say(source, absl::StrCat("includes ", target, ": ", room, " may not know ", other));
      return;
    }
    if (other == "rpc" && !(FileOf(target) == "read_call.h" && IsService(source.path))) {
      Say(source, absl::StrCat("includes ", target,
                               ": of rpc a room may use read_call.h alone, in its *_service"));
    }
    if (IsDomainRoom(room) && IsDomainRoom(other) && !IsDoorOfRoom(target)) {
      Say(source, absl::StrCat("includes ", target,
                               ": rooms know each other through *_queries, *_rules and *_ledger"));
    }
    if (IsPlanningMaths(room, source.path) && other != "base") {
      Say(source, absl::StrCat("includes ", target, ": planning is arithmetic over base alone"));
    }
  }

  void CheckLibrary(const Source& source, const std::string& room, absl::string_view target) {
    const bool grpc = absl::StartsWith(target, "grpc") || absl::EndsWith(target, ".grpc.pb.h");
    if (grpc && !KnowsGrpc(room, source.path)) {
      Say(source, absl::StrCat("includes ", target, ": only rpc and *_service know gRPC servers"));
    }
    const bool sqlite =
        absl::StartsWith(target, "sqlite3") || absl::StartsWith(target, "SQLiteCpp");
    if (sqlite && !(room == "store" && absl::StartsWith(StemOf(source.path), "sqlite"))) {
      Say(source, absl::StrCat("includes ", target, ": sqlite belongs to its driver"));
    }
    if (absl::StartsWith(target, "prometheus/") && room != "watch") {
      Say(source, absl::StrCat("includes ", target, ": metrics belong to watch"));
    }
    if (target == "httplib.h" && room != "watch" && room != "main") {
      Say(source, absl::StrCat("includes ", target, ": only watch listens for HTTP"));
    }
    const bool postgres = absl::StartsWith(target, "libpq");
    if (postgres && !(room == "store" && absl::StartsWith(StemOf(source.path), "postgres") &&
                      absl::EndsWith(source.path, ".cc"))) {
      Say(source, absl::StrCat("includes ", target, ": libpq belongs to its driver's sources"));
    }
    if ((target == "hub/store/postgres_database.h" || target == "hub/store/postgres_listener.h") &&
        room != "main" && !(room == "store" && absl::StartsWith(StemOf(source.path), "postgres"))) {
      Say(source, absl::StrCat("includes ", target, ": only main names a concrete driver"));
    }
    if (target == "hub/store/sqlite_database.h" && room != "main" &&
        !(room == "store" && absl::StartsWith(StemOf(source.path), "sqlite"))) {
      Say(source, absl::StrCat("includes ", target, ": only main names a concrete driver"));
    }
    if (room == "base" && (absl::StartsWith(target, "google/protobuf") || target == "fstream")) {
      Say(source, absl::StrCat("includes ", target, ": base knows no domain and no I/O"));
    }
  }

  // Time, chance and the surroundings come in through constructors.
  void CheckUses(const Source& source, const std::string& room) {
    static constexpr absl::string_view kInjected[] = {"absl::Now(", "std::random_device",
                                                      "std::rand(", "getenv("};
    if (room == "base" || room == "main") return;
    // A gRPC deadline is an instant of the system's clock, whatever ours says.
    if (!KnowsGrpc(room, source.path) && absl::StrContains(source.text, "system_clock::now(")) {
      Say(source, "uses system_clock::now(): take a base::Clock as a constructor argument");
    }
    for (absl::string_view use : kInjected) {
      if (absl::StrContains(source.text, use)) {
        Say(source, absl::StrCat("uses ", use, "): take it as a constructor argument"));
      }
    }
  }

  void FindCircle() {
    std::set<std::string> done;
    std::vector<std::string> path;
    for (const auto& [room, unused] : edges_) Walk(room, path, done);
  }

  void Walk(const std::string& room, std::vector<std::string>& path, std::set<std::string>& done) {
    if (done.count(room)) return;
    const auto seen = std::find(path.begin(), path.end(), room);
    if (seen != path.end()) {
      findings_.push_back(absl::StrCat(
          "rooms run in a circle: ", absl::StrJoin(seen, path.end(), " > "), " > ", room));
      return;
    }
    path.push_back(room);
    const auto edges = edges_.find(room);
    if (edges != edges_.end()) {
      for (const std::string& next : edges->second) Walk(next, path, done);
    }
    path.pop_back();
    done.insert(room);
  }

  std::map<std::string, std::set<std::string>> edges_;
  std::vector<std::string> findings_;
};

}  // namespace

std::string RoomOf(absl::string_view path) {
  if (absl::StartsWith(path, "headwater/v1/")) return "api";
  const std::vector<absl::string_view> parts = absl::StrSplit(path, '/');
  if (parts.size() < 2) return "";
  if (parts[0] == "hub") {
    if (parts.size() == 2 || parts[1] == "cli") return "main";
    const std::string room(parts[1]);
    return Table().count(room) ? room : "";
  }
  if (parts[0] == "adapters" && parts.size() > 2) return absl::StrCat("adapters/", parts[1]);
  if (parts[0] == "suppliers-sim") return "sim";
  return "";
}

std::vector<std::string> CheckIncludes(const std::vector<Source>& sources) {
  Checker checker;
  for (const Source& source : sources) checker.Check(source);
  return checker.Finish();
}

}  // namespace headwater::structure
