// A network between two namespaces that loses, delays and reorders packets, and can be cut: two
// TUN devices, and a thread that carries IP packets from one to the other. TCP and all above it
// are the kernel's and gRPC's own. (The kernel's netem does the same where it is built in.)
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace headwater::faults {

struct PacketWireOptions {
  int lost_per_mille = 50;                             // in each direction
  absl::Duration delay = absl::Milliseconds(50);       // in each direction
  absl::Duration jitter_max = absl::Milliseconds(10);  // on top; reorders packets
  uint64_t seed = 1;
};

struct PacketCounts {
  int64_t carried = 0;
  int64_t lost = 0;  // by chance
  int64_t cut = 0;   // while it was cut
};

// Enter is for one thread, the rest for any.
class PacketWire {
 public:
  // PERMISSION_DENIED, in words, where this process may not make namespaces and devices.
  static absl::StatusOr<std::unique_ptr<PacketWire>> Make(const PacketWireOptions& options);
  // The calling thread must have left the namespaces, or end with the process.
  ~PacketWire();
  PacketWire(const PacketWire&) = delete;
  PacketWire& operator=(const PacketWire&) = delete;

  enum class End { kHub, kClients };
  // The calling thread, and all threads and processes that it starts from here on, are at this
  // end and see no other network.
  absl::Status Enter(End end);
  static std::string Address(End end) { return end == End::kHub ? "10.77.0.1" : "10.77.0.2"; }

  void Cut() { cut_ = true; }
  void Mend() { cut_ = false; }
  PacketCounts counts() const;

 private:
  struct Side {
    int name_space = -1;
    int device = -1;
  };

  explicit PacketWire(const PacketWireOptions& options) : options_(options) {}
  absl::Status Open(Side& side, const std::string& address);
  void Carry();

  const PacketWireOptions options_;
  Side hub_;
  Side clients_;
  std::atomic<bool> cut_ = false;
  std::atomic<bool> ended_ = false;
  std::atomic<int64_t> carried_ = 0;
  std::atomic<int64_t> lost_ = 0;
  std::atomic<int64_t> dropped_ = 0;
  std::thread carrier_;
};

}  // namespace headwater::faults
