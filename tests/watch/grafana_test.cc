// The dashboard asks for nothing that the hub does not tell.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "hub/watch/metrics_page.h"

namespace headwater::watch {
namespace {

google::protobuf::Struct Dashboard() {
  std::stringstream text;
  text << std::ifstream(HEADWATER_GRAFANA).rdbuf();
  google::protobuf::Struct dashboard;
  const auto parsed = google::protobuf::util::JsonStringToMessage(text.str(), &dashboard);
  EXPECT_TRUE(parsed.ok()) << parsed.ToString();
  return dashboard;
}

// Every query, wherever it stands.
void Collect(const google::protobuf::Value& value, std::vector<std::string>& queries);
void Collect(const google::protobuf::Struct& object, std::vector<std::string>& queries) {
  for (const auto& [name, value] : object.fields()) {
    if ((name == "expr" || name == "query") && value.has_string_value()) {
      queries.push_back(value.string_value());
    }
    Collect(value, queries);
  }
}
void Collect(const google::protobuf::Value& value, std::vector<std::string>& queries) {
  if (value.has_struct_value()) Collect(value.struct_value(), queries);
  for (const auto& item : value.list_value().values()) Collect(item, queries);
}

std::set<std::string> NamesIn(const std::string& text) {
  static const std::regex kName("headwater_[a-z_]+");
  std::set<std::string> names;
  for (auto it = std::sregex_iterator(text.begin(), text.end(), kName);
       it != std::sregex_iterator(); ++it) {
    names.insert(it->str());
  }
  return names;
}

TEST(GrafanaTest, EveryMetricOfTheDashboardExists) {
  std::vector<std::string> queries;
  Collect(Dashboard(), queries);
  ASSERT_GT(queries.size(), 10u);
  // Histograms show their parts from the first moment, and all else its name.
  HubState state;
  state.store = StoreFiles();
  const std::set<std::string> told = NamesIn(MetricsPage(HubCounts(), state));
  std::set<std::string> asked;
  for (const std::string& query : queries) {
    const std::set<std::string> names = NamesIn(query);
    EXPECT_FALSE(names.empty() && query != "prometheus") << "no metric of the hub: " << query;
    asked.insert(names.begin(), names.end());
  }
  for (const std::string& name : asked) {
    EXPECT_TRUE(told.contains(name)) << name << " is asked for and never told";
  }
}

TEST(GrafanaTest, PanelsHaveTitlesAndPlacesOfTheirOwn) {
  const google::protobuf::Struct dashboard = Dashboard();
  const auto& panels = dashboard.fields().at("panels").list_value().values();
  ASSERT_GT(panels.size(), 5);
  std::set<double> ids;
  for (const auto& panel : panels) {
    const auto& fields = panel.struct_value().fields();
    EXPECT_FALSE(fields.at("title").string_value().empty());
    EXPECT_TRUE(ids.insert(fields.at("id").number_value()).second) << "two panels share an id";
    const auto& place = fields.at("gridPos").struct_value().fields();
    EXPECT_LE(place.at("x").number_value() + place.at("w").number_value(), 24);
  }
}

}  // namespace
}  // namespace headwater::watch
