// What the layers between SQLite and the operating system are made of. A file of a layer
// is a `File` with the file of the layer below right behind it; what a layer does not do
// itself it hands down.
#pragma once

#include <sqlite3.h>

namespace headwater::store {

// `File` begins with an sqlite3_file.
template <typename File>
File* Self(sqlite3_file* file) {
  // SQLite gives room that is aligned to 8 bytes, and its own files need no more.
  static_assert(alignof(File) <= 8 && sizeof(File) % 8 == 0);
  return reinterpret_cast<File*>(file);
}
template <typename File>
sqlite3_file* Below(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(Self<File>(file) + 1);
}

template <typename File, auto kMethod>
struct Forward;

template <typename File, typename... Args,
          int (*sqlite3_io_methods::*kMethod)(sqlite3_file*, Args...)>
struct Forward<File, kMethod> {
  static int Call(sqlite3_file* file, Args... args) {
    sqlite3_file* const below = Below<File>(file);
    return (below->pMethods->*kMethod)(below, args...);
  }
};

template <typename File>
void ForwardBarrier(sqlite3_file* file) {
  Below<File>(file)->pMethods->xShmBarrier(Below<File>(file));
}

}  // namespace headwater::store
