// The table of bad documents: what partners get wrong, and what the whole hub says.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "headwater/v1/document.pb.h"

namespace headwater::test {

struct BadDocument {
  std::string name;
  std::string good;                // of GoodDocuments, which the edits spoil
  std::vector<std::string> edits;  // of exchange_shape/edit.h; "$soap" is a key of the world
  absl::StatusCode code;
  // All violations in order, each as "path REASON". For a refusal that no field can
  // mend, its reason alone.
  std::vector<std::string> broken;
  // A name of the world; the document's sender where empty.
  std::string caller = {};
  // What no edit can say.
  std::function<void(v1::Document&)> spoil = {};
};

// In parts: what is wrong whatever the hub knows, then what does not fit its state.
std::vector<BadDocument> BadShapes();
std::vector<BadDocument> BadParties();
std::vector<BadDocument> BadItems();
std::vector<BadDocument> BadOrders();
std::vector<BadDocument> BadDeliveries();
std::vector<BadDocument> BadStock();
std::vector<BadDocument> BadSales();

std::vector<BadDocument> BadDocuments();

}  // namespace headwater::test
