#include "hub/store/database.h"

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"

namespace headwater::store {

absl::StatusOr<bool> Reader::QueryOne(const Sql& sql, std::initializer_list<Value> parameters,
                                      absl::FunctionRef<void(const Row&)> row) {
  bool found = false;
  RETURN_IF_ERROR(Query(sql, parameters, [&](const Row& only) {
    if (found) {
      return absl::InternalError(absl::StrCat("statement ", base::AbslView(sql.name),
                                              " gave more than the one row that it may give"));
    }
    found = true;
    row(only);
    return absl::OkStatus();
  }));
  return found;
}

}  // namespace headwater::store
