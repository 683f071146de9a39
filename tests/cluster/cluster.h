// Several `headwater serve` processes on one database, under mutual TLS, with clients that load
// them and a book of all that these were told.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cluster/book.h"
#include "cluster/follower.h"
#include "cluster/hub_ring.h"
#include "cluster/roaming_door.h"
#include "cluster/sender.h"
#include "support/child.h"

namespace headwater::test {

struct ClusterOptions {
  // Where certificates and logs go; it is there.
  std::string folder;
  // What --store takes.
  std::string store;
  int hubs = 3;
  int suppliers = 24;
  uint64_t seed = 0;
};

// Used by one thread. Aborts where a process cannot be started.
class Cluster {
 public:
  // The hubs serve and know the parties when this returns.
  explicit Cluster(ClusterOptions options);
  ~Cluster();

  Book& book() { return book_; }
  const HubRing& ring() const { return ring_; }
  // Certificate and key of a party.
  base::TlsFiles TlsOf(base::Gln party) const;

  void AddHub();
  // kill -9 of the `n`-th that lives.
  void KillHub(size_t n);
  size_t hubs() const { return hubs_.size(); }
  // Stops the `n`-th and lets it go on, as a machine does that is suspended for a while.
  void PauseHub(size_t n, absl::Duration pause);

  // The suppliers and the retailer begin to send and to follow.
  void BeginLoad();
  // Sends nothing new, waits until all is answered and every follower has seen its whole feed;
  // then holds the store to all that was told. Faults go to the book.
  void EndLoadAndCheck();
  // Each hub takes a document, ends in order and left no word of a fault that was its own; then
  // `headwater verify`. Faults go to the book. Its output.
  std::string EndHubsAndVerify();

  // Of all feeds, once checked.
  int64_t events() const { return events_; }
  int64_t moves() const { return moves_; }
  // What each party was told it had acknowledged; see Follower.
  const std::map<base::Gln, int64_t>& acknowledged() const { return acknowledged_; }

 private:
  struct Hub {
    std::unique_ptr<Child> process;
    std::string target;
  };

  std::vector<base::Gln> Parties() const;
  std::string File(std::string_view name) const {
    return options_.folder + "/" + std::string(name);
  }
  void MakeCertificates() const;
  void Open();
  FeedPlaces ReadFeed(base::Gln party);
  void CheckFollower(base::Gln party, const Follower& follower, const FeedPlaces& feed);

  const ClusterOptions options_;
  HubRing ring_;
  Book book_;
  std::vector<Hub> hubs_;
  int started_ = 0;
  std::vector<std::unique_ptr<Sender>> senders_;
  std::map<base::Gln, std::unique_ptr<Follower>> followers_;
  std::map<base::Gln, int64_t> acknowledged_;
  int64_t events_ = 0;
  int64_t moves_ = 0;
};

}  // namespace headwater::test
