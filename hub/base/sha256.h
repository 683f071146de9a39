// SHA-256. A digest is a std::string of 32 bytes; absl::BytesToHexString makes it
// readable.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace headwater::base {

inline constexpr size_t kSha256Size = 32;

// In one call. Thread-safe; keeps one OpenSSL context per thread, so that a call
// allocates nothing but its result.
std::string Sha256Of(std::string_view bytes);

// In parts. Not thread-safe.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void Update(std::string_view bytes);
  // The digest of all since construction or the Finish before; starts anew.
  std::string Finish();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

}  // namespace headwater::base
