// What one supplier, the asker, can ask about another's things, as functions of the keys
// that it asks with.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "headwater/v1/document.pb.h"
#include "headwater/v1/errors.pb.h"
#include "hub/hub_world.h"
#include "hub/isolation_call.h"

namespace headwater::test {

// Of a supplier that the hub knows, or of one that it was never told of.
struct Keys {
  Lane lane;
  // Of two digits, and more than the asker's own feed has.
  int64_t sequence = 0;
  // By the full name of a list's method: next_page_token of that supplier's own list.
  std::map<std::string, std::string> tokens;
};

// Every text of `from` that may stand in an answer, and what stands in its place in the
// same answer about `to`: GLNs of the party and its warehouse, GTINs, its id of an item,
// numbers of orders and shipments, SSCCs, ids of documents and requests, the sequence
// (in the words of CURSOR_BEYOND_HEAD only), and page tokens. Nothing else.
Substitutions KeysOf(const Keys& from, const Keys& to);
// The texts alone, of a supplier that the hub knows.
std::vector<std::string> SecretsOf(const Lane& lane);

// Who is told what the asker is not told.
enum class Told { kSupplier, kRetailer, kNobody };

struct ReadCase {
  std::string method;  // "PartnersService.GetParty"
  std::string what;
  std::function<std::shared_ptr<google::protobuf::Message>(const Keys&)> request;
  Told told;
};
std::vector<ReadCase> ReadCases(const Lane& asker);

// A list that hands out page tokens, asked so that the first page is not the last.
struct TokenCase {
  std::string method;
  std::function<std::shared_ptr<google::protobuf::Message>()> first_page;
};
std::vector<TokenCase> TokenCases();

// From the asker to the retailer; `document` has an id and a number of its own.
struct SubmitCase {
  std::string what;
  std::function<v1::Document(const Keys&)> document;
};
std::vector<SubmitCase> SubmitCases(const Lane& asker);

// What the answer to a document must tell, and why.
struct KnownLeak {
  SubmitCase submit;
  // The violation that is there when the key is taken, and not there otherwise.
  std::string path;
  v1::Reason reason;
};
std::vector<KnownLeak> KnownLeaks(const Lane& asker);

}  // namespace headwater::test
