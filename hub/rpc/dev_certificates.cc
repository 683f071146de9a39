#include "hub/rpc/dev_certificates.h"

#include <arpa/inet.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/base/openssl_ptr.h"
#include "hub/rpc/identity.h"
#include "hub/rpc/new_file.h"
#include "hub/rpc/pem_file.h"
#include "openssl/ec.h"
#include "openssl/err.h"
#include "openssl/pem.h"
#include "openssl/rand.h"

namespace headwater::rpc {
namespace {

using base::BioPtr;
using base::KeyPtr;
using base::NamesPtr;
using base::OpensslError;
using base::OpensslFree;
using base::X509Ptr;

constexpr mode_t kFolderMode = 0700;
constexpr mode_t kPublicMode = 0644;
constexpr mode_t kSecretMode = 0600;
constexpr size_t kNameMax = 64;
// A machine whose clock is a little behind takes a new certificate all the same.
constexpr absl::Duration kBackdate = absl::Hours(1);

enum class NameKind { kDns, kIp, kUri };
struct AltName {
  NameKind kind;
  std::string text;
  friend bool operator==(const AltName&, const AltName&) = default;
};

// A certificate as it is wanted.
struct Wanted {
  std::string stem;  // of its files
  std::string common_name;
  std::string key_usage;
  std::string constraints;
  std::string extended_usage;  // empty for the authority
  std::vector<AltName> names;
  absl::Duration lifetime;
};

struct Pair {
  X509Ptr certificate;
  KeyPtr key;
};

absl::Status OpensslFailed(std::string_view what) {
  return absl::InternalError(
      absl::StrCat("OpenSSL: ", absl::string_view(what.data(), what.size()), ": ", OpensslError()));
}

// ---- Names

bool IsIp(const std::string& text) {
  unsigned char bytes[16];
  return inet_pton(AF_INET, text.c_str(), bytes) == 1 ||
         inet_pton(AF_INET6, text.c_str(), bytes) == 1;
}

bool IsDnsName(std::string_view text) {
  if (text.empty() || text.size() > 253 || text.front() == '.' || text.front() == '-') return false;
  for (const char c : text) {
    if (!absl::ascii_isalnum(c) && c != '-' && c != '.' && c != '*') return false;
  }
  return true;
}

absl::StatusOr<std::vector<AltName>> HostNames(const std::vector<std::string>& hosts) {
  std::vector<AltName> names = {
      {NameKind::kDns, "localhost"}, {NameKind::kIp, "127.0.0.1"}, {NameKind::kIp, "::1"}};
  for (const std::string& host : hosts) {
    if (!IsIp(host) && !IsDnsName(host)) {
      return absl::InvalidArgumentError(
          absl::StrCat("\"", host, "\" is neither a DNS name nor an IP address"));
    }
    const AltName name{IsIp(host) ? NameKind::kIp : NameKind::kDns, host};
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

absl::Status CheckClientName(std::string_view name) {
  const bool reserved = name == "ca" || name == "server";
  bool valid = !name.empty() && name.size() <= kNameMax && name.front() != '.' && !reserved;
  for (const char c : name) {
    valid = valid &&
            (absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '.' || c == '-' || c == '_');
  }
  if (valid) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "\"", absl::string_view(name.data(), name.size()), "\" cannot name a certificate: use up to ",
      kNameMax,
      " lower-case letters, digits, '.', '-' and '_', and neither \"ca\" nor \"server\""));
}

bool Names(X509& certificate, const AltName& name) {
  switch (name.kind) {
    case NameKind::kDns:
      return X509_check_host(&certificate, name.text.c_str(), 0, 0, nullptr) == 1;
    case NameKind::kIp:
      return X509_check_ip_asc(&certificate, name.text.c_str(), 0) == 1;
    case NameKind::kUri:
      break;
  }
  const NamesPtr names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names != nullptr && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* one = sk_GENERAL_NAME_value(names.get(), i);
    if (one->type != GEN_URI) continue;
    const ASN1_IA5STRING* uri = one->d.uniformResourceIdentifier;
    if (std::string_view(reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
                         static_cast<size_t>(ASN1_STRING_length(uri))) == name.text) {
      return true;
    }
  }
  return false;
}

// ---- Making

absl::Status AddExtension(X509& certificate, X509& issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, OpensslFree<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  if (extension == nullptr || X509_add_ext(&certificate, extension.get(), -1) != 1) {
    return OpensslFailed(OBJ_nid2sn(nid));
  }
  return absl::OkStatus();
}

absl::Status AddAltNames(X509& certificate, const std::vector<AltName>& names) {
  if (names.empty()) return absl::OkStatus();
  const NamesPtr list(GENERAL_NAMES_new());
  for (const AltName& name : names) {
    const int type = name.kind == NameKind::kDns  ? GEN_DNS
                     : name.kind == NameKind::kIp ? GEN_IPADD
                                                  : GEN_URI;
    // Built from values, not from OpenSSL's little language: a comma stays a comma.
    GENERAL_NAME* one = a2i_GENERAL_NAME(nullptr, nullptr, nullptr, type, name.text.c_str(), 0);
    if (one == nullptr) return OpensslFailed(name.text);
    if (sk_GENERAL_NAME_push(list.get(), one) == 0) {
      GENERAL_NAME_free(one);
      return OpensslFailed(name.text);
    }
  }
  if (X509_add1_ext_i2d(&certificate, NID_subject_alt_name, list.get(), 0, X509V3_ADD_DEFAULT) !=
      1) {
    return OpensslFailed("subjectAltName");
  }
  return absl::OkStatus();
}

absl::Status SetSerial(X509& certificate) {
  unsigned char bytes[16];
  if (RAND_bytes(bytes, sizeof(bytes)) != 1) return OpensslFailed("RAND_bytes");
  bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7F) | 0x40);  // positive, of full length
  const std::unique_ptr<BIGNUM, OpensslFree<BN_free>> number(
      BN_bin2bn(bytes, sizeof(bytes), nullptr));
  if (number == nullptr ||
      BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(&certificate)) == nullptr) {
    return OpensslFailed("serial number");
  }
  return absl::OkStatus();
}

