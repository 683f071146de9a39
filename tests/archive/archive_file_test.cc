// Files of archives: written, read, damaged, missing.
#include <gtest/gtest.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "archive/archive_files.h"
#include "google/protobuf/io/gzip_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "hub/archive/archive_check.h"
#include "hub/archive/archive_folder.h"
#include "hub/archive/archive_format.h"
#include "hub/archive/archive_reader.h"
#include "hub/archive/archive_writer.h"
#include "support/keys.h"
#include "support/refusal_matchers.h"
#include "support/test_hub.h"

namespace headwater::archive {
namespace {

using test::HasCode;
using test::IsOk;
using testing::HasSubstr;

class ArchiveFileTest : public testing::Test {
 protected:
  // Three files, of 5, 4 and 3 documents.
  void WriteThree() {
    for (const int count : {5, 4, 3}) {
      const FeedEnds before = ends_;
      Footer footer;
      const std::vector<Document> documents = MakeDocuments(next_, count, ends_);
      const std::string name = WriteArchive(
          folder_.File(""), HeaderOf(next_, before, hashes_.empty() ? "" : hashes_.back()),
          documents, &footer);
      names_.push_back(name);
      hashes_.push_back(footer.records_hash());
      rows_.push_back({.first_commit = next_,
                       .last_commit = next_ + count - 1,
                       .moved_through = next_ + count - 1,
                       .name = name,
                       .records_hash = footer.records_hash()});
      for (const Document& document : documents) payloads_.push_back(document.payload());
      next_ += count;
    }
  }
  std::string PathOf(size_t file) const { return folder_.File(names_[file]); }
  std::string Folder() const { return folder_.File(""); }

