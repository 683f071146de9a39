// NATS JetStream: the NATS client protocol and the JetStream API over it (docs.nats.io,
// "Client Protocol" and "JetStream wire API reference").
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "bench/peers/protocol.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "hub/base/absl_view.h"

namespace headwater::bench {
namespace {

using base::AbslView;

constexpr std::string_view kEnd = "\r\n";
constexpr std::string_view kConnect =
    R"(CONNECT {"verbose":false,"pedantic":false,"tls_required":true,)"
    R"("name":"bench","lang":"c++","version":"1","protocol":1})"
    "\r\n";
constexpr std::string_view kSubject = "orders.new";
constexpr std::string_view kCreate = "$JS.API.STREAM.CREATE.orders";
constexpr std::string_view kInfo = "$JS.API.STREAM.INFO.orders";
// In files, and nothing is ever dropped.
constexpr std::string_view kStream =
    R"({"name":"orders","subjects":["orders.new"],"storage":"file","retention":"limits",)"
    R"("max_consumers":-1,"max_msgs":-1,"max_bytes":-1,"max_age":0,"num_replicas":1})";
// The last part of the subjects that answers come to: a number for a publish, or one of these.
constexpr std::string_view kCreated = "created";
constexpr std::string_view kInformed = "informed";

class JetStream final : public PeerProtocol {
 public:
  explicit JetStream(int connection) : inbox_(absl::StrCat("_INBOX.bench", connection, ".")) {}

  std::string_view plain_greeting_end() const override { return kEnd; }

  void Begin(std::string& out) override {
    out.append(kConnect);
    out.append(absl::StrCat("SUB ", inbox_, "* 1\r\n"));
    Append(kCreate, kCreated, kStream, out);
  }
  bool ready() const override { return ready_; }

  absl::Status Receive(std::string& in, std::string& out,
                       std::vector<uint64_t>& confirmed) override {
    size_t at = 0;
    while (at < in.size()) {
      const size_t end = in.find(kEnd, at);
      if (end == std::string::npos) break;
      const std::string_view line(in.data() + at, end - at);
      size_t next = end + kEnd.size();
      if (line.starts_with("MSG ")) {
        // MSG <subject> <subscription> <size>, with a blank more where no answer is awaited
        const std::vector<std::string> words =
            absl::StrSplit(AbslView(line), ' ', absl::SkipEmpty());
        size_t size = 0;
        if (words.size() != 4 || !absl::SimpleAtoi(words[3], &size)) return Strange(line);
        if (in.size() < next + size + kEnd.size()) break;
        if (absl::Status taken =
                TakeAnswer(words[1], std::string_view(in.data() + next, size), confirmed);
            !taken.ok()) {
          return taken;
        }
        next += size + kEnd.size();
      } else if (line == "PING") {
        out.append("PONG\r\n");
      } else if (!line.starts_with("INFO ") && line != "PONG" && line != "+OK") {
        return Strange(line);
      }
      at = next;
    }
    in.erase(0, at);
    return absl::OkStatus();
  }

  void Publish(std::string_view payload, std::string& out) override {
    Append(kSubject, std::to_string(published_++), payload, out);
  }
  void AskStored(std::string& out) override { Append(kInfo, kInformed, "", out); }

 private:
  static absl::Status Strange(std::string_view words) {
    return absl::UnknownError(absl::StrCat("NATS says: ", AbslView(words)));
  }

  void Append(std::string_view subject, std::string_view answer_to, std::string_view payload,
              std::string& out) const {
    absl::StrAppend(&out, "PUB ", AbslView(subject), " ", inbox_, AbslView(answer_to), " ",
                    payload.size(), "\r\n");
    out.append(payload).append(kEnd);
  }

  absl::Status TakeAnswer(std::string_view subject, std::string_view json,
                          std::vector<uint64_t>& confirmed) {
    // An answer has an error or a result. Only the cheap look at each of many thousand.
    if (json.find("\"error\"") != std::string_view::npos) return Strange(json);
    if (!subject.starts_with(inbox_)) return Strange(subject);
    subject.remove_prefix(inbox_.size());
    uint64_t number = 0;
    if (absl::SimpleAtoi(AbslView(subject), &number)) {
      confirmed.push_back(number);
    } else if (subject == kCreated) {
      ready_ = true;
    } else {
      google::protobuf::Struct info;
      if (!google::protobuf::util::JsonStringToMessage(std::string(json), &info).ok()) {
        return Strange(json);
      }
      const auto& state = info.fields().find("state");
      if (state == info.fields().end()) return Strange(json);
      const auto& fields = state->second.struct_value().fields();
      const auto& messages = fields.find("messages");
      if (messages == fields.end()) return Strange(json);
      stored_ = static_cast<int64_t>(messages->second.number_value());
    }
    return absl::OkStatus();
  }

  const std::string inbox_;
  bool ready_ = false;
  uint64_t published_ = 0;
};

}  // namespace

std::unique_ptr<PeerProtocol> MakeJetStream(int connection) {
  return std::make_unique<JetStream>(connection);
}

}  // namespace headwater::bench
