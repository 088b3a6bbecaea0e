/* SPDX-License-Identifier: Apache-2.0 */
/** @file ta_property.h  Seeded random input for property tests; a failure prints the
 * seed. */
#ifndef TA_PROPERTY_H
#define TA_PROPERTY_H

#include <inttypes.h>

#include "ta_test.h"

/** A splitmix64 stream (Steele, Lea, Flood 2014). */
struct ta_random_stream {
    uint64_t state;
};

static inline uint64_t ta_random_u64(struct ta_random_stream *r)
{
    uint64_t z = (r->state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/** Uniform in [lo, hi). */
static inline double ta_random_between(struct ta_random_stream *r, double lo, double hi)
{
    return lo + (hi - lo) * ((double)(ta_random_u64(r) >> 11) * 0x1p-53);
}

/** Uniform in 0 .. n - 1. */
static inline size_t ta_random_below(struct ta_random_stream *r, size_t n)
{
    return (size_t)(ta_random_u64(r) % n);
}

static uint64_t ta_seed_now; /* of the property that runs; 0 when none does */

/** Say which seed a failed assertion left behind. */
static inline void ta_tell_seed(void)
{
    if (ta_seed_now != 0)
        printf("failed at seed %" PRIu64 ": run it alone with TERRASSAY_SEED\n",
               ta_seed_now);
    ta_seed_now = 0;
}

/** Run @p property on seeds 1 .. @p rounds, or only on the one in TERRASSAY_SEED. */
static inline void ta_for_seeds(uint64_t rounds,
                                void (*property)(struct ta_random_stream *))
{
    static bool registered;
    if (!registered) registered = atexit(ta_tell_seed) == 0;
    ta_tell_seed();

    const char *only = getenv("TERRASSAY_SEED");
    uint64_t first = only == NULL ? 1 : strtoull(only, NULL, 10);
    uint64_t last = only == NULL ? rounds : first;
    for (ta_seed_now = first; ta_seed_now <= last; ta_seed_now++) {
        struct ta_random_stream r = {ta_seed_now};
        property(&r);
    }
    ta_seed_now = 0;
}

#endif
