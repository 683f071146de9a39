#include "bench/postgres_sales.h"

#include <endian.h>

#include <vector>

#include "absl/time/clock.h"
#include "bench/floor_sales.h"
#include "bench/postgres_session.h"
#include "bench/sales_history.h"
#include "hub/base/error.h"

namespace headwater::bench {
namespace {

constexpr char kTable[] =
    "CREATE TABLE sales(supplier BIGINT NOT NULL, day BIGINT NOT NULL, location BIGINT NOT NULL, "
    "gtin BIGINT NOT NULL, promotion_code TEXT NOT NULL, sold BIGINT NOT NULL, returned BIGINT, "
    "net_micros BIGINT, minutes_on_shelf BIGINT, minutes_open BIGINT, currency TEXT NOT NULL, "
    "restatement BIGINT NOT NULL, PRIMARY KEY(supplier, day, location, gtin, promotion_code))";
constexpr char kCopy[] = "COPY sales FROM STDIN (FORMAT binary)";
constexpr uint16_t kColumns = 12;

// COPY's binary format: a signature, then each row as the number of its columns and, for each,
// its length and its bytes.
class CopyBytes {
 public:
  void Begin() {
    static constexpr std::string_view kSignature("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
    bytes_.assign(kSignature);
  }
  void Row(const FloorRow& row) {
    Short(kColumns);
    for (const int64_t key : {row.supplier, int64_t{row.day}, row.location, row.gtin}) Number(key);
    Text("");
    for (const int64_t figure :
         {row.figures.sold, row.figures.returned, row.figures.net_micros,
          int64_t{row.figures.minutes_on_shelf}, int64_t{row.figures.minutes_open}}) {
      Number(figure);
    }
    Text("EUR");
    Number(0);
  }
  std::string_view End() {
    Short(0xFFFF);
    return bytes_;
  }

 private:
  void Short(uint16_t value) { Raw(htobe16(value)); }
  void Number(int64_t value) {
    Raw(htobe32(uint32_t{sizeof value}));
    Raw(htobe64(static_cast<uint64_t>(value)));
  }
  void Text(std::string_view text) {
    Raw(htobe32(static_cast<uint32_t>(text.size())));
    bytes_.append(text);
  }
  template <typename Integer>
  void Raw(Integer network) {
    bytes_.append(reinterpret_cast<const char*>(&network), sizeof network);
  }

  std::string bytes_;
};

}  // namespace

absl::Status MakePostgresSales(const std::string& url) {
  ASSIGN_OR_RETURN(PostgresSession session, PostgresSession::Open(url));
  return session.Execute(kTable);
}

absl::StatusOr<Measurement> CopyPostgresSales(const std::string& url, const SalesShape& shape,
                                              base::Day first, int days) {
  ASSIGN_OR_RETURN(PostgresSession session, PostgresSession::Open(url));
  CopyBytes bytes;
  return PutGroups(shape, first, days,
                   [&](const std::vector<FloorRow>& group) -> absl::StatusOr<absl::Duration> {
                     bytes.Begin();
                     for (const FloorRow& row : group) bytes.Row(row);
                     const std::string_view data = bytes.End();
                     const absl::Time begun = absl::Now();
                     RETURN_IF_ERROR(session.Copy(kCopy, data));
                     return absl::Now() - begun;
                   });
}

}  // namespace headwater::bench
