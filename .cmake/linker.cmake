# Some sixty programs are linked, with their debug information: gold, which comes with g++, takes
# half of the time that the default linker takes. It is for the debug build alone.
include(CheckLinkerFlag)
check_linker_flag(CXX -fuse-ld=gold HEADWATER_HAS_GOLD)
if(HEADWATER_HAS_GOLD AND CMAKE_BUILD_TYPE STREQUAL "Debug" AND NOT HEADWATER_SANITIZE)
  add_link_options(-fuse-ld=gold)
endif()
