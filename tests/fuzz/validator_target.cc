#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "exchange_shape/samples.h"
#include "fuzz/targets.h"
#include "google/protobuf/stubs/logging.h"
#include "headwater/v1/document.pb.h"
#include "hub/base/check.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/text.h"
#include "hub/exchange/validator.h"

namespace headwater::fuzz {
namespace {

exchange::Violations ViolationsOf(const v1::Document& document) {
  exchange::Violations violations;
  exchange::Validate(document, exchange::FieldPath(), violations);
  return violations;
}

std::string VerdictOf(const exchange::Violations& violations) {
  std::string lines;
  for (const v1::Violation& violation : violations.list()) {
    absl::StrAppend(&lines, violation.field_path(), ": ", v1::Reason_Name(violation.reason()), ": ",
                    violation.description(), "\n");
  }
  absl::StrAppend(&lines, violations.dropped(), " more\n");
  return lines;
}

}  // namespace

void FuzzValidator(std::string_view bytes) {
  const google::protobuf::LogSilencer silencer;
  v1::Document document;
  if (!document.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
  const exchange::Violations violations = ViolationsOf(document);
  const std::string verdict = VerdictOf(violations);
  HW_CHECK(VerdictOf(ViolationsOf(document)) == verdict) << "another verdict the second time";
  v1::Document again;
  HW_CHECK(again.ParseFromString(document.SerializeAsString())) << "its own bytes are not read";
  HW_CHECK(VerdictOf(ViolationsOf(again)) == verdict)
      << "another verdict after the wire: " << verdict;
  for (const v1::Violation& violation : violations.list()) {
    HW_CHECK(violation.reason() != v1::REASON_UNSPECIFIED) << "no reason: " << verdict;
    HW_CHECK(!violation.description().empty()) << "no words: " << verdict;
    for (const std::string& text : {violation.field_path(), violation.description()}) {
      HW_CHECK(exchange::ScanText(text).fault == exchange::TextScan::Fault::kNone)
          << "not a text to show: " << exchange::Shown(text);
    }
    // A path begins with a field of the document.
    const std::string& path = violation.field_path();
    const std::string field = path.substr(0, path.find_first_of(".["));
    HW_CHECK(v1::Document::descriptor()->FindFieldByName(field) != nullptr ||
             v1::Document::descriptor()->FindOneofByName(field) != nullptr)
        << "no place in a document: " << path;
  }
}

std::vector<std::string> ValidatorSeeds() {
  std::vector<std::string> seeds;
  for (const v1::Document::BodyCase kind : exchange::shape::AllKinds()) {
    seeds.push_back(exchange::shape::ValidDocument(kind).SerializeAsString());
  }
  return seeds;
}

}  // namespace headwater::fuzz
