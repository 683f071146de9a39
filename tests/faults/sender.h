// What one party sends to a hub in the whole of a run: requests without an end, each a
// function of its number alone. So a request can be made again, byte for byte, long after it
// was sent, and what stands in a feed can be held against what was sent.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "headwater/v1/document.pb.h"
#include "headwater/v1/exchange.pb.h"
#include "hub/base/gs1.h"

namespace headwater::faults {

// A request: the sender by its place in the cast, and the number.
struct RequestKey {
  size_t sender = 0;
  int64_t number = 0;

  friend bool operator==(const RequestKey&, const RequestKey&) = default;
};

// Immutable, and so thread-safe.
class Sender {
 public:
  // `make` gives the n-th document, from 0 on, without its number and id. It is a function of
  // n alone, and thread-safe. `name` is a word of capital letters, no other sender's.
  Sender(std::string name, base::Gln party, std::function<v1::Document(int64_t)> make)
      : name_(std::move(name)), party_(party), make_(std::move(make)) {}

  const std::string& name() const { return name_; }
  base::Gln party() const { return party_; }
  v1::SubmitRequest Request(int64_t number) const;

 private:
  const std::string name_;
  const base::Gln party_;
  const std::function<v1::Document(int64_t)> make_;
};

inline constexpr int kCastSuppliers = 3;

// Everybody who sends: the retailer twice, for what opens the hub and for its orders, and each
// supplier with what it has in stock. Immutable.
class Cast {
 public:
  Cast();

  static constexpr size_t kOpening = 0;
  static constexpr size_t kOrders = 1;
  static constexpr size_t Stock(int supplier) { return 2 + static_cast<size_t>(supplier); }

  const std::vector<Sender>& senders() const { return senders_; }
  const Sender& operator[](size_t sender) const { return senders_[sender]; }
  // The retailer and the suppliers, whose feeds are looked at.
  const std::vector<base::Gln>& parties() const { return parties_; }

  // What a hub must know before it takes the rest, in this order.
  const std::vector<RequestKey>& opening() const { return opening_; }

  // The document's request as its number names it; false for one that nobody here sends.
  bool Find(const v1::Document& document, RequestKey& key) const;

 private:
  std::vector<Sender> senders_;
  std::vector<base::Gln> parties_;
  std::vector<RequestKey> opening_;
  int64_t opening_documents_ = 0;
};

}  // namespace headwater::faults
