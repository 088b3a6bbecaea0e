/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/quota.h"

#include <sodium.h>
#include <string.h>

#include "base/memory.h"
#include "base/time.h"

enum { SLOTS = 1 << 16, FILL_MOST = SLOTS / 2 };

struct count {
    uint64_t device; /* hash; 0 for an empty slot */
    uint64_t messages, bytes;
    bool over;
};

struct ta_quota {
    struct ta_quota_limits limits;
    ta_day day;
    unsigned char key[crypto_shorthash_KEYBYTES];
    struct count count[SLOTS], others;
    size_t n;
};

struct ta_quota *ta_quota_new(struct ta_quota_limits limits)
{
    struct ta_quota *quota = ta_alloc(1, sizeof *quota);
    if (quota == NULL) return NULL;
    quota->limits = limits;
    quota->day = TA_DAY_NONE;
    crypto_shorthash_keygen(quota->key);
    return quota;
}

void ta_quota_free(struct ta_quota *quota)
{
    ta_free(quota);
}

static void begin_day(struct ta_quota *quota, ta_day day)
{
    memset(quota->count, 0, sizeof quota->count);
    quota->others = (struct count){0};
    quota->n = 0;
    quota->day = day;
}

/* "ta/v1/PROJECT/DEVICE" of "ta/v1/PROJECT/DEVICE/FORMAT". */
static size_t device_size(struct ta_view topic)
{
    for (size_t n = topic.size; n > 0; n--)
        if (topic.bytes[n - 1] == '/') return n - 1;
    return topic.size;
}

static struct count *find(struct ta_quota *quota, struct ta_view topic)
{
    uint64_t hash = 0;
    crypto_shorthash((unsigned char *)&hash, (const unsigned char *)topic.bytes,
                     device_size(topic), quota->key);
    if (hash == 0) hash = 1;
    size_t at = (size_t)(hash % SLOTS);
    for (; quota->count[at].device != 0; at = (at + 1) % SLOTS)
        if (quota->count[at].device == hash) return &quota->count[at];
    if (quota->n == FILL_MOST) return &quota->others;
    quota->n++;
    quota->count[at].device = hash;
    return &quota->count[at];
}

static bool is_over(const struct ta_quota_limits *limits, const struct count *count)
{
    return (limits->messages != 0 && count->messages > limits->messages) ||
           (limits->bytes != 0 && count->bytes > limits->bytes);
}

bool ta_quota_take(struct ta_quota *quota, ta_time_us now, struct ta_view topic,
                   size_t bytes, bool *first)
{
    ta_day day = ta_day_of(now);
    if (day != quota->day) begin_day(quota, day);
    struct count *count = find(quota, topic);
    count->messages++;
    count->bytes += bytes;
    bool over = is_over(&quota->limits, count);
    *first = over && !count->over;
    count->over = count->over || over;
    return !over;
}
