// Over random sequences of documents, which come in in any order of their instants: the
// book of every key is the last count and every movement, receipt, sale and return since.
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "hub/base/random.h"
#include "inventory/stock_world.h"

namespace headwater::inventory {
namespace {

using namespace test;  // NOLINT: the world and its matchers

constexpr int kItems = 4;
constexpr int kHours = 40;
constexpr int kDocuments = 60;
constexpr uint64_t kSeeds = 25;

// Location, item, status, owner.
using Key4 = std::tuple<int64_t, int, int, int64_t>;

// All that anybody ever said, kept as it was said.
class Model {
 public:
  // Whether a count of these keys, as of this instant, is not too late.
  bool Takes(int hour, const std::map<Key4, int64_t>& lines) const {
    for (const auto& [key, unused] : lines) {
      const auto last = LastCount(key);
      if (last.has_value() && last->hour > hour) return false;
    }
    return true;
  }
  void Count(int hour, const std::map<Key4, int64_t>& lines) {
    for (const auto& [key, quantity] : lines) {
      counts_[key].push_back({hour, ++order_, quantity});
      touched_[key] = true;
    }
  }
  void CountAll(int hour, int64_t location, const std::map<Key4, int64_t>& lines) {
    full_counts_[location].push_back({hour, ++order_, 0});
    Count(hour, lines);
  }
  void Move(const Key4& key, int hour, int64_t quantity) {
    moves_[key].push_back({hour, 0, quantity});
    touched_[key] = true;
  }

  std::map<Key4, int64_t> Books() const {
    std::map<Key4, int64_t> books;
    for (const auto& [key, unused] : touched_) {
      const auto last = LastCount(key);
      int64_t book = last.has_value() ? last->quantity : 0;
      const auto moves = moves_.find(key);
      if (moves != moves_.end()) {
        for (const Fact& move : moves->second) {
          if (!last.has_value() || move.hour > last->hour) book += move.quantity;
        }
      }
      books[key] = book;
    }
    return books;
  }

  int64_t LastCounted(const Key4& key) const {
    const auto last = LastCount(key);
    return last.has_value() ? last->quantity : 0;
  }

 private:
  struct Fact {
    int hour;
    int order;
    int64_t quantity;
  };

  // The youngest instant; of the same, the one that came last.
  std::optional<Fact> LastCount(const Key4& key) const {
    std::optional<Fact> last;
    const auto consider = [&last](const std::vector<Fact>& facts) {
      for (const Fact& fact : facts) {
        if (!last.has_value() ||
            std::tie(fact.hour, fact.order) > std::tie(last->hour, last->order)) {
          last = fact;
        }
      }
    };
    if (const auto own = counts_.find(key); own != counts_.end()) consider(own->second);
    if (const auto full = full_counts_.find(std::get<0>(key)); full != full_counts_.end()) {
      consider(full->second);
    }
    return last;
  }

  int order_ = 0;
  std::map<Key4, std::vector<Fact>> counts_;
  std::map<int64_t, std::vector<Fact>> full_counts_;
  std::map<Key4, std::vector<Fact>> moves_;
  std::map<Key4, bool> touched_;
};

class RandomHistory {
 public:
  explicit RandomHistory(uint64_t seed) : random_(seed) {}

  void Step() {
    switch (random_.Below(12)) {
      case 0:
      case 1:
        return TakeCount(false);
      case 2:
        return TakeCount(true);
      case 3:
        return TakeStatement();
      case 4:
      case 5:
      case 6:
        return TakeMovement();
      case 7:
        return TakeReceipt();
      default:
        return TakeTicket();
    }
  }

  void Check() {
    std::map<Key4, int64_t> books;
    for (const std::string& row :
         world_.Rows("SELECT location, gtin, status, owner, book_quantity FROM stock "
                     "WHERE book_quantity IS NOT NULL")) {
      const std::vector<int64_t> values = Numbers(row);
      books[{values[0], ItemOf(values[1]), static_cast<int>(values[2]), values[3]}] = values[4];
    }
    EXPECT_EQ(books, ExpectedBooks());
    CheckTables();
  }

