/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/time.h"
#include "raster/chip.h"
#include "raster/chip_file.h"
#include "raster/write.h"

const char *const ta_chip_quantities[TA_QUANTITY_COUNT] = {
    "dn",          "radiance", "reflectance_toa", "reflectance_surface",
    "temperature", "index",    "backscatter"};
const char *const ta_chip_types[TA_PIXEL_TYPE_COUNT] = {
    "uint8", "int8",   "uint16", "int16",   "uint32",
    "int32", "uint64", "int64",  "float32", "float64"};

enum { ITEMS_OF_FILE = 14, ITEMS_OF_BAND = 9 };

/* A chip on its way into a file. */
struct writing {
    const struct ta_chip *chip;
    bool loose;
    struct ta_plain *plain;
    enum ta_pixel_type type;
    bool *flagged; /* [n_bands] does validity differ from what the rule says? */
    size_t n_flag_bands;
    struct ta_write_item *item;
    size_t n_items;
    struct ta_text text[ITEMS_OF_FILE]; /* of the file's items */
    struct ta_text *band_text;          /* [n_bands * ITEMS_OF_BAND] */
};

/* --- what is written -------------------------------------------------------------- */

static enum ta_status choose_type(struct writing *w, struct ta_error *err)
{
    const struct ta_chip *chip = w->chip;
    w->type = chip->n_bands > 0 ? chip->plane[0].type : TA_PIXEL_UINT8;
    for (size_t b = 1; b < chip->n_bands; b++)
        if (!ta_pixel_common(w->type, chip->plane[b].type, &w->type))
            return ta_fail(err, TA_E_DATA, "%s: no type holds all its bands",
                           chip->scene);
    return TA_OK;
}

static size_t cells_of(const struct ta_chip *chip)
{
    return (size_t)(chip->grid.cols * chip->grid.rows);
}

/* Bands whose validity the rule alone would not give back. */
static enum ta_status find_flagged(struct writing *w)
{
    const struct ta_chip *chip = w->chip;
    size_t n = cells_of(chip), flagged = 0;
    w->flagged = ta_alloc(chip->n_bands, sizeof *w->flagged);
    uint8_t *by_rule = ta_alloc(n, 1);
    for (size_t b = 0; w->flagged != NULL && by_rule != NULL && b < chip->n_bands;
         b++) {
        const struct ta_plane *plane = &chip->plane[b];
        ta_pixels_valid(plane->type, &chip->rule[b], n, plane->value, by_rule);
        w->flagged[b] = memcmp(by_rule, plane->valid, n) != 0;
        flagged += w->flagged[b];
    }
    w->n_flag_bands = (flagged + TA_CHIP_FLAGS - 1) / TA_CHIP_FLAGS;
    ta_free(by_rule);
    return w->flagged != NULL && by_rule != NULL ? TA_OK : TA_E_NOMEM;
}

/* --- pixels ----------------------------------------------------------------------- */

/* Flags of cell i in flag band f: bit k for the k-th flagged band of it. */
static uint8_t flags_at(const struct writing *w, size_t f, size_t i)
{
    uint8_t bits = 0;
    size_t k = 0;
    for (size_t b = 0; b < w->chip->n_bands; b++) {
        if (!w->flagged[b]) continue;
        if (k / TA_CHIP_FLAGS == f && w->chip->plane[b].valid[i])
            bits |= (uint8_t)(1U << (k % TA_CHIP_FLAGS));
        k++;
    }
    return bits;
}

static void put_row(const struct writing *w, size_t band, size_t at, size_t n,
                    void *out)
{
    const struct ta_chip *chip = w->chip;
    size_t size = ta_pixel_size(w->type);
    if (band < chip->n_bands) {
        const struct ta_plane *plane = &chip->plane[band];
        ta_pixels_convert(plane->type,
                          (const char *)plane->value + at * ta_pixel_size(plane->type),
                          n, w->type, out);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        uint8_t value = band < chip->n_bands + w->n_flag_bands
                            ? flags_at(w, band - chip->n_bands, at + i)
                            : chip->state[at + i];
        ta_pixels_convert(TA_PIXEL_UINT8, &value, 1, w->type, (char *)out + i * size);
    }
}

