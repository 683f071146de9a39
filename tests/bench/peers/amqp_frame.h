// Frames and fields of AMQP 0-9-1 (the specification of the AMQP Working Group, November
// 2008; "basic.nack" and "confirm" from RabbitMQ's extensions to it).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace headwater::bench::amqp {

enum FrameType : uint8_t { kMethod = 1, kHeader = 2, kBody = 3, kHeartbeat = 8 };

// The largest frame that this side offers, and with it the largest body.
inline constexpr uint32_t kFrameMax = 131'072;

struct Frame {
  uint8_t type = 0;
  uint16_t channel = 0;
  std::string_view payload;
  size_t size = 0;  // with all around it
};

// The frame at the front of `bytes`; none while it is not whole. A frame that does not end as
// frames do has size 0.
std::optional<Frame> FirstFrame(std::string_view bytes);

// Appends big-endian fields to a frame that it opens and closes.
class FrameWriter {
 public:
  FrameWriter(FrameType type, uint16_t channel, std::string& out);
  ~FrameWriter();
  FrameWriter(const FrameWriter&) = delete;
  FrameWriter& operator=(const FrameWriter&) = delete;

  FrameWriter& Method(uint16_t klass, uint16_t method) { return Short(klass).Short(method); }
  FrameWriter& Octet(uint8_t value) { return Number(value, 1); }
  FrameWriter& Short(uint16_t value) { return Number(value, 2); }
  FrameWriter& Long(uint32_t value) { return Number(value, 4); }
  FrameWriter& LongLong(uint64_t value) { return Number(value, 8); }
  FrameWriter& ShortString(std::string_view text);  // at most 255 bytes
  FrameWriter& LongString(std::string_view text);
  FrameWriter& Bytes(std::string_view bytes);

 private:
  FrameWriter& Number(uint64_t value, int bytes);

  std::string& out_;
  const size_t begin_;
};

// Reads fields; past the end they are zero and empty, and `ok` is false.
class FieldReader {
 public:
  explicit FieldReader(std::string_view bytes) : bytes_(bytes) {}

  uint8_t Octet() { return static_cast<uint8_t>(Number(1)); }
  uint16_t Short() { return static_cast<uint16_t>(Number(2)); }
  uint32_t Long() { return static_cast<uint32_t>(Number(4)); }
  uint64_t LongLong() { return Number(8); }
  std::string_view ShortString() { return Bytes(Octet()); }
  bool ok() const { return ok_; }

 private:
  uint64_t Number(size_t bytes);
  std::string_view Bytes(size_t count);

  std::string_view bytes_;
  bool ok_ = true;
};

}  // namespace headwater::bench::amqp
