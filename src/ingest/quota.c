/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/quota.h"

#include <sodium.h>
#include <string.h>

#include "base/memory.h"
#include "base/time.h"
#include "ingest/packed.h"

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

static struct count *find_hash(struct ta_quota *quota, uint64_t hash)
{
    size_t at = (size_t)(hash % SLOTS);
    for (; quota->count[at].device != 0; at = (at + 1) % SLOTS)
        if (quota->count[at].device == hash) return &quota->count[at];
    if (quota->n == FILL_MOST) return &quota->others;
    quota->n++;
    quota->count[at].device = hash;
    return &quota->count[at];
}

static struct count *find(struct ta_quota *quota, struct ta_view topic)
{
    uint64_t hash = 0;
    crypto_shorthash((unsigned char *)&hash, (const unsigned char *)topic.bytes,
                     device_size(topic), quota->key);
    return find_hash(quota, hash == 0 ? 1 : hash);
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

/* --- through a restart ---------------------------------------------------------------------- */

void ta_quota_used(struct ta_quota *quota, ta_time_us received, struct ta_view topic,
                   uint64_t messages, uint64_t bytes)
{
    ta_day day = ta_day_of(received);
    if (day < quota->day) return;
    if (day > quota->day) begin_day(quota, day);
    struct count *count = find(quota, topic);
    count->messages += messages;
    count->bytes += bytes;
}

void ta_quota_save(const struct ta_quota *quota, struct ta_text *out)
{
    ta_pack_fixed(out, (uint64_t)quota->day);
    ta_text_add_bytes(out, quota->key, sizeof quota->key);
    ta_pack_number(out, quota->others.messages);
    ta_pack_number(out, quota->others.bytes);
    for (size_t i = 0; i < SLOTS; i++) {
        const struct count *count = &quota->count[i];
        if (count->device == 0) continue;
        ta_pack_fixed(out, count->device);
        ta_pack_number(out, count->messages);
        ta_pack_number(out, count->bytes);
    }
}

void ta_quota_restore(struct ta_quota *quota, struct ta_view saved)
{
    struct ta_unpack from = {saved.bytes, saved.bytes + saved.size, false};
    ta_day day = (ta_day)ta_unpack_fixed(&from);
    if (from.failed || day < quota->day ||
        (size_t)(from.end - from.at) < sizeof quota->key)
        return;
    begin_day(quota, day);
    memcpy(quota->key, from.at, sizeof quota->key);
    from.at += sizeof quota->key;
    quota->others.messages = ta_unpack_number(&from);
    quota->others.bytes = ta_unpack_number(&from);
    while (!from.failed && from.at < from.end) {
        uint64_t hash = ta_unpack_fixed(&from);
        struct count *count = find_hash(quota, hash == 0 ? 1 : hash);
        count->messages += ta_unpack_number(&from);
        count->bytes += ta_unpack_number(&from);
    }
    if (!ta_unpack_ok(&from)) begin_day(quota, day);
}
