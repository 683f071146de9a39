// The contract as lines that a person can read and a diff can tell.
#pragma once

#include <map>
#include <string>

#include "google/protobuf/descriptor.pb.h"

namespace headwater::contract {

// What a line says, by what it says it of. The key's first word is its kind:
//   message headwater.v1.Order
//   field headwater.v1.Order.lines = 12 repeated headwater.v1.OrderLine
//   field headwater.v1.Price.base_count = 3 optional int64
//   field headwater.v1.Document.order = 30 headwater.v1.Order in body
//   rule headwater.v1.Order.lines max_items = 5000
//   enum headwater.v1.OrderType
//   value headwater.v1.OrderType.ORDER_TYPE_RUSH = 2
//   extension headwater.v1.field = 50610 optional headwater.v1.FieldRules of google...
//   service headwater.v1.OrderingService
//   rpc headwater.v1.OrderingService.GetOrder = headwater.v1.GetOrderRequest -> ...
// A rule is one of rules.proto; its key ends in the rule's name.
using Lines = std::map<std::string, std::string>;

// Of the contract's own files in the set.
Lines LinesOf(const google::protobuf::FileDescriptorSet& set);

// One line each, sorted; and back. Lines that are empty or begin with # are passed
// over on the way back.
std::string ToText(const Lines& lines);
Lines FromText(const std::string& text);

}  // namespace headwater::contract
