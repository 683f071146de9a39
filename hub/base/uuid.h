// UUIDs (RFC 9562) as canonical text: 36 characters, 8-4-4-4-12 lower-case hex.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "hub/base/random.h"

namespace headwater::base {

// Version 4: 122 bits of `random`.
std::string NewUuid(Random& random);

// Version 8: the first 122 free bits of SHA-256(name). The same name gives the
// same UUID on every machine, for ever.
std::string NameUuid(std::string_view name);

// True for the canonical text of any version and variant, the nil UUID included.
bool IsUuid(std::string_view text);

// The 16 bytes of a UUID, as RFC 9562 writes them: half the room of the text, which
// matters where each is a key. `text` is canonical; nullopt where it is not.
using UuidBytes = std::array<char, 16>;
std::optional<UuidBytes> ParseUuid(std::string_view text);
// Canonical text; nullopt where `bytes` are not 16.
std::optional<std::string> FormatUuid(std::string_view bytes);

}  // namespace headwater::base
