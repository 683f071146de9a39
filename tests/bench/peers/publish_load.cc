#include "bench/peers/publish_load.h"

#include <poll.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/peers/tls_socket.h"
#include "hub/base/check.h"
#include "hub/base/error.h"

namespace headwater::bench {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(20);

struct Connection {
  std::unique_ptr<PeerProtocol> protocol;
  std::unique_ptr<TlsSocket> socket;
  std::string in;
  std::string out;
  std::vector<absl::Time> begun;  // by the number of the publish
  int64_t confirmed = 0;

  int64_t open() const { return static_cast<int64_t>(begun.size()) - confirmed; }
};

class Load {
 public:
  Load(const PublishLoad& load, OrderSource& orders)
      : load_(load), orders_(orders), window_(load.in_flight / load.connections) {
    HW_CHECK(window_ * load.connections == load.in_flight) << "the same for each connection";
  }

  absl::StatusOr<Measurement> Run() {
    RETURN_IF_ERROR(Connect());
    begin_ = absl::Now() + load_.warm_up;
    end_ = begin_ + load_.duration;
    for (Connection& connection : connections_) RETURN_IF_ERROR(Fill(connection));
    RETURN_IF_ERROR(TurnUntil([this] { return open() == 0; }));
    RETURN_IF_ERROR(CompareStored());
    measurement_.elapsed = load_.duration;
    return std::move(measurement_);
  }

 private:
  int64_t open() const {
    int64_t all = 0;
    for (const Connection& connection : connections_) all += connection.open();
    return all;
  }

  // One after the other: the first makes the place that the others find.
  absl::Status Connect() {
    for (int i = 0; i < load_.connections; ++i) {
      Connection& connection = connections_.emplace_back();
      connection.protocol = load_.protocol(i);
      ASSIGN_OR_RETURN(connection.socket,
                       TlsSocket::Connect(load_.port, load_.tls,
                                          connection.protocol->plain_greeting_end(), kPatience));
      connection.protocol->Begin(connection.out);
      RETURN_IF_ERROR(connection.socket->Write(connection.out));
      RETURN_IF_ERROR(TurnUntil([&connection] { return connection.protocol->ready(); }));
    }
    return absl::OkStatus();
  }

  absl::Status CompareStored() {
    Connection& connection = connections_.front();
    connection.protocol->AskStored(connection.out);
    RETURN_IF_ERROR(connection.socket->Write(connection.out));
    RETURN_IF_ERROR(TurnUntil([&connection] { return connection.protocol->stored().has_value(); }));
    const int64_t stored = *connection.protocol->stored();
    if (stored == measurement_.all) return absl::OkStatus();
    return absl::DataLossError(
        absl::StrCat("the peer confirmed ", measurement_.all, " messages and stored ", stored));
  }

  // Publishes until the window is full.
  absl::Status Fill(Connection& connection) {
    const absl::Time now = absl::Now();
    if (now < end_) {
      while (connection.open() < window_) {
        v1::SubmitRequest* request = orders_.Take();
        request->document().SerializeToString(&payload_);
        orders_.GiveBack(request);
        connection.begun.push_back(now);
        connection.protocol->Publish(payload_, connection.out);
      }
    }
    return connection.socket->Write(connection.out);
  }

  template <typename Done>
  absl::Status TurnUntil(Done done) {
    std::vector<pollfd> watched(connections_.size());
    while (!done()) {
      for (size_t i = 0; i < connections_.size(); ++i) {
        const bool writes = !connections_[i].out.empty();
        watched[i] = {.fd = connections_[i].socket->handle(),
                      .events = static_cast<short>(writes ? POLLIN | POLLOUT : POLLIN),
                      .revents = 0};
      }
      const int found = poll(watched.data(), watched.size(),
                             static_cast<int>(absl::ToInt64Milliseconds(kPatience)));
      if (found == 0) return absl::DeadlineExceededError("the peer has fallen silent");
      if (found < 0) return absl::InternalError(absl::StrCat("poll: ", std::strerror(errno)));
      for (size_t i = 0; i < connections_.size(); ++i) {
        if (watched[i].revents != 0) RETURN_IF_ERROR(Turn(connections_[i]));
      }
    }
    return absl::OkStatus();
  }

  absl::Status Turn(Connection& connection) {
    RETURN_IF_ERROR(connection.socket->Read(connection.in));
    confirmed_.clear();
    RETURN_IF_ERROR(connection.protocol->Receive(connection.in, connection.out, confirmed_));
    const absl::Time now = absl::Now();
    for (const uint64_t number : confirmed_) {
      if (number >= connection.begun.size()) {
        return absl::UnknownError("the peer confirmed what nobody published");
      }
      ++connection.confirmed;
      ++measurement_.all;
      if (now < begin_ || now >= end_) continue;
      ++measurement_.count;
      measurement_.latencies.Add(now - connection.begun[number]);
    }
    if (!confirmed_.empty()) return Fill(connection);
    return connection.socket->Write(connection.out);
  }

  const PublishLoad& load_;
  OrderSource& orders_;
  const int64_t window_;
  std::vector<Connection> connections_;
  std::vector<uint64_t> confirmed_;
  std::string payload_;
  absl::Time begin_ = absl::InfinitePast();
  absl::Time end_ = absl::InfinitePast();
  Measurement measurement_;
};

}  // namespace

absl::StatusOr<Measurement> Run(const PublishLoad& load, OrderSource& orders) {
  return Load(load, orders).Run();
}

}  // namespace headwater::bench
