// headwater submit: sends documents from files.
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "hub/base/error.h"
#include "hub/cli/commands.h"
#include "hub/cli/submit_csv.h"
#include "hub/cli/submit_options.h"
#include "hub/cli/submit_report.h"
#include "hub/cli/submit_sender.h"
#include "hub/cli/table.h"

namespace headwater::cli {
namespace {

absl::StatusOr<v1::Document> ReadJson(const std::string& path) {
  std::stringstream text;
  if (path == "-") {
    text << std::cin.rdbuf();
  } else {
    std::ifstream file(path);
    if (!file) return absl::NotFoundError(absl::StrCat(path, " cannot be read"));
    text << file.rdbuf();
  }
  v1::Document document;
  const auto status = google::protobuf::util::JsonStringToMessage(text.str(), &document);
  if (!status.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, " is no Document in JSON: ", std::string(status.message())));
  }
  return document;
}

absl::Status Report(const SubmitOptions& options, const std::string& file,
                    const client::Answer& answer) {
  if (answer.refusal) {
    const absl::Status status = StatusOf(*answer.refusal);
    return absl::Status(status.code(), absl::StrCat(file, ": ", status.message()));
  }
  if (options.json) {
    std::cout << JsonLine(*answer.receipt) << "\n";
  } else if (options.dry_run) {
    std::cout << file << ": would be accepted\n";
  } else {
    std::cout << file << ": accepted as event " << answer.receipt->sequence() << ", content hash "
              << absl::BytesToHexString(answer.receipt->content_hash()) << "\n";
  }
  return absl::OkStatus();
}

absl::Status SubmitJson(const SubmitOptions& options, Sender& sender) {
  for (const std::string& file : options.files) {
    ASSIGN_OR_RETURN(const v1::Document document, ReadJson(file));
    absl::Status reported;
    const auto answered = [&](size_t, const client::Answer& answer) {
      reported = Report(options, file, answer);
    };
    const absl::Span<const v1::Document> one(&document, 1);
    RETURN_IF_ERROR(options.dry_run ? sender.Try(one, answered) : sender.Send(one, answered));
    RETURN_IF_ERROR(reported);
  }
  return absl::OkStatus();
}

// What earlier runs left behind goes first.
absl::Status SendPending(const SubmitOptions& options, Sender& sender) {
  SubmitReport report("outbox", options.json);
  SubmitCounts counts;
  std::optional<client::Refusal> first;  // of what stays there
  const absl::Status left =
      sender.SendPending([&](const v1::Document& document, const client::Answer& answer) {
        if (answer.ok()) {
          ++counts.accepted;
          report.Show(document, format::Position(), *answer.receipt);
        } else if (answer.IsFinal()) {
          ++counts.refused;
          report.Show(document, format::PositionMap(), *answer.refusal);
        } else if (!first.has_value()) {
          first = *answer.refusal;
        }
      });
  if (first.has_value()) {
    first->message = std::string(left.message());
    return StatusOf(*first);
  }
  RETURN_IF_ERROR(left);
  if (counts.accepted + counts.refused > 0 && !options.json) {
    std::cout << "outbox: " << WithCommas(counts.accepted)
              << " of the documents that an earlier run left were accepted, "
              << WithCommas(counts.refused) << " refused by the hub" << std::endl;
  }
  return absl::OkStatus();
}

absl::Status Submit(const SubmitOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Sender> sender, Sender::Open(options));
  RETURN_IF_ERROR(SendPending(options, *sender));
  return options.profile.profile.empty() ? SubmitJson(options, *sender)
                                         : SubmitCsv(options, *sender);
}

}  // namespace

void AddSubmit(CLI::App& program, Action& action) {
  auto options = std::make_shared<SubmitOptions>();
  CLI::App* command = program.add_subcommand(
      "submit",
      "Send documents: one of JSON a file, or with --profile any number from CSV files; - is "
      "standard input. Whatever interrupts it, running it again doubles nothing");
  AddClientOptions(*command, *options);
  command->add_option("files", options->files, "Documents in JSON, or CSV files")->required();
  command->add_flag("--dry-run,--validate-only", options->dry_run,
                    "Only ask what the hub would say");
  command->add_option("--outbox", options->outbox,
                      "Where request ids are kept until the receipts are there; "
                      "CERTS/AS.outbox where not given");
  AddProfileOptions(*command, options->profile, "The files are CSV, and what their columns mean");
  command->add_flag("--all-or-nothing", options->all_or_nothing,
                    "Send nothing of CSV files with a bad row or a document that the hub would "
                    "refuse; without it the good documents go through");
  command->callback([options, &action] { action = [options] { return Submit(*options); }; });
}

}  // namespace headwater::cli
