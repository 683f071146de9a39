#include "bench/peers/amqp_frame.h"

#include "hub/base/check.h"

namespace headwater::bench::amqp {
namespace {

constexpr size_t kBefore = 7;  // type, channel, size
constexpr char kFrameEnd = '\xCE';

}  // namespace

std::optional<Frame> FirstFrame(std::string_view bytes) {
  if (bytes.size() < kBefore) return std::nullopt;
  FieldReader fields(bytes);
  Frame frame;
  frame.type = fields.Octet();
  frame.channel = fields.Short();
  const size_t size = fields.Long();
  if (bytes.size() < kBefore + size + 1) return std::nullopt;
  frame.payload = bytes.substr(kBefore, size);
  if (bytes[kBefore + size] == kFrameEnd) frame.size = kBefore + size + 1;
  return frame;
}

FrameWriter::FrameWriter(FrameType type, uint16_t channel, std::string& out)
    : out_(out), begin_(out.size()) {
  Octet(type).Short(channel).Long(0);
}

FrameWriter::~FrameWriter() {
  const size_t size = out_.size() - begin_ - kBefore;
  for (size_t i = 0; i < 4; ++i) {
    out_[begin_ + 3 + i] = static_cast<char>(size >> (8 * (3 - i)));
  }
  out_.push_back(kFrameEnd);
}

FrameWriter& FrameWriter::ShortString(std::string_view text) {
  HW_CHECK(text.size() <= 255) << "a short string of " << text.size() << " bytes";
  return Octet(static_cast<uint8_t>(text.size())).Bytes(text);
}

FrameWriter& FrameWriter::LongString(std::string_view text) {
  return Long(static_cast<uint32_t>(text.size())).Bytes(text);
}

FrameWriter& FrameWriter::Bytes(std::string_view bytes) {
  out_.append(bytes);
  return *this;
}

FrameWriter& FrameWriter::Number(uint64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) out_.push_back(static_cast<char>(value >> (8 * i)));
  return *this;
}

uint64_t FieldReader::Number(size_t bytes) {
  uint64_t value = 0;
  for (const char byte : Bytes(bytes)) value = value << 8 | static_cast<uint8_t>(byte);
  return value;
}

std::string_view FieldReader::Bytes(size_t count) {
  if (count > bytes_.size()) {
    ok_ = false;
    bytes_ = {};
    return {};
  }
  const std::string_view field = bytes_.substr(0, count);
  bytes_.remove_prefix(count);
  return field;
}

}  // namespace headwater::bench::amqp