absl::Status SetSubject(X509& certificate, const std::string& common_name) {
  X509_NAME* subject = X509_get_subject_name(&certificate);
  const auto add = [subject](const char* field, const std::string& value) {
    return X509_NAME_add_entry_by_txt(subject, field, MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(value.data()),
                                      static_cast<int>(value.size()), -1, 0) == 1;
  };
  if (add("O", "Headwater development") && add("CN", common_name)) return absl::OkStatus();
  return OpensslFailed("subject");
}

// Signed by `authority`, or by itself when that is null.
absl::StatusOr<X509Ptr> Sign(const Wanted& wanted, EVP_PKEY& key, const Pair* authority,
                             absl::Time now) {
  X509Ptr owner(X509_new());
  if (owner == nullptr || X509_set_version(owner.get(), X509_VERSION_3) != 1) {
    return OpensslFailed("X509_new");
  }
  X509& certificate = *owner;
  X509& issuer = authority != nullptr ? *authority->certificate : certificate;
  EVP_PKEY& issuer_key = authority != nullptr ? *authority->key : key;

  RETURN_IF_ERROR(SetSerial(certificate));
  RETURN_IF_ERROR(SetSubject(certificate, wanted.common_name));
  if (ASN1_TIME_set(X509_getm_notBefore(&certificate), absl::ToTimeT(now - kBackdate)) == nullptr ||
      ASN1_TIME_set(X509_getm_notAfter(&certificate), absl::ToTimeT(now + wanted.lifetime)) ==
          nullptr ||
      X509_set_issuer_name(&certificate, X509_get_subject_name(&issuer)) != 1 ||
      X509_set_pubkey(&certificate, &key) != 1) {
    return OpensslFailed("certificate");
  }
  RETURN_IF_ERROR(AddExtension(certificate, issuer, NID_basic_constraints, wanted.constraints));
  RETURN_IF_ERROR(AddExtension(certificate, issuer, NID_key_usage, wanted.key_usage));
  if (!wanted.extended_usage.empty()) {
    RETURN_IF_ERROR(AddExtension(certificate, issuer, NID_ext_key_usage, wanted.extended_usage));
  }
  RETURN_IF_ERROR(AddExtension(certificate, issuer, NID_subject_key_identifier, "hash"));
  RETURN_IF_ERROR(AddExtension(certificate, issuer, NID_authority_key_identifier, "keyid:always"));
  RETURN_IF_ERROR(AddAltNames(certificate, wanted.names));
  if (X509_sign(&certificate, &issuer_key, EVP_sha256()) == 0) return OpensslFailed("X509_sign");
  return owner;
}

