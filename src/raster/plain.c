/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/plain.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"

enum {
    HEAD = 8,
    ENTRY = 12,
    TAGS_MOST = 20,
    SHORT = 3,
    LONG = 4,
    DOUBLE = 12,
    ASCII = 2,
    CELLS_BYTES_MOST = 1 << 24,
    STRIP_CELLS = 1 << 16,
    SMALL_STRIP =
        0xFFFF / 10, /* libtiff says of smaller ones in 16 bits how long they are */
};

/* The tags that are more than a header (TIFF 6.0, section 8; GDAL's of its metadata). */
enum {
    BITS = 258,
    OFFSETS = 273,
    COUNTS = 279,
    EXTRA = 338,
    FORMAT = 339,
    CELL_SIZE = 33550,
    CORNER = 33922,
    METADATA = 42112
};

/* A tag of the file. */
struct tag {
    uint16_t number, type;
    uint32_t count;
    size_t size;       /* of its values */
    const void *value; /* NULL: zero until they are put at their place */
    size_t at;         /* where they stand in the file */
};

/* A file that is put together. */
struct laying {
    struct ta_plain *plain;
    const struct ta_write *spec;
    int64_t strip_rows;
    size_t strip_size; /* before it is packed */
    size_t strips;     /* of a band */
    struct ta_text words;
    double cell_size[3], corner[6];
    size_t n_tags;
    struct tag tag[TAGS_MOST]; /* by number */
};

/* --- which files ------------------------------------------------------------------ */

/* Numbers go into the file as they lie in memory. */
static bool is_little(void)
{
    const uint16_t one = 1;
    uint8_t first;
    memcpy(&first, &one, 1);
    return first == 1;
}

static bool words_fit(const struct ta_write *spec)
{
    bool fit = true;
    for (size_t i = 0; i < spec->n_items; i++)
        fit &= spec->item[i].domain != NULL && spec->item[i].domain[0] != '\0' &&
               spec->item[i].value != NULL && ta_plain_words_fit(spec->item[i].value);
    for (size_t b = 0; spec->band != NULL && b < spec->n_bands; b++)
        fit &= ta_plain_words_fit(spec->band[b].name) &&
               ta_plain_words_fit(spec->band[b].unit);
    return fit;
}

bool ta_plain_fits(const struct ta_write *spec)
{
    const struct ta_grid *grid = &spec->grid;
    size_t cells = (size_t)CELLS_BYTES_MOST / ta_pixel_size(spec->type) / spec->n_bands;
    bool coloured =
        ta_pixel_size(spec->type) == 1 && (spec->n_bands == 3 || spec->n_bands == 4);
    bool north = grid->affine[1] > 0.0 && grid->affine[2] == 0.0 &&
                 grid->affine[4] == 0.0 && grid->affine[5] < 0.0;
    return is_little() && spec->tile == 0 && spec->pack == TA_PACK_SMALL &&
           !spec->has_nodata && !coloured && north && grid->crs != NULL &&
           (size_t)grid->cols <= cells &&
           (size_t)grid->rows <= cells / (size_t)grid->cols && words_fit(spec);
}

/* --- the head --------------------------------------------------------------------- */

static void add_tag(struct laying *l, uint16_t number, uint16_t type, size_t count,
                    const void *value)
{
    size_t element = type == SHORT ? 2 : type == LONG ? 4 : type == DOUBLE ? 8 : 1;
    l->tag[l->n_tags++] =
        (struct tag){number, type, (uint32_t)count, count * element, value, 0};
}

/* A number that its entry has room for. */
static void add_number(struct laying *l, uint16_t number, const uint32_t *value)
{
    add_tag(l, number, *value > UINT16_MAX ? LONG : SHORT, 1, value);
}

/* @param n numbers that the tags point at */
static void add_tags(struct laying *l, const uint32_t n[8])
{
    size_t bands = l->spec->n_bands, strips = bands * l->strips;
    add_number(l, 256, &n[0]); /* width, length */
    add_number(l, 257, &n[1]);
    add_tag(l, BITS, SHORT, bands, NULL);
    add_number(l, 259, &n[2]); /* compression */
    add_number(l, 262, &n[3]); /* black is zero */
    add_tag(l, OFFSETS, LONG, strips, NULL);
    add_number(l, 277, &n[4]); /* samples, rows of a strip */
    add_number(l, 278, &n[5]);
    add_tag(l, COUNTS, strips > 1 && l->strip_size < SMALL_STRIP ? SHORT : LONG, strips,
            NULL);
    add_number(l, 284, &n[6]); /* bands one after the other */
    add_number(l, 317, &n[7]); /* predictor */
    if (bands > 1) add_tag(l, EXTRA, SHORT, bands - 1, NULL);
    add_tag(l, FORMAT, SHORT, bands, NULL);
    add_tag(l, CELL_SIZE, DOUBLE, 3, l->cell_size);
    add_tag(l, CORNER, DOUBLE, 6, l->corner);
    for (size_t i = 0; i < TA_GEO_TAGS; i++) {
        const struct ta_geo_tag *geo = &l->plain->head.geo[i];
        if (geo->count > 0) add_tag(l, geo->tag, geo->type, geo->count, geo->bytes);
    }
    if (l->words.size > 0)
        add_tag(l, METADATA, ASCII, l->words.size + 1, l->words.bytes);
}

