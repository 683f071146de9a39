// What the tests of the CSV adapter share.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/csv/csv_reader.h"
#include "adapters/csv/profile.h"
#include "adapters/format/document_reader.h"

namespace headwater::csv {

class Collector final : public format::DocumentSink {
 public:
  absl::Status OnDocument(format::Parsed parsed) override {
    documents.push_back(std::move(parsed));
    return absl::OkStatus();
  }
  absl::Status OnIssue(format::Issue issue) override {
    issues.push_back(std::move(issue));
    return absl::OkStatus();
  }
  // "line:column REASON path: text", for a glance.
  std::vector<std::string> Told() const {
    std::vector<std::string> told;
    for (const format::Issue& issue : issues) {
      told.push_back(std::to_string(issue.position.line) + ":" +
                     std::to_string(issue.position.column) + " " + issue.field_path + ": " +
                     issue.text);
    }
    return told;
  }
  std::vector<std::string> Numbers() const {
    std::vector<std::string> numbers;
    for (const format::Parsed& parsed : documents) numbers.push_back(parsed.document.number());
    return numbers;
  }

  std::vector<format::Parsed> documents;
  std::vector<format::Issue> issues;
};

inline constexpr char kPseudonymKey[] = "a key for tests, of 32 bytes ...";

inline ProfileInputs RetailerInputs() {
  ProfileInputs inputs;
  inputs.sender_gln = "4000001000005";
  inputs.issue_time = absl::FromUnixSeconds(1'700'000'000);
  inputs.pseudonym_key = kPseudonymKey;
  return inputs;
}

inline std::unique_ptr<const Profile> BuiltIn(std::string_view name, ProfileInputs inputs) {
  auto profile = Profile::FromJson(BuiltInProfile(name), std::move(inputs));
  EXPECT_TRUE(profile.ok()) << name << ": " << profile.status();
  return profile.ok() ? *std::move(profile) : nullptr;
}

inline Collector ReadCsv(const Profile& profile, std::string_view text,
                         format::Mode mode = format::Mode::kGoodOnesThrough) {
  Collector collector;
  format::StringSource source(text, 7);  // in small steps, so that everything is cut once
  CsvReader reader(profile);
  const auto summary = format::ReadDocuments(reader, source, mode, collector);
  EXPECT_TRUE(summary.ok()) << summary.status();
  return collector;
}

}  // namespace headwater::csv
