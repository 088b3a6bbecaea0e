# SPDX-License-Identifier: Apache-2.0
# ROOT: the tree; WITH: what it is built with; OUT: a C file, written only when its id is another.
set(text "${WITH}\n")
foreach(folder algorithms cmake datasets include src)
  file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/${folder}/*)
  list(FILTER files EXCLUDE REGEX "/README.md$")
  list(SORT files)
  foreach(name ${files})
    file(SHA256 ${ROOT}/${name} hash)
    string(APPEND text "${hash}  ${name}\n")
  endforeach()
endforeach()
string(SHA256 id "${text}")
file(CONFIGURE OUTPUT ${OUT} @ONLY CONTENT [[
/* Made by cmake/build_id_script.cmake. */
#include "record/build.h"

const char *ta_build_id(void)
{
    return "@id@";
}
]])
