#include "hub/store/postgres_listener.h"

#include <libpq-fe.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/base/check.h"
#include "hub/base/error.h"
#include "hub/store/postgres_connection.h"
#include "hub/store/postgres_error.h"

namespace headwater::store {

struct PostgresListener::State {
  explicit State(PostgresListenerOptions with) : options(std::move(with)) {
    HW_CHECK(stop >= 0) << "no eventfd: " << std::strerror(errno);
    thread = std::thread([this]() noexcept { Run(); });
  }
  ~State() {
    const uint64_t one = 1;
    HW_CHECK(write(stop, &one, sizeof one) == sizeof one) << std::strerror(errno);
    thread.join();
    close(stop);
  }

  void Run();
  // OK once it is to stop; else why it cannot listen any more.
  absl::Status Listen();
  void TellHeard(PGconn* connection) const;
  // True when it is to stop. `socket` is -1 for none.
  bool Wait(int socket, absl::Duration at_most) const;

  const PostgresListenerOptions options;
  const int stop = eventfd(0, EFD_CLOEXEC);
  std::thread thread;
};

void PostgresListener::State::Run() {
  while (true) {
    const absl::Status ended = Listen();
    if (ended.ok()) return;
    options.lost(ended);
    if (Wait(-1, options.pause_before_retry)) return;
  }
}

absl::Status PostgresListener::State::Listen() {
  ASSIGN_OR_RETURN(const auto connection,
                   PostgresConnection::Open(options.url, PostgresConnection::Role::kReader));
  RETURN_IF_ERROR(
      connection->ExecuteText(absl::StrCat("LISTEN ", options.channel), "postgres.listen"));
  RETURN_IF_ERROR(options.listening());
  PGconn* raw = connection->raw();
  while (!Wait(PQsocket(raw), absl::InfiniteDuration())) {
    if (PQconsumeInput(raw) == 0) return PostgresError("", PQerrorMessage(raw), "postgres.listen");
    TellHeard(raw);
  }
  return absl::OkStatus();
}

void PostgresListener::State::TellHeard(PGconn* connection) const {
  while (true) {
    const std::unique_ptr<PGnotify, void (*)(void*)> notice(PQnotifies(connection), PQfreemem);
    if (notice == nullptr) return;
    options.heard(notice->extra);
  }
}

bool PostgresListener::State::Wait(int socket, absl::Duration at_most) const {
  std::array<pollfd, 2> watched = {pollfd{stop, POLLIN, 0}, pollfd{socket, POLLIN, 0}};
  const int milliseconds = at_most == absl::InfiniteDuration()
                               ? -1
                               : static_cast<int>(absl::ToInt64Milliseconds(at_most));
  const int ready = poll(watched.data(), watched.size(), milliseconds);
  HW_CHECK(ready >= 0 || errno == EINTR) << "poll: " << std::strerror(errno);
  return ready > 0 && watched[0].revents != 0;
}

PostgresListener::PostgresListener(PostgresListenerOptions options)
    : state_(std::make_unique<State>(std::move(options))) {}

PostgresListener::~PostgresListener() = default;

}  // namespace headwater::store
