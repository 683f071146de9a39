// Redis streams: the Redis serialization protocol (RESP2, redis.io "Redis serialization
// protocol specification"), with the commands PING, XADD and XLEN.
#include <initializer_list>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "bench/peers/protocol.h"
#include "hub/base/absl_view.h"

namespace headwater::bench {
namespace {

using base::AbslView;

constexpr std::string_view kEnd = "\r\n";
constexpr std::string_view kStream = "orders";

void AppendCommand(std::initializer_list<std::string_view> words, std::string& out) {
  absl::StrAppend(&out, "*", words.size(), "\r\n");
  for (const std::string_view word : words) {
    absl::StrAppend(&out, "$", word.size(), "\r\n");
    out.append(word).append(kEnd);
  }
}

class Redis final : public PeerProtocol {
 public:
  void Begin(std::string& out) override { AppendCommand({"PING"}, out); }
  bool ready() const override { return ready_; }

  absl::Status Receive(std::string& in, std::string& out,
                       std::vector<uint64_t>& confirmed) override {
    (void)out;  // Redis never awaits an answer
    size_t at = 0;
    while (at < in.size()) {
      const size_t end = in.find(kEnd, at);
      if (end == std::string::npos) break;
      const std::string_view line(in.data() + at + 1, end - at - 1);
      size_t next = end + kEnd.size();
      switch (in[at]) {
        case '+':
          ready_ = true;
          break;
        case '$': {  // the id of an entry
          uint64_t size = 0;
          if (!absl::SimpleAtoi(AbslView(line), &size)) return Strange(line);
          next += size + kEnd.size();
          if (next <= in.size()) confirmed.push_back(confirmed_++);
          break;
        }
        case ':':
          if (int64_t count = 0; absl::SimpleAtoi(AbslView(line), &count)) {
            stored_ = count;
            break;
          }
          return Strange(line);
        default:
          return Strange(line);
      }
      if (next > in.size()) break;
      at = next;
    }
    in.erase(0, at);
    return absl::OkStatus();
  }

  void Publish(std::string_view payload, std::string& out) override {
    AppendCommand({"XADD", kStream, "*", "order", payload}, out);
  }
  void AskStored(std::string& out) override { AppendCommand({"XLEN", kStream}, out); }

 private:
  static absl::Status Strange(std::string_view line) {
    return absl::UnknownError(absl::StrCat("Redis says: ", AbslView(line)));
  }

  bool ready_ = false;
  uint64_t confirmed_ = 0;  // replies come in the order of the commands
};

}  // namespace

std::unique_ptr<PeerProtocol> MakeRedis(int) { return std::make_unique<Redis>(); }

}  // namespace headwater::bench
