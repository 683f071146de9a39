#include "hub/watch/exchange_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "watch/decisions.h"

namespace headwater::watch {
namespace {

using test::Supplier;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class KeptLog final : public EventLog {
 public:
  explicit KeptLog(LogLevel level) : level_(level) {}
  bool Writes(LogLevel level) const override { return level >= level_; }
  void Write(LogLevel level, std::string_view sentence,
             std::initializer_list<LogField> fields) override {
    if (!Writes(level)) return;
    lines.push_back(std::string(sentence) + " " + FieldsText(LogFormat::kText, fields));
  }
  std::vector<std::string> lines;

 private:
  const LogLevel level_;
};

TEST(ExchangeWatchTest, WritesALineForEachDocumentAtDebug) {
  KeptLog log(LogLevel::kDebug);
  ExchangeWatch watch(&log);
  v1::SubmitRequest request = OrderRequest();
  request.mutable_document()->set_number("SECRET-NUMBER");
  const auto accepted = Accepted(42);
  watch.Decided({.request = request,
                 .caller = Supplier(),
                 .outcome = accepted,
                 .group = 7,
                 .took_nanos = 1'500'000});
  watch.Decided({.request = request,
                 .caller = Supplier(),
                 .outcome = accepted,
                 .repeated = true,
                 .group = 8});
  const auto refused = Refused(v1::REASON_NUMBER_REUSED);
  watch.Decided({.request = request, .caller = Supplier(), .outcome = refused, .group = 9});
  request.set_validate_only(true);
  watch.Decided({.request = request, .caller = Supplier(), .outcome = accepted, .group = 10});
  ASSERT_EQ(log.lines.size(), 4u);
  EXPECT_EQ(log.lines[0],
            "document accepted document_id=document-1 kind=order sender=" + Supplier().ToString() +
                " request_id=request-1 group=7 took_ms=1.500 sequence=42");
  EXPECT_THAT(log.lines[1], AllOf(HasSubstr("document repeated"), HasSubstr("sequence=42")));
  EXPECT_THAT(log.lines[2],
              AllOf(HasSubstr("document refused"), HasSubstr("reason=REASON_NUMBER_REUSED"),
                    HasSubstr("group=9"), Not(HasSubstr("sequence"))));
  EXPECT_THAT(log.lines[3], AllOf(HasSubstr("would be accepted"), Not(HasSubstr("sequence"))));
  for (const std::string& line : log.lines) EXPECT_THAT(line, Not(HasSubstr("SECRET")));
}

TEST(ExchangeWatchTest, IsQuietAboutDocumentsAtTheDefaultLevel) {
  KeptLog log(LogLevel::kInfo);
  ExchangeWatch watch(&log);
  const v1::SubmitRequest request = OrderRequest();
  const auto accepted = Accepted();
  const auto refused = Refused(v1::REASON_NUMBER_REUSED);
  watch.Decided({.request = request, .caller = Supplier(), .outcome = accepted, .group = 1});
  watch.Decided({.request = request, .caller = Supplier(), .outcome = refused, .group = 1});
  EXPECT_THAT(log.lines, IsEmpty());
  EXPECT_EQ(watch.counts().submit_time().Read().all, 2u) << "they are counted all the same";
}

TEST(ExchangeWatchTest, ItsClockOnlyGoesForward) {
  ExchangeWatch watch(nullptr);
  int64_t last = watch.MonotonicNanos();
  for (int i = 0; i < 1000; ++i) {
    const int64_t now = watch.MonotonicNanos();
    EXPECT_GE(now, last);
    last = now;
  }
}

}  // namespace
}  // namespace headwater::watch
