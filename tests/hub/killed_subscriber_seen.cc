#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "hub/base/error.h"
#include "hub/killed_subscriber.h"

namespace headwater::test {
namespace {

// Twelve digits and the end of the line.
constexpr size_t kLine = 13;

int64_t NumberAt(const std::string& text, size_t line) {
  return std::strtoll(text.substr(line * kLine, kLine - 1).c_str(), nullptr, 10);
}

}  // namespace

absl::StatusOr<std::string> Seen::Read() const {
  std::ifstream file(path_);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  return text.str();
}

absl::StatusOr<int64_t> Seen::Count() const {
  ASSIGN_OR_RETURN(const std::string text, Read());
  return static_cast<int64_t>(text.size() / kLine);
}

absl::Status Seen::Undo(int64_t cursor) const {
  ASSIGN_OR_RETURN(const std::string text, Read());
  if (text.empty()) return absl::OkStatus();
  size_t lines = text.size() / kLine;
  while (lines > 0 && NumberAt(text, lines - 1) > cursor) --lines;
  if (::truncate(path_.c_str(), static_cast<off_t>(lines * kLine)) != 0) {
    return absl::ErrnoToStatus(errno, absl::StrCat("cannot truncate ", path_));
  }
  return absl::OkStatus();
}

absl::Status Seen::Append(int64_t sequence) {
  if (file_ < 0) file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const std::string line = absl::StrFormat("%012d\n", sequence);
  if (file_ < 0 || ::write(file_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    return absl::ErrnoToStatus(errno, absl::StrCat("cannot append to ", path_));
  }
  return absl::OkStatus();
}

absl::Status Seen::CheckAll(int64_t last) const {
  ASSIGN_OR_RETURN(const std::string text, Read());
  for (size_t line = 0; line < text.size() / kLine; ++line) {
    if (NumberAt(text, line) == static_cast<int64_t>(line) + 1) continue;
    return absl::DataLossError(
        absl::StrCat("the ", line + 1, ". number seen is ", NumberAt(text, line)));
  }
  if (text.size() == static_cast<size_t>(last) * kLine) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat(text.size() / kLine, " numbers are seen, ", last, " were sent"));
}

}  // namespace headwater::test
