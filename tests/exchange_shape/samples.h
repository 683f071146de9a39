// One valid document of each kind.
#pragma once

#include <string>
#include <vector>

#include "headwater/v1/document.pb.h"

namespace headwater::exchange::shape {

// All kinds of the contract, by number.
std::vector<v1::Document::BodyCase> AllKinds();

// A document of this kind without a fault of shape, rich: most of its fields are set.
v1::Document ValidDocument(v1::Document::BodyCase kind);

// A Sales Report by location with so many lines, none of which is at fault.
v1::Document ValidSalesReport(int lines);

// "0000000000123" and its check digit: a valid GTIN-14 for each number from 0 on.
std::string GtinText(int number);

}  // namespace headwater::exchange::shape
