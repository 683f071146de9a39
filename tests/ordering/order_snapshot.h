// One order as a hub has it, in one transaction that steps can be taken back in.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "hub/delivery/delivery_tables.h"
#include "hub/exchange/handler.h"
#include "hub/ordering/order_tables.h"
#include "hub/store/database.h"

namespace headwater::test {

inline constexpr char kOrder[] = "PO-1";
inline constexpr std::array<const char*, 2> kShipments = {"DA-1", "DA-2"};

// All there is to know of the order: line 1 is soap, line 2 coffee or twice as much mint.
struct Snapshot {
  ordering::OrderHead head;
  std::vector<ordering::OrderLine> lines;
  std::array<std::vector<delivery::ShipmentLine>, kShipments.size()> shipments;

  const ordering::OrderLineLedger& ledger(size_t line) const { return lines[line - 1].ledger; }
};

// The same for snapshots that say the same.
std::string Text(const Snapshot& snapshot);

// A hub's tables in one transaction, and the handlers that fold documents into them. Aborts
// where the world of the tests cannot be made.
class Tables {
 public:
  Tables();

  absl::Status Apply(const v1::Document& document);

  void Savepoint(int depth) { Run(absl::StrCat("SAVEPOINT step", depth)); }
  // Undoes what was done since; the savepoint stays.
  void Undo(int depth) { Run(absl::StrCat("ROLLBACK TO step", depth)); }
  void Release(int depth) { Run(absl::StrCat("RELEASE step", depth)); }

  Snapshot Read();

 private:
  void Run(const std::string& text);

  std::unique_ptr<store::Database> database_;
  std::unique_ptr<store::Transaction> transaction_;
  std::map<v1::Document::BodyCase, std::unique_ptr<exchange::DocumentHandler>> handlers_;
};

}  // namespace headwater::test
