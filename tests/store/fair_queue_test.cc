#include "hub/store/fair_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace headwater::store {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr size_t kPlenty = size_t{1} << 40;
constexpr FairQueueLimits kNoLimits{kPlenty, kPlenty, kPlenty, kPlenty};
constexpr GroupLimits kAnyGroup{kPlenty, kPlenty, kPlenty};
constexpr size_t kTurn = FairQueue::kTurnBytes;

class NumberedWork final : public Work {
 public:
  NumberedWork(int64_t owner, int64_t number, size_t size)
      : owner_(owner), number_(number), size_(size) {}
  absl::Status Apply(Transaction&) override { return absl::OkStatus(); }
  size_t size() const override { return size_; }
  int64_t owner() const override { return owner_; }
  int64_t number() const { return number_; }
  void Done(absl::Status) override {}

 private:
  const int64_t owner_;
  const int64_t number_;
  const size_t size_;
};

absl::Status Push(FairQueue& queue, int64_t owner, int64_t number, size_t size = 100) {
  return queue.Push(std::make_unique<NumberedWork>(owner, number, size));
}

using Taken = std::vector<std::pair<int64_t, int64_t>>;  // owner and number

Taken NamesOf(const std::vector<std::unique_ptr<Work>>& works) {
  Taken names;
  for (const auto& work : works) {
    names.emplace_back(work->owner(), static_cast<const NumberedWork&>(*work).number());
  }
  return names;
}

Taken Take(FairQueue& queue, const GroupLimits& limits = kAnyGroup) {
  return NamesOf(queue.Take(limits));
}

std::vector<int64_t> OwnersOf(const Taken& taken) {
  std::vector<int64_t> owners;
  for (const auto& [owner, number] : taken) owners.push_back(owner);
  return owners;
}

TEST(FairQueueTest, OneOwnerIsServedInOrder) {
  FairQueue queue(kNoLimits);
  EXPECT_TRUE(queue.empty());
  for (int64_t i = 1; i <= 3; ++i) ASSERT_TRUE(Push(queue, 1, i).ok());
  EXPECT_EQ(queue.works(), 3u);
  EXPECT_EQ(queue.bytes(), 300u);
  EXPECT_EQ(Take(queue), (Taken{{1, 1}, {1, 2}, {1, 3}}));
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.bytes(), 0u);
  EXPECT_TRUE(Take(queue).empty());
}

TEST(FairQueueTest, OwnersTakeTurnsByBytes) {
  FairQueue queue(kNoLimits);
  for (int64_t i = 1; i <= 3; ++i) ASSERT_TRUE(Push(queue, 1, i, kTurn).ok());
  for (int64_t i = 1; i <= 6; ++i) ASSERT_TRUE(Push(queue, 2, i, kTurn / 2).ok());
  EXPECT_THAT(OwnersOf(Take(queue)), ElementsAre(1, 2, 2, 1, 2, 2, 1, 2, 2));
}

// A work that is larger than a turn waits for as many turns as it needs.
TEST(FairQueueTest, ALargeWorkWaitsForItsTurns) {
  FairQueue queue(kNoLimits);
  ASSERT_TRUE(Push(queue, 1, 1, 3 * kTurn).ok());
  for (int64_t i = 1; i <= 4; ++i) ASSERT_TRUE(Push(queue, 2, i, kTurn).ok());
  EXPECT_THAT(OwnersOf(Take(queue)), ElementsAre(2, 2, 1, 2, 2));
  ASSERT_TRUE(Push(queue, 1, 2, 50 * kTurn).ok());
  EXPECT_EQ(Take(queue), (Taken{{1, 2}})) << "alone it does not wait";
}

TEST(FairQueueTest, ATurnGoesOnInTheNextGroup) {
  FairQueue queue(kNoLimits);
  for (int64_t i = 1; i <= 4; ++i) ASSERT_TRUE(Push(queue, 1, i, kTurn / 2).ok());
  for (int64_t i = 1; i <= 4; ++i) ASSERT_TRUE(Push(queue, 2, i, kTurn / 2).ok());
  GroupLimits limits = kAnyGroup;
  limits.works_max = 3;
  EXPECT_THAT(OwnersOf(Take(queue, limits)), ElementsAre(1, 1, 2));
  EXPECT_THAT(OwnersOf(Take(queue, limits)), ElementsAre(2, 1, 1));
  EXPECT_THAT(OwnersOf(Take(queue, limits)), ElementsAre(2, 2));
}

TEST(FairQueueTest, AGroupIsLimitedInBytesButNeverEmpty) {
  FairQueue queue(kNoLimits);
  for (const size_t size : {100, 100, 100, 1000, 1}) ASSERT_TRUE(Push(queue, 1, 1, size).ok());
  const GroupLimits limits{kPlenty, 200, kPlenty};
  EXPECT_EQ(Take(queue, limits).size(), 2u);
  EXPECT_EQ(Take(queue, limits).size(), 1u);
  EXPECT_EQ(Take(queue, limits).size(), 1u);
  EXPECT_EQ(Take(queue, limits).size(), 1u);
}