template <typename Write>
absl::StatusOr<std::string> ToPem(Write write) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  if (bio == nullptr || write(bio.get()) != 1) return OpensslFailed("PEM");
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return std::string(data, static_cast<size_t>(size));
}

// ---- The folder

class Folder {
 public:
  Folder(std::string path, absl::Time now) : path_(std::move(path)), now_(now) {}

  absl::Status Make() {
    std::error_code error;
    const std::filesystem::path parent = std::filesystem::path(path_).parent_path();
    if (!parent.empty()) std::filesystem::create_directories(parent, error);
    if (error) {
      return absl::FailedPreconditionError(
          absl::StrCat("cannot make the folder ", parent.string(), ": ", error.message()));
    }
    if (mkdir(path_.c_str(), kFolderMode) == 0 || errno == EEXIST) return absl::OkStatus();
    return absl::FailedPreconditionError(
        absl::StrCat("cannot make the folder ", path_, ": ", std::strerror(errno)));
  }

  // What is there, checked, or what is made now.
  absl::StatusOr<Pair> Get(const Wanted& wanted, const Pair* authority) {
    ASSIGN_OR_RETURN(Pair pair, Find(wanted));
    if (pair.certificate != nullptr) {
      RETURN_IF_ERROR(Check(wanted, pair, authority));
      kept_.insert(kept_.end(), {wanted.stem + ".pem", wanted.stem + ".key"});
      return pair;
    }
    // The key first: with a key alone, a run that was cut short can be gone on with.
    if (pair.key == nullptr) {
      pair.key.reset(EVP_EC_gen("P-256"));
      if (pair.key == nullptr) return OpensslFailed("EC key");
      ASSIGN_OR_RETURN(const std::string pem, ToPem([&](BIO* bio) {
                         return PEM_write_bio_PKCS8PrivateKey(bio, pair.key.get(), nullptr, nullptr,
                                                              0, nullptr, nullptr);
                       }));
      RETURN_IF_ERROR(Write(wanted.stem + ".key", pem, kSecretMode));
    } else {
      kept_.push_back(wanted.stem + ".key");
    }
    ASSIGN_OR_RETURN(pair.certificate, Sign(wanted, *pair.key, authority, now_));
    ASSIGN_OR_RETURN(const std::string pem, ToPem([&](BIO* bio) {
                       return PEM_write_bio_X509(bio, pair.certificate.get());
                     }));
    RETURN_IF_ERROR(Write(wanted.stem + ".pem", pem, kPublicMode));
    return pair;
  }

  DevCertificates result() && { return {std::move(made_), std::move(kept_)}; }

 private:
  std::string PathOf(std::string_view name) const {
    return absl::StrCat(path_, "/", absl::string_view(name.data(), name.size()));
  }

