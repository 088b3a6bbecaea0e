/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/tiff_head.h"

#include <pthread.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

/* SHORT, DOUBLE, ASCII. */
static const struct {
    uint16_t tag, type;
    size_t element;
} kinds[TA_GEO_TAGS] = {{34735, 3, 2}, {34736, 12, 8}, {34737, 2, 1}};

enum {
    SUBFILE = 254, /* a bit field (TIFF 6.0, section 8) */
    MASK_BIT = 4,
    SUB_DIRECTORIES = 330,
    ENTRIES_MOST = 128,
    ENTRY_MOST = 20,
    DIRECTORIES_MOST = 64,
    COUNT_MOST = 1 << 16,
    KNOWN_MOST = 16
};

/* Widths of what a directory is made of: TIFF 6.0, section 2; BigTIFF as libtiff defines it. */
struct layout {
    size_t number, entry, offset; /* count of entries; an entry; where something lies */
};

static const struct layout classic = {2, 12, 4}, big = {8, 20, 8};

struct reading {
    ta_tiff_bytes *read;
    void *self;
    const struct layout *layout;
    struct ta_tiff_head *head;
};

/* Numbers of the file lie as in memory, the lower bytes first. */
static uint64_t number_at(const uint8_t *bytes, size_t width)
{
    uint64_t value = 0;
    memcpy(&value, bytes, width);
    return value;
}

static uint16_t short_at(const uint8_t *bytes)
{
    return (uint16_t)number_at(bytes, 2);
}

/* --- directories ------------------------------------------------------------------ */

static enum ta_status take_geo(const struct reading *r, size_t kind,
                               const uint8_t *entry)
{
    size_t width = r->layout->offset;
    struct ta_geo_tag *out = &r->head->geo[kind];
    uint64_t count = number_at(entry + 4, width);
    if (short_at(entry + 2) != kinds[kind].type || count == 0 || count > COUNT_MOST ||
        out->bytes != NULL)
        return TA_FINDING;
    size_t size = (size_t)count * kinds[kind].element;
    const uint8_t *place = entry + 4 + width;
    uint8_t *bytes = ta_alloc(size, 1);
    if (bytes == NULL) return TA_E_NOMEM;
    *out = (struct ta_geo_tag){kinds[kind].tag, kinds[kind].type, (uint32_t)count, size,
                               bytes};
    if (size <= width)
        memcpy(bytes, place, size);
    else if (!r->read(r->self, number_at(place, width), size, bytes))
        return TA_FINDING;
    return TA_OK;
}

static enum ta_status take_entry(const struct reading *r, bool first,
                                 const uint8_t *entry)
{
    uint16_t tag = short_at(entry);
    if (tag == SUB_DIRECTORIES) r->head->masked = true;
    if (tag == SUBFILE)
        r->head->masked |= (entry[4 + r->layout->offset] & MASK_BIT) != 0;
    for (size_t i = 0; first && i < TA_GEO_TAGS; i++)
        if (tag == kinds[i].tag) return take_geo(r, i, entry);
    return TA_OK;
}

/* @param[in,out] at where the directory lies; then the next, 0 after the last */
static enum ta_status read_directory(const struct reading *r, bool first, uint64_t *at)
{
    const struct layout *l = r->layout;
    uint8_t bytes[ENTRIES_MOST * ENTRY_MOST + 8];
    if (*at > INT64_MAX / 2 || !r->read(r->self, *at, l->number, bytes))
        return TA_FINDING;
    uint64_t n = number_at(bytes, l->number);
    if (n == 0 || n > ENTRIES_MOST) return TA_FINDING;
    size_t size = (size_t)n * l->entry;
    if (!r->read(r->self, *at + l->number, size + l->offset, bytes)) return TA_FINDING;
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = take_entry(r, first, bytes + i * l->entry);
    *at = number_at(bytes + size, l->offset);
    return rc;
}

/* @param[out] at the first directory */
static enum ta_status read_start(struct reading *r, uint64_t *at)
{
    static const uint8_t little[4] = {'I', 'I', 42, 0};
    static const uint8_t little_big[8] = {'I', 'I', 43, 0, 8, 0, 0, 0};
    uint8_t bytes[16];
    bool ours = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
    if (!ours || !r->read(r->self, 0, 8, bytes)) return TA_FINDING;
    if (memcmp(bytes, little, sizeof little) == 0) {
        r->layout = &classic;
        *at = number_at(bytes + 4, 4);
        return TA_OK;
    }
    if (memcmp(bytes, little_big, sizeof little_big) != 0 ||
        !r->read(r->self, 8, 8, bytes + 8))
        return TA_FINDING;
    r->layout = &big;
    *at = number_at(bytes + 8, 8);
    return TA_OK;
}

enum ta_status ta_tiff_head_read(ta_tiff_bytes *read, void *self,
                                 struct ta_tiff_head *out)
{
    struct ta_tiff_head head = {.masked = false};
    struct reading r = {read, self, NULL, &head};
    uint64_t at = 0;
    size_t n = 0;
    enum ta_status rc = read_start(&r, &at);
    for (; rc == TA_OK && at != 0 && n < DIRECTORIES_MOST; n++)
        rc = read_directory(&r, n == 0, &at);
    if (rc == TA_OK && (n == 0 || at != 0)) rc = TA_FINDING;
    if (rc == TA_OK) {
        *out = head;
        return TA_OK;
    }
    ta_tiff_head_free(&head);
    *out = (struct ta_tiff_head){.masked = false};
    return rc;
}

void ta_tiff_head_free(struct ta_tiff_head *head)
{
    for (size_t i = 0; i < TA_GEO_TAGS; i++) ta_free(head->geo[i].bytes);
    memset(head->geo, 0, sizeof head->geo);
}

/* --- CRSs that are known ---------------------------------------------------------- */

static struct {
    struct ta_tiff_head head;
    char *crs;
} known[KNOWN_MOST];
static size_t next;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static bool same_tags(const struct ta_tiff_head *a, const struct ta_tiff_head *b)
{
    bool same = true;
    for (size_t i = 0; same && i < TA_GEO_TAGS; i++) {
        const struct ta_geo_tag *x = &a->geo[i], *y = &b->geo[i];
        same = x->size == y->size &&
               (x->size == 0 || memcmp(x->bytes, y->bytes, x->size) == 0);
    }
    return same;
}

/* The lock is held. @return KNOWN_MOST for none */
static size_t find(const struct ta_tiff_head *head)
{
    size_t i = 0;
    while (i < KNOWN_MOST && (known[i].crs == NULL || !same_tags(&known[i].head, head)))
        i++;
    return i;
}

char *ta_tiff_crs_known(const struct ta_tiff_head *head)
{
    pthread_mutex_lock(&lock);
    size_t i = find(head);
    char *copy = i < KNOWN_MOST ? ta_strdup(known[i].crs) : NULL;
    pthread_mutex_unlock(&lock);
    return copy;
}

void ta_tiff_crs_keep(struct ta_tiff_head *head, const char *crs)
{
    char *copy = ta_strdup(crs);
    pthread_mutex_lock(&lock);
    if (copy != NULL && find(head) == KNOWN_MOST) {
        ta_tiff_head_free(&known[next].head);
        ta_free(known[next].crs);
        known[next].head = *head;
        known[next].crs = copy;
        next = (next + 1) % KNOWN_MOST;
        memset(head->geo, 0, sizeof head->geo);
        copy = NULL;
    }
    pthread_mutex_unlock(&lock);
    ta_free(copy);
    ta_tiff_head_free(head);
}
