// All that use a hub in one of its lives, on threads.
#pragma once

#include <thread>
#include <vector>

#include "faults/audit.h"
#include "faults/life.h"
#include "faults/load.h"
#include "faults/served_hub.h"

namespace headwater::faults {

// The subscribers: one for each party's feed. Ends when the hub has left them: it goes first.
class Followers {
 public:
  // All of it outlives the followers.
  Followers(Life& life, const Witnesses& witnesses, const Lines& lines);
  ~Followers();
  Followers(const Followers&) = delete;
  Followers& operator=(const Followers&) = delete;

 private:
  std::vector<std::thread> threads_;
};

// 64 Submit calls of the retailer under way, and a SubmitStream of each supplier.
class FullLoad {
 public:
  // All of it outlives the load.
  FullLoad(const LoadParts& parts, const Lines& lines);
  ~FullLoad() { Join(); }
  FullLoad(const FullLoad&) = delete;
  FullLoad& operator=(const FullLoad&) = delete;

  // Waits until nothing is under way: the hub is gone or refuses, or the life stops.
  void Join();

 private:
  const LoadParts parts_;
  std::vector<std::thread> threads_;
};

// Kills the hub in whatever way a scope is left, and so before those who wait for that.
class KilledAtEnd {
 public:
  KilledAtEnd(Life& life, ServedHub& hub) : life_(life), hub_(hub) {}
  ~KilledAtEnd();
  KilledAtEnd(const KilledAtEnd&) = delete;
  KilledAtEnd& operator=(const KilledAtEnd&) = delete;

 private:
  Life& life_;
  ServedHub& hub_;
};

// Sends what opens the hub, and takes it into the book.
absl::Status SendOpening(const Cast& cast, ReceiptBook& book, const Lines& lines);

}  // namespace headwater::faults