  // Empty for what is not there.
  absl::StatusOr<Pair> Find(const Wanted& wanted) {
    Pair pair;
    absl::StatusOr<std::string> certificate = ReadPemFile(PathOf(wanted.stem + ".pem"));
    absl::StatusOr<std::string> key = ReadPemFile(PathOf(wanted.stem + ".key"));
    if (!certificate.ok() && !absl::IsNotFound(certificate.status())) return certificate.status();
    if (!key.ok() && !absl::IsNotFound(key.status())) return key.status();
    if (certificate.ok() && !key.ok()) return Unusable(wanted, "has no key beside it");
    if (certificate.ok()) {
      auto parsed = base::ParseCertificate(*certificate);
      if (!parsed.ok()) return Unusable(wanted, parsed.status().message());
      pair.certificate = *std::move(parsed);
    }
    if (key.ok()) {
      auto parsed = base::ParseKey(*key);
      if (!parsed.ok()) return Unusable(wanted, "has a .key beside it that is none");
      pair.key = *std::move(parsed);
    }
    return pair;
  }

  absl::Status Check(const Wanted& wanted, const Pair& pair, const Pair* authority) const {
    X509& certificate = *pair.certificate;
    EVP_PKEY* signer = authority != nullptr ? authority->key.get() : pair.key.get();
    const bool matches = X509_check_private_key(&certificate, pair.key.get()) == 1;
    const bool signed_by = X509_verify(&certificate, signer) == 1;
    ERR_clear_error();
    if (!matches) return Unusable(wanted, "does not belong to the .key beside it");
    if (!signed_by) return Unusable(wanted, "was not signed by ca.key");
    time_t seconds = absl::ToTimeT(now_);
    if (X509_cmp_time(X509_get0_notAfter(&certificate), &seconds) < 0) {
      return Unusable(wanted, "has expired");
    }
    for (const AltName& name : wanted.names) {
      if (!Names(certificate, name)) {
        return Unusable(wanted, absl::StrCat("does not name ", name.text));
      }
    }
    return absl::OkStatus();
  }

  absl::Status Unusable(const Wanted& wanted, absl::string_view why) const {
    return absl::FailedPreconditionError(absl::StrCat(
        PathOf(wanted.stem + ".pem"), " ", why, "; delete ", wanted.stem, ".pem and ", wanted.stem,
        ".key to have them made anew",
        wanted.extended_usage.empty() ? ", and with them every certificate that it signed" : ""));
  }

  absl::Status Write(const std::string& name, const std::string& pem, mode_t mode) {
    RETURN_IF_ERROR(WriteNewFile(PathOf(name), pem, mode));
    made_.push_back(name);
    return absl::OkStatus();
  }

  const std::string path_;
  const absl::Time now_;
  std::vector<std::string> made_;
  std::vector<std::string> kept_;
};

}  // namespace

absl::StatusOr<DevCertificates> MakeDevCertificates(const DevCertificateOptions& options,
                                                    const base::Clock& clock) {
  for (const auto& client : options.clients) RETURN_IF_ERROR(CheckClientName(client.name));
  ASSIGN_OR_RETURN(std::vector<AltName> host_names, HostNames(options.server_hosts));

  Folder folder(options.folder, clock.Now());
  RETURN_IF_ERROR(folder.Make());
  ASSIGN_OR_RETURN(const Pair authority,
                   folder.Get({.stem = "ca",
                               .common_name = "Headwater development authority",
                               .key_usage = "critical,keyCertSign,cRLSign",
                               .constraints = "critical,CA:TRUE,pathlen:0",
                               .lifetime = kAuthorityLifetime},
                              nullptr));
  const auto get_leaf = [&](std::string stem, std::string usage, std::vector<AltName> names) {
    std::string common_name = stem;
    return folder
        .Get({.stem = std::move(stem),
              .common_name = std::move(common_name),
              .key_usage = "critical,digitalSignature",
              .constraints = "critical,CA:FALSE",
              .extended_usage = std::move(usage),
              .names = std::move(names),
              .lifetime = kCertificateLifetime},
             &authority)
        .status();
  };
  RETURN_IF_ERROR(get_leaf("server", "serverAuth", std::move(host_names)));
  for (const auto& client : options.clients) {
    RETURN_IF_ERROR(
        get_leaf(client.name, "clientAuth", {{NameKind::kUri, PartyUri(client.party)}}));
  }
  return std::move(folder).result();
}

}  // namespace headwater::rpc
