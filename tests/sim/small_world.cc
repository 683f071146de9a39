#include "small_world.h"

#include <utility>

#include "hub/base/check.h"
#include "suppliers-sim/buyer.h"
#include "suppliers-sim/papers.h"

namespace headwater::sim {

const World& WholeWorld() {
  static const World* world = [] {
    auto data = ReadOnlineRetail(HEADWATER_DEMO_DATA);
    HW_CHECK(data.ok()) << data.status().ToString();
    return new World(*std::move(data), 1, 0);
  }();
  return *world;
}

v1::Event OrderEvent(int supplier, base::Day day, const std::vector<int64_t>& quantities) {
  const World& world = WholeWorld();
  const auto agreement = world.assortment.agreements().lower_bound({supplier, 0});
  std::vector<v1::ReplenishmentNeed> needs;
  for (size_t i = 0; i < quantities.size(); ++i) {
    v1::ReplenishmentNeed& need = needs.emplace_back();
    need.set_supplier_gln(SupplierGln(supplier));
    need.set_location_gln(ShopGln(agreement->first.second));
    const int item = world.assortment.ItemsOf(supplier)[i];
    need.set_gtin(world.item(item).order_gtin);
    need.set_order_quantity(quantities[i]);
    *need.mutable_price()->mutable_money() = Pounds(1'000'000);
  }
  auto orders = OrdersOf(world, supplier, day, needs);
  HW_CHECK(orders.size() == 1) << "one shop, one order";
  return EventOf(std::move(orders[0]), 1);
}

v1::Event EventOf(v1::Document document, int64_t version) {
  v1::Event event;
  *event.mutable_document() = std::move(document);
  event.set_version(version);
  return event;
}

}  // namespace headwater::sim
