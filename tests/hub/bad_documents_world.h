// Where the bad documents meet a whole hub: the world that they are wrong about, and
// the good documents that they are made from.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "headwater/v1/document.pb.h"
#include "hub/bad_documents.h"
#include "support/test_hub.h"

namespace headwater::test {

// On top of HubWorld({1, 2}): the items of ordering/trade_world.h; Supplier(3), suspended;
// and orders of Supplier(1):
//   PO-ASKED  soap, coffee, salt and cheese; not answered
//   PO-READY  10 cases of soap, 60 coffee and 40 that mint replaces, cheese; accepted
//   PO-SENT   40 soap, of which 30 are under way as DA-SENT; 10 coffee, rejected
//   PO-LATE   10 soap, to be despatched by January 3; accepted
// A hub takes them in this order.
std::vector<v1::Document> BadDocumentsWorld();

// By the names that the table uses. A hub that knows the world takes each.
std::map<std::string, v1::Document> GoodDocuments();

// "$soap" and the other keys of the world that the edits of the table name.
std::map<std::string, std::string> WorldKeys();

// The good document, spoiled.
v1::Document Spoiled(const BadDocument& bad);

}  // namespace headwater::test
