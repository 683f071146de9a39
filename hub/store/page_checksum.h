// The seal of a page of a database file: its number and the CRC-32 of what comes before,
// in its last eight bytes. CRC-32 finds every change of one byte, and of up to 32 bits in
// a row; the number finds a page that was written to the wrong place. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace headwater::store {

inline constexpr size_t kPageSize = 4096;
inline constexpr size_t kPageSealSize = 8;

// `page` is kPageSize bytes; `number` counts from 1, as SQLite does.
void SealPage(uint32_t number, char* page);

// A page of zeros is not: every page of a file was once sealed.
bool PageIsWhole(uint32_t number, std::string_view page);

}  // namespace headwater::store
