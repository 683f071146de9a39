#include "hub/store/redo.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"

namespace headwater::store {
namespace {

constexpr char kRedo[] = "headwater.store.redo";

}  // namespace

absl::Status RedoError(const absl::Status& cause) {
  absl::Status redo = absl::AbortedError(
      absl::StrCat("the transaction trusted its works in vain and is to be done again with care (",
                   cause.message(), ")"));
  redo.SetPayload(kRedo, absl::Cord());
  return redo;
}

bool IsRedo(const absl::Status& status) {
  return absl::IsAborted(status) && status.GetPayload(kRedo).has_value();
}

}  // namespace headwater::store
