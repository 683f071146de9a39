#include "bench/peers/process_tree.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace headwater::bench {
namespace {

struct Process {
  pid_t parent = 0;
  int64_t ticks = 0;
};

// Fields of /proc/<pid>/stat after the name, which may itself hold blanks and brackets.
constexpr size_t kParent = 1;
constexpr size_t kUserTime = 11;  // then: system, user of ended children, system of them
constexpr size_t kFields = 15;

std::map<pid_t, Process> AllProcesses() {
  std::map<pid_t, Process> processes;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    pid_t pid = 0;
    if (!absl::SimpleAtoi(entry.path().filename().string(), &pid)) continue;
    std::ifstream file(entry.path() / "stat");
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    const size_t name_end = text.rfind(')');
    if (name_end == std::string::npos) continue;  // it has ended
    const std::vector<std::string> fields =
        absl::StrSplit(text.substr(name_end + 1), ' ', absl::SkipEmpty());
    if (fields.size() < kFields) continue;
    Process process;
    if (!absl::SimpleAtoi(fields[kParent], &process.parent)) continue;
    for (size_t i = kUserTime; i < kFields; ++i) {
      if (int64_t ticks = 0; absl::SimpleAtoi(fields[i], &ticks)) process.ticks += ticks;
    }
    processes[pid] = process;
  }
  return processes;
}

bool Descends(pid_t pid, pid_t ancestor, const std::map<pid_t, Process>& processes) {
  for (auto found = processes.find(pid); found != processes.end();
       found = processes.find(found->second.parent)) {
    if (found->second.parent == ancestor) return true;
  }
  return false;
}

}  // namespace

std::vector<pid_t> Descendants(pid_t ancestor) {
  const std::map<pid_t, Process> processes = AllProcesses();
  std::vector<pid_t> found;
  for (const auto& [pid, process] : processes) {
    if (Descends(pid, ancestor, processes)) found.push_back(pid);
  }
  return found;
}

absl::Duration CpuOfDescendants(pid_t ancestor) {
  const std::map<pid_t, Process> processes = AllProcesses();
  int64_t ticks = 0;
  for (const auto& [pid, process] : processes) {
    if (Descends(pid, ancestor, processes)) ticks += process.ticks;
  }
  return absl::Seconds(1) * ticks / sysconf(_SC_CLK_TCK);
}

int64_t WrittenByDescendants(pid_t ancestor) {
  int64_t sum = 0;
  for (const pid_t pid : Descendants(ancestor)) sum += WrittenBy(pid);
  return sum;
}

int64_t WrittenBy(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/io");
  std::string name;
  int64_t value = 0;
  while (file >> name >> value) {
    if (name == "write_bytes:") return value;
  }
  return 0;  // it has ended
}

int64_t ResidentBytesOf(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/statm");
  int64_t pages = 0;
  int64_t resident = 0;
  if (!(file >> pages >> resident)) return 0;
  return resident * sysconf(_SC_PAGESIZE);
}

}  // namespace headwater::bench
