/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_tiff_head.c  Any bytes as the directories of a GeoTIFF; what was read is known again. */
#include "ta_fuzz.h"

#include "base/memory.h"
#include "raster/tiff_head.h"

struct file {
    const uint8_t *bytes;
    size_t size;
};

static bool read_file(void *self, uint64_t from, size_t n, void *out)
{
    const struct file *file = self;
    if (from > file->size || n > file->size - from) return false;
    memcpy(out, file->bytes + from, n);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct file file = {bytes, size};
    struct ta_tiff_head head, again;
    enum ta_status rc = ta_tiff_head_read(read_file, &file, &head);
    assert(rc == TA_OK || rc == TA_FINDING || rc == TA_E_NOMEM);
    for (size_t i = 0; i < TA_GEO_TAGS; i++)
        assert((head.geo[i].count == 0) == (head.geo[i].bytes == NULL));
    if (rc != TA_OK) return 0;
    assert(ta_tiff_head_read(read_file, &file, &again) == TA_OK);
    ta_tiff_crs_keep(&head, "EPSG:4326");
    char *crs = ta_tiff_crs_known(&again);
    assert(crs != NULL && strcmp(crs, "EPSG:4326") == 0);
    ta_free(crs);
    ta_tiff_head_free(&again);
    return 0;
}
