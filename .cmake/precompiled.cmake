# Headers of others that nearly every file of ours needs, compiled once instead of in each:
# reading them is three quarters of a build that does not optimize.
#
# Four sets, so that no file sees what its room may not: with the contract or without, with
# GoogleTest or without. A header that a file forgot to include is not missed where its set has
# it, so only the debug preset does this; the others build without, and tell.
option(HEADWATER_PRECOMPILED "Compile the headers of libraries once" OFF)
if(HEADWATER_PRECOMPILED)
  # All of a set are compiled alike, or g++ does not take it.
  add_compile_options(-pthread)
  # What ccache needs to see through them.
  add_compile_options(-fpch-preprocess)
  if(CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_PCH_EXTSUM=1
      ${CCACHE})
  endif()
endif()

set(PRECOMPILED_ALWAYS
  <algorithm> <array> <atomic> <chrono> <cstdint> <deque> <filesystem> <fstream> <functional>
  <initializer_list> <map> <memory> <optional> <random> <set> <sstream> <string> <string_view>
  <thread> <tuple> <utility> <variant> <vector>
  <absl/container/flat_hash_map.h> <absl/container/flat_hash_set.h>
  <absl/functional/any_invocable.h> <absl/functional/function_ref.h>
  <absl/status/status.h> <absl/status/statusor.h>
  <absl/strings/numbers.h> <absl/strings/str_cat.h> <absl/strings/str_join.h>
  <absl/strings/str_split.h> <absl/synchronization/mutex.h> <absl/time/time.h>
  <absl/types/span.h>)
set(PRECOMPILED_CONTRACT <grpcpp/grpcpp.h>)
set(PRECOMPILED_TEST <gmock/gmock.h> <gtest/gtest.h>)

# All that `target` links, however far.
function(headwater_links_of target links)
  set(seen "")
  set(next ${target})
  while(next)
    list(POP_FRONT next one)
    # A library that only its user links is written so.
    string(REGEX REPLACE "^\\$<LINK_ONLY:(.+)>$" "\\1" one "${one}")
    if(one IN_LIST seen)
      continue()
    endif()
    list(APPEND seen ${one})
    if(one MATCHES "^headwater_" OR one STREQUAL target)
      get_target_property(type ${one} TYPE)
      if(NOT type STREQUAL INTERFACE_LIBRARY)
        get_target_property(direct ${one} LINK_LIBRARIES)
        if(direct AND one STREQUAL target)
          list(APPEND next ${direct})
        endif()
      endif()
      get_target_property(public ${one} INTERFACE_LINK_LIBRARIES)
      if(public)
        list(FILTER public EXCLUDE REGEX "LINK_ONLY")
        list(APPEND next ${public})
      endif()
    endif()
  endwhile()
  set(${links} ${seen} PARENT_SCOPE)
endfunction()

function(headwater_targets_in folder targets)
  get_property(all DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
  get_property(folders DIRECTORY ${folder} PROPERTY SUBDIRECTORIES)
  foreach(one ${folders})
    headwater_targets_in(${one} more)
    list(APPEND all ${more})
  endforeach()
  set(${targets} ${all} PARENT_SCOPE)
endfunction()

# The set that a target takes, made where it is the first to take it.
function(headwater_precompiled_set contract test set)
  set(name precompiled)
  set(headers ${PRECOMPILED_ALWAYS})
  if(contract)
    string(APPEND name _contract)
    file(GLOB protos ${PROJECT_SOURCE_DIR}/api/headwater/v1/*.proto)
    foreach(proto ${protos})
      get_filename_component(stem ${proto} NAME_WE)
      list(APPEND headers <headwater/v1/${stem}.pb.h>)
    endforeach()
    list(APPEND headers ${PRECOMPILED_CONTRACT})
  endif()
  if(test)
    string(APPEND name _test)
    list(APPEND headers ${PRECOMPILED_TEST})
  endif()
  if(NOT TARGET ${name})
    file(WRITE ${PROJECT_BINARY_DIR}/${name}.cc.new "")
    file(COPY_FILE ${PROJECT_BINARY_DIR}/${name}.cc.new ${PROJECT_BINARY_DIR}/${name}.cc
      ONLY_IF_DIFFERENT)
    add_library(${name} STATIC ${PROJECT_BINARY_DIR}/${name}.cc)
    target_precompile_headers(${name} PRIVATE ${headers})
    target_link_libraries(${name} PRIVATE headwater_warnings)
    if(contract)
      target_link_libraries(${name} PRIVATE headwater_api)
    endif()
    if(test)
      target_link_libraries(${name} PRIVATE GTest::gmock)
    endif()
    # Hundreds of megabytes, which ccache would read for each file that includes them.
    set(header ${PROJECT_BINARY_DIR}/CMakeFiles/${name}.dir/cmake_pch.hxx.gch)
    add_custom_command(OUTPUT ${header}.sum
      COMMAND ${CMAKE_COMMAND} -E sha1sum ${header} > ${header}.sum
      DEPENDS ${header}
      COMMENT "Checksum of ${name}"
      VERBATIM)
    add_custom_target(${name}_sum DEPENDS ${header}.sum)
    add_dependencies(${name}_sum ${name})
  endif()
  set(${set} ${name} PARENT_SCOPE)
endfunction()

# Last, when all targets are there.
function(headwater_precompile)
  if(NOT HEADWATER_PRECOMPILED)
    return()
  endif()
  headwater_targets_in(${PROJECT_SOURCE_DIR} targets)
  foreach(target ${targets})
    get_target_property(type ${target} TYPE)
    if(NOT type MATCHES "^(STATIC_LIBRARY|EXECUTABLE)$" OR target STREQUAL headwater_api)
      continue()
    endif()
    headwater_links_of(${target} links)
    # Generated code is compiled as it is, without our warnings.
    if(NOT headwater_warnings IN_LIST links)
      continue()
    endif()
    set(contract FALSE)
    if(headwater_api IN_LIST links)
      set(contract TRUE)
    endif()
    set(test FALSE)
    if(GTest::gmock IN_LIST links)
      set(test TRUE)
    endif()
    headwater_precompiled_set(${contract} ${test} set)
    target_precompile_headers(${target} REUSE_FROM ${set})
    add_dependencies(${target} ${set}_sum)
  endforeach()
endfunction()
