#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "adapters/format/byte_source.h"
#include "adapters/format/document_id.h"
#include "adapters/format/document_reader.h"
#include "adapters/format/violations.h"
#include "hub/base/uuid.h"

namespace headwater::format {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(PositionMapTest, FindsTheFieldOrWhatIsNearest) {
  auto paths = std::make_shared<PathTable>();
  const int body = paths->Intern("ticket");
  const int line = paths->Intern("ticket.lines[]");
  const int gtin = paths->Intern("ticket.lines[].item.gtin");
  const int quantity = paths->Intern("ticket.lines[].quantity");
  PositionMap map(paths);
  map.Add(body, {}, {2, 1});
  for (int i = 0; i < 3; ++i) {
    map.Add(line, {i}, {2 + i, 1});
    map.Add(gtin, {i}, {2 + i, 8});
    map.Add(quantity, {i}, {2 + i, 22});
  }
  EXPECT_EQ(map.Find("ticket.lines[1].item.gtin"), (Position{3, 8}));
  // Its own part came from the same cell.
  EXPECT_EQ(map.Find("ticket.lines[2].quantity.count"), (Position{4, 22}));
  // A message whose fields came from cells: the first of them.
  EXPECT_EQ(map.Find("ticket.lines[2].item"), (Position{4, 8}));
  // Nothing gave it: the line, the list, the document.
  EXPECT_EQ(map.Find("ticket.lines[2].promotion_code"), (Position{4, 1}));
  EXPECT_EQ(map.Find("ticket.lines"), (Position{2, 1}));
  EXPECT_EQ(map.Find("ticket.lines[9].item.gtin"), (Position{2, 1}));
  EXPECT_EQ(map.Find("ticket.till"), (Position{2, 1}));
  EXPECT_EQ(map.Find("number"), (Position{2, 1}));
  EXPECT_EQ(map.Find(""), (Position{2, 1}));
  EXPECT_EQ(map.Find("ticket.lines[x"), (Position{2, 1}));
  EXPECT_EQ(PositionMap().Find("ticket"), Position());
}

TEST(PositionMapTest, SplitsAtAnItemOfTheOutermostList) {
  auto paths = std::make_shared<PathTable>();
  const int date = paths->Intern("sales_report.sales_date");
  const int gtin = paths->Intern("sales_report.by_location[].lines[].item.gtin");
  PositionMap map(paths);
  map.Add(date, {}, {2, 3});
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 2; ++j) map.Add(gtin, {i, j}, {10 * i + j, 5});
  }
  PositionMap tail = map.SplitAt(2);
  EXPECT_EQ(map.Find("sales_report.by_location[1].lines[1].item.gtin"), (Position{11, 5}));
  EXPECT_EQ(tail.Find("sales_report.by_location[0].lines[1].item.gtin"), (Position{21, 5}));
  EXPECT_EQ(tail.Find("sales_report.sales_date"), (Position{2, 3}));
  EXPECT_EQ(map.entries().size() + tail.entries().size(), 8u);
}

TEST(PositionMapTest, PutsIndexesIn) {
  EXPECT_EQ(PathWithIndexes("a.b[].c[].d", {3, 0}), "a.b[3].c[0].d");
  EXPECT_EQ(PathWithIndexes("number", {}), "number");
}

TEST(IssueTest, SaysItInOneLine) {
  Issue issue = IssueAt({7, 12}, "number", {v1::REASON_FIELD_REQUIRED, "it is empty", "Fill it"});
  EXPECT_EQ(issue.ToString(), "line 7, column 12: it is empty; Fill it");
  issue.severity = Severity::kWarning;
  issue.position = {};
  issue.cure.clear();
  EXPECT_EQ(issue.ToString(), "warning: it is empty");
}

TEST(IssueTest, QuotesWhatIsNoText) {
  EXPECT_EQ(Quoted("a\nb\"\xff"), "\"a\\nb\\\"\\xff\"");
  EXPECT_EQ(Quoted("Käse"), "\"Käse\"");
  EXPECT_EQ(Quoted(std::string(70, 'x')), "\"" + std::string(60, 'x') + "...\"");
  // Not cut within a character.
  EXPECT_EQ(Quoted(std::string(59, 'x') + "ää"), "\"" + std::string(59, 'x') + "...\"");
}

TEST(ViolationsTest, OneIssueForEachOrOneForAll) {
  auto paths = std::make_shared<PathTable>();
  PositionMap map(paths);
  map.Add(paths->Intern("order"), {}, {5, 1});
  map.Add(paths->Intern("order.lines[].quantity"), {1}, {6, 9});
  v1::ErrorDetail detail;
  detail.set_reason(v1::REASON_NUMBER_OUT_OF_RANGE);
  auto& violation = *detail.add_violations();
  violation.set_field_path("order.lines[1].quantity.count");
  violation.set_reason(v1::REASON_NUMBER_OUT_OF_RANGE);
  violation.set_description("0 is not more than zero");
  const auto issues = IssuesFrom(detail, "one violation", map);
  ASSERT_EQ(issues.size(), 1u);
  EXPECT_EQ(issues[0].position, (Position{6, 9}));
  EXPECT_EQ(issues[0].text, "0 is not more than zero");
  detail.clear_violations();
  const auto whole = IssuesFrom(detail, "not now", map);
  ASSERT_EQ(whole.size(), 1u);
  EXPECT_EQ(whole[0].position, (Position{5, 1}));
  EXPECT_EQ(whole[0].text, "not now");
}

