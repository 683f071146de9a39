#include "faults/packet_wire.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <queue>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "hub/base/error.h"
#include "hub/base/random.h"

namespace headwater::faults {
namespace {

constexpr char kDevice[] = "wire0";
constexpr size_t kPacketBytesMax = 65536;
// Between two looks at whether the wire has ended.
constexpr absl::Duration kLook = absl::Milliseconds(50);

absl::Status Denied(const std::string& what) {
  return absl::PermissionDeniedError(
      absl::StrCat(what, ": ", std::strerror(errno),
                   "; run as root on a kernel with network namespaces and TUN devices"));
}

void SetAddress(const std::string& address, sockaddr& to) {
  auto& in = reinterpret_cast<sockaddr_in&>(to);
  in.sin_family = AF_INET;
  inet_pton(AF_INET, address.c_str(), &in.sin_addr);
}

absl::Status RaiseDevice(const char* name, const std::string& address) {
  const int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (control < 0) return Denied("no socket to set up a device with");
  const absl::Cleanup close_control = [control] { close(control); };
  ifreq request{};
  std::strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  if (!address.empty()) {
    SetAddress(address, request.ifr_addr);
    if (ioctl(control, SIOCSIFADDR, &request) != 0) return Denied("a device takes no address");
    SetAddress("255.255.255.0", request.ifr_netmask);
    if (ioctl(control, SIOCSIFNETMASK, &request) != 0) return Denied("a device takes no mask");
  }
  if (ioctl(control, SIOCGIFFLAGS, &request) != 0) return Denied("a device has no flags");
  request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP | IFF_RUNNING);
  if (ioctl(control, SIOCSIFFLAGS, &request) != 0) return Denied("a device does not come up");
  return absl::OkStatus();
}

struct Packet {
  absl::Time due;
  int to = -1;
  std::string bytes;
};
struct LaterDue {
  bool operator()(const Packet& a, const Packet& b) const { return a.due > b.due; }
};

}  // namespace

absl::StatusOr<std::unique_ptr<PacketWire>> PacketWire::Make(const PacketWireOptions& options) {
  const int before = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
  if (before < 0) return Denied("there are no network namespaces");
  const absl::Cleanup close_before = [before] { close(before); };
  std::unique_ptr<PacketWire> wire(new PacketWire(options));
  absl::Status opened = wire->Open(wire->hub_, Address(End::kHub));
  if (opened.ok()) opened = wire->Open(wire->clients_, Address(End::kClients));
  if (setns(before, CLONE_NEWNET) != 0) return Denied("the way back is closed");
  RETURN_IF_ERROR(opened);
  wire->carrier_ = std::thread([w = wire.get()] { w->Carry(); });
  return wire;
}

absl::Status PacketWire::Open(Side& side, const std::string& address) {
  if (unshare(CLONE_NEWNET) != 0) return Denied("a network namespace cannot be made");
  side.name_space = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
  side.device = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (side.name_space < 0 || side.device < 0) return Denied("/dev/net/tun cannot be opened");
  ifreq request{};
  std::strncpy(request.ifr_name, kDevice, IFNAMSIZ - 1);
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  if (ioctl(side.device, TUNSETIFF, &request) != 0) return Denied("a TUN device cannot be made");
  RETURN_IF_ERROR(RaiseDevice("lo", ""));
  return RaiseDevice(kDevice, address);
}

PacketWire::~PacketWire() {
  ended_ = true;
  if (carrier_.joinable()) carrier_.join();
  for (const Side& side : {hub_, clients_}) {
    if (side.device >= 0) close(side.device);
    if (side.name_space >= 0) close(side.name_space);
  }
}

absl::Status PacketWire::Enter(End end) {
  if (setns(end == End::kHub ? hub_.name_space : clients_.name_space, CLONE_NEWNET) == 0) {
    return absl::OkStatus();
  }
  return Denied("a namespace cannot be entered");
}

PacketCounts PacketWire::counts() const {
  return {.carried = carried_, .lost = lost_, .cut = dropped_};
}

void PacketWire::Carry() {
  base::SeededRandom random(options_.seed);
  std::priority_queue<Packet, std::vector<Packet>, LaterDue> under_way;
  std::string buffer(kPacketBytesMax, '\0');
  const auto take = [&](const Side& from, const Side& to) {
    ssize_t size = 0;
    while ((size = read(from.device, buffer.data(), buffer.size())) > 0) {
      if (cut_) {
        ++dropped_;
      } else if (random.Below(1000) < static_cast<uint64_t>(options_.lost_per_mille)) {
        ++lost_;
      } else {
        const absl::Duration jitter =
            absl::Microseconds(random.Between(0, absl::ToInt64Microseconds(options_.jitter_max)));
        under_way.push({absl::Now() + options_.delay + jitter, to.device,
                        buffer.substr(0, static_cast<size_t>(size))});
      }
    }
  };
  while (!ended_) {
    absl::Duration wait = kLook;
    if (!under_way.empty()) wait = std::min(wait, under_way.top().due - absl::Now());
    pollfd ready[] = {{hub_.device, POLLIN, 0}, {clients_.device, POLLIN, 0}};
    const timespec timeout = absl::ToTimespec(std::max(wait, absl::ZeroDuration()));
    ppoll(ready, 2, &timeout, nullptr);
    take(hub_, clients_);
    take(clients_, hub_);
    while (!under_way.empty() && under_way.top().due <= absl::Now()) {
      const Packet& packet = under_way.top();
      // A device that is full loses it, as a network does.
      if (!cut_ && write(packet.to, packet.bytes.data(), packet.bytes.size()) > 0) {
        ++carried_;
      } else {
        ++dropped_;
      }
      under_way.pop();
    }
  }
}

}  // namespace headwater::faults
