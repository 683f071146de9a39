// Archive files for tests, made without a store.
#pragma once

#include <string>
#include <vector>

#include "hub/archive/archive.pb.h"
#include "hub/archive/archive_check.h"

namespace headwater::archive {

// What two parties sent each other, as records: `count` documents from `first` on, chained
// behind `ends`, which moves along.
std::vector<Document> MakeDocuments(int64_t first, int count, FeedEnds& ends);

Header HeaderOf(int64_t first, const FeedEnds& before, const std::string& previous_hash);

// Writes a file of these documents; gives its name and, where wanted, its footer. Aborts
// where it cannot.
std::string WriteArchive(const std::string& folder, const Header& header,
                         const std::vector<Document>& documents, Footer* footer = nullptr);

std::string ReadBytes(const std::string& path);
void WriteBytes(const std::string& path, const std::string& bytes);

}  // namespace headwater::archive
