/* SPDX-License-Identifier: Apache-2.0 */
/** @file ta_test.h  What every cmocka test includes first. */
#ifndef TA_TEST_H
#define TA_TEST_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/** Folder of the outside test data, or NULL: the test then calls skip() after saying
 * so. */
static inline const char *ta_test_data(void)
{
    const char *folder = getenv("TERRASSAY_TEST_DATA");
    if (folder == NULL || folder[0] == '\0') {
        printf("skipped: no test data\n");
        return NULL;
    }
    return folder;
}

/** Fails unless |got - want| <= relative * max(|want|, floor). */
#define assert_near(got, want, relative, floor)                                        \
    do {                                                                               \
        double ta_got = (got), ta_want = (want);                                       \
        double ta_scale = fmax(fabs(ta_want), (floor));                                \
        if (!(fabs(ta_got - ta_want) <= (relative)*ta_scale))                          \
            fail_msg("%s = %.17g, wanted %.17g", #got, ta_got, ta_want);               \
    } while (0)

#endif
