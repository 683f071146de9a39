// RabbitMQ: AMQP 0-9-1 with publisher confirms, into a quorum queue (rabbitmq.com, "Quorum
// Queues" and "Consumer Acknowledgements and Publisher Confirms").
#include <set>

#include "absl/strings/str_cat.h"
#include "bench/peers/amqp_frame.h"
#include "bench/peers/protocol.h"
#include "hub/base/absl_view.h"
#include "hub/base/check.h"

namespace headwater::bench {
namespace {

using amqp::FrameWriter;
using base::AbslView;

constexpr std::string_view kQueue = "orders";
constexpr uint16_t kChannel = 1;
constexpr uint16_t kDurable = 2;  // bits of queue.declare
constexpr uint16_t kPassive = 1;
constexpr uint16_t kBasic = 60;
constexpr uint16_t kHasDeliveryMode = 1 << 12;  // a flag of a content header of `basic`
constexpr uint8_t kPersistent = 2;
// A publish is its method, its header and one body frame, with what is around it.
constexpr size_t kAroundBody = 8;

// Class and method, as one number.
constexpr uint32_t Method(uint16_t klass, uint16_t method) { return klass << 16 | method; }
constexpr uint32_t kStart = Method(10, 10);
constexpr uint32_t kTune = Method(10, 30);
constexpr uint32_t kConnectionOpened = Method(10, 41);
constexpr uint32_t kConnectionClose = Method(10, 50);
constexpr uint32_t kChannelOpened = Method(20, 11);
constexpr uint32_t kChannelClose = Method(20, 40);
constexpr uint32_t kDeclared = Method(50, 11);
constexpr uint32_t kAck = Method(60, 80);
constexpr uint32_t kConfirmSelected = Method(85, 11);

class RabbitMq final : public PeerProtocol {
 public:
  void Begin(std::string& out) override { out.append("AMQP\0\0\x09\x01", 8); }
  bool ready() const override { return ready_; }

  absl::Status Receive(std::string& in, std::string& out,
                       std::vector<uint64_t>& confirmed) override {
    size_t at = 0;
    while (const auto frame = amqp::FirstFrame(std::string_view(in).substr(at))) {
      if (frame->size == 0) return absl::UnknownError("RabbitMQ says what is no frame of AMQP");
      at += frame->size;
      if (frame->type == amqp::kHeartbeat) continue;
      if (absl::Status taken = Take(frame->payload, out, confirmed); !taken.ok()) return taken;
    }
    in.erase(0, at);
    return absl::OkStatus();
  }

  void Publish(std::string_view payload, std::string& out) override {
    HW_CHECK(payload.size() + kAroundBody <= amqp::kFrameMax) << "more than one frame";
    FrameWriter(amqp::kMethod, kChannel, out)
        .Method(kBasic, 40)
        .Short(0)
        .ShortString("")  // the default exchange: to the queue of this name
        .ShortString(kQueue)
        .Octet(0);
    FrameWriter(amqp::kHeader, kChannel, out)
        .Short(kBasic)
        .Short(0)
        .LongLong(payload.size())
        .Short(kHasDeliveryMode)
        .Octet(kPersistent);
    FrameWriter(amqp::kBody, kChannel, out).Bytes(payload);
    open_.insert(published_++);
  }

  void AskStored(std::string& out) override { Declare(kDurable | kPassive, out); }

 private:
  absl::Status Take(std::string_view payload, std::string& out, std::vector<uint64_t>& confirmed) {
    amqp::FieldReader fields(payload);
    const uint32_t method = fields.Long();
    switch (method) {
      case kStart:
        FrameWriter(amqp::kMethod, 0, out)
            .Method(10, 11)
            .Long(0)  // no properties
            .ShortString("PLAIN")
            .LongString(std::string_view("\0guest\0guest", 12))
            .ShortString("en_US");
        return absl::OkStatus();
      case kTune:
        TuneAndOpen(out);
        return absl::OkStatus();
      case kConnectionOpened:
        FrameWriter(amqp::kMethod, kChannel, out).Method(20, 10).ShortString("");
        return absl::OkStatus();
      case kChannelOpened:
        Declare(kDurable, out);
        return absl::OkStatus();
      case kDeclared: {
        fields.ShortString();
        const uint32_t messages = fields.Long();
        if (!fields.ok()) return Strange(method, "");
        if (ready_) {
          stored_ = messages;
        } else {
          FrameWriter(amqp::kMethod, kChannel, out).Method(85, 10).Octet(0);
        }
        return absl::OkStatus();
      }
      case kConfirmSelected:
        ready_ = true;
        return absl::OkStatus();
      case kAck: {
        const uint64_t tag = fields.LongLong();
        const bool multiple = fields.Octet() != 0;
        if (!fields.ok() || tag == 0) return Strange(method, "");
        Confirm(tag - 1, multiple, confirmed);
        return absl::OkStatus();
      }
      case kConnectionClose:
      case kChannelClose: {
        const uint16_t code = fields.Short();
        return Strange(method, absl::StrCat(code, " ", AbslView(fields.ShortString())));
      }
      default:  // basic.nack too: what was published is not stored
        return Strange(method, "");
    }
  }

  static absl::Status Strange(uint32_t method, std::string_view words) {
    return absl::UnknownError(absl::StrCat("RabbitMQ says: method ", method >> 16, ".",
                                           method & 0xFFFF, " ", AbslView(words)));
  }

  static void TuneAndOpen(std::string& out) {
    FrameWriter(amqp::kMethod, 0, out).Method(10, 31).Short(1).Long(amqp::kFrameMax).Short(0);
    FrameWriter(amqp::kMethod, 0, out).Method(10, 40).ShortString("/").ShortString("").Octet(0);
  }

  static void Declare(uint8_t bits, std::string& out) {
    // One field: a name, 'S' and a long string.
    constexpr std::string_view kArguments("\x0cx-queue-typeS\0\0\0\x06quorum", 24);
    FrameWriter(amqp::kMethod, kChannel, out)
        .Method(50, 10)
        .Short(0)
        .ShortString(kQueue)
        .Octet(bits)
        .LongString(kArguments);
  }

  void Confirm(uint64_t number, bool multiple, std::vector<uint64_t>& confirmed) {
    const auto last = open_.upper_bound(number);
    const auto first = multiple ? open_.begin() : open_.lower_bound(number);
    confirmed.insert(confirmed.end(), first, last);
    open_.erase(first, last);
  }

  bool ready_ = false;
  uint64_t published_ = 0;
  std::set<uint64_t> open_;  // neither confirmed nor refused
};

}  // namespace

std::unique_ptr<PeerProtocol> MakeRabbitMq(int) { return std::make_unique<RabbitMq>(); }

}  // namespace headwater::bench
