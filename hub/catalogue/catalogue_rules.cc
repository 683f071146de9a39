#include "hub/catalogue/catalogue_rules.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "hub/base/decimal.h"
#include "hub/exchange/values.h"

namespace headwater::catalogue {
namespace {

using exchange::FieldPath;
using exchange::GtinOf;
using exchange::Violations;

// UN/ECE Rec 20 codes of number, not of an extent. Sorted.
constexpr std::array<std::string_view, 30> kCountingUnits = {
    "10",  "11",  "13",  "20", "21",  "AS",  "C62", "CEN", "CNP", "DPC",
    "DPR", "DZN", "DZP", "EA", "GRO", "H87", "LEF", "MIL", "NAR", "NMP",
    "NPR", "NPT", "NRL", "PD", "PR",  "SCO", "SET", "T3",  "TP",  "TPR"};
static_assert(std::ranges::is_sorted(kCountingUnits));

constexpr int kBase = -1;
constexpr int kNowhere = -2;

FieldPath PackPath(const FieldPath& path, int index) { return path.Index("packs", index); }

// For each pack the index of the pack that it holds, kBase, or kNowhere where that
// cannot be told.
std::vector<int> LinksOf(const v1::TradeItem& item, const FieldPath& path, Violations& violations) {
  const base::Gtin base = GtinOf(item.gtin());
  absl::flat_hash_map<base::Gtin, int> index_of = {{base, kBase}};
  for (int i = 0; i < item.packs_size(); ++i) {
    const base::Gtin gtin = GtinOf(item.packs(i).gtin());
    if (index_of.emplace(gtin, i).second) continue;
    const FieldPath where = PackPath(path, i).Field("gtin");
    if (gtin == base) {
      violations.Add(where, v1::REASON_PACK_HIERARCHY_BROKEN,
                     absl::StrCat("the base ", base.ToString(),
                                  " is not one of its own packs; leave it out here"));
    } else {
      violations.Add(where, v1::REASON_DUPLICATE_ITEM,
                     absl::StrCat("the pack ", gtin.ToString(), " stands at packs[", index_of[gtin],
                                  "] already; state each pack once"));
    }
  }

  std::vector<int> links(static_cast<size_t>(item.packs_size()), kNowhere);
  for (int i = 0; i < item.packs_size(); ++i) {
    const v1::Pack& pack = item.packs(i);
    if (index_of[GtinOf(pack.gtin())] != i) continue;  // said above
    const auto held = index_of.find(GtinOf(pack.contained_gtin()));
    if (held == index_of.end()) {
      violations.Add(PackPath(path, i).Field("contained_gtin"), v1::REASON_PACK_HIERARCHY_BROKEN,
                     absl::StrCat("a ", pack.gtin(), " holds ", pack.contained_gtin(),
                                  ", which is neither the base nor a pack of this statement; "
                                  "state that pack too, or name one that is"));
    } else {
      links[static_cast<size_t>(i)] = held->second;
    }
  }
  return links;
}

// Cuts the links of the packs that hold themselves.
void CutCircles(const v1::TradeItem& item, const FieldPath& path, std::vector<int>& links,
                Violations& violations) {
  std::vector<int> circular;
  for (int i = 0; i < item.packs_size(); ++i) {
    int at = links[static_cast<size_t>(i)];
    for (size_t steps = 0; at >= 0 && at != i && steps < links.size(); ++steps) {
      at = links[static_cast<size_t>(at)];
    }
    if (at == i) circular.push_back(i);
  }
  for (const int i : circular) {
    links[static_cast<size_t>(i)] = kNowhere;
    violations.Add(
        PackPath(path, i).Field("contained_gtin"), v1::REASON_PACK_HIERARCHY_BROKEN,
        absl::StrCat("a ", item.packs(i).gtin(), " holds ", item.packs(i).contained_gtin(),
                     ", which in the end holds it again; each pack holds a smaller one"));
  }
}

// What `held` pieces times the pack's count make; 0 if that is no count of pieces.
int64_t CountOf(const v1::TradeItem& item, int index, int64_t held, const FieldPath& path,
                Violations& violations) {
  const v1::Pack& pack = item.packs(index);
  const FieldPath where = PackPath(path, index).Field("contained_count");
  if (pack.contained_count() < 1) {
    violations.Add(where, v1::REASON_PACK_HIERARCHY_BROKEN,
                   absl::StrCat("a ", pack.gtin(), " holds ", pack.contained_count(), " of ",
                                pack.contained_gtin(), "; a pack holds 1 or more"));
    return 0;
  }
  if (!item.measure_unit_code().empty() && pack.contained_count() != 1) {
    violations.Add(where, v1::REASON_PACK_HIERARCHY_BROKEN,
                   absl::StrCat("the item is sold by ", item.measure_unit_code(), ", so that ",
                                pack.contained_count(), " of ", pack.contained_gtin(),
                                " say nothing of how much a ", pack.gtin(),
                                " is; give 1, and measure the pack itself"));
    return 0;
  }
  const auto count = base::CheckedMul(held, pack.contained_count());
  if (!count.has_value() || *count > kBaseCountMax) {
    violations.Add(where, v1::REASON_PACK_HIERARCHY_BROKEN,
                   absl::StrCat("a ", pack.gtin(), " would hold ", pack.contained_count(),
                                " times ", held, " pieces of the base, more than the ",
                                kBaseCountMax, " that can be counted; correct the counts"));
    return 0;
  }
  return *count;
}

void CheckPriceUnit(const v1::TradeItem& item, const FieldPath& path, Violations& violations) {
  const v1::Price& price = item.price();
  const std::string& unit = item.measure_unit_code();
  // Left out, it is that of the item: there is no other.
  if (!price.base_unit_code().empty() && price.base_unit_code() != unit) {
    violations.Add(path.Field("base_unit_code"), v1::REASON_UNIT_MISMATCH,
                   unit.empty()
                       ? absl::StrCat("the item is counted, its price is not for a ",
                                      price.base_unit_code(), "; leave the unit empty")
                       : absl::StrCat("the item is sold by ", unit, ", its price is for a ",
                                      price.base_unit_code(), "; give the price of one ", unit));
  }
  if (!unit.empty() && price.has_base_count() && price.base_count() != 1) {
    violations.Add(path.Field("base_count"), v1::REASON_UNIT_MISMATCH,
                   absl::StrCat("the item is sold by ", unit, ", a price for ", price.base_count(),
                                " pieces says nothing; give the price of one ", unit));
  }
}

void CheckPriceGtin(const v1::TradeItem& item, const FieldPath& path, Violations& violations) {
  if (item.price().gtin().empty()) return;
  const base::Gtin priced = GtinOf(item.price().gtin());
  if (priced == GtinOf(item.gtin())) return;
  for (const v1::Pack& pack : item.packs()) {
    if (priced == GtinOf(pack.gtin())) return;
  }
  violations.Add(path.Field("gtin"), v1::REASON_ITEM_IDS_CONFLICT,
                 absl::StrCat("the price is for ", item.price().gtin(),
                              ", which is no pack of this item; name one that is, or leave it "
                              "empty for the base"));
}

}  // namespace

std::vector<int64_t> CountPacks(const v1::TradeItem& item, const FieldPath& path,
                                Violations& violations) {
  std::vector<int> links = LinksOf(item, path, violations);
  CutCircles(item, path, links, violations);
  // Packs may stand in any order, so a pack is counted in the round after the one
  // that it holds.
  std::vector<int64_t> counts(links.size(), 0);
  std::vector<bool> done(links.size(), false);
  for (size_t round = 0; round < links.size(); ++round) {
    for (size_t i = 0; i < links.size(); ++i) {
      const int link = links[i];
      if (done[i] || link == kNowhere) continue;
      if (link != kBase && !done[static_cast<size_t>(link)]) continue;
      const int64_t held = link == kBase ? 1 : counts[static_cast<size_t>(link)];
      done[i] = true;
      // A pack of what cannot be told is mended there.
      if (held > 0) counts[i] = CountOf(item, static_cast<int>(i), held, path, violations);
    }
  }
  return counts;
}

void CheckPrice(const v1::TradeItem& item, const FieldPath& path, Violations& violations) {
  CheckPriceGtin(item, path.Field("price"), violations);
  CheckPriceUnit(item, path.Field("price"), violations);
}

void CheckMeasureUnit(const v1::TradeItem& item, const FieldPath& path, Violations& violations) {
  if (!IsCountingUnit(item.measure_unit_code())) return;
  violations.Add(path.Field("measure_unit_code"), v1::REASON_UNIT_MISMATCH,
                 absl::StrCat(item.measure_unit_code(),
                              " counts and does not measure; leave it empty for an item that is "
                              "counted, and state the dozen or box as a pack"));
}

bool CanBeOrdered(const v1::TradeItem& item) {
  if (item.discontinued()) return false;
  return item.base_orderable() ||
         std::ranges::any_of(item.packs(), [](const v1::Pack& pack) { return pack.orderable(); });
}

bool IsCountingUnit(std::string_view unit_code) {
  if (unit_code.size() == 3 && unit_code.front() == 'X') return true;  // packages of Rec 21
  return std::ranges::binary_search(kCountingUnits, unit_code);
}

}  // namespace headwater::catalogue
