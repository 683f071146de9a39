// Every rule that the contract writes beside a field, broken once in a good document.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "headwater/v1/document.pb.h"
#include "headwater/v1/errors.pb.h"

namespace headwater::test {

struct BrokenRule {
  // "OrderLine.line_number max": the same wherever the message stands.
  std::string rule;
  // The violation that must be told.
  std::string path;
  v1::Reason reason;
  // What else may be told: a list that is too long has items twice.
  bool alone = true;
  v1::Document document;
};

// One document for each rule of `good` and of all messages in it, at each place where
// the message stands; rules in `known` are left out, and added to it.
std::vector<BrokenRule> BreakRules(const v1::Document& good, std::set<std::string>& known);

// The rules of all messages that a document can hold, named as above.
std::set<std::string> AllRules();

}  // namespace headwater::test
