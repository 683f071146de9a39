#include "hub/rpc/pem_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include "absl/strings/str_cat.h"

namespace headwater::rpc {
namespace {

constexpr size_t kPemBytesMax = 1 << 20;

}  // namespace

absl::StatusOr<std::string> ReadPemFile(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text(kPemBytesMax + 1, '\0');
  if (file) file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || (!file && !file.eof())) {
    const int error = errno;
    const std::string message = absl::StrCat("cannot read ", path, ": ", std::strerror(error));
    return error == ENOENT ? absl::NotFoundError(message) : absl::FailedPreconditionError(message);
  }
  text.resize(static_cast<size_t>(file.gcount()));
  if (text.size() > kPemBytesMax) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " is larger than ", kPemBytesMax, " bytes: it is no PEM file"));
  }
  return text;
}

}  // namespace headwater::rpc
