// What the writer and the reader of archive files have in common; archive.proto says the
// rest.
#pragma once

#include <cstdint>
#include <string_view>

namespace headwater::archive {

inline constexpr int kFormat = 1;

// Ends the names of archive files; kDraftEnding those that are not finished.
inline constexpr std::string_view kFileEnding = ".hwa";
inline constexpr std::string_view kDraftEnding = ".draft";

// A document of 1 MiB with its places, or a header with the ends of 200,000 feeds.
inline constexpr uint32_t kRecordBytesMax = 16 << 20;

// A file is finished when it has so many documents, or so many bytes of payloads.
inline constexpr int64_t kFileDocumentsMax = 100'000;
inline constexpr int64_t kFilePayloadBytesMax = 256 << 20;

}  // namespace headwater::archive
