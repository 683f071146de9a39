#include "hub/exchange/reason_code.h"

#include <algorithm>

#include "hub/base/check.h"

namespace headwater::exchange {
namespace {

// The lower, the graver.
int RankOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kPermissionDenied:
      return 0;
    case absl::StatusCode::kInvalidArgument:
      return 1;
    case absl::StatusCode::kAlreadyExists:
      return 2;
    case absl::StatusCode::kAborted:
      return 4;
    default:
      return 3;
  }
}

}  // namespace

absl::StatusCode CodeOf(v1::Reason reason) {
  switch (reason) {
    case v1::REASON_FIELD_REQUIRED:
    case v1::REASON_FIELD_UNKNOWN:
    case v1::REASON_ENUM_UNKNOWN:
    case v1::REASON_TEXT_TOO_LONG:
    case v1::REASON_TEXT_CHARACTERS:
    case v1::REASON_GS1_KEY_LENGTH:
    case v1::REASON_GS1_KEY_CHARACTERS:
    case v1::REASON_GS1_CHECK_DIGIT:
    case v1::REASON_UUID_INVALID:
    case v1::REASON_PSEUDONYM_INVALID:
    case v1::REASON_CODE_UNKNOWN:
    case v1::REASON_NUMBER_OUT_OF_RANGE:
    case v1::REASON_TOO_FEW_ITEMS:
    case v1::REASON_TOO_MANY_ITEMS:
    case v1::REASON_DUPLICATE_ITEM:
    case v1::REASON_DATE_INVALID:
    case v1::REASON_TIME_INVALID:
    case v1::REASON_INTERVAL_INVERTED:
    case v1::REASON_DOCUMENT_TOO_LARGE:
    case v1::REASON_PAGE_TOKEN_INVALID:
    case v1::REASON_ARGUMENT_INVALID:
      return absl::StatusCode::kInvalidArgument;
    case v1::REASON_CERTIFICATE_MISSING:
      return absl::StatusCode::kUnauthenticated;
    case v1::REASON_PARTY_UNKNOWN:
    case v1::REASON_PARTY_SUSPENDED:
    case v1::REASON_SENDER_MISMATCH:
    case v1::REASON_SENDER_NOT_ALLOWED:
    case v1::REASON_RECEIVER_NOT_ALLOWED:
      return absl::StatusCode::kPermissionDenied;
    case v1::REASON_REQUEST_ID_REUSED:
    case v1::REASON_DOCUMENT_ID_REUSED:
    case v1::REASON_NUMBER_REUSED:
      return absl::StatusCode::kAlreadyExists;
    case v1::REASON_VERSION_STALE:
    case v1::REASON_REPORT_OUTDATED:
      return absl::StatusCode::kAborted;
    case v1::REASON_NOT_FOUND:
      return absl::StatusCode::kNotFound;
    case v1::REASON_PARTY_NOT_FOUND:
    case v1::REASON_LOCATION_NOT_FOUND:
    case v1::REASON_ITEM_NOT_FOUND:
    case v1::REASON_ORDER_NOT_FOUND:
    case v1::REASON_ORDER_LINE_NOT_FOUND:
    case v1::REASON_DESPATCH_NOT_FOUND:
    case v1::REASON_DESPATCH_LINE_NOT_FOUND:
    case v1::REASON_DOCUMENT_NOT_FOUND:
    case v1::REASON_IN_RESPONSE_TO_WRONG:
    case v1::REASON_ROLE_CHANGED:
    case v1::REASON_LOCATION_OWNER_CHANGED:
    case v1::REASON_ITEM_IDS_CONFLICT:
    case v1::REASON_ITEM_OF_OTHER_SUPPLIER:
    case v1::REASON_GTIN_IN_USE:
    case v1::REASON_PACK_HIERARCHY_BROKEN:
    case v1::REASON_PACK_COUNT_CHANGED:
    case v1::REASON_ITEM_NOT_ORDERABLE:
    case v1::REASON_UNIT_MISMATCH:
    case v1::REASON_ORDER_MULTIPLE_BROKEN:
    case v1::REASON_ORDER_BELOW_MINIMUM:
    case v1::REASON_CURRENCY_MISMATCH:
    case v1::REASON_MINIMUM_ABOVE_MAXIMUM:
    case v1::REASON_ORDER_CLOSED:
    case v1::REASON_LINE_IMMUTABLE:
    case v1::REASON_LINE_MISSING:
    case v1::REASON_SPLITS_DO_NOT_ADD_UP:
    case v1::REASON_SPLIT_INCOMPLETE:
    case v1::REASON_SUBSTITUTE_NOT_ALLOWED:
    case v1::REASON_BACKORDER_NOT_ALLOWED:
    case v1::REASON_PRICE_ABOVE_ORDER:
    case v1::REASON_QUANTITY_BELOW_COMMITTED:
    case v1::REASON_DESPATCH_EXCEEDS_ORDER:
    case v1::REASON_SSCC_IN_USE:
    case v1::REASON_TOTALS_DO_NOT_ADD_UP:
    case v1::REASON_NESTING_TOO_DEEP:
    case v1::REASON_ARRIVAL_BEFORE_DESPATCH:
    case v1::REASON_RECEIPT_EXCEEDS_DESPATCH:
    case v1::REASON_EXPIRED_GOODS:
    case v1::REASON_MOVEMENT_SIGN_WRONG:
    case v1::REASON_PERIOD_IN_FUTURE:
    case v1::REASON_LAYOUT_MIXED:
    case v1::REASON_AMOUNT_DOES_NOT_ADD_UP:
      return absl::StatusCode::kFailedPrecondition;
    case v1::REASON_CURSOR_BEYOND_HEAD:
    case v1::REASON_CURSOR_ARCHIVED:
      return absl::StatusCode::kOutOfRange;
    case v1::REASON_BUSY:
      return absl::StatusCode::kResourceExhausted;
    case v1::REASON_DRAINING:
    case v1::REASON_STORE_AWAY:
    case v1::REASON_STORE_SEALED:
      return absl::StatusCode::kUnavailable;
    case v1::REASON_INTERNAL:
      return absl::StatusCode::kInternal;
    default:
      return absl::StatusCode::kUnknown;
  }
}

const v1::Violation& Gravest(const std::vector<v1::Violation>& violations) {
  HW_CHECK(!violations.empty()) << "nothing is wrong";
  return *std::min_element(violations.begin(), violations.end(),
                           [](const v1::Violation& a, const v1::Violation& b) {
                             return RankOf(CodeOf(a.reason())) < RankOf(CodeOf(b.reason()));
                           });
}

}  // namespace headwater::exchange
