// headwater submit: sends documents from files.
#include <iostream>
#include <optional>

#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/cli/commands.h"
#include "hub/cli/submit_csv.h"
#include "hub/cli/submit_json.h"
#include "hub/cli/submit_options.h"
#include "hub/cli/submit_report.h"
#include "hub/cli/submit_sender.h"
#include "hub/cli/table.h"

namespace headwater::cli {
namespace {

// So many documents of the outbox are told of one by one to people.
constexpr int64_t kUnsettledShownMax = 20;

// What earlier runs left behind goes first. True where all of it was taken. A document
// that cannot be settled is told of and stays. An error where the hub is away, and people
// are told that alone; whatever else is said, the next ones are asked for themselves.
absl::StatusOr<bool> SendPending(const SubmitOptions& options, Sender& sender) {
  SubmitReport report("outbox", options.json);
  SubmitCounts counts;
  std::optional<client::Refusal> gave_up;
  const absl::Status left =
      sender.SendPending([&](const v1::Document& document, const client::Answer& answer) {
        if (answer.ok()) {
          ++counts.accepted;
          report.Show(document, format::Position(), *answer.receipt);
        } else if (answer.IsFinal()) {
          ++counts.refused;
          report.Show(document, format::PositionMap(), *answer.refusal);
        } else {
          ++counts.unsettled;
          const bool in_the_way = answer.refusal->IsRetryable();
          if (in_the_way && !gave_up.has_value()) gave_up = *answer.refusal;
          if (options.json || (!in_the_way && counts.unsettled <= kUnsettledShownMax)) {
            report.ShowUnsettled(document, format::Position(), *answer.refusal);
          }
        }
      });
  if (counts.accepted > 0 || !counts.good()) report.ShowOutbox(counts);
  if (gave_up.has_value()) {
    if (sender.interrupted()) return InterruptedError(/*dry_run=*/false);
    gave_up->message = std::string(left.message());
    return StatusOf(*gave_up);
  }
  if (counts.unsettled == 0) {
    RETURN_IF_ERROR(left);
  } else {
    std::cerr << "headwater: " << left.message() << "\n";
  }
  return counts.good();
}

absl::Status Forget(const SubmitOptions& options, Sender& sender) {
  ASSIGN_OR_RETURN(const v1::Document document, sender.Forget(options.forget));
  if (options.json) {
    std::cout << JsonLine(document) << "\n";
    return absl::OkStatus();
  }
  std::cout << "outbox: dropped " << document.number() << " of " << document.sender_gln()
            << ", document " << document.document_id()
            << ". Its fate is unknown: the hub has it, or not. To hand the same document over "
               "again doubles nothing\n";
  return absl::OkStatus();
}

absl::Status Submit(const SubmitOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Sender> sender, Sender::Open(options));
  if (!options.forget.empty()) return Forget(options, *sender);
  ASSIGN_OR_RETURN(const bool good, SendPending(options, *sender));
  RETURN_IF_ERROR(options.profile.profile.empty() ? SubmitJson(options, *sender)
                                                  : SubmitCsv(options, *sender));
  if (good) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "not everything that an earlier run left was taken: see what is said above of the outbox");
}

}  // namespace

void AddSubmit(CLI::App& program, Action& action) {
  auto options = std::make_shared<SubmitOptions>();
  CLI::App* command = program.add_subcommand(
      "submit",
      "Send documents: one of JSON a file, or with --profile any number from CSV files; - is "
      "standard input. Whatever interrupts it, running it again doubles nothing");
  AddClientOptions(*command, *options);
  command->get_option("--json")->description(
      "One JSON object a line, for programs; a receipt is Protobuf's JSON of it: "
      "hashes in base64, 64-bit numbers as text");
  CLI::Option* files =
      command->add_option("files", options->files, "Documents in JSON, or CSV files");
  CLI::Option* dry_run = command->add_flag("--dry-run,--validate-only", options->dry_run,
                                           "Only ask what the hub would say");
  command->add_option("--outbox", options->outbox,
                      "Where request ids are kept until the receipts are there; "
                      "CERTS/AS.outbox where not given");
  CLI::Option* profile = AddProfileOptions(*command, options->profile,
                                           "The files are CSV, and what their columns mean");
  command
      ->add_option("--pseudonym-key", options->profile.pseudonym_key,
                   "The FILE with the secret key by which the profile makes pseudonyms of "
                   "customers: at least 16 bytes, and always the same. "
                   "head -c 32 /dev/urandom > FILE makes one")
      ->needs(profile);
  command
      ->add_flag("--all-or-nothing", options->all_or_nothing,
                 "Send nothing of CSV files with a bad row or a document that the hub would "
                 "refuse; without it the good documents go through")
      ->needs(profile);
  command
      ->add_option("--forget", options->forget,
                   "Send nothing, and drop the document with this DOCUMENT_ID from the outbox, "
                   "where it waits for the hub's last word. Its fate stays unknown")
      ->excludes(files)
      ->excludes(dry_run)
      ->excludes(profile);
  command->callback([options, &action] {
    if (options->files.empty() && options->forget.empty()) throw CLI::RequiredError("files");
    action = [options] { return Submit(*options); };
  });
}

}  // namespace headwater::cli
