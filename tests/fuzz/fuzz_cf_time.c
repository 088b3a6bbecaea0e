/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_cf_time.c  Any bytes as CF time units, a line break, a calendar. */
#include "ta_fuzz.h"

#include "raster/cf_time.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    assert(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    char *line = strchr(text, '\n');
    if (line != NULL) *line = '\0';

    struct ta_cf_clock clock;
    struct ta_error err = {0};
    if (ta_cf_clock_parse(text, line != NULL ? line + 1 : "", &clock, &err) == TA_OK) {
        static const double value[] = {0, 0.5, -1e3, 59, 1e6, 1e12, 1e300};
        ta_time_us before = INT64_MIN, time = 0;
        for (size_t i = 0; i < sizeof value / sizeof *value; i++) {
            if (i == 3) before = INT64_MIN; /* ascending from here on */
            if (ta_cf_time(&clock, value[i], &time) != TA_OK) continue;
            assert(i < 3 || time > before);
            before = time;
        }
    }
    free(text);
    return 0;
}
