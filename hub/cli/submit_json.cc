#include "hub/cli/submit_json.h"

#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "adapters/format/byte_source.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/json_util.h"
#include "hub/base/error.h"
#include "hub/cli/submit_report.h"

namespace headwater::cli {
namespace {

constexpr size_t kReadBytes = 64 << 10;
// What no document is: 1 MiB is, and JSON takes several times as much.
constexpr size_t kJsonBytesMax = 64 << 20;

absl::StatusOr<std::string> ReadAll(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    return absl::InvalidArgumentError("it is a folder");
  }
  ASSIGN_OR_RETURN(const auto source, format::FileSource::Open(path));
  std::string text;
  for (;;) {
    const size_t before = text.size();
    text.resize(before + kReadBytes);
    ASSIGN_OR_RETURN(const size_t count, source->Read(text.data() + before, kReadBytes));
    text.resize(before + count);
    if (count == 0) return text;
    if (text.size() > kJsonBytesMax) {
      return absl::InvalidArgumentError("it is too large for a document in JSON");
    }
  }
}

// Of "... for type type.googleapis.com/headwater.v1.OrderType", where that is an enum.
std::string AllowedNames(const std::string& message) {
  constexpr std::string_view kPrefix = "type.googleapis.com/";
  const size_t prefix = message.rfind(kPrefix);
  if (prefix == std::string::npos) return "";
  const auto* type = google::protobuf::DescriptorPool::generated_pool()->FindEnumTypeByName(
      message.substr(prefix + kPrefix.size()));
  if (type == nullptr) return "";
  std::vector<std::string> names;
  for (int i = 0; i < type->value_count(); ++i) {
    if (type->value(i)->number() != 0) names.push_back(type->value(i)->name());
  }
  return absl::StrCat("give one of ", absl::StrJoin(names, ", "));
}

// nullopt with the issue told.
std::optional<v1::Document> ReadDocument(const std::string& path, SubmitReport& report) {
  format::Issue issue;
  const absl::StatusOr<std::string> text = ReadAll(path);
  v1::Document document;
  if (!text.ok()) {
    // The system's word alone: the report names the file.
    const std::string why(text.status().message());
    const size_t colon = why.rfind(": ");
    issue.text =
        absl::StrCat("cannot be read: ", colon == std::string::npos ? why : why.substr(colon + 2));
  } else {
    const auto status = google::protobuf::util::JsonStringToMessage(*text, &document);
    if (status.ok()) return document;
    const std::string message(status.message());
    issue.text = absl::StrCat("is no Document in JSON: ", message);
    issue.cure = AllowedNames(message);
    if (!issue.cure.empty()) issue.reason = v1::REASON_ENUM_UNKNOWN;
  }
  report.Show(issue);
  return std::nullopt;
}

// The documents on their way, one by one. Used by one thread.
class Submission {
 public:
  Submission(const SubmitOptions& options, Sender& sender) : options_(options), sender_(sender) {}

  // An error is what stands in the way of the next ones too.
  absl::Status Send(const std::string& file) {
    SubmitReport report(file, options_.json);
    const std::optional<v1::Document> document = ReadDocument(file, report);
    if (!document.has_value()) {
      ++counts_.errors;
      return absl::OkStatus();
    }
    client::Answer answer;
    const auto answered = [&](size_t, const client::Answer& given) { answer = given; };
    const absl::Span<const v1::Document> one(&*document, 1);
    // The outbox holds nothing that has no id; the hub tells that, and all else.
    const bool can_be_sent = !options_.dry_run && !document->document_id().empty();
    RETURN_IF_ERROR(can_be_sent ? sender_.Send(one, answered) : sender_.Try(one, answered));
    if (!answer.IsFinal()) return TakeUnsettled(file, *document, *answer.refusal, report);
    Take(file, *document, answer, report);
    return absl::OkStatus();
  }

  const SubmitCounts& counts() const { return counts_; }

 private:
  void Take(const std::string& file, const v1::Document& document, const client::Answer& answer,
            SubmitReport& report) {
    if (answer.ok()) {
      ++counts_.accepted;
      report.Show(document, format::Position(), *answer.receipt);
      if (!options_.json) ShowAccepted(file, *answer.receipt);
    } else {
      ++counts_.refused;
      report.Show(document, format::PositionMap(), *answer.refusal);
    }
  }

  absl::Status TakeUnsettled(const std::string& file, const v1::Document& document,
                             const client::Refusal& refusal, SubmitReport& report) {
    ++counts_.unsettled;
    const bool in_the_way = StandsInTheWay(refusal);
    // People are told by the error.
    if (!in_the_way || options_.json) {
      const bool was_tried = options_.dry_run || document.document_id().empty();
      report.ShowUnsettled(document, format::Position(), refusal, was_tried);
    }
    if (!in_the_way) return absl::OkStatus();
    if (sender_.interrupted()) return InterruptedError(options_.dry_run);
    const absl::Status status = StatusOf(refusal);
    return absl::Status(status.code(), absl::StrCat(file, ": ", status.message()));
  }

  void ShowAccepted(const std::string& file, const v1::Receipt& receipt) const {
    if (options_.dry_run) {
      std::cout << file << ": would be accepted\n";
      return;
    }
    std::cout << file << ": accepted as event " << receipt.sequence() << ", content hash "
              << absl::BytesToHexString(receipt.content_hash()) << "\n";
  }

  const SubmitOptions& options_;
  Sender& sender_;
  SubmitCounts counts_;
};

// "1 of 3 documents refused, 1 not read".
std::string FailuresText(const SubmitCounts& counts, size_t files) {
  std::vector<std::string> parts;
  const auto add = [&parts, files](int64_t count, std::string_view what) {
    if (count == 0) return;
    const std::string of =
        parts.empty() ? absl::StrCat(" of ", files, files == 1 ? " document" : " documents") : "";
    parts.push_back(absl::StrCat(count, of, " ", std::string(what)));
  };
  add(counts.refused, "refused");
  add(counts.errors, "not read");
  add(counts.unsettled, "without the hub's last word");
  return absl::StrJoin(parts, ", ");
}

}  // namespace

absl::Status SubmitJson(const SubmitOptions& options, Sender& sender) {
  Submission submission(options, sender);
  absl::Status status;
  for (const std::string& file : options.files) {
    status = sender.interrupted() ? InterruptedError(options.dry_run) : submission.Send(file);
    if (!status.ok()) break;
  }
  const SubmitCounts& counts = submission.counts();
  if (options.json) SubmitReport("", options.json).ShowJson(counts);
  if (!status.ok() || counts.good()) return status;
  return absl::InvalidArgumentError(FailuresText(counts, options.files.size()));
}

}  // namespace headwater::cli
