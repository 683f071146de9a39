#include "hub/hub_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "hub/exchange/registry.h"

namespace headwater::test {
namespace {

std::vector<v1::Document::BodyCase> Kinds() {
  std::vector<v1::Document::BodyCase> kinds;
  const auto* const body = v1::Document::descriptor()->FindOneofByName("body");
  for (int i = 0; i < body->field_count(); ++i) {
    kinds.push_back(static_cast<v1::Document::BodyCase>(body->field(i)->number()));
  }
  return kinds;
}

void Tell(TestHub& hub, const std::vector<v1::Document>& documents) {
  for (const v1::Document& document : documents) {
    ASSERT_THAT(hub.Submit(document), IsOk()) << document.DebugString();
  }
}

TEST(HubWorld, IsTakenAndHasEveryKind) {
  TestHub hub(WholeHub());
  Tell(hub, HubWorld({1, 2}));
  std::set<v1::Document::BodyCase> told;
  for (const v1::Document& document : Lane(1).Story()) told.insert(document.body_case());
  EXPECT_EQ(told.size(), Kinds().size());
}

TEST(HubWorld, HasANextDocumentOfEveryKind) {
  TestHub hub(WholeHub());
  Tell(hub, HubWorld({1, 2}));
  for (const v1::Document::BodyCase kind : Kinds()) {
    EXPECT_THAT(hub.DryRun(Lane(1).Next(kind)), IsOk()) << exchange::KindName(kind);
  }
}

// What makes an unknown lane a source of keys that differ in nothing but their meaning.
TEST(HubWorld, LanesHaveTheSameForm) {
  const auto ours = Lane(1).Story();
  const auto theirs = Lane(2).Story();
  ASSERT_EQ(ours.size(), theirs.size());
  for (size_t i = 0; i < ours.size(); ++i) {
    EXPECT_EQ(ours[i].ByteSizeLong(), theirs[i].ByteSizeLong()) << ours[i].number();
    EXPECT_NE(ours[i].document_id(), theirs[i].document_id());
  }
}

}  // namespace
}  // namespace headwater::test