 private:
  static std::vector<int64_t> Numbers(const std::string& row) {
    std::vector<int64_t> numbers;
    for (const auto part : absl::StrSplit(row, '|')) {
      EXPECT_TRUE(absl::SimpleAtoi(part, &numbers.emplace_back())) << row;
    }
    return numbers;
  }
  static int ItemOf(int64_t base) {
    for (int n = 1; n <= kItems; ++n) {
      if (Key(Piece(n)) == base) return n;
    }
    return 0;
  }

  std::map<Key4, int64_t> ExpectedBooks() {
    std::map<Key4, int64_t> books = model_.Books();
    // A key that only ever was stated by a system has a row, and a book since a full
    // count.
    for (const std::string& row : world_.Rows(
             "SELECT location, gtin, status, owner, 0 FROM stock WHERE counted_time IS NOT NULL")) {
      const std::vector<int64_t> values = Numbers(row);
      books.try_emplace({values[0], ItemOf(values[1]), static_cast<int>(values[2]), values[3]}, 0);
    }
    return books;
  }

  // The same from the tables alone, as a person would check it who has the model's last
  // count, the journal and the tickets: the journal's own count differences are left out,
  // they say how the count was reached and not what moved.
  void CheckTables() {
    for (const std::string& row : world_.Rows(
             "SELECT s.location, s.gtin, s.status, s.owner, s.book_quantity, "
             "CAST(COALESCE((SELECT SUM(m.quantity) FROM stock_movement m "
             "WHERE m.supplier = s.supplier AND m.location = s.location AND m.gtin = s.gtin "
             "AND m.status = s.status AND m.owner = s.owner AND m.reason <> 4 "
             "AND (s.counted_time IS NULL OR m.movement_time > s.counted_time)), 0) AS BIGINT), "
             "CAST(COALESCE((SELECT SUM(CASE l.type WHEN 1 THEN -l.quantity ELSE l.quantity END) "
             "FROM ticket t JOIN ticket_line l ON l.location = t.location "
             "AND l.number = t.number WHERE t.location = s.location AND l.gtin = s.gtin "
             "AND (s.counted_time IS NULL OR t.sale_time > s.counted_time)), 0) AS BIGINT) "
             "FROM stock s WHERE s.book_quantity IS NOT NULL")) {
      const std::vector<int64_t> values = Numbers(row);
      const Key4 key{values[0], ItemOf(values[1]), static_cast<int>(values[2]), values[3]};
      const bool sold_from =
          values[2] == v1::STOCK_STATUS_AVAILABLE && values[3] == Retailer().value();
      EXPECT_EQ(values[4], model_.LastCounted(key) + values[5] + (sold_from ? values[6] : 0))
          << row;
    }
  }

  int Hour() { return static_cast<int>(random_.Between(0, kHours)); }
  int Item() { return static_cast<int>(random_.Between(1, kItems)); }
  base::Gln Place() { return random_.Below(3) == 0 ? FarShop() : Shop(); }
  v1::StockStatus Status() {
    return random_.Below(3) == 0 ? v1::STOCK_STATUS_DAMAGED : v1::STOCK_STATUS_AVAILABLE;
  }
  base::Gln Owner() { return random_.Below(3) == 0 ? Supplier() : Retailer(); }

  // Distinct keys with quantities, as lines and as the model wants them.
  std::vector<StockLine> Lines(base::Gln place, std::map<Key4, int64_t>& stated) {
    std::vector<StockLine> lines;
    for (int64_t n = random_.Between(1, 4); n > 0; --n) {
      const int item = Item();
      const v1::StockStatus status = Status();
      const base::Gln owner = Owner();
      const int64_t pieces = random_.Between(0, 40);
      if (!stated.emplace(Key4{place.value(), item, status, owner.value()}, pieces).second)
        continue;
      lines.push_back({Piece(item), Count(pieces), place, status, owner});
    }
    return lines;
  }

  void TakeCount(bool full) {
    const int hour = Hour();
    const base::Gln place = Place();
    std::map<Key4, int64_t> stated;
    const auto lines = Lines(place, stated);
    const auto receipt = world_.Submit(
        Report(At(hour), v1::INVENTORY_REPORT_BASIS_COUNTED,
               full ? v1::INVENTORY_REPORT_SCOPE_FULL : v1::INVENTORY_REPORT_SCOPE_LISTED, lines));
    if (!model_.Takes(hour, stated)) {
      EXPECT_THAT(receipt, Refused(v1::REASON_REPORT_OUTDATED));
      return;
    }
    ASSERT_THAT(receipt, IsOk());
    full ? model_.CountAll(hour, place.value(), stated) : model_.Count(hour, stated);
  }

