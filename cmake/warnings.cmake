# SPDX-License-Identifier: Apache-2.0
# One interface target that every folder's library uses: language level, warnings, hardening.
add_library(ta_flags INTERFACE)
target_compile_definitions(ta_flags INTERFACE _POSIX_C_SOURCE=200809L)
target_compile_options(ta_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes
  -Wmissing-prototypes -Wvla -Wformat=2 -Wswitch-enum -Wundef -Wpointer-arith
  -ffp-contract=off -fno-strict-aliasing -fstack-protector-strong -fvisibility=hidden)
# A release is built by compilers that we have not seen: their new warnings stop nobody.
set(stops ON)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  set(stops OFF)
endif()
option(TA_WERROR "a warning stops the build" ${stops})
if(TA_WERROR)
  target_compile_options(ta_flags INTERFACE -Werror)
endif()
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
  target_compile_options(ta_flags INTERFACE -Wdouble-promotion -Wlogical-op)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  target_compile_definitions(ta_flags INTERFACE _FORTIFY_SOURCE=2)
endif()
set(TA_SANITIZE "" CACHE STRING "sanitizers to build with: address,undefined or thread")
if(TA_SANITIZE)
  target_compile_options(ta_flags INTERFACE -fsanitize=${TA_SANITIZE}
                         -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(ta_flags INTERFACE -fsanitize=${TA_SANITIZE})
endif()
if(TA_FUZZ)
  if(NOT CMAKE_C_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "TA_FUZZ needs clang: cmake --preset fuzz")
  endif()
  target_compile_options(ta_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
# A release has the same bytes wherever the tree lies and whenever it is built.
target_compile_options(ta_flags INTERFACE -Wdate-time)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(ta_flags INTERFACE -ffile-prefix-map=${PROJECT_BINARY_DIR}=build
                         -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)
endif()
