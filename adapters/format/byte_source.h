// Where a file's bytes come from and go to: a file, standard input, a text in
// memory. Read and written in parts, so that a file may be larger than memory.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace headwater::format {

// Used by one thread.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // At least one byte and at most `size` into `buffer`; 0 at the end, for good.
  // `size` must not be 0.
  virtual absl::StatusOr<size_t> Read(char* buffer, size_t size) = 0;
};

class StringSource final : public ByteSource {
 public:
  // `bytes` must outlive it. Gives at most `step` bytes at a time.
  explicit StringSource(std::string_view bytes, size_t step = std::string_view::npos)
      : bytes_(bytes), step_(step) {}
  absl::StatusOr<size_t> Read(char* buffer, size_t size) override;

 private:
  std::string_view bytes_;
  const size_t step_;
};

// A file that is opened here, or a descriptor that stays its owner's.
class FileSource final : public ByteSource {
 public:
  // "-" is standard input.
  static absl::StatusOr<std::unique_ptr<FileSource>> Open(const std::string& path);
  ~FileSource() override;

  absl::StatusOr<size_t> Read(char* buffer, size_t size) override;

 private:
  FileSource(int fd, bool owned, std::string name)
      : fd_(fd), owned_(owned), name_(std::move(name)) {}

  const int fd_;
  const bool owned_;
  const std::string name_;
};

// Used by one thread.
class ByteSink {
 public:
  virtual ~ByteSink() = default;
  // Takes all of it.
  virtual absl::Status Write(std::string_view bytes) = 0;
};

class StringSink final : public ByteSink {
 public:
  absl::Status Write(std::string_view bytes) override {
    text_.append(bytes);
    return absl::OkStatus();
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

class FileSink final : public ByteSink {
 public:
  // "-" is standard output; an existing file is replaced.
  static absl::StatusOr<std::unique_ptr<FileSink>> Open(const std::string& path);
  ~FileSink() override;

  absl::Status Write(std::string_view bytes) override;

 private:
  FileSink(int fd, bool owned, std::string name) : fd_(fd), owned_(owned), name_(std::move(name)) {}

  const int fd_;
  const bool owned_;
  const std::string name_;
};

}  // namespace headwater::format
