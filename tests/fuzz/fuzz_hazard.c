/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_hazard.c  Any bytes as a hazard sheet, a person's and a kept one, and as a table of
 *  places. */
#include "ta_fuzz.h"

#include <stdio.h>

#include "engine/hazard_sheet.h"
#include "raster/hazard_table.h"

/* What is read is written so that it reads as the same again, kept or not. */
static void as_sheet(const char *bytes, size_t size, bool kept)
{
    struct ta_hazard_sheet sheet = {.n = 0}, again = {.n = 0};
    struct ta_text once = {0}, twice = {0};
    struct ta_error err = {0};
    enum ta_status rc = ta_hazard_sheet_read("fuzz", bytes, size, kept, &sheet, &err);
    assert(rc == TA_OK || err.text[0] != '\0');
    for (size_t i = 0; rc == TA_OK && !kept && i < sheet.n; i++) {
        memset(sheet.file[i].sha256, 'a', TA_HEX_SIZE - 1);
        (void)snprintf(sheet.file[i].path, TA_HAZARD_NAME, "layers/%zu", i);
    }
    if (rc == TA_OK && ta_hazard_sheet_write(&sheet, &once) == TA_OK) {
        rc = ta_hazard_sheet_read("kept", once.bytes, once.size, true, &again, &err);
        assert(rc == TA_OK);
        rc = ta_hazard_sheet_write(&again, &twice);
        assert(rc == TA_OK && twice.size == once.size &&
               memcmp(once.bytes, twice.bytes, once.size) == 0);
    }
    ta_text_free(&once);
    ta_text_free(&twice);
    ta_hazard_sheet_free(&sheet);
    ta_hazard_sheet_free(&again);
}

/* Rows of events and places in order, every place of a map once. */
static void as_table(const char *bytes, size_t size, enum ta_hazard_frequency kind)
{
    struct ta_hazard_set set = {.lon = NULL};
    struct ta_error err = {0};
    enum ta_status rc = ta_hazard_table_read("fuzz", bytes, size, kind, &set, &err);
    const struct ta_hazard_points *h = &set.points;
    assert(rc == TA_OK || err.text[0] != '\0');
    for (size_t e = 0; rc == TA_OK && e < h->n_events; e++) {
        assert(h->frequency[e] > 0.0 && h->first[e + 1] > h->first[e]);
        for (size_t i = h->first[e]; i < h->first[e + 1]; i++) {
            assert(h->point[i] < h->n_points && h->intensity[i] >= 0.0);
            assert(i == h->first[e] || h->point[i] > h->point[i - 1]);
        }
        if (kind == TA_FREQUENCY_EXCEEDANCE)
            assert(h->first[e + 1] - h->first[e] == h->n_points &&
                   (e == 0 || h->frequency[e] < h->frequency[e - 1]));
    }
    ta_hazard_set_free(&set);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    as_sheet((const char *)bytes, size, false);
    as_sheet((const char *)bytes, size, true);
    as_table((const char *)bytes, size, TA_FREQUENCY_EXCEEDANCE);
    as_table((const char *)bytes, size, TA_FREQUENCY_EVENT);
    return 0;
}
