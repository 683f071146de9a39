// What a party knows of the trade, from its own feed alone.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "headwater/v1/document.pb.h"

namespace headwater::simulation {

// One order as its lines stand; `document` is the order with the lines of its last change.
struct OrderEntry {
  struct Line {
    int64_t committed = 0;  // despatched or rejected
    int64_t promised = 0;
  };
  v1::Document document;
  int64_t version = 0;
  bool ended = false;
  bool due_answer = false;
  std::map<int32_t, Line> lines;

  // What the supplier has to answer of it, or to send.
  int64_t pending(const v1::OrderLine& line) const;
};

struct DespatchEntry {
  v1::Document document;
  bool received = false;
};

// Not thread-safe.
class Book {
 public:
  // Each event of the feed once, in order.
  void Add(const v1::Event& event);
  // As it was before the first event.
  void Clear() { *this = Book(); }

  std::vector<OrderEntry>& orders() { return orders_; }
  std::vector<DespatchEntry>& despatches() { return despatches_; }
  // The last statement of a thing that has versions, by a name of its own, with the version.
  const std::map<std::string, std::pair<v1::Document, int64_t>>& stated() const { return stated_; }
  // All documents so far, own and others'.
  const std::vector<v1::Document>& documents() const { return documents_; }

 private:
  OrderEntry* Find(const std::string& number);
  void AddResponse(const v1::OrderResponse& response, OrderEntry& order);

  std::vector<OrderEntry> orders_;
  std::vector<DespatchEntry> despatches_;
  std::map<std::string, std::pair<v1::Document, int64_t>> stated_;
  std::vector<v1::Document> documents_;
};

}  // namespace headwater::simulation
