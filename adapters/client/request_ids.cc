#include "adapters/client/request_ids.h"

#include "absl/strings/str_cat.h"
#include "hub/base/uuid.h"

namespace headwater::client {

std::string DocumentRequestIds::IdFor(const v1::Document& document) {
  return base::NameUuid(absl::StrCat("headwater request of document\n", document.document_id()));
}

std::string ContentRequestIds::IdFor(const v1::Document& document) {
  return base::NameUuid(
      absl::StrCat("headwater request of content\n", document.SerializeAsString()));
}

std::string RandomRequestIds::IdFor(const v1::Document&) {
  absl::MutexLock lock(&mutex_);
  return base::NewUuid(random_);
}

}  // namespace headwater::client
