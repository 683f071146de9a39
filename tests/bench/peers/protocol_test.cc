// The conversations, with a server that is written out.
#include "bench/peers/protocol.h"

#include <memory>
#include <string>
#include <vector>

#include "bench/peers/amqp_frame.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace headwater::bench {
namespace {

using amqp::FrameWriter;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What a protocol made of bytes that came one at a time, as a connection may deliver them.
struct Heard {
  absl::Status status;
  std::string out;
  std::vector<uint64_t> confirmed;
};
Heard Hear(PeerProtocol& protocol, const std::string& bytes) {
  Heard heard;
  std::string in;
  for (const char byte : bytes) {
    in.push_back(byte);
    heard.status = protocol.Receive(in, heard.out, heard.confirmed);
    if (!heard.status.ok()) return heard;
  }
  EXPECT_THAT(in, IsEmpty()) << "whole messages are left";
  return heard;
}

std::string Begin(PeerProtocol& protocol) {
  std::string out;
  protocol.Begin(out);
  return out;
}

std::string Publish(PeerProtocol& protocol, std::string_view payload) {
  std::string out;
  protocol.Publish(payload, out);
  return out;
}

TEST(Redis, ConfirmsInTheOrderOfThePublishes) {
  const auto redis = MakeRedis(0);
  EXPECT_EQ(Begin(*redis), "*1\r\n$4\r\nPING\r\n");
  EXPECT_FALSE(redis->ready());
  EXPECT_TRUE(Hear(*redis, "+PONG\r\n").status.ok());
  EXPECT_TRUE(redis->ready());
  EXPECT_EQ(Publish(*redis, "a\r\nb"),
            "*5\r\n$4\r\nXADD\r\n$6\r\norders\r\n$1\r\n*\r\n$5\r\norder\r\n$4\r\na\r\nb\r\n");
  Publish(*redis, "");
  EXPECT_THAT(Hear(*redis, "$3\r\n1-0\r\n$3\r\n1-1\r\n").confirmed, ElementsAre(0, 1));
}

TEST(Redis, CountsWhatIsStored) {
  const auto redis = MakeRedis(0);
  std::string out;
  redis->AskStored(out);
  EXPECT_EQ(out, "*2\r\n$4\r\nXLEN\r\n$6\r\norders\r\n");
  EXPECT_EQ(redis->stored(), std::nullopt);
  Hear(*redis, ":1234\r\n");
  EXPECT_EQ(redis->stored(), 1234);
}

TEST(Redis, SaysWhatTheServerRefuses) {
  const auto redis = MakeRedis(0);
  const Heard heard = Hear(*redis, "-MISCONF no more writes\r\n");
  EXPECT_THAT(std::string(heard.status.message()), HasSubstr("MISCONF no more writes"));
}

TEST(JetStream, IsReadyWhenTheStreamIsMade) {
  const auto nats = MakeJetStream(2);
  EXPECT_EQ(nats->plain_greeting_end(), "\r\n");
  const std::string begin = Begin(*nats);
  EXPECT_THAT(begin, HasSubstr("SUB _INBOX.bench2.* 1\r\n"));
  EXPECT_THAT(begin, HasSubstr("PUB $JS.API.STREAM.CREATE.orders _INBOX.bench2.created "));
  EXPECT_EQ(Hear(*nats, "INFO {}\r\nPING\r\n").out, "PONG\r\n");
  EXPECT_FALSE(nats->ready());
  EXPECT_TRUE(Hear(*nats, "MSG _INBOX.bench2.created 1 2\r\n{}\r\n").status.ok());
  EXPECT_TRUE(nats->ready());
}

TEST(JetStream, ConfirmsWhatTheSubjectOfTheAnswerNames) {
  const auto nats = MakeJetStream(0);
  EXPECT_EQ(Publish(*nats, "ab"), "PUB orders.new _INBOX.bench0.0 2\r\nab\r\n");
  EXPECT_EQ(Publish(*nats, ""), "PUB orders.new _INBOX.bench0.1 0\r\n\r\n");
  // The second blank stands where a subject for an answer would.
  EXPECT_THAT(Hear(*nats,
                   "MSG _INBOX.bench0.1 1  9\r\n{\"seq\":1}\r\n"
                   "MSG _INBOX.bench0.0 1 9\r\n{\"seq\":2}\r\n")
                  .confirmed,
              ElementsAre(1, 0));
}

TEST(JetStream, CountsWhatIsStored) {
  const auto nats = MakeJetStream(0);
  std::string out;
  nats->AskStored(out);
  EXPECT_EQ(out, "PUB $JS.API.STREAM.INFO.orders _INBOX.bench0.informed 0\r\n\r\n");
  const std::string json = R"({"config":{"messages":1},"state":{"messages":77,"bytes":5}})";
  Hear(*nats,
       "MSG _INBOX.bench0.informed 1 " + std::to_string(json.size()) + "\r\n" + json + "\r\n");
  EXPECT_EQ(nats->stored(), 77);
}

TEST(JetStream, SaysWhatTheServerRefuses) {
  EXPECT_FALSE(Hear(*MakeJetStream(0), "-ERR 'Authorization Violation'\r\n").status.ok());
  EXPECT_FALSE(
      Hear(*MakeJetStream(0), "MSG _INBOX.bench0.0 1 12\r\n{\"error\":{}}\r\n").status.ok());
  EXPECT_FALSE(Hear(*MakeJetStream(0), "MSG another 1 2\r\n{}\r\n").status.ok());
}

std::string Ack(uint64_t tag, bool multiple) {
  std::string bytes;
  FrameWriter(amqp::kMethod, 1, bytes).Method(60, 80).LongLong(tag).Octet(multiple ? 1 : 0);
  return bytes;
}

std::string Declared(uint32_t messages) {
  std::string bytes;
  FrameWriter(amqp::kMethod, 1, bytes).Method(50, 11).ShortString("orders").Long(messages).Long(0);
  return bytes;
}

std::string Bare(uint16_t klass, uint16_t method) {
  std::string bytes;
  FrameWriter(amqp::kMethod, 0, bytes).Method(klass, method);
  return bytes;
}

// The class and method of each frame.
std::vector<std::pair<int, int>> MethodsOf(std::string_view bytes) {
  std::vector<std::pair<int, int>> methods;
  while (const auto frame = amqp::FirstFrame(bytes)) {
    if (frame->size == 0) break;
    amqp::FieldReader fields(frame->payload);
    const int klass = fields.Short();
    methods.emplace_back(klass, fields.Short());
    bytes.remove_prefix(frame->size);
  }
  EXPECT_THAT(bytes, IsEmpty());
  return methods;
}

TEST(RabbitMq, OpensStepByStep) {
  const auto rabbit = MakeRabbitMq(0);
  EXPECT_EQ(Begin(*rabbit), std::string("AMQP\0\0\x09\x01", 8));
  using Methods = std::vector<std::pair<int, int>>;
  EXPECT_EQ(MethodsOf(Hear(*rabbit, Bare(10, 10)).out), (Methods{{10, 11}}));
  EXPECT_EQ(MethodsOf(Hear(*rabbit, Bare(10, 30)).out), (Methods{{10, 31}, {10, 40}}));
  EXPECT_EQ(MethodsOf(Hear(*rabbit, Bare(10, 41)).out), (Methods{{20, 10}}));
  EXPECT_EQ(MethodsOf(Hear(*rabbit, Bare(20, 11)).out), (Methods{{50, 10}}));
  EXPECT_EQ(MethodsOf(Hear(*rabbit, Declared(0)).out), (Methods{{85, 10}}));
  EXPECT_FALSE(rabbit->ready());
  Hear(*rabbit, Bare(85, 11));
  EXPECT_TRUE(rabbit->ready());
  EXPECT_EQ(rabbit->stored(), std::nullopt);
  Hear(*rabbit, Declared(99));
  EXPECT_EQ(rabbit->stored(), 99);
}

TEST(RabbitMq, ConfirmsOneOrAllUpToOne) {
  const auto rabbit = MakeRabbitMq(0);
  for (int i = 0; i < 5; ++i) Publish(*rabbit, "x");
  EXPECT_THAT(Hear(*rabbit, Ack(3, false)).confirmed, ElementsAre(2));
  EXPECT_THAT(Hear(*rabbit, Ack(4, true)).confirmed, ElementsAre(0, 1, 3));
  EXPECT_THAT(Hear(*rabbit, Ack(4, true)).confirmed, IsEmpty());
  EXPECT_THAT(Hear(*rabbit, Ack(5, false)).confirmed, ElementsAre(4));
}

TEST(RabbitMq, PublishesAPersistentMessage) {
  const std::string published = Publish(*MakeRabbitMq(0), "an order");
  const auto method = amqp::FirstFrame(published);
  ASSERT_TRUE(method.has_value());
  const auto header = amqp::FirstFrame(std::string_view(published).substr(method->size));
  ASSERT_TRUE(header.has_value());
  amqp::FieldReader fields(header->payload);
  EXPECT_EQ(header->type, amqp::kHeader);
  EXPECT_EQ(fields.Short(), 60);
  EXPECT_EQ(fields.Short(), 0);
  EXPECT_EQ(fields.LongLong(), 8);
  EXPECT_EQ(fields.Short(), 0x1000);
  EXPECT_EQ(fields.Octet(), 2) << "delivery mode: persistent";
  const auto body =
      amqp::FirstFrame(std::string_view(published).substr(method->size + header->size));
  ASSERT_TRUE(body.has_value());
  EXPECT_EQ(body->type, amqp::kBody);
  EXPECT_EQ(body->payload, "an order");
}

TEST(RabbitMq, SaysWhatTheServerRefuses) {
  EXPECT_FALSE(Hear(*MakeRabbitMq(0), Bare(60, 120)).status.ok()) << "basic.nack";
  std::string closed;
  FrameWriter(amqp::kMethod, 0, closed).Method(10, 50).Short(530).ShortString("NOT_ALLOWED");
  EXPECT_THAT(std::string(Hear(*MakeRabbitMq(0), closed).status.message()),
              HasSubstr("530 NOT_ALLOWED"));
}

}  // namespace
}  // namespace headwater::bench
