/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_blob.c  Geometries of other programs, whose box our spatial index asks for. */
#include "ta_fuzz.h"

#include <math.h>

#include "store/blob.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct ta_box box;
    bool empty = false;
    if (ta_blob_box(bytes, size, &box, &empty) == TA_OK)
        assert(!empty || isnan(box.x_min));
    return 0;
}
