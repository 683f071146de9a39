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
# Every TEST in it becomes a ctest case named NAME.Suite.Case. With BOTH_STORES each is there a
# second time, as postgresql/NAME.Suite.Case, on a PostgreSQL server that ctest starts before
# them and ends after them; tests/support/one_store names those that are on one store alone.
if(HEADWATER_TESTS)
  include(GoogleTest)
  find_package(GTest REQUIRED)
endif()
function(headwater_test)
  cmake_parse_arguments(T "BOTH_STORES" "NAME;TIMEOUT" "SOURCES;DEPS;LIBS" ${ARGN})
  list(TRANSFORM T_DEPS PREPEND headwater_)
  if(NOT T_TIMEOUT)
    set(T_TIMEOUT 120)
  endif()
  add_executable(${T_NAME}_test ${T_SOURCES})
  target_link_libraries(${T_NAME}_test PRIVATE
    ${T_DEPS} ${T_LIBS} headwater_warnings GTest::gmock GTest::gtest_main)
  target_include_directories(${T_NAME}_test PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  # PRE_TEST: the binary is asked for its cases when ctest runs, not at every link.
  headwater_not_on(sqlite ${T_NAME} filter)
  gtest_discover_tests(${T_NAME}_test TEST_PREFIX ${T_NAME}. DISCOVERY_MODE PRE_TEST
    TEST_FILTER "${filter}" PROPERTIES TIMEOUT ${T_TIMEOUT} LABELS ${T_NAME})
  if(T_BOTH_STORES)
    headwater_not_on(postgresql ${T_NAME} filter)
    # Each database is made on the server, and each statement goes there and back.
    math(EXPR longer "3 * ${T_TIMEOUT}")
    gtest_discover_tests(${T_NAME}_test TEST_PREFIX postgresql/${T_NAME}. DISCOVERY_MODE PRE_TEST
      TEST_FILTER "${filter}"
      PROPERTIES TIMEOUT ${longer} LABELS postgresql
        ENVIRONMENT HEADWATER_TEST_STORE=${HEADWATER_TEST_POSTGRESQL_URL}
        FIXTURES_REQUIRED postgresql)
  endif()
endfunction()

# The server of the tests has a folder by the name of the build: several builds do not meet. In
# memory where the system has a folder for that, and short, since the path of a socket may be.
string(MD5 build_hash ${PROJECT_BINARY_DIR})
string(SUBSTRING ${build_hash} 0 12 build_hash)
set(HEADWATER_TEST_POSTGRESQL_FOLDER /tmp/headwater-postgresql-${build_hash})
if(IS_DIRECTORY /dev/shm)
  set(HEADWATER_TEST_POSTGRESQL_FOLDER /dev/shm/headwater-postgresql-${build_hash})
endif()
set(HEADWATER_TEST_POSTGRESQL_URL
  "postgresql:///postgres?host=${HEADWATER_TEST_POSTGRESQL_FOLDER}&user=headwater")

# The cases of a program that one_store keeps from `store`, as a filter of GoogleTest.
function(headwater_not_on store program filter)
  set(list_file ${PROJECT_SOURCE_DIR}/tests/support/one_store)
  set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${list_file})
  file(STRINGS ${list_file} lines REGEX "^[a-z]")
  set(patterns "")
  foreach(line ${lines})
    if(line MATCHES "^([a-z]+) +${program}\\.([^ ]+) +.+$" AND NOT CMAKE_MATCH_1 STREQUAL store)
      list(APPEND patterns ${CMAKE_MATCH_2})
    endif()
  endforeach()
  list(JOIN patterns ":" joined)
  if(joined)
    set(joined "-${joined}")
  endif()
  set(${filter} "${joined}" PARENT_SCOPE)
endfunction()