// While somebody else pushes too, and for a while after that: his next one waits for the
// group that is being written.
TEST(FairQueueTest, AnOwnerHasItsShareOfAGroupOnceOthersPush) {
  FairQueue queue(kNoLimits);
  const GroupLimits limits{8, kPlenty, 2};
  const auto flood = [&queue] {
    for (int64_t i = 1; i <= 20; ++i) ASSERT_TRUE(Push(queue, 1, i).ok());
  };
  flood();
  EXPECT_EQ(Take(queue, limits).size(), 8u);
  ASSERT_TRUE(Push(queue, 2, 1).ok());
  EXPECT_THAT(OwnersOf(Take(queue, limits)), ElementsAre(1, 1, 2));
  for (int i = 1; i < FairQueue::kGroupsShared; ++i) {
    flood();
    ASSERT_EQ(Take(queue, limits).size(), 2u) << "group " << i << " after the other's";
  }
  EXPECT_EQ(Take(queue, limits).size(), 8u);
}

TEST(FairQueueTest, TheQueueRefusesTheOneAfterItsLimit) {
  FairQueue queue(
      {.works_max = 2, .bytes_max = kPlenty, .owner_works_max = 2, .owner_bytes_max = kPlenty});
  EXPECT_TRUE(Push(queue, 1, 1).ok());
  EXPECT_TRUE(Push(queue, 2, 1).ok());
  const absl::Status refused = Push(queue, 3, 1);
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(refused.message()),
              AllOf(HasSubstr("the hub has as many"), HasSubstr("retry after the delay")));
  EXPECT_EQ(queue.works(), 2u);
  Take(queue);
  EXPECT_TRUE(Push(queue, 3, 1).ok());
}

TEST(FairQueueTest, TheQueueRefusesTheByteAfterItsLimit) {
  FairQueue queue({.works_max = kPlenty,
                   .bytes_max = 1000,
                   .owner_works_max = kPlenty,
                   .owner_bytes_max = kPlenty});
  EXPECT_FALSE(Push(queue, 1, 1, 1001).ok());
  EXPECT_TRUE(Push(queue, 1, 1, 600).ok());
  EXPECT_FALSE(Push(queue, 2, 1, 401).ok());
  EXPECT_TRUE(Push(queue, 2, 1, 400).ok());
  EXPECT_EQ(Push(queue, 3, 1, 1).code(), absl::StatusCode::kResourceExhausted);
}

TEST(FairQueueTest, AnOwnerIsRefusedTheOneAfterItsLimitAndOthersAreNot) {
  FairQueue queue({.works_max = kPlenty,
                   .bytes_max = kPlenty,
                   .owner_works_max = 2,
                   .owner_bytes_max = kPlenty});
  EXPECT_TRUE(Push(queue, 1, 1).ok());
  EXPECT_TRUE(Push(queue, 1, 2).ok());
  const absl::Status refused = Push(queue, 1, 3);
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(refused.message()),
              AllOf(HasSubstr("you have as many"), HasSubstr("retry after the delay"),
                    Not(HasSubstr("the hub has as many"))));
  EXPECT_TRUE(Push(queue, 2, 1).ok());
}

TEST(FairQueueTest, AnOwnerIsRefusedTheByteAfterItsLimitAndOthersAreNot) {
  FairQueue queue({.works_max = kPlenty,
                   .bytes_max = kPlenty,
                   .owner_works_max = kPlenty,
                   .owner_bytes_max = 1000});
  EXPECT_FALSE(Push(queue, 1, 1, 1001).ok());
  EXPECT_TRUE(Push(queue, 1, 1, 1000).ok());
  EXPECT_EQ(Push(queue, 1, 2, 1).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(Push(queue, 2, 1, 1000).ok());
}

// Who is refused has his work still: it goes when he lets it go, not inside of the queue.
TEST(FairQueueTest, ARefusedWorkIsLeftToWhoPushedIt) {
  FairQueue queue({.works_max = 0, .bytes_max = 0, .owner_works_max = 0, .owner_bytes_max = 0});
  std::unique_ptr<Work> work = std::make_unique<NumberedWork>(1, 1, 1);
  EXPECT_FALSE(queue.Push(std::move(work)).ok());
  EXPECT_NE(work, nullptr);  // NOLINT: that is the promise
}

TEST(FairQueueTest, AllCanBeTaken) {
  FairQueue queue(kNoLimits);
  ASSERT_TRUE(Push(queue, 1, 1).ok());
  ASSERT_TRUE(Push(queue, 2, 1).ok());
  ASSERT_TRUE(Push(queue, 1, 2).ok());
  EXPECT_EQ(NamesOf(queue.TakeAll()), (Taken{{1, 1}, {1, 2}, {2, 1}}));
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.bytes(), 0u);
  EXPECT_TRUE(Push(queue, 1, 3).ok());
}

