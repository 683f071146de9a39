#include "hub/exchange/id_column.h"

#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"

namespace headwater::exchange {

absl::StatusOr<IdKey> IdKey::Of(std::string_view id) {
  const std::optional<base::UuidBytes> bytes = base::ParseUuid(id);
  if (bytes.has_value()) return IdKey(*bytes);
  return absl::InternalError(absl::StrCat("\"", absl::CHexEscape(base::AbslView(id)),
                                          "\" is no UUID, and was not refused at the door"));
}

absl::StatusOr<std::string> ReadId(const store::Row& row, int column) {
  std::optional<std::string> id = base::FormatUuid(row.blob(column));
  if (id.has_value()) return *std::move(id);
  return absl::DataLossError(
      absl::StrCat("column ", base::AbslView(row.column_name(column)), " holds no UUID"));
}

}  // namespace headwater::exchange
