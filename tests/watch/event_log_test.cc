#include "hub/watch/event_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "spdlog/spdlog.h"

namespace headwater::watch {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> Lines(const std::string& text) {
  return absl::StrSplit(text, '\n', absl::SkipEmpty());
}

google::protobuf::Struct ParseJson(const std::string& line) {
  google::protobuf::Struct object;
  const auto parsed = google::protobuf::util::JsonStringToMessage(line, &object);
  EXPECT_TRUE(parsed.ok()) << line << ": " << parsed.ToString();
  return object;
}

void WriteSome(LogFormat format, LogLevel level) {
  const auto log = OpenEventLog(format, level);
  log->Write(LogLevel::kDebug, "a detail", {{"kind", "order"}});
  log->Write(LogLevel::kInfo, "an event", {{"kind", "order"}, {"group", int64_t{7}}, {"ms", 1.25}});
  spdlog::info("a sentence with \"quotes\"");
}

TEST(EventLogTest, JsonIsAnObjectALine) {
  testing::internal::CaptureStderr();
  WriteSome(LogFormat::kJson, LogLevel::kInfo);
  const auto lines = Lines(testing::internal::GetCapturedStderr());
  ASSERT_EQ(lines.size(), 2u);
  auto event = *ParseJson(lines[0]).mutable_fields();
  EXPECT_EQ(event["message"].string_value(), "an event");
  EXPECT_EQ(event["level"].string_value(), "info");
  EXPECT_EQ(event["kind"].string_value(), "order");
  EXPECT_EQ(event["group"].number_value(), 7);
  EXPECT_EQ(event["ms"].number_value(), 1.25);
  EXPECT_THAT(event["time"].string_value(), testing::MatchesRegex("....-..-..T..:..:..[.]......Z"));
  auto sentence = *ParseJson(lines[1]).mutable_fields();
  EXPECT_EQ(sentence["message"].string_value(), "a sentence with \"quotes\"");
}

TEST(EventLogTest, TextIsALineForPeople) {
  testing::internal::CaptureStderr();
  WriteSome(LogFormat::kText, LogLevel::kDebug);
  const auto lines = Lines(testing::internal::GetCapturedStderr());
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_THAT(lines[0], AllOf(HasSubstr("[debug]"), HasSubstr("a detail kind=order")));
  EXPECT_THAT(lines[1], HasSubstr("an event kind=order group=7 ms=1.250"));
  EXPECT_THAT(lines[2], HasSubstr("a sentence with \"quotes\""));
}

TEST(EventLogTest, OffIsSilent) {
  testing::internal::CaptureStderr();
  WriteSome(LogFormat::kText, LogLevel::kOff);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(EventLogTest, NamesTheChoices) {
  EXPECT_EQ(ParseLogFormat("json").value(), LogFormat::kJson);
  EXPECT_EQ(ParseLogLevel("off").value(), LogLevel::kOff);
  EXPECT_THAT(std::string(ParseLogFormat("xml").status().message()), HasSubstr("text or json"));
  EXPECT_THAT(std::string(ParseLogLevel("").status().message()), HasSubstr("debug, info"));
}

// Ids are a client's words until they have been checked.
TEST(FieldsTextTest, NobodyWritesALineOfHisOwn) {
  const std::string_view forged = "x\n[critical] hub sealed";
  EXPECT_EQ(FieldsText(LogFormat::kText, {{"id", forged}}), "id=\"x\\x0a[critical] hub sealed\"");
  EXPECT_EQ(FieldsText(LogFormat::kJson, {{"id", forged}}),
            "\"id\":\"x\\u000a[critical] hub sealed\"");
  EXPECT_EQ(FieldsText(LogFormat::kText, {{"id", "a b"}, {"n", "x=y"}, {"e", ""}}),
            "id=\"a b\" n=\"x=y\" e=\"\"");
}

TEST(FieldsTextTest, ALongValueIsCut) {
  const std::string limit(kLogValueMax, 'a');
  const std::string more = limit + "bbb";
  EXPECT_EQ(FieldsText(LogFormat::kText, {{"id", limit}}), "id=" + limit);
  EXPECT_EQ(FieldsText(LogFormat::kJson, {{"id", limit}}), "\"id\":\"" + limit + "\"");
  EXPECT_THAT(FieldsText(LogFormat::kText, {{"id", more}}), Not(HasSubstr("b")));
  EXPECT_THAT(FieldsText(LogFormat::kJson, {{"id", more}}), Not(HasSubstr("b")));
}

TEST(JsonStringTest, IsValidForAnyBytes) {
  EXPECT_EQ(JsonString("a\"b\\c\n"), "\"a\\\"b\\\\c\\u000a\"");
  EXPECT_EQ(JsonString("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x9a\x9a"),
            "\"caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x9a\x9a\"");
  EXPECT_EQ(JsonString("\xff"
                       "a\xc3"),
            "\"\xef\xbf\xbd"
            "a\xef\xbf\xbd\"");
  for (int byte = 0; byte < 256; ++byte) {
    ParseJson("{\"a\":" + JsonString(std::string(1, static_cast<char>(byte)) + "b") + "}");
  }
}

}  // namespace
}  // namespace headwater::watch
