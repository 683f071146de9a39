// The table of Document kinds: who may send each, to whom, and who folds it.
// hub/registry.cc fills it, one line a kind.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "headwater/v1/document.pb.h"
#include "hub/exchange/caller.h"
#include "hub/exchange/handler.h"

namespace headwater::exchange {

// Which roles may send a kind.
enum class Senders { kRetailer, kSupplier, kBoth };

// To whom a kind goes. The reader of a document is its sender and its receiver,
// nobody else.
enum class Receivers {
  kNone,       // receiver_gln is empty: the sender's own books
  kOtherRole,  // a supplier where the retailer sends, the retailer where a supplier sends
  kOtherRoleOrNone,
  kStated,  // the party that the document states; its handler checks
};

struct Kind {
  v1::Document::BodyCase body;
  Senders senders;
  Receivers receivers;
  // Applied in order, in the same savepoint. The first one owns the verdict; the
  // others fold the document into tables further down the road.
  std::vector<std::unique_ptr<DocumentHandler>> handlers;
};

// Immutable once built; thread-safe but for the handlers, which the writer owns.
class Registry {
 public:
  // Aborts if a kind of the contract is missing or stands twice: a hub that would
  // take a document and do nothing with it must not start.
  explicit Registry(std::vector<Kind> kinds);

  const Kind& Find(v1::Document::BodyCase body) const;

 private:
  std::vector<Kind> kinds_;  // by number of the body's field
};

// "order_response"; empty for BODY_NOT_SET.
std::string_view KindName(v1::Document::BodyCase body);
// BODY_NOT_SET for a name that the contract has not.
v1::Document::BodyCase KindFromName(std::string_view name);

}  // namespace headwater::exchange
