/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_hj212.c  Any bytes as HJ 212 frames, as a message and as a file of lines. */
#include "ta_fuzz_mapped.h"

static const char mapping[] =
    "form: hj212\nmissing: [-9]\ntime: {fields: [DataTime], format: "
    "\"%Y%m%d%H%M%S\", offset: Z}\ndevice: {field: MN}\nreadings:\n"
    "- {field: a-Rtd, datastream: {field: ST}, unit: m, words: {N: 0}}\n"
    "- {field: \"2061:a-Avg\", datastream: x, unit: {field: PW}}\n";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_mapped("hj212", mapping, bytes, size);
    return 0;
}