  // Has no say in the book; it may come too late.
  void TakeStatement() {
    std::map<Key4, int64_t> stated;
    const auto lines = Lines(Place(), stated);
    const auto receipt = world_.Submit(Booking(At(Hour()), lines));
    if (receipt.ok()) return;
    EXPECT_THAT(receipt, Refused(v1::REASON_REPORT_OUTDATED));
  }

  void TakeMovement() {
    const int hour = Hour();
    const base::Gln place = Place();
    std::vector<MoveLine> lines;
    for (int64_t n = random_.Between(1, 3); n > 0; --n) {
      const int item = Item();
      const v1::StockStatus status = Status();
      const base::Gln owner = Owner();
      const int64_t pieces = random_.Between(-20, 20);
      if (random_.Below(3) == 0) {  // from here to what is damaged
        lines.push_back(
            {Piece(item), v1::MOVEMENT_REASON_STATUS_CHANGE, Count(-pieces), status, owner});
        lines.push_back({Piece(item), v1::MOVEMENT_REASON_STATUS_CHANGE, Count(pieces),
                         v1::STOCK_STATUS_QUALITY_HOLD, owner});
        model_.Move({place.value(), item, status, owner.value()}, hour, -pieces);
        model_.Move({place.value(), item, v1::STOCK_STATUS_QUALITY_HOLD, owner.value()}, hour,
                    pieces);
        continue;
      }
      lines.push_back({Piece(item), v1::MOVEMENT_REASON_REVERSAL, Count(pieces), status, owner});
      model_.Move({place.value(), item, status, owner.value()}, hour, pieces);
    }
    ASSERT_THAT(world_.Submit(Moving(At(hour), lines, Supplier(), place)), IsOk());
  }

  void TakeReceipt() {
    const int hour = Hour();
    const int item = Item();
    const base::Gln place = Place();
    StockWorld::Receiving receiving{.received = random_.Between(1, 9)};
    receiving.damaged = random_.Between(0, receiving.received);
    receiving.refused = random_.Between(0, receiving.received - receiving.damaged);
    const base::Gln owner = Owner();
    receiving.consigned = owner == Supplier();
    world_.Receive(Case(item), receiving, At(hour), place);
    const int64_t accepted = receiving.received - receiving.damaged - receiving.refused;
    if (accepted > 0) {
      model_.Move({place.value(), item, v1::STOCK_STATUS_AVAILABLE, owner.value()}, hour,
                  accepted * kCaseCount);
    }
    if (receiving.damaged > 0) {
      model_.Move({place.value(), item, v1::STOCK_STATUS_DAMAGED, owner.value()}, hour,
                  receiving.damaged * kCaseCount);
    }
  }

  void TakeTicket() {
    const int hour = Hour();
    const base::Gln place = Place();
    std::vector<SaleLine> lines;
    for (int64_t n = random_.Between(1, 4); n > 0; --n) {
      const int item = Item();
      const bool cased = random_.Below(4) == 0;
      const bool returned = random_.Below(4) == 0;
      const int64_t count = random_.Between(1, 5);
      lines.push_back({cased ? Case(item) : Piece(item), Count(count),
                       returned ? v1::TICKET_LINE_TYPE_RETURN : v1::TICKET_LINE_TYPE_SALE});
      model_.Move({place.value(), item, v1::STOCK_STATUS_AVAILABLE, Retailer().value()}, hour,
                  (returned ? count : -count) * (cased ? kCaseCount : 1));
    }
    ASSERT_THAT(world_.Submit(Selling(At(hour), lines, place)), IsOk());
  }

  base::SeededRandom random_;
  StockWorld world_;
  Model model_;
};

TEST(Conservation, TheBookIsTheLastCountAndAllThatMovedSince) {
  for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    RandomHistory history(seed);
    for (int i = 0; i < kDocuments; ++i) {
      SCOPED_TRACE(absl::StrCat("document ", i));
      history.Step();
      if (i % 20 == 19) history.Check();
      if (testing::Test::HasFailure()) return;
    }
  }
}

}  // namespace
}  // namespace headwater::inventory
