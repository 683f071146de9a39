# What the hub is watched with. Debian's CMake files for prometheus-cpp ask for the parts that
# push and serve too, and those of cpp-httplib do not exist: so both are found by name.
find_library(PROMETHEUS_CORE prometheus-cpp-core REQUIRED)
find_path(PROMETHEUS_INCLUDE prometheus/text_serializer.h REQUIRED)
add_library(headwater_prometheus INTERFACE)
target_include_directories(headwater_prometheus SYSTEM INTERFACE ${PROMETHEUS_INCLUDE})
target_link_libraries(headwater_prometheus INTERFACE ${PROMETHEUS_CORE})

# With the switches that Debian's library was built with: its classes have other members
# without them.
find_library(CPP_HTTPLIB cpp-httplib REQUIRED)
find_path(CPP_HTTPLIB_INCLUDE httplib.h REQUIRED)
add_library(headwater_httplib INTERFACE)
target_include_directories(headwater_httplib SYSTEM INTERFACE ${CPP_HTTPLIB_INCLUDE})
target_compile_definitions(headwater_httplib INTERFACE
  CPPHTTPLIB_OPENSSL_SUPPORT CPPHTTPLIB_ZLIB_SUPPORT CPPHTTPLIB_BROTLI_SUPPORT)
target_link_libraries(headwater_httplib INTERFACE ${CPP_HTTPLIB} OpenSSL::SSL OpenSSL::Crypto)
