// A link between a client and the hub that a test can let go dead.
#pragma once

#include <atomic>
#include <thread>
#include <vector>

namespace headwater::rpc {

// Listens on a free port of loopback and passes bytes on to `port`, both ways.
class Link {
 public:
  explicit Link(int port);
  ~Link();
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  int port() const { return port_; }
  // From now on nothing comes through, and neither side hears of it.
  void Freeze() { frozen_ = true; }

 private:
  void Run();
  void Accept();

  struct Pipe {
    int from;
    int to;
  };

  const int target_;
  int listener_ = -1;
  int port_ = 0;
  int stop_[2] = {-1, -1};  // a pipe; readable: end
  std::vector<Pipe> pipes_;
  std::atomic<bool> frozen_{false};
  std::thread thread_;
};

}  // namespace headwater::rpc
