// Files that are larger than memory should be: what a reader holds does not grow with
// the file.
#include <gtest/gtest.h>
#include <malloc.h>

#include "absl/strings/str_cat.h"
#include "adapters/csv_support.h"

namespace headwater::csv {
namespace {

// Rows without end, made as they are asked for. Counts what it gave.
class EndlessTickets final : public format::ByteSource {
 public:
  explicit EndlessTickets(size_t bytes) : bytes_(bytes) {}

  absl::StatusOr<size_t> Read(char* buffer, size_t size) override {
    if (row_.empty()) {
      if (given_ >= bytes_) return size_t{0};
      row_ = given_ == 0 ? "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
                         : "";
      for (int i = 0; i < 100; ++i) {
        absl::StrAppend(&row_, number_ / 500, ",A,6,2010-12-01 08:26:00,2.55,",
                        17'850 + number_ / 500, ",UK\n");
        ++number_;
      }
    }
    const size_t count = std::min(size, row_.size());
    row_.copy(buffer, count);
    row_.erase(0, count);
    given_ += count;
    return count;
  }

  int rows() const { return number_; }
  size_t given() const { return given_; }

 private:
  const size_t bytes_;
  size_t given_ = 0;
  int number_ = 0;
  std::string row_;
};

class CountingSink final : public format::DocumentSink {
 public:
  absl::Status OnDocument(format::Parsed parsed) override {
    lines += parsed.document.ticket().lines_size();
    in_use_max = std::max(in_use_max, static_cast<size_t>(mallinfo2().uordblks));
    return absl::OkStatus();
  }
  absl::Status OnIssue(format::Issue issue) override {
    ADD_FAILURE() << issue.ToString();
    return absl::OkStatus();
  }
  int lines = 0;
  size_t in_use_max = 0;
};

class CsvMemoryTest : public testing::TestWithParam<format::Mode> {};

TEST_P(CsvMemoryTest, IsBounded) {
  ProfileInputs inputs = RetailerInputs();
  inputs.value_maps["gtin_by_stock_code"] = {{"A", "4006381333931"}};
  inputs.value_maps["location_by_country"] = {{"UK", "4000001000029"}};
  const auto profile = BuiltIn("back_office_tickets", inputs);
  const auto in_use = static_cast<size_t>(mallinfo2().uordblks);
  // Many times what the reader may hold.
  const size_t bytes = GetParam() == format::Mode::kAllOrNothing ? 16 << 20 : 50 << 20;
  EndlessTickets source(bytes);
  CountingSink sink;
  CsvReader reader(*profile);
  const auto summary = format::ReadDocuments(reader, source, GetParam(), sink);
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(sink.lines, source.rows());
  EXPECT_EQ(summary->documents, (source.rows() + 499) / 500);
  EXPECT_GE(source.given(), bytes);
  // One block, one document of 500 rows, and what the allocator adds.
  EXPECT_LE(sink.in_use_max, in_use + (4 << 20));
}

INSTANTIATE_TEST_SUITE_P(Modes, CsvMemoryTest,
                         testing::Values(format::Mode::kGoodOnesThrough,
                                         format::Mode::kAllOrNothing),
                         [](const auto& test) {
                           return test.param == format::Mode::kAllOrNothing
                                      ? std::string("AllOrNothing")
                                      : std::string("GoodOnesThrough");
                         });

}  // namespace
}  // namespace headwater::csv
