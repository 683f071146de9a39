#include "suppliers-sim/character.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"

namespace headwater::sim {
namespace {

class Prompt : public Character {
 public:
  using Character::Character;
  std::string_view name() const override { return "prompt"; }
  int ShipDelay(const BookOrder&) const override { return 1; }
};

class Slow final : public Character {
 public:
  using Character::Character;
  std::string_view name() const override { return "slow"; }
  int lead_time_days() const override { return 8; }
  int AnswerDelay(const BookOrder& order) const override {
    return static_cast<int>(chance().Between(1, 2, "answer delay", order.number));
  }
  int ShipDelay(const BookOrder& order) const override {
    return static_cast<int>(chance().Between(3, 7, "ship delay", order.number));
  }
  int TransitDays() const override { return 3; }
  int Slip(std::string_view despatch_number) const override {
    return static_cast<int>(chance().Between(0, 3, "slip", despatch_number));
  }
};

class ShipsShort final : public Character {
 public:
  using Character::Character;
  std::string_view name() const override { return "ships short"; }

  LineAnswer Answer(const BookOrder& order, const BookLine& line) const override {
    LineAnswer answer = Character::Answer(order, line);
    if (line.fill_policy == v1::FILL_POLICY_BACKORDER && answer.accepted > 1 &&
        chance().Hits(120, "backorder", SubjectOf(order, line))) {
      answer.backordered = std::max<int64_t>(1, answer.accepted / 3);
      answer.accepted -= answer.backordered;
      answer.reason = v1::RESPONSE_REASON_CAPACITY;
    }
    return answer;
  }

  LineShipment Ship(const BookOrder& order, const BookLine& line) const override {
    LineShipment shipment = Character::Ship(order, line);
    const std::string subject = SubjectOf(order, line);
    if (!chance().Hits(250, "short", subject)) return shipment;
    const int64_t percent = chance().Between(50, 90, "short by", subject);
    shipment.quantity = std::max<int64_t>(1, shipment.quantity * percent / 100);
    shipment.rest_cancelled = chance().Hits(500, "short for good", subject);
    return shipment;
  }
};

class Substitutes final : public Character {
 public:
  using Character::Character;
  std::string_view name() const override { return "substitutes"; }
  LineAnswer Answer(const BookOrder& order, const BookLine& line) const override {
    LineAnswer answer = Character::Answer(order, line);
    if (line.fill_policy == v1::FILL_POLICY_SUBSTITUTE_ALLOWED &&
        chance().Hits(300, "substitute", SubjectOf(order, line))) {
      answer = {.substituted = answer.accepted, .reason = v1::RESPONSE_REASON_OUT_OF_STOCK};
    }
    return answer;
  }
};

class Rejects final : public Character {
 public:
  using Character::Character;
  std::string_view name() const override { return "rejects"; }
  LineAnswer Answer(const BookOrder& order, const BookLine& line) const override {
    LineAnswer answer = Character::Answer(order, line);
    if (chance().Hits(40, "reject the order", order.number)) {
      return {.rejected = answer.accepted, .reason = v1::RESPONSE_REASON_CAPACITY};
    }
    const std::string subject = SubjectOf(order, line);
    if (chance().Hits(100, "reject", subject)) {
      return {.rejected = answer.accepted, .reason = v1::RESPONSE_REASON_OUT_OF_STOCK};
    }
    if (answer.accepted > 3 && chance().Hits(80, "reject a part", subject)) {
      answer.rejected = answer.accepted / 4;
      answer.accepted -= answer.rejected;
      answer.reason = v1::RESPONSE_REASON_OUT_OF_STOCK;
    }
    return answer;
  }
};

class OverDelivers final : public Character {
 public:
  using Character::Character;
  std::string_view name() const override { return "over-delivers"; }
  int over_tolerance() const override { return 1000; }
  LineShipment Ship(const BookOrder& order, const BookLine& line) const override {
    LineShipment shipment = Character::Ship(order, line);
    const std::string subject = SubjectOf(order, line);
    // At the tolerance or within it, never past it.
    const int64_t most = line.quantity * over_tolerance() / 10'000;
    if (most > 0 && chance().Hits(400, "over", subject)) {
      shipment.quantity += chance().Between(1, most, "over by", subject);
    }
    return shipment;
  }
};

class LosesReceiptsCharacter final : public Prompt {
 public:
  using Prompt::Prompt;
  std::string_view name() const override { return "loses its receipts"; }
  bool LosesReceipts() const override { return true; }
};

class Mortal final : public Prompt {
 public:
  using Prompt::Prompt;
  std::string_view name() const override { return "dies and resumes"; }
  bool DiesOn(base::Day day) const override { return day % 9 == 0; }
};

}  // namespace

std::string Character::SubjectOf(const BookOrder& order, const BookLine& line) {
  return absl::StrCat(order.number, "/", line.number);
}

int Character::AnswerDelay(const BookOrder&) const { return 0; }

int Character::ShipDelay(const BookOrder& order) const {
  return static_cast<int>(chance_.Between(1, 2, "ship delay", order.number));
}

int Character::Slip(std::string_view despatch_number) const {
  return chance_.Hits(60, "slip", despatch_number) ? 1 : 0;
}

LineAnswer Character::Answer(const BookOrder&, const BookLine& line) const {
  return {.accepted = line.pending()};
}

LineShipment Character::Ship(const BookOrder&, const BookLine& line) const {
  return {.quantity = line.acknowledged};
}

std::unique_ptr<Character> NewCharacter(int supplier, const Chance& chance) {
  switch (supplier) {
    case 1:
    case 7:
      return std::make_unique<Slow>(chance);
    case 2:
    case 8:
      return std::make_unique<ShipsShort>(chance);
    case 3:
      return std::make_unique<Substitutes>(chance);
    case 4:
      return std::make_unique<Rejects>(chance);
    case 5:
      return std::make_unique<OverDelivers>(chance);
    case 6:
      return std::make_unique<LosesReceiptsCharacter>(chance);
    case 9:
      return std::make_unique<Mortal>(chance);
    default:
      return std::make_unique<Prompt>(chance);
  }
}

}  // namespace headwater::sim
