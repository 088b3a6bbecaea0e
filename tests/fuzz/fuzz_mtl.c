/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_mtl.c  Any bytes as an MTL file, text or JSON. */
#include "ta_fuzz.h"

#include "base/memory.h"
#include "catalog/mtl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *bytes = ta_alloc(size + 1, 1);
    if (bytes == NULL) return 0;
    if (size > 0) memcpy(bytes, data, size);

    struct ta_mtl mtl;
    struct ta_error err;
    if (ta_mtl_parse("fuzz_MTL.txt", bytes, size, &mtl, &err) != TA_OK) return 0;
    double sum = 0.0;
    for (size_t i = 0; i < mtl.n; i++) {
        double value = 0.0;
        if (ta_mtl_number(&mtl, mtl.row[i].group, mtl.row[i].key, &value, &err) ==
            TA_OK)
            sum += value;
    }
    volatile double kept = sum; /* every row was looked at */
    (void)kept;
    ta_mtl_free(&mtl);
    return 0;
}
