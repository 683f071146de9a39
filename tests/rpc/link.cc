#include "rpc/link.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hub/base/check.h"

namespace headwater::rpc {
namespace {

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void WriteAll(int descriptor, const char* data, ssize_t size) {
  while (size > 0) {
    const ssize_t written = send(descriptor, data, static_cast<size_t>(size), MSG_NOSIGNAL);
    if (written <= 0) return;
    data += written;
    size -= written;
  }
}

}  // namespace

Link::Link(int port) : target_(port) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(0);
  HW_CHECK(bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
  HW_CHECK(listen(listener_, 8) == 0);
  socklen_t size = sizeof(address);
  HW_CHECK(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  port_ = ntohs(address.sin_port);
  HW_CHECK(pipe(stop_) == 0);
  thread_ = std::thread([this] { Run(); });
}

Link::~Link() {
  close(stop_[1]);
  thread_.join();
  close(stop_[0]);
  close(listener_);
  for (const Pipe& pipe : pipes_) close(pipe.from);
}

void Link::Accept() {
  const int client = accept(listener_, nullptr, nullptr);
  const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = Loopback(target_);
  HW_CHECK(client >= 0 &&
           connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
  pipes_.push_back({client, server});
  pipes_.push_back({server, client});
}

void Link::Run() {
  for (;;) {
    std::vector<pollfd> polls = {{stop_[0], POLLIN, 0}};
    if (!frozen_) {
      polls.push_back({listener_, POLLIN, 0});
      for (const Pipe& pipe : pipes_) polls.push_back({pipe.from, POLLIN, 0});
    }
    if (poll(polls.data(), polls.size(), -1) < 0) continue;
    if (polls[0].revents != 0) return;
    // What woke this loop after Freeze is not passed on.
    if (frozen_) continue;
    const size_t known = polls.size();
    if (polls[1].revents != 0) Accept();
    for (size_t i = 2; i < known; ++i) {
      if (polls[i].revents == 0) continue;
      char bytes[16384];
      const ssize_t size = read(polls[i].fd, bytes, sizeof(bytes));
      // An end goes through as well.
      if (size <= 0) return;
      WriteAll(pipes_[i - 2].to, bytes, size);
    }
  }
}

}  // namespace headwater::rpc
