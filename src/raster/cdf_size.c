/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/cdf_size.h"

#include <stdbool.h>
#include <string.h>

enum {
    TAG_DIMS = 10,
    TAG_VARIABLES = 11,
    TAG_ATTRIBUTES = 12,
    THINGS_MAX = 1 << 16,
    DIMS_MAX = 1024,
    ALIGN = 4
};

/** The header as far as it is read; after the first fault nothing more is. */
struct header {
    const unsigned char *at;
    size_t left;
    int version;
    enum ta_status fault;
    uint64_t records;
    bool streaming; /**< the number of records is not stated */
    uint64_t dim[DIMS_MAX];
    uint64_t n_dims;
};

/** A record of all record variables, and where the last part of it ends. */
struct extent {
    uint64_t fixed_end;
    uint64_t record_bytes, record_first, record_last; /**< first: byte 0 of record 0 */
    uint64_t n_record_variables, record_only; /**< unpadded, when there is one */
};

static void fail(struct header *h, enum ta_status fault)
{
    if (h->fault == TA_OK) h->fault = fault;
}

static void skip(struct header *h, uint64_t bytes)
{
    uint64_t padded = (bytes + ALIGN - 1) / ALIGN * ALIGN;
    if (padded < bytes || padded > h->left) {
        fail(h, TA_E_LIMIT);
        return;
    }
    h->at += padded;
    h->left -= (size_t)padded;
}

static uint64_t whole(struct header *h, size_t bytes)
{
    uint64_t value = 0;
    if (h->fault != TA_OK) return 0;
    if (h->left < bytes) {
        fail(h, TA_E_LIMIT);
        return 0;
    }
    for (size_t i = 0; i < bytes; i++) value = value << 8 | h->at[i];
    h->at += bytes;
    h->left -= bytes;
    return value;
}

/* A count or a size: 4 bytes, in CDF-5 8. */
static uint64_t count(struct header *h)
{
    return whole(h, h->version == 5 ? 8 : 4);
}

static uint64_t few(struct header *h)
{
    uint64_t n = count(h);
    if (n > THINGS_MAX) fail(h, TA_E_LIMIT);
    return h->fault == TA_OK ? n : 0;
}

/* The tag of a list and its length; an absent list is two zeros. */
static uint64_t list(struct header *h, uint64_t tag)
{
    uint64_t found = whole(h, 4), n = few(h);
    if (h->fault == TA_OK && found != tag && (found != 0 || n != 0)) fail(h, TA_E_DATA);
    return h->fault == TA_OK ? n : 0;
}

static uint64_t type_size(struct header *h)
{
    static const uint64_t size[] = {0, 1, 1, 2, 4, 4, 8, 1, 2, 4, 8, 8};
    uint64_t type = whole(h, 4);
    if (type >= sizeof size / sizeof *size || size[type] == 0) fail(h, TA_E_DATA);
    return h->fault == TA_OK ? size[type] : 0;
}

/* a * b, or the fault of a file of more than 2^62 bytes. */
static uint64_t times(struct header *h, uint64_t a, uint64_t b)
{
    if (b != 0 && a > (UINT64_C(1) << 62) / b) fail(h, TA_E_LIMIT);
    return h->fault == TA_OK ? a * b : 0;
}

static void read_dims(struct header *h)
{
    h->n_dims = list(h, TAG_DIMS);
    if (h->n_dims > DIMS_MAX) fail(h, TA_E_LIMIT);
    for (uint64_t i = 0; h->fault == TA_OK && i < h->n_dims; i++) {
        skip(h, count(h));
        h->dim[i] = count(h);
    }
}

static void skip_attributes(struct header *h)
{
    uint64_t n = list(h, TAG_ATTRIBUTES);
    for (uint64_t i = 0; h->fault == TA_OK && i < n; i++) {
        skip(h, count(h));
        uint64_t size = type_size(h);
        skip(h, times(h, size, count(h)));
    }
}

/* Cells of a variable; of one record when its first dimension is the unlimited one. */
static uint64_t cells_of(struct header *h, bool *record)
{
    uint64_t n = few(h), cells = 1;
    *record = false;
    for (uint64_t i = 0; h->fault == TA_OK && i < n; i++) {
        uint64_t id = count(h);
        if (id >= h->n_dims)
            fail(h, TA_E_DATA);
        else if (i == 0 && h->dim[id] == 0)
            *record = true;
        else
            cells = times(h, cells, h->dim[id]);
    }
    return cells;
}

static void add_variable(struct header *h, struct extent *e)
{
    bool record;
    skip(h, count(h));
    uint64_t cells = cells_of(h, &record);
    skip_attributes(h);
    uint64_t bytes = times(h, cells, type_size(h));
    (void)count(h); /* vsize: redundant, and wrong above 4 GB */
    uint64_t begin = whole(h, h->version == 1 ? 4 : 8);
    if (begin > UINT64_C(1) << 62) fail(h, TA_E_LIMIT);
    if (h->fault != TA_OK) return;
    if (!record) {
        if (begin + bytes > e->fixed_end) e->fixed_end = begin + bytes;
        return;
    }
    if (e->n_record_variables == 0 || begin < e->record_first) e->record_first = begin;
    if (begin + bytes > e->record_last) e->record_last = begin + bytes;
    e->record_bytes += (bytes + ALIGN - 1) / ALIGN * ALIGN;
    e->record_only = bytes;
    e->n_record_variables++;
}

static uint64_t end_of(struct header *h, const struct extent *e)
{
    uint64_t end = e->fixed_end;
    if (e->n_record_variables > 0 && h->records > 0 && !h->streaming) {
        uint64_t each = e->n_record_variables == 1 ? e->record_only : e->record_bytes;
        uint64_t last = e->record_last + times(h, each, h->records - 1);
        if (last > end) end = last;
    }
    return end;
}

static void start(struct header *h)
{
    h->version = h->at[3];
    h->at += 4;
    h->left -= 4;
    h->records = count(h);
    h->streaming = h->records == (h->version == 5 ? UINT64_MAX : UINT32_MAX);
}

enum ta_status ta_cdf_size(const unsigned char *bytes, size_t size, uint64_t *out)
{
    struct header h = {.at = bytes, .left = size};
    struct extent extent = {0};
    *out = 0;
    if (size < 4 || memcmp(bytes, "CDF", 3) != 0) return TA_OK;
    if (bytes[3] != 1 && bytes[3] != 2 && bytes[3] != 5) return TA_OK;

    start(&h);
    read_dims(&h);
    skip_attributes(&h);
    uint64_t n = list(&h, TAG_VARIABLES);
    for (uint64_t i = 0; h.fault == TA_OK && i < n; i++) add_variable(&h, &extent);
    uint64_t end = end_of(&h, &extent);
    uint64_t header = (uint64_t)(h.at - bytes);
    *out = end > header ? end : header;
    return h.fault;
}
