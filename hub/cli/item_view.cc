#include "hub/cli/item_view.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/decimal.h"
#include "hub/catalogue/catalogue_rules.h"
#include "hub/cli/money_text.h"
#include "hub/cli/table.h"
#include "hub/cli/value_text.h"
#include "hub/exchange/refusal.h"

namespace headwater::cli {
namespace {

constexpr size_t kNameWidth = 24;
constexpr int64_t kMicrosPerBasisPoint = 10'000;  // of a percent

std::string LevelText(v1::PackLevel level) {
  return EnumText(v1::PackLevel_Name(level), "PACK_LEVEL_");
}

// So many of what is counted, or whole units of the measure.
std::string WholeText(const v1::TradeItem& item, int64_t number, std::string_view counted) {
  const std::string& unit = item.measure_unit_code();
  return absl::StrCat(WithCommas(number), " ", unit.empty() ? base::AbslView(counted) : unit);
}

std::string PackTable(const v1::TradeItem& item) {
  exchange::Violations violations;
  const std::vector<int64_t> counts =
      catalogue::CountPacks(item, exchange::FieldPath(), violations);
  const auto orderable = [&item](bool stated) {
    if (!stated) return "no";
    return item.discontinued() ? "no longer" : "yes";
  };
  // Of what is measured no number of pieces says how much it is.
  const bool measured = !item.measure_unit_code().empty();
  Table table({"pack", "level", "holds", ">pieces", "orderable"});
  table.Add(
      {GtinText(item.gtin()), "base", "", measured ? "" : "1", orderable(item.base_orderable())});
  for (int i = 0; i < item.packs_size(); ++i) {
    const v1::Pack& pack = item.packs(i);
    table.Add(
        {GtinText(pack.gtin()), LevelText(pack.level()),
         absl::StrCat(WithCommas(pack.contained_count()), " of ", GtinText(pack.contained_gtin())),
         measured ? "" : WithCommas(counts[static_cast<size_t>(i)]), orderable(pack.orderable())});
  }
  return table.ToString("packs");
}

}  // namespace

std::string PriceText(const v1::TradeItem& item) {
  const v1::Price& price = item.price();
  std::string text = MoneyText(price.money());
  if (!item.measure_unit_code().empty()) {
    absl::StrAppend(&text, "/", item.measure_unit_code());
  } else if (price.base_count() > 1) {
    absl::StrAppend(&text, "/", WithCommas(price.base_count()));
  }
  if (!price.gtin().empty() && GtinText(price.gtin()) != GtinText(item.gtin())) {
    absl::StrAppend(&text, " for ", GtinText(price.gtin()));
  }
  return text;
}

std::string PacksText(const v1::TradeItem& item) {
  std::string text;
  for (const v1::Pack& pack : item.packs()) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", LevelText(pack.level()), " of ",
                    WithCommas(pack.contained_count()));
  }
  return text;
}

std::string MarksText(const v1::TradeItem& item) {
  std::string text;
  const auto mark = [&text](bool set, const char* name) {
    if (set) absl::StrAppend(&text, text.empty() ? "" : ", ", name);
  };
  mark(!catalogue::CanBeOrdered(item), "not orderable");
  mark(item.discontinued(), "discontinued");
  mark(item.advertised(), "advertised");
  mark(item.exclusive(), "exclusive");
  mark(item.restricted(), "restricted");
  return text;
}

std::string ItemText(const v1::TradeItemRecord& record, Names& names) {
  const v1::TradeItem& item = record.trade_item();
  std::string text = absl::StrCat(item.description(), "\n");
  const auto line = [&text](std::string_view name, std::string_view value) {
    if (value.empty()) return;
    absl::StrAppend(&text, "  ", base::AbslView(name), std::string(kNameWidth - name.size(), ' '),
                    base::AbslView(value), "\n");
  };
  line("item", GtinText(item.gtin()));
  line("supplier", names.Party(item.supplier_gln()));
  line("supplier's number", item.supplier_item_id());
  line("our number", item.buyer_item_id());
  line("brand", item.brand());
  line("price", PriceText(item));
  line("tax",
       item.has_tax_rate_basis_points()
           ? absl::StrCat(base::FormatMicros(item.tax_rate_basis_points() * kMicrosPerBasisPoint),
                          " %")
           : "unknown");
  line("sold by", item.measure_unit_code());
  line("order multiple",
       WholeText(item, std::max<int64_t>(item.order_multiple(), 1), "of the pack ordered"));
  line("minimum order", item.minimum_order_quantity() == 0
                            ? "none"
                            : WholeText(item, item.minimum_order_quantity(), "pieces"));
  line("lead time", item.has_lead_time_days() ? absl::StrCat(item.lead_time_days(), " working days")
                                              : "as agreed");
  line("shelf life",
       item.has_shelf_life_days() ? absl::StrCat(item.shelf_life_days(), " days") : "keeps");
  line("department", item.department_code());
  line("category", item.category_code());
  line("marks", MarksText(item));
  line("version", absl::StrCat(record.version()));
  return absl::StrCat(text, "\n", PackTable(item));
}

}  // namespace headwater::cli
