# SPDX-License-Identifier: Apache-2.0
# ta_library(NAME [THIRD pkg-config-target ...] [USES ta_other ...] [WITHOUT main.c])
# One static library per folder. USES names only lower layers; scripts/check/layers
# reads every #include against the same table.
find_package(PkgConfig REQUIRED)

function(ta_library name)
  cmake_parse_arguments(ARG "" "WITHOUT" "THIRD;USES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.c)
  if(ARG_WITHOUT)
    list(REMOVE_ITEM sources ${CMAKE_CURRENT_SOURCE_DIR}/${ARG_WITHOUT})
  endif()
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/algorithms>)
  set_target_properties(${name} PROPERTIES TA_THIRD "${ARG_THIRD}")
  target_link_libraries(${name} PUBLIC ${ARG_USES} PRIVATE $<BUILD_INTERFACE:ta_flags> ${ARG_THIRD} m)
endfunction()
