// The one table of what a reason of the hub's speaks about: whether a refusal with it
// is the last word on the document that was sent.
#pragma once

#include <optional>

#include "headwater/v1/errors.pb.h"

namespace headwater::client {

enum class Subject {
  // The document itself. It was not taken, and never will be as it stands.
  kDocument,
  // The document and its caller, who do not belong together: either may be the wrong
  // one. The hub says so before it looks whether it has the document already.
  kSender,
  // The caller, whatever it sends: its certificate, its standing.
  kCaller,
  // The hub and its state, or another call than Submit.
  kService,
};

// nullopt for UNSPECIFIED and for numbers that this version of the contract has not.
std::optional<Subject> SubjectOf(v1::Reason reason);

}  // namespace headwater::client
