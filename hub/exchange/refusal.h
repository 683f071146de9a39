// How the hub says no. Inside the hub a refusal is an absl::Status that carries an
// ErrorDetail of the contract as its payload; rpc/ turns it into what goes over the
// wire, and nobody else makes gRPC statuses.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "headwater/v1/errors.pb.h"
#include "hub/base/absl_view.h"

namespace headwater::exchange {

// Where a field stands, built while walking down a document:
//   FieldPath("order").Index("lines", 3).Field("quantity") is "order.lines[3].quantity".
// A value: cheap enough for the way down a list, made into text for violations only. It
// borrows the names, which are those of the contract's fields.
class FieldPath {
 public:
  FieldPath() = default;
  explicit FieldPath(std::string_view root) : steps_{{root, kNoIndex}} {}
  FieldPath Field(std::string_view name) const { return Index(name, kNoIndex); }
  FieldPath Index(std::string_view name, int index) const {
    FieldPath path = *this;
    path.steps_.push_back({name, index});
    return path;
  }
  std::string text() const;

 private:
  static constexpr int kNoIndex = -1;
  struct Step {
    std::string_view name;
    int index;
  };
  absl::InlinedVector<Step, 6> steps_;
};

// Gathers all that is wrong with a document. Keeps the first kViolationsMax and
// counts the rest. Not thread-safe.
class Violations {
 public:
  static constexpr int kViolationsMax = 1000;

  // `description` says what is wrong, with the offending value, and how to mend it.
  void Add(const FieldPath& path, v1::Reason reason, std::string description) {
    Add(path.text(), reason, std::move(description));
  }
  void Add(std::string path, v1::Reason reason, std::string description);

  // For one more that is not worth its text any more: see full().
  void CountOnly() { ++dropped_; }

  bool empty() const { return violations_.empty() && dropped_ == 0; }
  // Whether what is added from here on is counted and not kept.
  bool full() const { return violations_.size() >= kViolationsMax; }
  // How many were counted and not kept.
  int dropped() const { return dropped_; }
  const std::vector<v1::Violation>& list() const { return violations_; }

  // OK when empty; else the code and reason of the gravest (reason_code.h), and a
  // message that tells that one and how many more there are.
  absl::Status ToStatus() const;

 private:
  std::vector<v1::Violation> violations_;
  int dropped_ = 0;
};

// A refusal that no single field can mend, with the code of its reason.
absl::Status Refuse(v1::Reason reason, std::string_view message);

// ABORTED with VERSION_STALE.
absl::Status RefuseStale(std::string_view what, int64_t base_version, int64_t current_version);

// NOT_FOUND with NOT_FOUND. The one sentence for what does not exist and for what
// the caller may not see, so that they cannot be told apart.
absl::Status RefuseNotFound(std::string_view resource_name);

// Attaches and reads the payload. A status without one yields a detail with
// REASON_INTERNAL (or UNSPECIFIED when OK).
absl::Status WithDetail(absl::Status status, const v1::ErrorDetail& detail);
v1::ErrorDetail DetailOf(const absl::Status& status);

}  // namespace headwater::exchange
