/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/clock_watch.h"

#include <sodium.h>
#include <stdint.h>

#include "base/memory.h"
#include "clock_jump.h"

enum { SLOTS = 1 << 16, FILL_MOST = SLOTS / 2 };

struct clock {
    uint64_t topic; /* hash; 0 for an empty slot */
    struct ta_clock clock;
};

struct ta_clock_watch {
    unsigned char key[crypto_shorthash_KEYBYTES];
    struct clock clock[SLOTS];
    size_t n;
};

struct ta_clock_watch *ta_clock_watch_new(void)
{
    struct ta_clock_watch *watch = ta_alloc(1, sizeof *watch);
    if (watch != NULL) crypto_shorthash_keygen(watch->key);
    return watch;
}

void ta_clock_watch_free(struct ta_clock_watch *watch)
{
    ta_free(watch);
}

/* NULL when the table is full. */
static struct clock *find(struct ta_clock_watch *watch, struct ta_view topic)
{
    uint64_t hash = 0;
    crypto_shorthash((unsigned char *)&hash, (const unsigned char *)topic.bytes,
                     topic.size, watch->key);
    if (hash == 0) hash = 1;
    size_t at = (size_t)(hash % SLOTS);
    for (; watch->clock[at].topic != 0; at = (at + 1) % SLOTS)
        if (watch->clock[at].topic == hash) return &watch->clock[at];
    if (watch->n == FILL_MOST) return NULL;
    watch->n++;
    watch->clock[at].topic = hash;
    return &watch->clock[at];
}

bool ta_clock_watch_see(struct ta_clock_watch *watch, struct ta_view topic,
                        ta_time_us time, ta_time_us received, ta_time_us *jump)
{
    struct clock *slot = find(watch, topic);
    return slot != NULL && ta_clock_see(&slot->clock, time, received, jump);
}
