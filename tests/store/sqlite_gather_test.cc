#include "hub/store/sqlite_gather.h"

#include <gtest/gtest.h>

#include <string>

namespace headwater::store {
namespace {

// A file that takes what it is given until it is told to fail.
struct TakingFile {
  sqlite3_file base;
  std::string* bytes;
  int code;
};

int Take(sqlite3_file* file, const void* bytes, int amount, sqlite3_int64 offset) {
  auto* const taking = reinterpret_cast<TakingFile*>(file);
  if (taking->code != SQLITE_OK) return taking->code;
  taking->bytes->resize(static_cast<size_t>(offset));
  taking->bytes->append(static_cast<const char*>(bytes), static_cast<size_t>(amount));
  return SQLITE_OK;
}

class GatheredWritesTest : public testing::Test {
 protected:
  GatheredWritesTest() {
    methods_.xWrite = Take;
    file_.base.pMethods = &methods_;
    file_.bytes = &bytes_;
  }
  int Write(std::string_view bytes, int64_t offset) {
    return gathered_.Write(&file_.base, bytes.data(), static_cast<int>(bytes.size()), offset);
  }
  int Flush() { return gathered_.Flush(&file_.base); }

  sqlite3_io_methods methods_ = {};
  std::string bytes_;
  TakingFile file_ = {};
  GatheredWrites gathered_;
};

TEST_F(GatheredWritesTest, WhatLiesTogetherIsOneWrite) {
  EXPECT_EQ(Write("ab", 0), SQLITE_OK);
  EXPECT_EQ(Write("cd", 2), SQLITE_OK);
  EXPECT_EQ(bytes_, "");
  EXPECT_EQ(Flush(), SQLITE_OK);
  EXPECT_EQ(bytes_, "abcd");
}

// SQLite does not look at the error of each call that flushes, but at that of the sync.
TEST_F(GatheredWritesTest, AWriteThatFailedIsNeverForgotten) {
  EXPECT_EQ(Write("ab", 0), SQLITE_OK);
  file_.code = SQLITE_FULL;
  EXPECT_EQ(Flush(), SQLITE_FULL);
  file_.code = SQLITE_OK;
  EXPECT_EQ(Flush(), SQLITE_FULL);
  EXPECT_EQ(Write("cd", 2), SQLITE_FULL);
  EXPECT_EQ(Write("ef", 100), SQLITE_FULL);
  EXPECT_EQ(Flush(), SQLITE_FULL);
  EXPECT_EQ(bytes_, "");
}

}  // namespace
}  // namespace headwater::store
