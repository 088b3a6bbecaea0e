/* SPDX-License-Identifier: Apache-2.0 */
/** @file ta_fuzz.h  What every tests/fuzz/fuzz_X.c includes first.
 *
 *  A target defines LLVMFuzzerTestOneInput(): it hands the bytes to one reader, frees
 * what came out and returns 0. It aborts (assert) when the reader breaks a promise. */
#ifndef TA_FUZZ_H
#define TA_FUZZ_H

#undef NDEBUG
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/** @param bytes [size] borrowed for the call. @return 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#endif
