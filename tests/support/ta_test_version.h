/* SPDX-License-Identifier: Apache-2.0 */
/** @file ta_test_version.h  Sealed readings that no run took in. */
#ifndef TA_TEST_VERSION_H
#define TA_TEST_VERSION_H

#include "engine/reading_version.h"

/** Seal runs, which are in order, as a version of a part that is not registered yet. */
static inline enum ta_status write_version(const struct ta_workspace *w,
                                           const char *part, int least,
                                           const struct ta_reading_run *runs, size_t n,
                                           struct ta_partition_row *row,
                                           struct ta_error *why)
{
    struct ta_readings_gather *gather = NULL;
    enum ta_status rc = ta_version_gather(w, &gather, why);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = ta_readings_gather_add(gather, &runs[i], why);
    if (rc == TA_OK) rc = ta_version_seal(w, part, least, gather, row, why);
    ta_readings_gather_free(gather);
    return rc;
}

#endif
