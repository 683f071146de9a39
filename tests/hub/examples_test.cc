// The documents of api/examples, which the README has a newcomer submit, in their order.
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "hub/hub_world.h"

namespace headwater::test {
namespace {

TEST(Examples, AreTakenByANewHub) {
  TestHubOptions options = WholeHub();
  options.retailer = *base::Gln::Parse("4000001000005");
  TestHub hub(std::move(options));
  std::set<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(HEADWATER_EXAMPLES)) {
    if (entry.path().extension() == ".json") files.insert(entry.path());
  }
  EXPECT_EQ(files.size(), 5u);
  for (const auto& path : files) {
    std::ifstream file(path);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    v1::Document document;
    const auto read = google::protobuf::util::JsonStringToMessage(text, &document);
    ASSERT_TRUE(read.ok()) << path << ": " << read.ToString();
    EXPECT_THAT(hub.Submit(document), IsOk()) << path;
  }
}

}  // namespace
}  // namespace headwater::test
