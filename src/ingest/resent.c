/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/resent.h"

#include <sodium.h>
#include <stdint.h>

#include "base/memory.h"

/* Half of the numbers that there are: before one is given to another message it has left. */
enum { KEPT = 1 << 15 };

struct kept {
    uint64_t hash; /* 0: none */
    ta_time_us received;
    bool undated;
};

struct ta_resent {
    unsigned char key[crypto_shorthash_KEYBYTES];
    size_t next;
    struct kept kept[KEPT];
};

struct ta_resent *ta_resent_new(void)
{
    struct ta_resent *resent = ta_alloc(1, sizeof *resent);
    if (resent != NULL) crypto_shorthash_keygen(resent->key);
    return resent;
}

void ta_resent_free(struct ta_resent *resent)
{
    ta_free(resent);
}

static uint64_t hash_view(const struct ta_resent *resent, struct ta_view view)
{
    uint64_t hash = 0;
    crypto_shorthash((unsigned char *)&hash, (const unsigned char *)view.bytes,
                     view.size, resent->key);
    return hash;
}

/* Of number, topic and bytes; never 0. */
static uint64_t hash_of(const struct ta_resent *resent,
                        const struct ta_journal_message *message)
{
    const uint64_t parts[] = {message->id, hash_view(resent, message->topic),
                              hash_view(resent, message->bytes)};
    uint64_t hash =
        hash_view(resent, (struct ta_view){(const char *)parts, sizeof parts});
    return hash == 0 ? 1 : hash;
}

void ta_resent_keep(struct ta_resent *resent, const struct ta_journal_message *message)
{
    if (message->id == 0) return;
    resent->kept[resent->next] =
        (struct kept){hash_of(resent, message), message->received, message->undated};
    resent->next = (resent->next + 1) % KEPT;
}

enum ta_resent_found ta_resent_find(const struct ta_resent *resent,
                                    struct ta_journal_message *message)
{
    const struct kept *found = NULL;
    uint64_t hash = hash_of(resent, message);
    for (size_t i = 0; i < KEPT; i++) {
        const struct kept *kept = &resent->kept[i];
        if (kept->hash != hash) continue;
        if (found != NULL && found->received != kept->received)
            return TA_RESENT_UNCLEAR;
        found = kept;
    }
    if (found == NULL) return TA_RESENT_NEW;
    message->received = found->received;
    message->undated = found->undated;
    return TA_RESENT_KNOWN;
}
