/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_json_mapped.c  Any bytes as JSON read by a mapping, as a message and as a file of lines. */
#include "ta_fuzz_mapped.h"

static const char mapping[] =
    "form: json\neach: /d\nmissing: [-9]\ntime: {pointers: [^/t, /s], format: "
    "\"%Y-%m-%d "
    "%H:%M\", offset: Z}\ndevice: {pointer: /i}\nreadings:\n"
    "- {pointer: /v/0, datastream: {pointer: /n}, unit: m, words: {N: 0}}\n"
    "- {pointer: ^/~01/a, datastream: x, unit: {pointer: /u}}\n";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_mapped("json", mapping, bytes, size);
    return 0;
}
