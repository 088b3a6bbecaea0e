/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_s2_mtd.c  Any bytes as a Sentinel-2 product's and as a granule's XML. */
#include "ta_fuzz.h"

#include "catalog/sentinel2_mtd.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ta_s2_mtd mtd;
    struct ta_error err = {0};
    double zenith = 0.0;
    const char *bytes = (const char *)data;
    if (ta_s2_mtd_parse("fuzz.xml", bytes, size, &mtd, &err) == TA_OK) {
        double offset = ta_s2_offset(&mtd, "B02");
        assert(mtd.has_offsets || offset != offset); /* none stated: NaN */
        ta_s2_mtd_free(&mtd);
    }
    if (ta_s2_sun_zenith("fuzz.xml", bytes, size, &zenith, &err) != TA_OK) return 0;
    return 0;
}
