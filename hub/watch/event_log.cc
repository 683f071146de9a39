#include "hub/watch/event_log.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "hub/base/absl_view.h"
#include "hub/exchange/text.h"
#include "spdlog/async.h"
#include "spdlog/formatter.h"
#include "spdlog/pattern_formatter.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace headwater::watch {
namespace {

using base::AbslView;

// Its lines are made of members of a JSON object, not of a text.
constexpr std::string_view kEvents = "events";

constexpr std::array<std::pair<std::string_view, LogLevel>, 6> kLevels = {
    {{"debug", LogLevel::kDebug},
     {"info", LogLevel::kInfo},
     {"warning", LogLevel::kWarning},
     {"error", LogLevel::kError},
     {"critical", LogLevel::kCritical},
     {"off", LogLevel::kOff}}};

spdlog::level::level_enum SpdlogLevel(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
    case LogLevel::kCritical:
      return spdlog::level::critical;
    case LogLevel::kOff:
      return spdlog::level::off;
  }
  return spdlog::level::off;
}

// One object a line: time, level, message, and the particulars of an event.
class JsonFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& line, spdlog::memory_buf_t& out) override {
    time_.format(line, out);
    const auto level = spdlog::level::to_string_view(line.level);
    const std::string_view payload(line.payload.data(), line.payload.size());
    const bool event =
        std::string_view(line.logger_name.data(), line.logger_name.size()) == kEvents;
    Append(absl::StrCat("\"level\":\"", absl::string_view(level.data(), level.size()), "\",",
                        event ? "" : "\"message\":",
                        event ? std::string(payload) : JsonString(payload), "}\n"),
           out);
  }
  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<JsonFormatter>();
  }

 private:
  static void Append(std::string_view text, spdlog::memory_buf_t& out) {
    out.append(text.data(), text.data() + text.size());
  }

  // Of whole seconds it keeps the text.
  spdlog::pattern_formatter time_{"{\"time\":\"%Y-%m-%dT%H:%M:%S.%fZ\",",
                                  spdlog::pattern_time_type::utc, ""};
};

// Safe to stand in a line of `name=value`s: anything but plain ASCII is put in quotes.
std::string PlainText(std::string_view text) {
  const bool plain = !text.empty() && text.size() <= kLogValueMax &&
                     std::all_of(text.begin(), text.end(), [](char c) {
                       return c > ' ' && c < 0x7f && c != '"' && c != '=';
                     });
  return plain ? std::string(text) : exchange::Shown(text, kLogValueMax);
}

// Cut where a character begins.
std::string_view Cut(std::string_view text) {
  if (text.size() <= kLogValueMax) return text;
  size_t end = kLogValueMax;
  while (end > 0 && (static_cast<uint8_t>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

class SpdlogEvents final : public EventLog {
 public:
  SpdlogEvents(LogFormat format, LogLevel level)
      : format_(format),
        previous_(spdlog::default_logger()),
        threads_(std::make_shared<spdlog::details::thread_pool>(kLogLinesWaitingMax, 1)) {
    auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    if (format == LogFormat::kJson) sink->set_formatter(std::make_unique<JsonFormatter>());
    const auto make = [&](std::string_view name) {
      auto logger = std::make_shared<spdlog::async_logger>(
          std::string(name), sink, threads_, spdlog::async_overflow_policy::overrun_oldest);
      logger->set_level(SpdlogLevel(level));
      return logger;
    };
    // Text has one name for all of its lines.
    events_ = make(format == LogFormat::kJson ? kEvents : std::string_view("headwater"));
    spdlog::set_default_logger(make("headwater"));
  }

  ~SpdlogEvents() override {
    spdlog::set_default_logger(previous_);
    // Ends its thread once everything is written.
    threads_.reset();
  }

  bool Writes(LogLevel level) const override { return events_->should_log(SpdlogLevel(level)); }

  void Write(LogLevel level, std::string_view sentence,
             std::initializer_list<LogField> fields) override {
    if (!Writes(level)) return;
    const std::string particulars = FieldsText(format_, fields);
    const bool json = format_ == LogFormat::kJson;
    const std::string line = absl::StrCat(
        json ? "\"message\":" : "", json ? JsonString(sentence) : std::string(sentence),
        particulars.empty() ? "" : (json ? "," : " "), particulars);
    events_->log(SpdlogLevel(level), spdlog::string_view_t(line.data(), line.size()));
  }

 private:
  const LogFormat format_;
  const std::shared_ptr<spdlog::logger> previous_;
  std::shared_ptr<spdlog::details::thread_pool> threads_;
  std::shared_ptr<spdlog::logger> events_;
};

}  // namespace

absl::StatusOr<LogFormat> ParseLogFormat(std::string_view text) {
  if (text == "text") return LogFormat::kText;
  if (text == "json") return LogFormat::kJson;
  return absl::InvalidArgumentError(
      absl::StrCat("--log-format ", AbslView(text), ": say text or json"));
}

absl::StatusOr<LogLevel> ParseLogLevel(std::string_view text) {
  for (const auto& [name, level] : kLevels) {
    if (text == name) return level;
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "--log-level ", AbslView(text), ": say debug, info, warning, error, critical or off"));
}

std::unique_ptr<EventLog> OpenEventLog(LogFormat format, LogLevel level) {
  return std::make_unique<SpdlogEvents>(format, level);
}

std::string FieldsText(LogFormat format, std::initializer_list<LogField> fields) {
  const bool json = format == LogFormat::kJson;
  std::string out;
  for (const LogField& field : fields) {
    if (!out.empty()) out.push_back(json ? ',' : ' ');
    absl::StrAppend(&out, json ? "\"" : "", AbslView(field.name), json ? "\":" : "=");
    if (const auto* text = std::get_if<std::string_view>(&field.value)) {
      out.append(json ? JsonString(Cut(*text)) : PlainText(*text));
    } else if (const auto* number = std::get_if<int64_t>(&field.value)) {
      absl::StrAppend(&out, *number);
    } else {
      absl::StrAppendFormat(&out, "%.3f", std::get<double>(field.value));
    }
  }
  return out;
}

std::string JsonString(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const char c = text[0];
    if (c == '"' || c == '\\') {
      out.append({'\\', c});
      text.remove_prefix(1);
    } else if (static_cast<uint8_t>(c) < 0x20) {
      absl::StrAppendFormat(&out, "\\u%04x", static_cast<unsigned>(c));
      text.remove_prefix(1);
    } else if (static_cast<uint8_t>(c) < 0x80) {
      out.push_back(c);
      text.remove_prefix(1);
    } else {
      // The shortest piece that is one character.
      size_t size = 2;
      while (size <= 4 && size <= text.size() &&
             exchange::ScanText(text.substr(0, size)).fault ==
                 exchange::TextScan::Fault::kNotUtf8) {
        ++size;
      }
      if (size > 4 || size > text.size()) {
        out.append("\xef\xbf\xbd");
        size = 1;
      } else {
        out.append(text.substr(0, size));
      }
      text.remove_prefix(size);
    }
  }
  out.push_back('"');
  return out;
}

}  // namespace headwater::watch