static enum ta_status fill(void *self, size_t band, const struct ta_window *window,
                           const struct ta_pixel_room *pixels, bool *leave_out)
{
    const struct writing *w = self;
    size_t size = ta_pixel_size(w->type);
    (void)leave_out;
    for (int64_t r = 0; r < window->rows; r++)
        put_row(w, band, (size_t)((window->row + r) * w->chip->grid.cols + window->col),
                (size_t)window->cols,
                (char *)pixels->pixels + (size_t)r * pixels->stride * size);
    return TA_OK;
}

/* --- metadata --------------------------------------------------------------------- */

static void add_number(struct ta_text *text, double value)
{
    char digits[32];
    ta_pixel_format(TA_PIXEL_FLOAT64, (struct ta_pixel_value){.real = value}, digits);
    if (text->size > 0) ta_text_add(text, " ");
    ta_text_add(text, digits);
}

static void add_item(struct writing *w, size_t band, const char *key,
                     const struct ta_text *text)
{
    if (text->size == 0) return;
    w->item[w->n_items++] =
        (struct ta_write_item){band, TA_CHIP_DOMAIN, key, text->bytes};
}

static void describe_file(struct writing *w)
{
    const struct ta_chip *chip = w->chip;
    char time[TA_TIME_TEXT];
    ta_time_format(chip->time, time);
    const struct {
        const char *key, *value;
    } plain[] = {
        {"FORMAT", TA_CHIP_FORMAT},
        {TA_CHIP_SCENE, chip->scene},
        {TA_CHIP_PROCESSING, chip->processing},
        {TA_CHIP_PLATFORM, chip->platform},
        {TA_CHIP_ORBIT, chip->orbit},
        {TA_CHIP_TILE, chip->tile},
        {TA_CHIP_TIME, chip->time == TA_TIME_NONE ? "" : time},
        {TA_CHIP_MASK, chip->mask},
        {TA_CHIP_OFFSET_BY, chip->offset_by},
        {TA_CHIP_SIMULATED, chip->simulated ? "yes" : "no"},
        {TA_CHIP_CRS, chip->crs},
    };
    size_t n = sizeof plain / sizeof *plain;
    for (size_t i = 0; i < n; i++) {
        ta_text_add(&w->text[i], plain[i].value);
        add_item(w, SIZE_MAX, plain[i].key, &w->text[i]);
    }
    for (int i = 0; i < 6; i++) add_number(&w->text[n], chip->affine[i]);
    add_item(w, SIZE_MAX, TA_CHIP_AFFINE, &w->text[n]);
    ta_text_addf(&w->text[n + 1], "%lld %lld", (long long)chip->col,
                 (long long)chip->row);
    add_item(w, SIZE_MAX, TA_CHIP_CELL, &w->text[n + 1]);
    ta_text_addf(&w->text[n + 2], "%zu", chip->n_bands);
    add_item(w, SIZE_MAX, TA_CHIP_BANDS, &w->text[n + 2]);
}

static void add_value(struct ta_text *text, enum ta_pixel_type type,
                      struct ta_pixel_value value)
{
    char digits[32];
    ta_pixel_format(type, value, digits);
    if (text->size > 0) ta_text_add(text, " ");
    ta_text_add(text, digits);
}

static void describe_band(struct writing *w, size_t b)
{
    const struct ta_band *band = &w->chip->band[b];
    const struct ta_pixel_rule *rule = &w->chip->rule[b];
    enum ta_pixel_type type = w->chip->plane[b].type;
    struct ta_text *text = &w->band_text[b * ITEMS_OF_BAND];
    static const char *const key[ITEMS_OF_BAND] = {
        TA_CHIP_NAME,   TA_CHIP_QUANTITY, TA_CHIP_TYPE,  TA_CHIP_UNIT, TA_CHIP_SCALE,
        TA_CHIP_OFFSET, TA_CHIP_NODATA,   TA_CHIP_RANGE, TA_CHIP_FLAG};
    ta_text_add(&text[0], band->name);
    ta_text_add(&text[1], ta_chip_quantities[band->quantity]);
    ta_text_add(&text[2], ta_chip_types[type]);
    ta_text_add(&text[3], band->unit);
    add_number(&text[4], band->scale);
    add_number(&text[5], band->offset);
    for (int i = 0; i < rule->n_nodata; i++) add_value(&text[6], type, rule->nodata[i]);
    if (rule->ranged) {
        add_value(&text[7], type, rule->lo);
        add_value(&text[7], type, rule->hi);
    }
    if (w->flagged[b]) {
        size_t before = 0;
        for (size_t i = 0; i < b; i++) before += w->flagged[i];
        ta_text_addf(&text[8], "%zu", before);
    }
    for (int i = 0; i < ITEMS_OF_BAND; i++) add_item(w, b, key[i], &text[i]);
}

