// The table of bad messages: each rule of the contract broken once and more.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "headwater/v1/errors.pb.h"

namespace headwater::exchange::shape {

struct Finding {
  std::string path;
  v1::Reason reason;
  std::string says;  // a part of the description
};

struct BadMessage {
  std::string name;
  std::string kind;                // of the sample that the edits spoil
  std::vector<std::string> edits;  // see edit.h
  std::vector<Finding> findings;   // all that must be told, in order

  friend void PrintTo(const BadMessage& bad, std::ostream* out) { *out << bad.name; }
};

std::vector<BadMessage> BadMessages();

}  // namespace headwater::exchange::shape