static struct tag *tag_of(struct laying *l, uint16_t number)
{
    size_t i = 0;
    while (i < l->n_tags && l->tag[i].number != number) i++;
    return i < l->n_tags ? &l->tag[i] : NULL;
}

/* Where values stand that an entry has no room for: in libtiff's order, at even places. */
static size_t place_values(struct laying *l)
{
    static const uint16_t order[] = {BITS,   COUNTS,   OFFSETS,   EXTRA,
                                     FORMAT, METADATA, CELL_SIZE, CORNER,
                                     34735,  34736,    34737};
    size_t at = HEAD + 2 + l->n_tags * ENTRY + 4, end = at;
    for (size_t i = 0; i < l->n_tags; i++)
        l->tag[i].at = HEAD + 2 + i * ENTRY + 8; /* in its entry, if it has room */
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        struct tag *tag = tag_of(l, order[i]);
        if (tag == NULL || tag->size <= 4) continue;
        tag->at = at;
        end = at + tag->size;
        at = (end + 1) / 2 * 2;
    }
    return end;
}

/* Room for @p more bytes behind those of the file. */
static uint8_t *room_for(struct ta_plain *plain, size_t more)
{
    if (plain->room - plain->size < more) {
        size_t room = plain->size + more + plain->room / 2;
        void *larger = ta_realloc(plain->bytes, room, 1);
        if (larger == NULL) return NULL;
        plain->bytes = larger;
        plain->room = room;
    }
    return plain->bytes + plain->size;
}

static void put_entry(uint8_t *bytes, size_t i, const struct tag *tag)
{
    uint8_t *entry = bytes + HEAD + 2 + i * ENTRY;
    const uint32_t at = (uint32_t)tag->at;
    memcpy(entry, &tag->number, 2);
    memcpy(entry + 2, &tag->type, 2);
    memcpy(entry + 4, &tag->count, 4);
    if (tag->size > 4) memcpy(entry + 8, &at, 4);
    if (tag->value != NULL) memcpy(bytes + tag->at, tag->value, tag->size);
}

/* The same number for each band. */
static void put_each(uint8_t *bytes, const struct tag *tag, uint16_t value)
{
    for (size_t i = 0; i < tag->count; i++) memcpy(bytes + tag->at + 2 * i, &value, 2);
}

/* Tag 339: unsigned, signed or floating. */
static uint16_t format_of(enum ta_pixel_type type)
{
    static const uint16_t formats[TA_PIXEL_TYPE_COUNT] = {
        [TA_PIXEL_UINT8] = 1,  [TA_PIXEL_INT8] = 2,   [TA_PIXEL_UINT16] = 1,
        [TA_PIXEL_INT16] = 2,  [TA_PIXEL_UINT32] = 1, [TA_PIXEL_INT32] = 2,
        [TA_PIXEL_UINT64] = 1, [TA_PIXEL_INT64] = 2,  [TA_PIXEL_FLOAT32] = 3,
        [TA_PIXEL_FLOAT64] = 3};
    return formats[type];
}

static enum ta_status put_head(struct laying *l)
{
    static const uint8_t head[HEAD] = {'I', 'I', 42, 0, HEAD, 0, 0, 0};
    enum ta_pixel_type type = l->spec->type;
    const uint16_t n = (uint16_t)l->n_tags;
    size_t size = place_values(l);
    l->plain->size = 0;
    uint8_t *bytes = room_for(l->plain, size);
    if (bytes == NULL) return TA_E_NOMEM;
    memset(bytes, 0, size);
    memcpy(bytes, head, sizeof head);
    memcpy(bytes + HEAD, &n, sizeof n);
    for (size_t i = 0; i < l->n_tags; i++) put_entry(bytes, i, &l->tag[i]);
    put_each(bytes, tag_of(l, BITS), (uint16_t)(8 * ta_pixel_size(type)));
    put_each(bytes, tag_of(l, FORMAT), format_of(type));
    l->plain->size = size;
    return TA_OK;
}

