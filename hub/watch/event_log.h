// The hub's log: sentences with particulars, for people or for programs. Lines go out on a
// thread of their own, so that whoever writes one does not wait for the disk or a terminal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "absl/status/statusor.h"

namespace headwater::watch {

enum class LogFormat { kText, kJson };
enum class LogLevel { kDebug, kInfo, kWarning, kError, kCritical, kOff };

// "text" or "json"; "debug", "info", "warning", "error", "critical" or "off".
// INVALID_ARGUMENT names the choice.
absl::StatusOr<LogFormat> ParseLogFormat(std::string_view text);
absl::StatusOr<LogLevel> ParseLogLevel(std::string_view text);

// Lines that wait to be written; past it the oldest are dropped, since the hub must not wait
// for whoever reads its log.
inline constexpr size_t kLogLinesWaitingMax = 8192;
// Characters of a value that a client chose.
inline constexpr size_t kLogValueMax = 64;

// A particular of an event. Its name is one of ours: lower-case letters and underscores.
struct LogField {
  std::string_view name;
  std::variant<std::string_view, int64_t, double> value;
};

// Thread-safe.
class EventLog {
 public:
  virtual ~EventLog() = default;
  // Whether a line of this level is written at all: ask before work that only the log needs.
  virtual bool Writes(LogLevel level) const = 0;
  // `sentence` is ours; values may be anybody's, and are made safe to show.
  virtual void Write(LogLevel level, std::string_view sentence,
                     std::initializer_list<LogField> fields) = 0;
};

// To stderr. While it lives spdlog's own functions write to it too. When it ends, all that
// was written is out. One at a time.
std::unique_ptr<EventLog> OpenEventLog(LogFormat format, LogLevel level);

// The particulars of one line, as both formats write them.
//   text: document_id=0190... kind=order
//   json: "document_id":"0190...","kind":"order"
std::string FieldsText(LogFormat format, std::initializer_list<LogField> fields);
// The text in quotes, with everything in it that JSON has to escape; bytes that are not UTF-8
// become U+FFFD.
std::string JsonString(std::string_view text);

}  // namespace headwater::watch
