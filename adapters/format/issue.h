// What is wrong with a file, told so that a clerk can find and mend it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "headwater/v1/errors.pb.h"

namespace headwater::format {

// Where something stands in a file, as an editor counts: lines and characters from 1.
// 0: not known.
struct Position {
  int64_t line = 0;
  int64_t column = 0;

  friend bool operator==(const Position&, const Position&) = default;
};

enum class Severity {
  // Taken all the same, but look at it.
  kWarning,
  // Its document is not taken.
  kError,
};

struct Issue {
  Position position;
  // The field of the Document that it would have become, "ticket.lines[3].quantity";
  // empty where it concerns none.
  std::string field_path;
  Severity severity = Severity::kError;
  v1::Reason reason = v1::REASON_UNSPECIFIED;
  // What is wrong, with the offending value.
  std::string text;
  // How to mend it.
  std::string cure;

  // "line 7, column 12: ...; cure".
  std::string ToString() const;

  friend bool operator==(const Issue&, const Issue&) = default;
};

// What an issue says before it has a place.
struct Fault {
  v1::Reason reason = v1::REASON_UNSPECIFIED;
  std::string text;
  std::string cure;
};

Issue IssueAt(Position position, std::string field_path, Fault fault);

// An offending value as issues quote it: in quotation marks, its control characters
// and broken UTF-8 made visible, cut off after 60 characters.
std::string Quoted(std::string_view value);

}  // namespace headwater::format
