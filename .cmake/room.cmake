# A room is a folder with one library. The headers of a room can be included
# only by the rooms that name it in DEPS: each room has an include root of its
# own that holds nothing but a link to its folder, so an include that the table
# of the design does not allow does not compile.
#
#   headwater_room(NAME base PATH hub/base SOURCES a.cc b.cc
#                  DEPS <rooms> LIBS <libraries from Debian>)
#
# makes the target headwater_base, included as "hub/base/a.h".
function(headwater_room)
  cmake_parse_arguments(ROOM "" "NAME;PATH" "SOURCES;DEPS;LIBS" ${ARGN})
  set(root ${PROJECT_BINARY_DIR}/rooms/${ROOM_NAME})
  get_filename_component(parent ${root}/${ROOM_PATH} DIRECTORY)
  file(MAKE_DIRECTORY ${parent})
  file(CREATE_LINK ${PROJECT_SOURCE_DIR}/${ROOM_PATH} ${root}/${ROOM_PATH} SYMBOLIC)

  list(TRANSFORM ROOM_DEPS PREPEND headwater_)
  if(ROOM_SOURCES)
    add_library(headwater_${ROOM_NAME} STATIC ${ROOM_SOURCES})
    target_include_directories(headwater_${ROOM_NAME} PUBLIC ${root})
    target_link_libraries(headwater_${ROOM_NAME}
      PUBLIC ${ROOM_DEPS} ${ROOM_LIBS} PRIVATE headwater_warnings)
  else()
    add_library(headwater_${ROOM_NAME} INTERFACE)
    target_include_directories(headwater_${ROOM_NAME} INTERFACE ${root})
    target_link_libraries(headwater_${ROOM_NAME} INTERFACE ${ROOM_DEPS} ${ROOM_LIBS})
  endif()
endfunction()

# A test binary: headwater_test(NAME store SOURCES x_test.cc DEPS store base)
# Every TEST in it becomes a ctest case named NAME.Suite.Case.
if(HEADWATER_TESTS)
  include(GoogleTest)
  find_package(GTest REQUIRED)
endif()
function(headwater_test)
  cmake_parse_arguments(T "" "NAME;TIMEOUT" "SOURCES;DEPS;LIBS" ${ARGN})
  list(TRANSFORM T_DEPS PREPEND headwater_)
  if(NOT T_TIMEOUT)
    set(T_TIMEOUT 120)
  endif()
  add_executable(${T_NAME}_test ${T_SOURCES})
  target_link_libraries(${T_NAME}_test PRIVATE
    ${T_DEPS} ${T_LIBS} headwater_warnings GTest::gmock GTest::gtest_main)
  target_include_directories(${T_NAME}_test PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  # PRE_TEST: the binary is asked for its cases when ctest runs, not at every link.
  gtest_discover_tests(${T_NAME}_test TEST_PREFIX ${T_NAME}. DISCOVERY_MODE PRE_TEST
    PROPERTIES TIMEOUT ${T_TIMEOUT} LABELS ${T_NAME})
endfunction()
