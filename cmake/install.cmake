# SPDX-License-Identifier: Apache-2.0
# libterrassay: the folders of layers 0 to 4 as one shared library that shows TA_API only; its
# headers, a CMake package (terrassay::terrassay) and a pkg-config file; the program.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

add_library(libterrassay SHARED)
foreach(folder algorithms base geo raster catalog ingest series store model tables record engine)
  if(TARGET ta_${folder})
    target_sources(libterrassay PRIVATE $<TARGET_OBJECTS:ta_${folder}>)
    get_target_property(third ta_${folder} TA_THIRD)
    target_link_libraries(libterrassay PRIVATE ${third})
  endif()
endforeach()
target_link_libraries(libterrassay PRIVATE m)
target_link_options(libterrassay PRIVATE -Wl,--no-undefined -Wl,-z,relro,-z,now
                    -Wl,--version-script=${PROJECT_SOURCE_DIR}/cmake/exports.map)
set_target_properties(libterrassay PROPERTIES LINK_DEPENDS ${PROJECT_SOURCE_DIR}/cmake/exports.map)
target_include_directories(libterrassay INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
set_target_properties(libterrassay PROPERTIES
  OUTPUT_NAME terrassay EXPORT_NAME terrassay LINKER_LANGUAGE C
  VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR})

install(TARGETS libterrassay EXPORT terrassay-targets)
if(TARGET terrassay)
  install(TARGETS terrassay)
  install(DIRECTORY ${PROJECT_BINARY_DIR}/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1
          FILES_MATCHING PATTERN "*.1")
  install(FILES ${PROJECT_BINARY_DIR}/man/terrassay.bash RENAME terrassay
          DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
endif()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/terrassay DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES ${PROJECT_BINARY_DIR}/include/terrassay/version.h
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/terrassay)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/NOTICE
        DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/terrassay)
install(EXPORT terrassay-targets NAMESPACE terrassay:: DESTINATION ${package_folder}
        FILE terrassay-config.cmake)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/terrassay-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/terrassay-config-version.cmake DESTINATION ${package_folder})

# The prefix stands relative to the file, so that an installed tree can be moved.
file(RELATIVE_PATH TA_PREFIX_FROM_PC /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(${PROJECT_SOURCE_DIR}/cmake/terrassay.pc.in
               ${PROJECT_BINARY_DIR}/terrassay.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/terrassay.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
