#include "adapters/format/document_id.h"

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/uuid.h"

namespace headwater::format {

std::string DocumentIdFor(std::string_view sender_gln, std::string_view kind,
                          std::string_view number) {
  return base::NameUuid(absl::StrCat("headwater document\n", base::AbslView(sender_gln), "\n",
                                     base::AbslView(kind), "\n", base::AbslView(number)));
}

}  // namespace headwater::format