static bool texts_failed(const struct writing *w)
{
    bool failed = false;
    for (size_t i = 0; i < ITEMS_OF_FILE; i++) failed |= w->text[i].failed;
    for (size_t i = 0; i < w->chip->n_bands * ITEMS_OF_BAND; i++)
        failed |= w->band_text[i].failed;
    return failed;
}

static enum ta_status describe(struct writing *w)
{
    size_t n = w->chip->n_bands;
    w->item = ta_alloc(ITEMS_OF_FILE + n * ITEMS_OF_BAND, sizeof *w->item);
    w->band_text = ta_alloc(n * ITEMS_OF_BAND, sizeof *w->band_text);
    if (w->item == NULL || w->band_text == NULL) return TA_E_NOMEM;
    describe_file(w);
    for (size_t b = 0; b < n; b++) describe_band(w, b);
    return texts_failed(w) ? TA_E_NOMEM : TA_OK;
}

/* --- the whole -------------------------------------------------------------------- */

static void end(struct writing *w)
{
    for (size_t i = 0; i < ITEMS_OF_FILE; i++) ta_text_free(&w->text[i]);
    for (size_t i = 0; w->band_text != NULL && i < w->chip->n_bands * ITEMS_OF_BAND;
         i++)
        ta_text_free(&w->band_text[i]);
    ta_free(w->band_text);
    ta_free(w->item);
    ta_free(w->flagged);
}

/* Names for GIS programs: bands, then "flags", then "state". */
static enum ta_status write_file(struct writing *w, const char *path,
                                 struct ta_error *err)
{
    const struct ta_chip *chip = w->chip;
    size_t n = chip->n_bands + w->n_flag_bands + 1;
    struct ta_write_band *band = ta_alloc(n, sizeof *band);
    if (band == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    for (size_t b = 0; b < n; b++) {
        const struct ta_band *shown = b < chip->n_bands ? &chip->band[b] : NULL;
        band[b] = (struct ta_write_band){
            .name = shown != NULL ? shown->name
                    : b + 1 < n   ? "flags"
                                  : "state",
            .unit = shown != NULL && shown->unit[0] != '\0' ? shown->unit : NULL,
            .scale = shown != NULL ? shown->scale : 1.0,
            .offset = shown != NULL ? shown->offset : 0.0};
    }
    struct ta_write spec = {.path = path,
                            .grid = chip->grid,
                            .type = w->type,
                            .n_bands = n,
                            .band = band,
                            .n_items = w->n_items,
                            .item = w->item,
                            .loose = w->loose,
                            .plain = w->plain,
                            .self = w,
                            .fill = fill};
    enum ta_status rc = ta_raster_write(&spec, err);
    ta_free(band);
    return rc;
}

static enum ta_status write_chip(struct writing *w, const char *path,
                                 struct ta_error *err)
{
    enum ta_status rc = choose_type(w, err);
    if (rc == TA_OK) {
        rc = find_flagged(w);
        if (rc == TA_OK) rc = describe(w);
        if (rc != TA_OK) (void)ta_fail(err, rc, "%s: out of memory", path);
    }
    if (rc == TA_OK) rc = write_file(w, path, err);
    end(w);
    return rc;
}

enum ta_status ta_chip_write(const struct ta_chip *chip, const char *path,
                             struct ta_error *err)
{
    struct writing w = {.chip = chip};
    return write_chip(&w, path, err);
}

enum ta_status ta_chip_write_loose(const struct ta_chip *chip, struct ta_plain *plain,
                                   const char *path, struct ta_error *err)
{
    struct writing w = {.chip = chip, .loose = true, .plain = plain};
    return write_chip(&w, path, err);
}
