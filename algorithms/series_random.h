/* SPDX-License-Identifier: Apache-2.0 */
/** @file series_random.h  Random numbers by counting: the i-th is a pure function of seed and i.
 *
 *  Philox4x32-10: Salmon, Moraes, Dror, Shaw (2011), Parallel random numbers: as easy as 1, 2, 3,
 *  SC '11, doi 10.1145/2063384.2063405. Any thread may draw any number; none needs another's. */
#ifndef TA_SERIES_RANDOM_H
#define TA_SERIES_RANDOM_H

#include <stdint.h>

/** Which numbers: streams of one seed are independent of each other. */
struct ta_philox {
    uint64_t seed;
    uint64_t stream;
};

/** The block function: 128 bits of counter and 64 of key to 128 random bits. */
void ta_philox_block(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

/** The @p i-th 64 bits. */
uint64_t ta_philox_bits(const struct ta_philox *random, uint64_t i);
/** The @p i-th number in (0, 1), (k + 1/2) / 2^52: never 0, never 1. */
double ta_philox_uniform(const struct ta_philox *random, uint64_t i);

#endif
