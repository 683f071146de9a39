// Looking up documents by the id that their sender gave them, for handlers that
// check in_response_to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "headwater/v1/document.pb.h"
#include "hub/base/gs1.h"
#include "hub/store/database.h"

namespace headwater::exchange {

struct DocumentReference {
  int64_t commit_number = 0;
  base::Gln sender;
  base::Gln receiver;  // 0: none
  v1::Document::BodyCase kind = v1::Document::BODY_NOT_SET;
  std::string number;

  // Whether it stands in the feed of `party`: to all others it does not exist.
  bool InFeedOf(base::Gln party) const { return party == sender || party == receiver; }
};

// The document of that id if it was committed before `commit_number`; a handler
// gives the number of its own Submission, so that a rebuild, where later documents
// are in the table already, sees what the first run saw.
absl::StatusOr<std::optional<DocumentReference>> FindDocument(store::Reader& reader,
                                                              std::string_view document_id,
                                                              int64_t commit_number);

}  // namespace headwater::exchange
