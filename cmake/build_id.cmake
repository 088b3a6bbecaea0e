# SPDX-License-Identifier: Apache-2.0
# ta_build_id(target): ta_build_id() of src/record/build.h, of the sources as they are when it is built
# and of what turns them into a program. No time and no path of this machine goes in.
function(ta_build_id target)
  set(files)
  foreach(folder algorithms cmake datasets include src)
    file(GLOB_RECURSE more CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*)
    list(APPEND files ${more})
  endforeach()
  list(FILTER files EXCLUDE REGEX "/README.md$")
  string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
  string(JOIN " " with "${PROJECT_VERSION}" "${CMAKE_C_COMPILER_ID}" "${CMAKE_C_COMPILER_VERSION}"
         "${CMAKE_SYSTEM_NAME}" "${CMAKE_SYSTEM_PROCESSOR}" "${CMAKE_BUILD_TYPE}" "${CMAKE_C_FLAGS}"
         "${CMAKE_C_FLAGS_${type}}" "${TA_SANITIZE}" "gdal ${GDAL_VERSION}" "proj ${PROJ_VERSION}"
         "geos ${GEOS_VERSION}")
  set(out ${CMAKE_CURRENT_BINARY_DIR}/build_id.c)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DROOT=${PROJECT_SOURCE_DIR} "-DWITH=${with}" -DOUT=${out}
            -P ${PROJECT_SOURCE_DIR}/cmake/build_id_script.cmake
    DEPENDS ${files}
    VERBATIM)
  target_sources(${target} PRIVATE ${out})
endfunction()
