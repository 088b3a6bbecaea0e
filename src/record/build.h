/* SPDX-License-Identifier: Apache-2.0 */
/** @file build.h  Which build of the program this is. */
#ifndef TA_RECORD_BUILD_H
#define TA_RECORD_BUILD_H

/** SHA-256, in hexadecimal, of the sources, the compiler, its flags and the versions of the libraries
 *  that compute: the same wherever and whenever the same is built by the same. */
const char *ta_build_id(void);

#endif
