# Warnings are errors in our own code. Generated code and Debian's headers are
# compiled as they are: what they warn of is not ours to mend. Errors with g++ alone, which
# everybody builds with: the fuzzers' compiler warns of other things.
add_library(headwater_warnings INTERFACE)
target_compile_options(headwater_warnings INTERFACE
  -Wall -Wextra $<$<CXX_COMPILER_ID:GNU>:-Werror> -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  -Wno-missing-field-initializers
  # g++ 12 sees overlaps in std::string that are not there (GCC bug 105651).
  $<$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU>>:-Wno-restrict>)

# -DHEADWATER_SANITIZE=address,undefined or thread; the presets set it. The
# preset fuzz adds fuzzer-no-link, which clang alone has.
set(HEADWATER_SANITIZE "" CACHE STRING "Sanitizers to build everything of ours with")
if(HEADWATER_SANITIZE)
  add_compile_options(-fsanitize=${HEADWATER_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${HEADWATER_SANITIZE})
  # g++ itself says that it warns falsely of these in instrumented code.
  target_compile_options(headwater_warnings INTERFACE
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()
