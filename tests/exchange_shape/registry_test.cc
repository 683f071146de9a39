#include "hub/exchange/registry.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "exchange_shape/samples.h"
#include "gtest/gtest.h"

namespace headwater::exchange {
namespace {

using v1::Document;

std::vector<Kind> AllOfThem() {
  std::vector<Kind> kinds;
  for (const Document::BodyCase body : shape::AllKinds()) {
    kinds.push_back({.body = body, .senders = Senders::kBoth, .receivers = Receivers::kNone});
  }
  return kinds;
}

TEST(KindNameTest, IsTheNameOfTheField) {
  EXPECT_EQ(KindName(Document::kOrderResponse), "order_response");
  EXPECT_EQ(KindName(Document::BODY_NOT_SET), "");
  EXPECT_EQ(KindName(static_cast<Document::BodyCase>(1)), "");   // a field, but no body
  EXPECT_EQ(KindName(static_cast<Document::BodyCase>(47)), "");  // no field
  std::set<std::string_view> names;
  for (const Document::BodyCase body : shape::AllKinds()) {
    names.insert(KindName(body));
    EXPECT_EQ(KindFromName(KindName(body)), body);
  }
  EXPECT_EQ(names.size(), shape::AllKinds().size());
}

TEST(KindNameTest, NamesOfNoKind) {
  for (const char* name : {"", "Order", "orders", "document_id", "body"}) {
    EXPECT_EQ(KindFromName(name), Document::BODY_NOT_SET) << name;
  }
}

TEST(RegistryTest, FindsEachKindWhateverTheirOrder) {
  std::vector<Kind> kinds = AllOfThem();
  std::swap(kinds.front(), kinds.back());
  std::swap(kinds[2], kinds[5]);
  const Registry registry(std::move(kinds));
  for (const Document::BodyCase body : shape::AllKinds()) {
    EXPECT_EQ(registry.Find(body).body, body);
  }
}

TEST(RegistryDeathTest, AKindMissing) {
  EXPECT_DEATH(
      {
        std::vector<Kind> kinds = AllOfThem();
        std::erase_if(kinds, [](const Kind& kind) { return kind.body == Document::kOrder; });
        Registry registry(std::move(kinds));
      },
      "the kind order is not registered");
}

TEST(RegistryDeathTest, AKindTwice) {
  EXPECT_DEATH(
      {
        std::vector<Kind> kinds = AllOfThem();
        kinds.push_back({.body = Document::kTicket, .senders = Senders::kBoth});
        Registry registry(std::move(kinds));
      },
      "the kind ticket is registered twice");
}

TEST(RegistryDeathTest, NoKind) {
  EXPECT_DEATH(
      {
        std::vector<Kind> kinds = AllOfThem();
        kinds.push_back({.body = Document::BODY_NOT_SET, .senders = Senders::kBoth});
        Registry registry(std::move(kinds));
      },
      "no kind with number 0");
}

}  // namespace
}  // namespace headwater::exchange
