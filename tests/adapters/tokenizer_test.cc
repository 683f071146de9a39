#include "adapters/csv/tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace headwater::csv {
namespace {

using format::Position;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Read {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::vector<Position>> positions;
  std::vector<int64_t> lines;
  std::vector<std::string> faults;  // "line:column text"
  size_t buffer_bytes = 0;
};

Read ReadAll(std::string_view text, Dialect dialect = {}, size_t step = std::string_view::npos) {
  Read read;
  format::StringSource source(text, step);
  Tokenizer tokenizer(source, dialect);
  Row row;
  while (true) {
    const auto more = tokenizer.Next(row);
    EXPECT_TRUE(more.ok());
    if (!more.ok() || !*more) break;
    read.buffer_bytes = std::max(read.buffer_bytes, tokenizer.buffer_bytes());
    if (row.fault.has_value()) {
      read.faults.push_back(std::to_string(row.fault->position.line) + ":" +
                            std::to_string(row.fault->position.column) + " " + row.fault->text);
      continue;
    }
    auto& cells = read.rows.emplace_back();
    auto& positions = read.positions.emplace_back();
    for (const Cell& cell : row.cells) {
      cells.emplace_back(cell.text);
      positions.push_back(cell.position);
    }
    read.lines.push_back(row.line);
  }
  return read;
}

using Rows = std::vector<std::vector<std::string>>;

struct Case {
  const char* name;
  std::string text;
  Rows rows;
  std::vector<std::string> faults;
};

class NastyCases : public testing::TestWithParam<Case> {};

// Whole, and byte by byte, which puts a block's end at every place.
TEST_P(NastyCases, ReadTheSameInAnySteps) {
  for (const size_t step : {size_t{1}, size_t{2}, size_t{3}, std::string_view::npos}) {
    const Read read = ReadAll(GetParam().text, {}, step);
    EXPECT_EQ(read.rows, GetParam().rows) << "steps of " << step;
    EXPECT_EQ(read.faults, GetParam().faults) << "steps of " << step;
  }
}

const Case kCases[] = {
    {"nothing", "", {}, {}},
    {"only_a_mark", "\xEF\xBB\xBF", {}, {}},
    {"one_cell", "a", {{"a"}}, {}},
    {"plain", "a,b\nc,d\n", {{"a", "b"}, {"c", "d"}}, {}},
    {"no_last_line_end", "a,b\nc,d", {{"a", "b"}, {"c", "d"}}, {}},
    {"crlf", "a,b\r\nc,d\r\n", {{"a", "b"}, {"c", "d"}}, {}},
    {"cr", "a,b\rc,d\r", {{"a", "b"}, {"c", "d"}}, {}},
    {"mixed_line_ends", "a\nb\r\nc\rd", {{"a"}, {"b"}, {"c"}, {"d"}}, {}},
    {"blank_lines", "\n\na\r\n\r\n\rb\n\n", {{"a"}, {"b"}}, {}},
    {"mark",
     "\xEF\xBB\xBF"
     "a,b\n",
     {{"a", "b"}},
     {}},
    {"quoted_after_mark", "\xEF\xBB\xBF\"a\",b\n", {{"a", "b"}}, {}},
    {"empty_cells", ",\n,,\n", {{"", ""}, {"", "", ""}}, {}},
    {"empty_last_cell", "a,", {{"a", ""}}, {}},
    {"quoted", "\"a\",\"b\"\n", {{"a", "b"}}, {}},
    {"quoted_nothing", "\"\"\n\"\",\"\"\n", {{""}, {"", ""}}, {}},
    {"quoted_delimiter", "\"a,b\",c\n", {{"a,b", "c"}}, {}},
    {"quoted_line_ends", "\"a\nb\r\nc\rd\",e\n", {{"a\nb\r\nc\rd", "e"}}, {}},
    {"doubled", "\"a\"\"b\",\"\"\"\"\n", {{"a\"b", "\""}}, {}},
    {"doubled_at_the_ends", "\"\"\"a\"\"\"\n", {{"\"a\""}}, {}},
    {"two_doubled_cells", "\"a\"\"\",\"b\"\"c\"\"d\",e\n", {{"a\"", "b\"c\"d", "e"}}, {}},
    {"quoted_at_the_end", "a,\"b\"", {{"a", "b"}}, {}},
    {"blanks_stay", " a , b \n", {{" a ", " b "}}, {}},
    {"other_delimiters_are_text", "a;b|c\td\n", {{"a;b|c\td"}}, {}},
    {"zero_byte", std::string("a\0b,c\n", 6), {{std::string("a\0b", 3), "c"}}, {}},
    {"broken_utf8", "\x80,b\n", {{"\x80", "b"}}, {}},
    {"quote_within",
     "a\"b,c\nd,e\n",
     {{"d", "e"}},
     {"1:2 a quotation mark within a cell that does not begin with one"}},
    {"blank_before_quote",
     "a, \"b\"\nc,d\n",
     {{"c", "d"}},
     {"1:4 a quotation mark within a cell that does not begin with one"}},
    {"text_after_quote",
     "\"a\"b,c\nd,e\n",
     {{"d", "e"}},
     {"1:4 text after the closing quotation mark of a cell"}},
    {"never_closed",
     "a,\"b\nc,d\ne,f",
     {{"c", "d"}, {"e", "f"}},
     {"1:3 the quotation mark opened here is not closed before the end of the file"}},
    {"never_closed_at_the_end",
     "a,b\n\"",
     {{"a", "b"}},
     {"2:1 the quotation mark opened here is not closed before the end of the file"}},
    {"closed_by_a_later_quote",
     "a,\"b\nc,\"d\"\ne,f\n",
     {{"c", "d"}, {"e", "f"}},
     {"2:4 text after the closing quotation mark of a cell"}},
    {"fault_after_line_ends_within",
     "\"a\r\nb\",\"c\"d\ne,f\n",
     {{"e", "f"}},
     // It goes on with the line after the first: what is left of the row is another fault.
     {"2:7 text after the closing quotation mark of a cell",
      "2:2 a quotation mark within a cell that does not begin with one"}},
    {"utf16",
     std::string("\xff\xfe"
                 "a\0,\0b\0",
                 8),
     {},
     {"1:1 the file is in UTF-16"}},
};

INSTANTIATE_TEST_SUITE_P(Tokenizer, NastyCases, testing::ValuesIn(kCases),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(TokenizerTest, PlacesAreLinesAndCharacters) {
  const Read read = ReadAll("name,größe,x\n\"zwei\nzeilen äö\",é,y\r\n\"\"\"\",z\n");
  ASSERT_EQ(read.rows.size(), 3u);
  EXPECT_THAT(read.positions[0], ElementsAre(Position{1, 1}, Position{1, 6}, Position{1, 12}));
  EXPECT_THAT(read.positions[1], ElementsAre(Position{2, 1}, Position{3, 12}, Position{3, 14}));
  EXPECT_THAT(read.positions[2], ElementsAre(Position{4, 1}, Position{4, 6}));
  EXPECT_THAT(read.lines, ElementsAre(1, 2, 4));
}

TEST(TokenizerTest, OtherDelimiters) {
  EXPECT_EQ(ReadAll("a;\"b;c\"\n", {.delimiter = ';'}).rows, (Rows{{"a", "b;c"}}));
  EXPECT_EQ(ReadAll("a\tb\n", {.delimiter = '\t'}).rows, (Rows{{"a", "b"}}));
  EXPECT_EQ(ReadAll("a|b\n", {.delimiter = '|'}).rows, (Rows{{"a", "b"}}));
}

TEST(TokenizerTest, LimitsAtAndPast) {
  const Dialect dialect{.cell_bytes_max = 10, .row_bytes_max = 40, .row_cells_max = 3};
  const std::string ten(10, 'x');
  for (const size_t step : {size_t{1}, std::string_view::npos}) {
    EXPECT_EQ(ReadAll(ten + "," + ten + "\n", dialect, step).rows, (Rows{{ten, ten}}));
    EXPECT_EQ(ReadAll("\"" + ten + "\"\n", dialect, step).rows, (Rows{{ten}}));
    EXPECT_THAT(ReadAll(ten + "x,a\nb\n", dialect, step).faults,
                ElementsAre("1:1 a cell longer than 10 bytes"));
    EXPECT_EQ(ReadAll(ten + "x,a\nb\n", dialect, step).rows, (Rows{{"b"}}));
    EXPECT_THAT(ReadAll("a,\"" + ten + "x\"\nb\n", dialect, step).faults,
                ElementsAre("1:3 the quotation mark opened here is not closed within 10 bytes"));
    EXPECT_EQ(ReadAll("a,b,c\n", dialect, step).rows.size(), 1u);
    EXPECT_THAT(ReadAll("a,b,c,d\ne\n", dialect, step).faults,
                ElementsAre("1:7 the row has more than 3 columns"));
  }
  const Dialect narrow{.cell_bytes_max = 10, .row_bytes_max = 20, .row_cells_max = 30};
  EXPECT_EQ(ReadAll(ten + "," + std::string(9, 'y') + "\nb\n", narrow).faults.size(), 0u);
  EXPECT_THAT(ReadAll(ten + "," + ten + "\nb\n", narrow).faults,
              ElementsAre("1:1 a row longer than 20 bytes"));
}

// A quotation mark that nobody closes must not make the rest of a big file be read
// again and again, nor kept.
TEST(TokenizerTest, StrayQuotesCostOneLineEachAndBoundedMemory) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += i % 1000 == 500 ? "a,\"b,c\n" : "a,b,c and some more\n";
  const Read read = ReadAll(text, {}, 1000);
  EXPECT_EQ(read.faults.size(), 20u);
  EXPECT_EQ(read.rows.size(), 19'980u);
  EXPECT_LE(read.buffer_bytes, (1u << 20) + (512u << 10));
}

TEST(TokenizerTest, ALineWithoutEndIsPassedOverInBoundedMemory) {
  const std::string text = "a,b\n" + std::string(5 << 20, 'x') + "\nc,d\n";
  const Read read = ReadAll(text);
  EXPECT_EQ(read.rows, (Rows{{"a", "b"}, {"c", "d"}}));
  EXPECT_THAT(read.faults, ElementsAre("2:1 a cell longer than 65536 bytes"));
  EXPECT_LE(read.buffer_bytes, 1u << 20);
}

TEST(TokenizerTest, AnErrorOfTheSourceComesThrough) {
  class Broken final : public format::ByteSource {
   public:
    absl::StatusOr<size_t> Read(char* buffer, size_t) override {
      if (std::exchange(first_, false)) {
        buffer[0] = 'a';
        return size_t{1};
      }
      return absl::DataLossError("the disk says no");
    }
    bool first_ = true;
  };
  Broken source;
  Tokenizer tokenizer(source);
  Row row;
  EXPECT_TRUE(absl::IsDataLoss(tokenizer.Next(row).status()));
}

// Whatever is written by the rules is read back, whole or in steps.
TEST(TokenizerTest, WhatIsWrittenIsRead) {
  rc::check([] {
    const auto alphabet =
        rc::gen::element<std::string>("a", "b", "\"", ",", ";", "\n", "\r", "\r\n", " ", "ä", "€");
    const auto cell =
        rc::gen::map(rc::gen::resize(6, rc::gen::container<std::vector<std::string>>(alphabet)),
                     [](const std::vector<std::string>& parts) {
                       std::string text;
                       for (const std::string& part : parts) text += part;
                       return text;
                     });
    const auto rows = *rc::gen::resize(
        8, rc::gen::container<std::vector<std::vector<std::string>>>(rc::gen::nonEmpty(
               rc::gen::resize(5, rc::gen::container<std::vector<std::string>>(cell)))));
    const std::string line_end = *rc::gen::element<std::string>("\n", "\r\n", "\r");
    const bool quote_all = *rc::gen::arbitrary<bool>();
    std::string text;
    for (const auto& row : rows) {
      for (size_t i = 0; i < row.size(); ++i) {
        if (i > 0) text += ",";
        const bool needs = row[i].find_first_of("\",\r\n") != std::string::npos ||
                           (row.size() == 1 && row[i].empty());
        if (!quote_all && !needs) {
          text += row[i];
          continue;
        }
        text += "\"";
        for (const char c : row[i]) text += c == '"' ? std::string("\"\"") : std::string(1, c);
        text += "\"";
      }
      text += line_end;
    }
    const size_t step = static_cast<size_t>(*rc::gen::inRange(1, 20));
    const Read read = ReadAll(text, {}, step);
    RC_ASSERT(read.faults.empty());
    RC_ASSERT(read.rows == rows);
  });
}

// No bytes make it fail, hang, or lose count.
TEST(TokenizerTest, AnyBytesAtAll) {
  rc::check([] {
    const auto bytes = *rc::gen::container<std::string>(
        rc::gen::element<char>('a', ',', '"', '\n', '\r', '\0', '\xEF', '\xBB', '\xBF', '\x80'));
    const Read whole = ReadAll(bytes, {.cell_bytes_max = 8, .row_bytes_max = 30});
    const Read steps = ReadAll(bytes, {.cell_bytes_max = 8, .row_bytes_max = 30}, 1);
    RC_ASSERT(whole.rows == steps.rows);
    RC_ASSERT(whole.faults == steps.faults);
    RC_ASSERT(whole.lines == steps.lines);
  });
}

}  // namespace
}  // namespace headwater::csv
