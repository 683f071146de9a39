// Writes what the corpus of a target began from: write_seeds TARGET FOLDER
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "fuzz/targets.h"
#include "hub/base/sha256.h"

int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "write_seeds TARGET FOLDER\n";
    return 2;
  }
  const std::string folder = arguments[2];
  std::filesystem::create_directories(folder);
  for (const std::string& seed : headwater::fuzz::TargetNamed(arguments[1]).seeds()) {
    const std::string name = absl::BytesToHexString(headwater::base::Sha256Of(seed).substr(0, 20));
    std::ofstream file(absl::StrCat(folder, "/", name), std::ios::binary);
    file << seed << std::flush;
    if (!file) {
      std::cerr << "write_seeds: " << folder << " cannot be written\n";
      return 1;
    }
  }
  return 0;
}