rc::Gen<size_t> AnySize() { return rc::gen::inRange<size_t>(1, 3 * kTurn); }

// Whatever is pushed and taken: nothing is lost or doubled, the works of an owner keep
// their order, groups keep their limits, and the sums are right.
RC_GTEST_PROP(FairQueueProperty, NothingIsLostAndOrderIsKept, ()) {
  const FairQueueLimits limits{.works_max = *rc::gen::inRange<size_t>(1, 60),
                               .bytes_max = *rc::gen::inRange<size_t>(1, 60 * kTurn),
                               .owner_works_max = *rc::gen::inRange<size_t>(1, 30),
                               .owner_bytes_max = *rc::gen::inRange<size_t>(1, 30 * kTurn)};
  FairQueue queue(limits);
  std::map<int64_t, std::vector<std::pair<int64_t, size_t>>> waiting;  // number and size
  size_t works = 0;
  size_t bytes = 0;
  int64_t number = 0;
  const int steps = *rc::gen::inRange(1, 120);
  for (int step = 0; step < steps; ++step) {
    if (*rc::gen::inRange(0, 4) > 0) {
      const int64_t owner = *rc::gen::inRange<int64_t>(0, 5);
      const size_t size = *AnySize();
      auto& own = waiting[owner];
      size_t own_bytes = 0;
      for (const auto& one : own) own_bytes += one.second;
      const bool fits = works < limits.works_max && bytes + size <= limits.bytes_max &&
                        own.size() < limits.owner_works_max &&
                        own_bytes + size <= limits.owner_bytes_max;
      RC_ASSERT(Push(queue, owner, ++number, size).ok() == fits);
      if (!fits) continue;
      own.emplace_back(number, size);
      ++works;
      bytes += size;
    } else {
      const GroupLimits group{.works_max = *rc::gen::inRange<size_t>(1, 20),
                              .bytes_max = *rc::gen::inRange<size_t>(1, 20 * kTurn),
                              .owner_works_max = *rc::gen::inRange<size_t>(1, 8)};
      const size_t owners = static_cast<size_t>(
          std::ranges::count_if(waiting, [](const auto& one) { return !one.second.empty(); }));
      const auto taken = queue.Take(group);
      RC_ASSERT(taken.empty() == (works == 0));
      RC_ASSERT(taken.size() <= group.works_max);
      size_t taken_bytes = 0;
      std::map<int64_t, size_t> of_owner;
      for (const auto& work : taken) {
        auto& own = waiting[work->owner()];
        RC_ASSERT(!own.empty());
        RC_ASSERT(own.front().first == static_cast<const NumberedWork&>(*work).number());
        own.erase(own.begin());
        taken_bytes += work->size();
        ++of_owner[work->owner()];
      }
      RC_ASSERT(taken.size() <= 1 || taken_bytes <= group.bytes_max);
      for (const auto& [owner, count] : of_owner) {
        RC_ASSERT(owners < 2 || count <= group.owner_works_max);
      }
      works -= taken.size();
      bytes -= taken_bytes;
    }
    RC_ASSERT(queue.works() == works);
    RC_ASSERT(queue.bytes() == bytes);
  }
}

// Owners that always have something waiting get the same bytes, but for a turn and what
// one work may be larger than it.
RC_GTEST_PROP(FairQueueProperty, OwnersThatAlwaysWaitGetTheSame, ()) {
  const int64_t owners = *rc::gen::inRange<int64_t>(2, 6);
  const size_t size_max = *rc::gen::inRange<size_t>(1, 3 * kTurn);
  FairQueue queue(kNoLimits);
  std::map<int64_t, size_t> backlog;
  std::map<int64_t, size_t> served;
  const GroupLimits group{.works_max = *rc::gen::inRange<size_t>(1, 20),
                          .bytes_max = *rc::gen::inRange<size_t>(1, 20 * kTurn),
                          .owner_works_max = kPlenty};
  for (int64_t owner = 0; owner < owners; ++owner) served[owner] = 0;
  const int groups = *rc::gen::inRange(1, 60);
  for (int i = 0; i < groups; ++i) {
    for (int64_t owner = 0; owner < owners; ++owner) {
      // More than one group may take.
      while (backlog[owner] < group.bytes_max + 3 * kTurn) {
        const size_t size = *rc::gen::inRange<size_t>(1, size_max + 1);
        RC_ASSERT(Push(queue, owner, 0, size).ok());
        backlog[owner] += size;
      }
    }
    for (const auto& work : queue.Take(group)) {
      backlog[work->owner()] -= work->size();
      served[work->owner()] += work->size();
    }
    const auto [least, most] = std::ranges::minmax_element(
        served, [](const auto& a, const auto& b) { return a.second < b.second; });
    RC_ASSERT(most->second - least->second <= 2 * (kTurn + size_max));
  }
}

}  // namespace
}  // namespace headwater::store
