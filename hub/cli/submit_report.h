// What `headwater submit` says of its files and its outbox: lines for people, or JSON.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/client/refusal.h"
#include "adapters/csv/profile.h"
#include "adapters/format/issue.h"
#include "adapters/format/position_map.h"
#include "headwater/v1/document.pb.h"

namespace headwater::cli {

struct SubmitCounts {
  int64_t accepted = 0;  // by the hub
  int64_t refused = 0;   // by the hub
  // Without the hub's last word; so they stay in the outbox.
  int64_t unsettled = 0;
  int64_t errors = 0;  // of the file
  int64_t warnings = 0;

  bool good() const { return refused == 0 && unsettled == 0 && errors == 0; }
};

// Used by one thread.
class SubmitReport {
 public:
  // `file` as the user named it; empty for the counts of several.
  SubmitReport(std::string file, bool json) : file_(std::move(file)), json_(json) {}
  // Of a CSV file, in the words of its profile, which must outlive it.
  SubmitReport(std::string file, bool json, const csv::Profile& profile)
      : file_(std::move(file)), json_(json), profile_(&profile) {}

  bool json() const { return json_; }

  // "tickets.csv:7:12: quantity: ..." to standard error, so that editors find the
  // place; with JSON to standard output. `document` is null where there is none.
  void Show(const format::Issue& issue, const v1::Document* document = nullptr);
  // A line for each broken rule, with the place of its field.
  void Show(const v1::Document& document, const format::PositionMap& positions,
            const client::Refusal& refusal);
  // Of a document that was not told its fate, or with `dry_run` what it would be.
  void ShowUnsettled(const v1::Document& document, format::Position position,
                     const client::Refusal& refusal, bool dry_run = false);
  // With JSON alone: people see the counts.
  void Show(const v1::Document& document, format::Position position, const v1::Receipt& receipt);
  // `verb`: "accepted", "would be accepted".
  void Show(const SubmitCounts& counts, std::string_view verb);
  // Of documents that an earlier run left in the outbox.
  void ShowOutbox(const SubmitCounts& counts);
  // The counts as JSON.
  void ShowJson(const SubmitCounts& counts);

 private:
  const std::string file_;
  const bool json_;
  const csv::Profile* const profile_ = nullptr;
};

}  // namespace headwater::cli
