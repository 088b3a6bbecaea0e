/* SPDX-License-Identifier: Apache-2.0 */
#include "series_random.h"

enum { ROUNDS = 10 };

/* Multipliers and Weyl increments of Philox4x32: Salmon et al. (2011), section 4.3 and table 2. */
static const uint32_t multiplier[2] = {0xD2511F53U, 0xCD9E8D57U};
static const uint32_t increment[2] = {0x9E3779B9U, 0xBB67AE85U};

void ta_philox_block(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
    uint32_t x[4] = {counter[0], counter[1], counter[2], counter[3]};
    uint32_t k[2] = {key[0], key[1]};
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t a = (uint64_t)multiplier[0] * x[0], b = (uint64_t)multiplier[1] * x[2];
        uint32_t next[4] = {(uint32_t)(b >> 32) ^ x[1] ^ k[0], (uint32_t)b,
                            (uint32_t)(a >> 32) ^ x[3] ^ k[1], (uint32_t)a};
        for (int i = 0; i < 4; i++) x[i] = next[i];
        k[0] += increment[0];
        k[1] += increment[1];
    }
    for (int i = 0; i < 4; i++) out[i] = x[i];
}

uint64_t ta_philox_bits(const struct ta_philox *random, uint64_t i)
{
    uint64_t block = i / 2; /* a block holds two numbers of 64 bits */
    uint32_t counter[4] = {(uint32_t)block, (uint32_t)(block >> 32),
                           (uint32_t)random->stream, (uint32_t)(random->stream >> 32)};
    uint32_t key[2] = {(uint32_t)random->seed, (uint32_t)(random->seed >> 32)}, out[4];
    ta_philox_block(counter, key, out);
    uint32_t low = i % 2 == 0 ? out[0] : out[2], high = i % 2 == 0 ? out[1] : out[3];
    return (uint64_t)high << 32 | low;
}

double ta_philox_uniform(const struct ta_philox *random, uint64_t i)
{
    return ((double)(ta_philox_bits(random, i) >> 12) + 0.5) * 0x1p-52;
}
