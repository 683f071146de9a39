// A subscriber, to be killed: follows the feed of a certificate's party with the client
// library and ends when it has seen the number given.
//
//   killed_subscriber TARGET CA CERTIFICATE KEY SEEN CURSOR TICKS LAST
#include "hub/killed_subscriber.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "adapters/client/connection.h"
#include "adapters/client/feed_cursor.h"
#include "adapters/client/feed_follower.h"
#include "adapters/client/grpc_door.h"
#include "hub/base/error.h"
#include "hub/base/random.h"

namespace headwater::test {
namespace {

// Blocks while the pipe is full.
class Ticks {
 public:
  explicit Ticks(const char* path) : pipe_(::open(path, O_WRONLY | O_CLOEXEC)) {}
  absl::Status Tell(char stage, int64_t sequence) const {
    char bytes[kTickBytes] = {stage};
    std::memcpy(bytes + sizeof(int64_t), &sequence, sizeof(sequence));
    if (::write(pipe_, bytes, sizeof(bytes)) == sizeof(bytes)) return absl::OkStatus();
    return absl::UnavailableError("nobody listens");
  }

 private:
  const int pipe_;
};

// Tells before and after it moves.
class ToldCursor final : public client::Cursor {
 public:
  ToldCursor(client::Cursor& cursor, const Ticks& ticks) : cursor_(cursor), ticks_(ticks) {}
  absl::StatusOr<client::FeedPosition> Load() override { return cursor_.Load(); }
  absl::Status Save(const client::FeedPosition& position) override {
    RETURN_IF_ERROR(ticks_.Tell('s', position.sequence));
    RETURN_IF_ERROR(cursor_.Save(position));
    return ticks_.Tell('m', position.sequence);
  }

 private:
  client::Cursor& cursor_;
  const Ticks& ticks_;
};

absl::Status Run(char** arguments) {
  ASSIGN_OR_RETURN(
      const auto connection,
      client::Connection::Open(
          {.target = arguments[1],
           .tls = {.authority = arguments[2], .certificate = arguments[3], .key = arguments[4]}},
          absl::Now()));
  Seen seen(arguments[5]);
  client::FileCursor file(client::SystemFiles(), arguments[6]);
  ASSIGN_OR_RETURN(const client::FeedPosition begin, file.Load());
  RETURN_IF_ERROR(seen.Undo(begin.sequence));
  const Ticks ticks(arguments[7]);
  const int64_t last = std::strtoll(arguments[8], nullptr, 10);

  client::GrpcDoor door(*connection);
  ToldCursor cursor(file, ticks);
  base::SystemRandom random;
  client::SystemSleeper sleeper;
  client::FeedFollower follower(door, cursor, {}, random, sleeper);
  int64_t done = begin.sequence;
  const absl::Status ended = follower.Run([&](const client::FeedBatch& batch) -> absl::Status {
    RETURN_IF_ERROR(ticks.Tell('b', done));
    for (const v1::Event& event : batch.events) {
      RETURN_IF_ERROR(seen.Append(event.sequence()));
      RETURN_IF_ERROR(ticks.Tell('e', event.sequence()));
    }
    done = batch.through_sequence;
    // The batch that ends here is committed in full: Stop waits for it.
    if (done >= last) follower.Stop();
    return absl::OkStatus();
  });
  return ended;
}

}  // namespace
}  // namespace headwater::test

int main(int count, char** arguments) {
  if (count != 9) return 2;
  const absl::Status ended = headwater::test::Run(arguments);
  std::fprintf(stderr, "%s\n", ended.ToString().c_str());
  return ended.ok() ? 0 : 1;
}
