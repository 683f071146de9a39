// What kind of people the suppliers are. Every decision is a pure function of the seed
// and what it is about: the same supplier decides the same again, whenever it is asked.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "headwater/v1/ordering.pb.h"
#include "hub/base/date.h"
#include "suppliers-sim/chance.h"
#include "suppliers-sim/order_book.h"

namespace headwater::sim {

// What a supplier says to a line: parts of what is pending.
struct LineAnswer {
  int64_t accepted = 0;
  int64_t backordered = 0;
  int64_t substituted = 0;
  int64_t rejected = 0;
  v1::ResponseReason reason = v1::RESPONSE_REASON_UNSPECIFIED;  // of what is not accepted
};

// What leaves in the first shipment of a line's acknowledged pieces.
struct LineShipment {
  int64_t quantity = 0;
  // What is not in it does not come at all.
  bool rest_cancelled = false;
};

// Immutable.
class Character {
 public:
  explicit Character(const Chance& chance) : chance_(chance) {}
  virtual ~Character() = default;

  // "ships short", for a person.
  virtual std::string_view name() const = 0;

  // As agreed: days from order to arrival, and how much more than ordered is taken, in
  // hundredths of a percent.
  virtual int lead_time_days() const { return 6; }
  virtual int over_tolerance() const { return 500; }

  // Days from the order to its answer, and from there to the first shipment.
  virtual int AnswerDelay(const BookOrder& order) const;
  virtual int ShipDelay(const BookOrder& order) const;
  // From one shipment of an order to the next.
  virtual int FollowDelay() const { return 5; }
  // On the road, as planned; and how many days more it really takes.
  virtual int TransitDays() const { return 2; }
  virtual int Slip(std::string_view despatch_number) const;

  // Of a line that was not answered yet.
  virtual LineAnswer Answer(const BookOrder& order, const BookLine& line) const;
  // At least one piece, at most what is acknowledged and the tolerance.
  virtual LineShipment Ship(const BookOrder& order, const BookLine& line) const;

  // Sends all its documents twice, because it lost the receipts.
  virtual bool LosesReceipts() const { return false; }
  // Loses all its memory before this day's work.
  virtual bool DiesOn(base::Day) const { return false; }

 protected:
  const Chance& chance() const { return chance_; }
  static std::string SubjectOf(const BookOrder& order, const BookLine& line);

 private:
  const Chance chance_;
};

// Of the supplier with this number. The twelve have all characters among them.
std::unique_ptr<Character> NewCharacter(int supplier, const Chance& chance);

}  // namespace headwater::sim
