// What is fuzzed: functions that take any bytes and abort where the hub does not do what it
// promises for all input. libFuzzer looks for such bytes (libfuzzer.cc); the tests replay the
// corpus (corpus_test.cc).
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/message.h"

namespace headwater::fuzz {

struct Target {
  std::string name;
  // Aborts with a sentence where a promise is broken. Used by one thread.
  void (*run)(std::string_view bytes);
  // What the bytes are after so many of them, for those who change them field by field; null
  // where they differ.
  size_t prefix = 0;
  const google::protobuf::Message* message = nullptr;
  // Good input of every sort to begin from.
  std::vector<std::string> (*seeds)() = nullptr;
};

// "submit", "cursor" and "validator".
const std::vector<Target>& Targets();
// Aborts where there is none.
const Target& TargetNamed(std::string_view name);

// A call of Submit. The first byte says who calls, the rest is a SubmitRequest.
//
// A dry run and submitting have the same verdict; a refusal has a reason, valid texts and fits
// into the trailer; nothing is a fault of the hub.
void FuzzSubmit(std::string_view bytes);
std::vector<std::string> SubmitSeeds();

// A place in a list or a feed. The first byte names the read, the second who calls, the third is
// odd where the page token is a key that is to be sealed as the hub does it, the rest is the
// request of that read.
//
// Whatever stands there, the read answers or refuses with a reason; what it answers is in order,
// within its limits, and goes on with the token that it gives.
void FuzzCursor(std::string_view bytes);
std::vector<std::string> CursorSeeds();

// A Document, for the rules of the contract alone.
//
// The verdict is the same for the same content, is told in valid texts, names places that are in
// the document, and is bounded.
void FuzzValidator(std::string_view bytes);
std::vector<std::string> ValidatorSeeds();

}  // namespace headwater::fuzz