TEST(DocumentIdTest, IsAFunctionOfSenderKindAndNumber) {
  const std::string id = DocumentIdFor("4000001000005", "order", "A-1");
  EXPECT_TRUE(base::IsUuid(id));
  EXPECT_EQ(DocumentIdFor("4000001000005", "order", "A-1"), id);
  EXPECT_NE(DocumentIdFor("4000001000005", "order", "A-2"), id);
  EXPECT_NE(DocumentIdFor("4000001000005", "ticket", "A-1"), id);
  EXPECT_NE(DocumentIdFor("4000001000012", "order", "A-1"), id);
}

// Gives documents and issues to order.
class ScriptedReader final : public DocumentReader {
 public:
  explicit ScriptedReader(std::string script) : script_(std::move(script)) {}
  // d: a document, e: an error, w: a warning, x: the reading fails.
  absl::Status Read(ByteSource&, DocumentSink& sink) override {
    auto paths = std::make_shared<PathTable>();
    const int number = paths->Intern("number");
    for (size_t i = 0; i < script_.size(); ++i) {
      if (script_[i] == 'x') return absl::DataLossError("the source broke");
      if (script_[i] == 'd') {
        Parsed parsed{.positions = PositionMap(paths)};
        parsed.document.set_number(std::to_string(i));
        parsed.positions.Add(number, {}, {static_cast<int64_t>(i) + 1, 4});
        if (auto status = sink.OnDocument(std::move(parsed)); !status.ok()) return status;
        continue;
      }
      Issue issue;
      issue.severity = script_[i] == 'e' ? Severity::kError : Severity::kWarning;
      if (auto status = sink.OnIssue(issue); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

 private:
  const std::string script_;
};

class Collector final : public DocumentSink {
 public:
  absl::Status OnDocument(Parsed parsed) override {
    numbers.push_back(parsed.document.number());
    lines.push_back(parsed.positions.Find("number").line);
    return on_document;
  }
  absl::Status OnIssue(Issue) override {
    ++issues;
    return absl::OkStatus();
  }
  std::vector<std::string> numbers;
  std::vector<int64_t> lines;
  int issues = 0;
  absl::Status on_document;
};

TEST(ReadDocumentsTest, GoodOnesThroughOrNone) {
  StringSource source("");
  for (const Mode mode : {Mode::kGoodOnesThrough, Mode::kAllOrNothing}) {
    Collector clean;
    ScriptedReader good("ddwd");
    auto summary = ReadDocuments(good, source, mode, clean);
    ASSERT_TRUE(summary.ok());
    EXPECT_THAT(clean.numbers, ElementsAre("0", "1", "3"));
    EXPECT_THAT(clean.lines, ElementsAre(1, 2, 4));
    EXPECT_EQ(summary->documents, 3);
    EXPECT_EQ(summary->warnings, 1);
    EXPECT_EQ(summary->errors, 0);

    Collector mixed;
    ScriptedReader bad("dded");
    summary = ReadDocuments(bad, source, mode, mixed);
    ASSERT_TRUE(summary.ok());
    EXPECT_EQ(summary->errors, 1);
    EXPECT_EQ(mixed.issues, 1);
    if (mode == Mode::kAllOrNothing) {
      EXPECT_THAT(mixed.numbers, IsEmpty());
      EXPECT_EQ(summary->documents, 0);
    } else {
      EXPECT_THAT(mixed.numbers, ElementsAre("0", "1", "3"));
    }
  }
}

TEST(ReadDocumentsTest, ErrorsComeThrough) {
  StringSource source("");
  for (const Mode mode : {Mode::kGoodOnesThrough, Mode::kAllOrNothing}) {
    Collector collector;
    ScriptedReader broken("dx");
    EXPECT_TRUE(absl::IsDataLoss(ReadDocuments(broken, source, mode, collector).status()));
    EXPECT_EQ(collector.numbers.size(), mode == Mode::kAllOrNothing ? 0u : 1u);
    Collector full;
    full.on_document = absl::ResourceExhaustedError("full");
    ScriptedReader good("ddd");
    EXPECT_TRUE(absl::IsResourceExhausted(ReadDocuments(good, source, mode, full).status()));
    EXPECT_EQ(full.numbers.size(), 1u);
  }
}

TEST(ByteSourceTest, FilesAndTexts) {
  const std::string path = testing::TempDir() + "/byte_source";
  {
    auto sink = FileSink::Open(path);
    ASSERT_TRUE(sink.ok());
    ASSERT_TRUE((*sink)->Write("one,two\n").ok());
    ASSERT_TRUE((*sink)->Write("three\n").ok());
  }
  auto source = FileSource::Open(path);
  ASSERT_TRUE(source.ok());
  std::string text;
  char buffer[5];
  while (true) {
    const auto got = (*source)->Read(buffer, sizeof(buffer));
    ASSERT_TRUE(got.ok());
    if (*got == 0) break;
    text.append(buffer, *got);
  }
  EXPECT_EQ(text, "one,two\nthree\n");
  EXPECT_TRUE(absl::IsNotFound(FileSource::Open(path + ".none").status()));
  ::unlink(path.c_str());
  StringSource steps("abcdef", 4);
  EXPECT_EQ(*steps.Read(buffer, 5), 4u);
  EXPECT_EQ(*steps.Read(buffer, 5), 2u);
  EXPECT_EQ(*steps.Read(buffer, 5), 0u);
}

}  // namespace
}  // namespace headwater::format
