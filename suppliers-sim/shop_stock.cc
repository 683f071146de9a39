#include "suppliers-sim/shop_stock.h"

namespace headwater::sim {

ShopStock::ShopStock(const Assortment& assortment)
    : assortment_(assortment),
      pieces_(assortment.items().size() * static_cast<size_t>(assortment.country_count())) {
  for (int item = 0; item < static_cast<int>(assortment.items().size()); ++item) {
    for (int country = 0; country < assortment.country_count(); ++country) {
      Set(item, country, assortment.OpeningStock(item, country));
    }
  }
}

}  // namespace headwater::sim
