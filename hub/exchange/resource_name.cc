#include "hub/exchange/resource_name.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/text.h"

namespace headwater::exchange {
namespace {

using base::AbslView;

constexpr std::string_view kVariable = "{}";
constexpr std::string_view kParties = "parties/";
constexpr std::string_view kAll = "-";

absl::Status Misfit(std::string_view name, std::string_view pattern) {
  return Refuse(v1::REASON_ARGUMENT_INVALID,
                absl::StrCat("the name ", Shown(name), " does not fit ", AbslView(pattern)));
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ParseName(std::string_view name,
                                                   std::string_view pattern) {
  std::vector<std::string> parts;
  std::string_view rest = name;
  std::string_view form = pattern;
  while (!form.empty()) {
    const size_t variable = form.find(kVariable);
    const std::string_view literal = form.substr(0, variable);
    if (!rest.starts_with(literal)) return Misfit(name, pattern);
    rest.remove_prefix(literal.size());
    if (variable == std::string_view::npos) {
      form = {};
      break;
    }
    form.remove_prefix(variable + kVariable.size());
    const bool takes_rest = form.empty() && !parts.empty();
    const size_t end = takes_rest ? rest.size() : std::min(rest.find('/'), rest.size());
    if (end == 0) return Misfit(name, pattern);
    parts.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end);
  }
  if (!rest.empty()) return Misfit(name, pattern);
  return parts;
}

absl::StatusOr<std::optional<base::Gln>> ParseParent(std::string_view parent) {
  if (!parent.starts_with(kParties)) return Misfit(parent, "parties/{gln} or parties/-");
  const std::string_view party = parent.substr(kParties.size());
  if (party == kAll) return std::optional<base::Gln>();
  const auto gln = base::Gln::Parse(party);
  if (!gln.ok()) return Misfit(parent, "parties/{gln} or parties/-");
  return std::optional<base::Gln>(*gln);
}

absl::StatusOr<std::optional<base::Gln>> SupplierSeen(const Caller& caller,
                                                      std::string_view parent) {
  ASSIGN_OR_RETURN(const std::optional<base::Gln> named, ParseParent(parent));
  if (caller.is_retailer()) return named;
  if (named.has_value() && !caller.sees(*named)) return RefuseNotFound(parent);
  return std::optional<base::Gln>(caller.party);
}

}  // namespace headwater::exchange
