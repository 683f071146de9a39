// What lies on the shelves, as the shops themselves know it. It goes by the same
// documents as the hub's book balance and comes to the same numbers.
#pragma once

#include <cstdint>
#include <vector>

#include "suppliers-sim/assortment.h"

namespace headwater::sim {

class ShopStock {
 public:
  // With the opening stock.
  explicit ShopStock(const Assortment& assortment);

  // In pieces; below zero where more was sold than was known to be there.
  int64_t At(int item, int country) const { return pieces_[assortment_.Cell(item, country)]; }
  void Add(int item, int country, int64_t pieces) {
    pieces_[assortment_.Cell(item, country)] += pieces;
  }
  void Set(int item, int country, int64_t pieces) {
    pieces_[assortment_.Cell(item, country)] = pieces;
  }

 private:
  const Assortment& assortment_;
  std::vector<int64_t> pieces_;
};

}  // namespace headwater::sim
