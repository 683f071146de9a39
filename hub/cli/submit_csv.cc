#include "hub/cli/submit_csv.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/csv/csv_reader.h"
#include "adapters/format/byte_source.h"
#include "adapters/format/document_reader.h"
#include "hub/base/error.h"
#include "hub/cli/submit_report.h"

namespace headwater::cli {
namespace {

// Documents that wait for each other before they are sent: one sync of the outbox for
// all of them.
constexpr size_t kBatchDocumentsMax = 500;
constexpr size_t kBatchBytesMax = 8 << 20;

// One reading of the files.
struct Pass {
  // Ask the hub for its verdicts alone.
  bool dry_run = false;
  bool shows_receipts = true;
  bool shows_issues = true;
  format::Mode mode = format::Mode::kGoodOnesThrough;
};

// The documents of one file on their way. Used by one thread.
class FileSubmission final : public format::DocumentSink {
 public:
  FileSubmission(Sender& sender, SubmitReport& report, const Pass& pass)
      : sender_(sender), report_(report), pass_(pass) {}

  absl::Status OnDocument(format::Parsed parsed) override {
    if (sender_.interrupted()) return InterruptedError(pass_.dry_run);
    bytes_ += parsed.document.ByteSizeLong();
    documents_.push_back(std::move(parsed.document));
    positions_.push_back(std::move(parsed.positions));
    if (documents_.size() < kBatchDocumentsMax && bytes_ < kBatchBytesMax) return absl::OkStatus();
    return Flush();
  }

  absl::Status OnIssue(format::Issue issue) override {
    ++(issue.severity == format::Severity::kError ? counts_.errors : counts_.warnings);
    if (pass_.shows_issues) report_.Show(issue);
    return absl::OkStatus();
  }

  // Sends what waits. UNAVAILABLE when the hub is away, or why else nothing is known.
  absl::Status Flush() {
    const auto answered = [this](size_t index, const client::Answer& answer) {
      Take(index, answer);
    };
    absl::Status status =
        pass_.dry_run ? sender_.Try(documents_, answered) : sender_.Send(documents_, answered);
    documents_.clear();
    positions_.clear();
    bytes_ = 0;
    RETURN_IF_ERROR(std::move(status));
    if (!gave_up_.has_value()) return absl::OkStatus();
    if (sender_.interrupted()) return InterruptedError(pass_.dry_run);
    return absl::Status(
        gave_up_->IsRetryable() ? absl::StatusCode::kUnavailable : gave_up_->code,
        absl::StrCat(
            StatusOf(*gave_up_).message(),
            pass_.dry_run
                ? "\nNothing was sent."
                : "\nRun the same command again to go on: what was taken is not doubled."));
  }

  const SubmitCounts& counts() const { return counts_; }

 private:
  void Take(size_t index, const client::Answer& answer) {
    const format::PositionMap& positions = positions_[index];
    if (answer.ok()) {
      ++counts_.accepted;
      if (pass_.shows_receipts) {
        report_.Show(documents_[index], positions.Find(""), *answer.receipt);
      }
      return;
    }
    if (!answer.IsFinal()) {
      ++counts_.unsettled;
      const bool in_the_way = StandsInTheWay(*answer.refusal);
      if (in_the_way) gave_up_ = *answer.refusal;
      // People are told once why it ends.
      if (!in_the_way || report_.json()) {
        report_.ShowUnsettled(documents_[index], positions.Find(""), *answer.refusal,
                              pass_.dry_run);
      }
      return;
    }
    ++counts_.refused;
    report_.Show(documents_[index], positions, *answer.refusal);
  }

  Sender& sender_;
  SubmitReport& report_;
  const Pass pass_;
  std::vector<v1::Document> documents_;
  std::vector<format::PositionMap> positions_;  // of the documents, by index
  size_t bytes_ = 0;
  std::optional<client::Refusal> gave_up_;
  SubmitCounts counts_;
};

// `counts` is set also where the reading ended early.
absl::Status ReadFile(const csv::Profile& profile, const std::string& file, const Pass& pass,
                      Sender& sender, SubmitReport& report, SubmitCounts& counts) {
  ASSIGN_OR_RETURN(const auto source, format::FileSource::Open(file));
  csv::CsvReader reader(profile);
  FileSubmission submission(sender, report, pass);
  absl::Status status = format::ReadDocuments(reader, *source, pass.mode, submission).status();
  if (status.ok()) status = submission.Flush();
  counts = submission.counts();
  return status;
}

// Tells all that is wrong. True where nothing is.
absl::StatusOr<bool> ReadFiles(const SubmitOptions& options, const csv::Profile& profile,
                               const Pass& pass, Sender& sender) {
  bool good = true;
  for (const std::string& file : options.files) {
    SubmitReport report(file, options.json, profile);
    SubmitCounts counts;
    const absl::Status status = ReadFile(profile, file, pass, sender, report, counts);
    good = good && counts.good();
    // A rehearsal without a fault is followed by the reading that counts.
    if (pass.shows_receipts || !counts.good() || !status.ok()) {
      report.Show(counts, pass.dry_run ? "would be accepted" : "accepted");
    }
    RETURN_IF_ERROR(status);
  }
  return good;
}

}  // namespace

absl::Status SubmitCsv(const SubmitOptions& options, Sender& sender) {
  ASSIGN_OR_RETURN(const auto profile, LoadProfile(options.profile, options));
  Pass pass{.dry_run = options.dry_run};
  if (options.all_or_nothing && !options.dry_run) {
    for (const std::string& file : options.files) {
      if (file != "-") continue;
      return absl::InvalidArgumentError(
          "--all-or-nothing reads a file twice: standard input cannot be; give it a name");
    }
    ASSIGN_OR_RETURN(
        const bool good,
        ReadFiles(options, *profile, {.dry_run = true, .shows_receipts = false}, sender));
    if (!good) return absl::InvalidArgumentError("nothing was sent: see what is said above");
    pass.shows_issues = false;
    pass.mode = format::Mode::kAllOrNothing;
  }
  ASSIGN_OR_RETURN(const bool good, ReadFiles(options, *profile, pass, sender));
  if (good) return absl::OkStatus();
  if (options.dry_run) {
    return absl::InvalidArgumentError("nothing was sent; mend what is said above");
  }
  return absl::InvalidArgumentError(
      "not everything was taken: see what is said above, mend it and run the same command again; "
      "what was taken is not doubled");
}

}  // namespace headwater::cli
