// An order's lines as people read them.
#pragma once

#include <string>

#include "headwater/v1/ordering.pb.h"
#include "hub/cli/names.h"

namespace headwater::cli {

// A table with the ledger of every line. What is zero on all lines has no column, but
// for what was ordered, is open and was received.
std::string LedgerText(const v1::OrderRecord& order, Names& names);

// A table of what the supplier answered; empty where it plainly accepted, or owes all
// answers yet.
std::string AnswersText(const v1::OrderRecord& order, Names& names);

}  // namespace headwater::cli
