// What buyer, supplier and dock have to say of one order, four times each.
#pragma once

#include <optional>

#include "headwater/v1/document.pb.h"
#include "ordering/order_snapshot.h"

namespace headwater::test {

inline constexpr int kActors = 3;
inline constexpr int kSteps = 4;
inline constexpr int kDepth = kActors * kSteps;
inline constexpr int64_t kInterleavings = 34'650;
enum Actor { kBuyer, kSupplier, kDock };

// What the three would say, from what they last saw. Absent: nothing.
class Script {
 public:
  Script();

  const v1::Document& order() const { return order_; }

  std::optional<v1::Document> Say(Actor actor, int step, const Snapshot& seen) const;

 private:
  v1::Document Change(const Snapshot& seen) const;
  std::optional<v1::Document> Buyer(int step, const Snapshot& seen) const;
  std::optional<v1::Document> SupplierSays(int step, const Snapshot& seen) const;
  std::optional<v1::Document> Answer(int step, const Snapshot& seen) const;

  // First half of what is promised; then all of it, a little over, and no more.
  static std::optional<v1::Document> Send(int step, const Snapshot& seen);

  // The first shipment in two parts, the second at once with something over, and the
  // second once more. What the dock has not seen advised it counts blind.
  static std::optional<v1::Document> Dock(int step, const Snapshot& seen);

  v1::Document order_;
};

}  // namespace headwater::test
