/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_cbor.c  Any bytes as a SenML pack in CBOR, and as a file of packs. */
#include "ta_fuzz_pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_pack("cbor", false, bytes, size);
    return 0;
}
