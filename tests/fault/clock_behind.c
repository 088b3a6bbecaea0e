/* SPDX-License-Identifier: Apache-2.0 */
/** @file clock_behind.c  Preloaded into the program: a computer whose clock is behind by TA_CLOCK_BEHIND seconds. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

__attribute__((visibility("default"))) int clock_gettime(clockid_t clock,
                                                         struct timespec *now)
{
    static int (*get)(clockid_t, struct timespec *);
    const char *behind = getenv("TA_CLOCK_BEHIND");
    if (get == NULL) *(void **)&get = dlsym(RTLD_NEXT, "clock_gettime");
    if (get == NULL) abort();
    int rc = get(clock, now);
    if (rc == 0 && clock == CLOCK_REALTIME && behind != NULL)
        now->tv_sec -= strtol(behind, NULL, 10);
    return rc;
}
