// What is wrong with a call and not with a document: ids, feeds, reads, and a hub that
// cannot take anything now.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "headwater/v1/errors.pb.h"
#include "support/test_hub.h"

namespace headwater::test {

struct BadRequest {
  std::string name;
  v1::Reason reason;
  absl::StatusCode code;
  // The path of its only violation; empty where no field can mend it.
  std::string path;
  // Of a hub that knows HubWorld({1, 2}); what it changes is its own hub.
  std::function<absl::Status(TestHub&)> raise;
};

std::vector<BadRequest> BadRequests();

// Reasons that need more than a hub in the process, and where they are raised.
std::map<v1::Reason, std::string_view> RaisedElsewhere();

}  // namespace headwater::test