  test::TempFolder folder_;
  FeedEnds ends_;
  int64_t next_ = 1;
  std::vector<std::string> names_;
  std::vector<std::string> hashes_;
  std::vector<exchange::ArchiveRow> rows_;
  std::vector<std::string> payloads_;
};

TEST_F(ArchiveFileTest, GivesBackWhatWasWritten) {
  const std::vector<Document> documents = MakeDocuments(1, 20, ends_);
  const std::string path = folder_.File(WriteArchive(Folder(), HeaderOf(1, {}, ""), documents));
  const auto reader = ArchiveReader::Open(path);
  ASSERT_THAT(reader, IsOk());
  EXPECT_EQ((*reader)->header().first_commit_number(), 1);
  Document document;
  for (const Document& written : documents) {
    ASSERT_EQ(*(*reader)->Next(document), true);
    EXPECT_EQ(document.SerializeAsString(), written.SerializeAsString());
  }
  ASSERT_EQ(*(*reader)->Next(document), false);
  EXPECT_EQ((*reader)->footer().last_commit_number(), 20);
}

TEST_F(ArchiveFileTest, TheSameDocumentsMakeTheSameBytes) {
  const std::vector<Document> documents = MakeDocuments(1, 20, ends_);
  test::TempFolder other;
  const std::string name = WriteArchive(Folder(), HeaderOf(1, {}, ""), documents);
  EXPECT_EQ(WriteArchive(other.File(""), HeaderOf(1, {}, ""), documents), name);
  EXPECT_EQ(ReadBytes(other.File(name)), ReadBytes(folder_.File(name)));
}

TEST_F(ArchiveFileTest, LeavesNoDraftAndNoHalfFile) {
  {
    const auto writer = ArchiveWriter::Begin(Folder(), HeaderOf(1, {}, ""));
    ASSERT_THAT(writer, IsOk());
    ASSERT_THAT((*writer)->Add(MakeDocuments(1, 1, ends_)[0]), IsOk());
  }
  EXPECT_TRUE(std::filesystem::is_empty(Folder()));
}

TEST_F(ArchiveFileTest, NeverReplacesAFile) {
  const std::vector<Document> documents = MakeDocuments(1, 3, ends_);
  const std::string name = WriteArchive(Folder(), HeaderOf(1, {}, ""), documents);
  // The same again, as after a run that ended before the store knew of the file.
  EXPECT_EQ(WriteArchive(Folder(), HeaderOf(1, {}, ""), documents), name);
  const std::string bytes = ReadBytes(folder_.File(name));
  FeedEnds ends;
  const auto writer = ArchiveWriter::Begin(Folder(), HeaderOf(1, {}, ""));
  ASSERT_THAT(writer, IsOk());
  for (const Document& document : MakeDocuments(1, 3, ends)) {
    ASSERT_THAT((*writer)->Add(document), IsOk());
  }
  Footer footer;
  // Others take the name, and nothing is lost.
  EXPECT_THAT((*writer)->Finish(footer, name), IsOk());
  EXPECT_EQ(ReadBytes(folder_.File(name + ".aside-1")), bytes);
  EXPECT_TRUE(HasRecords(folder_.File(name), footer.records_hash()));
  EXPECT_FALSE(HasRecords(folder_.File(name + ".aside-1"), footer.records_hash()));
  EXPECT_FALSE(HasRecords(folder_.File("none"), footer.records_hash()));
}

TEST_F(ArchiveFileTest, AFolderThatIsNotThereIsRefused) {
  EXPECT_THAT(ArchiveWriter::Begin(folder_.File("none"), HeaderOf(1, {}, "")),
              HasCode(absl::StatusCode::kFailedPrecondition));
}

TEST_F(ArchiveFileTest, TakesARecordAtTheLimitAndNoneAbove) {
  Header header = HeaderOf(1, {}, "");
  const auto with_length = [&header](size_t bytes) {
    header.set_previous_records_hash(std::string(bytes, 'x'));
    Record record;
    *record.mutable_header() = header;
    return record.ByteSizeLong() + 4;  // a varint of so large a number has four bytes
  };
  const size_t around = with_length(kRecordBytesMax - 100) - (kRecordBytesMax - 100);
  ASSERT_EQ(with_length(kRecordBytesMax - around), kRecordBytesMax);
  const std::string path = folder_.File(WriteArchive(Folder(), header, MakeDocuments(1, 1, ends_)));
  EXPECT_THAT(CheckFile(path), IsOk());
  with_length(kRecordBytesMax - around + 1);
  EXPECT_THAT(ArchiveWriter::Begin(Folder(), header),
              HasCode(absl::StatusCode::kResourceExhausted));
}

TEST_F(ArchiveFileTest, FindsAFlippedBitOfEveryByte) {
  const std::string path =
      folder_.File(WriteArchive(Folder(), HeaderOf(1, {}, ""), MakeDocuments(1, 4, ends_)));
  const std::string bytes = ReadBytes(path);
  int harmless = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string flipped = bytes;
    flipped[i] = static_cast<char>(flipped[i] ^ (1 << i % 8));
    WriteBytes(path, flipped);
    // The head of gzip has a time, a level and a system, and what it packs may end within a byte,
    // the last before its checksum and length: these say nothing of the content.
    if (CheckFile(path).ok()) {
      EXPECT_TRUE(i < 10 || i == bytes.size() - 9) << "byte " << i << " of " << bytes.size();
      ++harmless;
    }
  }
  EXPECT_LE(harmless, 7);
}

TEST_F(ArchiveFileTest, FindsAFileThatWasCutOff) {
  const std::string path =
      folder_.File(WriteArchive(Folder(), HeaderOf(1, {}, ""), MakeDocuments(1, 4, ends_)));
  const std::string bytes = ReadBytes(path);
  for (size_t size = 0; size < bytes.size(); ++size) {
    WriteBytes(path, bytes.substr(0, size));
    EXPECT_THAT(CheckFile(path), HasCode(absl::StatusCode::kDataLoss)) << size << " bytes";
  }
  WriteBytes(path, bytes + "x");
  EXPECT_THAT(CheckFile(path), HasCode(absl::StatusCode::kDataLoss));
}

TEST_F(ArchiveFileTest, FindsDocumentsThatDoNotFitThoughTheFileIsWhole) {
  std::vector<Document> documents = MakeDocuments(1, 4, ends_);
  documents.erase(documents.begin() + 1);
  const std::string path = folder_.File(WriteArchive(Folder(), HeaderOf(1, {}, ""), documents));
  const auto checked = CheckFile(path);
  EXPECT_THAT(checked, HasCode(absl::StatusCode::kDataLoss));
  EXPECT_THAT(std::string(checked.status().message()), HasSubstr(path));
  EXPECT_THAT(std::string(checked.status().message()), HasSubstr("document (3)"));
}

TEST_F(ArchiveFileTest, AFormatThatIsNotKnownIsNamed) {
  Header header = HeaderOf(1, {}, "");
  header.set_format(kFormat + 1);
  const std::string path = folder_.File(WriteArchive(Folder(), header, MakeDocuments(1, 1, ends_)));
  EXPECT_THAT(CheckFile(path), HasCode(absl::StatusCode::kFailedPrecondition));
}

TEST_F(ArchiveFileTest, TheFilesOfAFolderAreOneChain) {
  WriteThree();
  const auto files = CheckFolder(Folder(), {});
  ASSERT_THAT(files, IsOk());
  ASSERT_EQ(files->size(), 3u);
  EXPECT_EQ((*files)[1].documents, 4);
  EXPECT_EQ((*files)[1].first_time, 6'000'000);
  EXPECT_EQ(files->back().ends.at(test::Retailer()).chain_hash,
            ends_.at(test::Retailer()).chain_hash);
}

TEST_F(ArchiveFileTest, AFolderWithoutItsFirstOrAMiddleFileIsNamed) {
  WriteThree();
  std::filesystem::rename(PathOf(1), folder_.File("elsewhere"));
  EXPECT_THAT(std::string(CheckFolder(Folder(), {}).status().message()),
              HasSubstr("begins with document 10, the other ends with 5"));
  std::filesystem::remove(PathOf(0));
  EXPECT_THAT(std::string(CheckFolder(Folder(), {}).status().message()),
              HasSubstr("begins with document 10: the archives before it are not in"));
  std::filesystem::remove(PathOf(2));
  EXPECT_THAT(CheckFolder(Folder(), {}), HasCode(absl::StatusCode::kNotFound));
}

TEST_F(ArchiveFileTest, AFileOfAnotherChainDoesNotFollow) {
  WriteThree();
  // Whole in itself, of the same numbers, behind another first file.
  FeedEnds ends;
  MakeDocuments(1, 5, ends);
  const Header header = HeaderOf(6, ends, hashes_[0]);
  std::filesystem::remove(PathOf(1));
  WriteArchive(Folder(), header, MakeDocuments(6, 4, ends));
  EXPECT_THAT(std::string(CheckFolder(Folder(), {}).status().message()),
              HasSubstr("its feeds begin elsewhere"));
}

TEST_F(ArchiveFileTest, AFolderGivesPayloadsInAnyOrder) {
  WriteThree();
  const auto folder = ArchiveFolder::Open(Folder(), test::Retailer(), rows_, {});
  ASSERT_THAT(folder, IsOk());
  for (const int64_t number : {1, 2, 5, 6, 12, 3, 3, 11}) {
    const auto payload = (*folder)->Payload(number);
    ASSERT_THAT(payload, IsOk()) << number;
    EXPECT_EQ(*payload, payloads_[static_cast<size_t>(number - 1)]) << number;
  }
  EXPECT_THAT((*folder)->Payload(13), HasCode(absl::StatusCode::kNotFound));
}

TEST_F(ArchiveFileTest, AFolderThatLacksAFileOfTheStoreNamesIt) {
  WriteThree();
  std::filesystem::remove(PathOf(1));
  const auto folder = ArchiveFolder::Open(Folder(), test::Retailer(), rows_, {});
  EXPECT_THAT(folder, HasCode(absl::StatusCode::kNotFound));
  EXPECT_THAT(std::string(folder.status().message()), HasSubstr(names_[1]));
}

TEST_F(ArchiveFileTest, AFileThatIsNotTheOneOfTheStoreIsNamed) {
  WriteThree();
  rows_[1].records_hash[0] ^= 1;
  EXPECT_THAT(
      std::string(ArchiveFolder::Open(Folder(), test::Retailer(), rows_, {}).status().message()),
      HasSubstr("is not the file that the store was told of"));
  rows_[1].records_hash = hashes_[1];
  EXPECT_THAT(
      std::string(ArchiveFolder::Open(Folder(), test::Supplier(), rows_, {}).status().message()),
      HasSubstr("is an archive of"));
}

}  // namespace
}  // namespace headwater::archive