static enum ta_status lay_head(struct laying *l)
{
    const struct ta_write *spec = l->spec;
    const double *affine = spec->grid.affine;
    l->cell_size[0] = affine[1];
    l->cell_size[1] = -affine[5];
    l->corner[3] = affine[0];
    l->corner[4] = affine[3];
    ta_plain_words(spec, &l->words);
    if (l->words.failed) return TA_E_NOMEM;
    const uint32_t n[8] = {(uint32_t)spec->grid.cols,
                           (uint32_t)spec->grid.rows,
                           8,
                           1,
                           (uint32_t)spec->n_bands,
                           (uint32_t)l->strip_rows,
                           2,
                           (uint32_t)ta_pack_predictor(spec->type)};
    add_tags(l, n);
    return put_head(l);
}

/* --- strips ----------------------------------------------------------------------- */

int64_t ta_plain_strip_rows(const struct ta_grid *grid)
{
    int64_t rows = STRIP_CELLS / grid->cols;
    if (rows < 1) rows = 1;
    return rows < grid->rows ? rows : grid->rows;
}

static bool is_zero(const uint8_t *bytes, size_t size)
{
    return bytes[0] == 0 && memcmp(bytes, bytes + 1, size - 1) == 0;
}

/* A strip of zeros has no bytes in the file. */
static enum ta_status put_strip(struct laying *l, size_t number,
                                const struct ta_window *window)
{
    struct ta_plain *plain = l->plain;
    size_t cols = (size_t)window->cols, rows = (size_t)window->rows;
    size_t size = cols * rows * ta_pixel_size(l->spec->type);
    if (is_zero(plain->block, size)) return TA_OK;
    size_t bound = ta_pack_bound(&plain->packer, size);
    uint8_t *to = bound == 0 ? NULL : room_for(plain, bound);
    if (to == NULL) return TA_E_NOMEM;
    size_t got =
        ta_pack(&plain->packer, l->spec->type, cols, rows, plain->block, to, bound);
    if (got == 0) return TA_E_NOMEM;
    const uint32_t at = (uint32_t)plain->size, count = (uint32_t)got;
    const struct tag *counts = tag_of(l, COUNTS);
    size_t width = counts->type == SHORT ? 2 : 4; /* the lower bytes come first */
    memcpy(plain->bytes + tag_of(l, OFFSETS)->at + 4 * number, &at, 4);
    memcpy(plain->bytes + counts->at + width * number, &count, width);
    plain->size += got;
    return TA_OK;
}

static enum ta_status lay_strip(struct laying *l, size_t band, size_t strip)
{
    const struct ta_write *spec = l->spec;
    int64_t cols = spec->grid.cols, rows = l->strip_rows;
    struct ta_window window = ta_grid_clip(
        &spec->grid, (struct ta_window){0, (int64_t)strip * rows, cols, rows});
    struct ta_pixel_room room = {l->plain->block, (size_t)cols, (size_t)rows};
    bool leave_out = false;
    memset(l->plain->block, 0, l->strip_size);
    enum ta_status rc = spec->fill(spec->self, band, &window, &room, &leave_out);
    if (rc != TA_OK || leave_out) return rc;
    return put_strip(l, band * l->strips + strip, &window);
}

static enum ta_status make_block(struct ta_plain *plain, size_t size)
{
    if (size <= plain->block_room) return TA_OK;
    void *larger = ta_realloc(NULL, size, 1);
    if (larger == NULL) return TA_E_NOMEM;
    ta_free(plain->block);
    plain->block = larger;
    plain->block_room = size;
    return TA_OK;
}

static enum ta_status lay_strips(struct laying *l)
{
    enum ta_status rc = make_block(l->plain, l->strip_size);
    for (size_t b = 0; rc == TA_OK && b < l->spec->n_bands; b++)
        for (size_t s = 0; rc == TA_OK && s < l->strips; s++) rc = lay_strip(l, b, s);
    return rc;
}

enum ta_status ta_plain_build(struct ta_plain *plain, const struct ta_write *spec)
{
    struct laying l = {
        .plain = plain, .spec = spec, .strip_rows = ta_plain_strip_rows(&spec->grid)};
    l.strip_size = (size_t)(spec->grid.cols * l.strip_rows) * ta_pixel_size(spec->type);
    l.strips = (size_t)((spec->grid.rows + l.strip_rows - 1) / l.strip_rows);
    enum ta_status rc = ta_plain_crs(plain, spec->grid.crs);
    if (rc == TA_OK) rc = lay_head(&l);
    if (rc == TA_OK) rc = lay_strips(&l);
    ta_text_free(&l.words);
    return rc;
}
