/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/time.h"
#include "raster/chip.h"
#include "raster/chip_file.h"
#include "raster/open_meta.h"

enum { NUMBERS_MAX = 6, WORD = 40, CRS_MAX = 65536 };

/* A file on its way into a chip. */
struct reading {
    struct ta_raster *raster;
    struct ta_chip chip;
    enum ta_pixel_type type; /* of the file's bands */
    void *cells;             /* one band of the file */
    size_t n_cells, n_flagged;
};

static enum ta_status fail(const struct reading *r, struct ta_error *err,
                           const char *what)
{
    return ta_fail(err, TA_E_DATA, "%s: no chip: %s", ta_raster_path(r->raster), what);
}

static const char *item(const struct reading *r, int number, const char *key)
{
    const char *text = ta_raster_item(r->raster, number, TA_CHIP_DOMAIN, key);
    return text != NULL ? text : "";
}

/* The blank-separated words of a text, at most @p most. @return how many; most + 1 when
 * there are more or one is too long. */
static size_t words_of(const char *text, char word[][WORD], size_t most)
{
    size_t n = 0;
    while (*text != '\0') {
        size_t length = strcspn(text, " ");
        if (n == most || length == 0 || length >= WORD) return most + 1;
        memcpy(word[n], text, length);
        word[n++][length] = '\0';
        text += length;
        if (*text == ' ') text++;
    }
    return n;
}

static bool read_numbers(const char *text, size_t n, double *out)
{
    char word[NUMBERS_MAX][WORD];
    if (words_of(text, word, n) != n) return false;
    for (size_t i = 0; i < n; i++)
        if (ta_parse_f64(word[i], &out[i]) != TA_OK) return false;
    return true;
}

/* Number of the entry of @p list that is @p text; n when there is none. */
static size_t find(const char *const *list, size_t n, const char *text)
{
    size_t i = 0;
    while (i < n && strcmp(list[i], text) != 0) i++;
    return i;
}

/* --- the file --------------------------------------------------------------------- */

static bool read_names(struct reading *r)
{
    struct ta_chip *c = &r->chip;
    const struct {
        const char *key;
        char *to;
        size_t size;
    } texts[] = {
        {TA_CHIP_SCENE, c->scene, sizeof c->scene},
        {TA_CHIP_PROCESSING, c->processing, sizeof c->processing},
        {TA_CHIP_PLATFORM, c->platform, sizeof c->platform},
        {TA_CHIP_ORBIT, c->orbit, sizeof c->orbit},
        {TA_CHIP_TILE, c->tile, sizeof c->tile},
        {TA_CHIP_MASK, c->mask, sizeof c->mask},
        {TA_CHIP_OFFSET_BY, c->offset_by, sizeof c->offset_by},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!ta_copy(texts[i].to, texts[i].size, item(r, 0, texts[i].key)))
            return false;
    return c->scene[0] != '\0' && c->mask[0] != '\0';
}

static bool read_place(struct reading *r)
{
    struct ta_chip *c = &r->chip;
    double cell[2];
    const char *crs = item(r, 0, TA_CHIP_CRS);
    const int64_t most = INT32_MAX;
    if (!read_numbers(item(r, 0, TA_CHIP_AFFINE), 6, c->affine) ||
        !read_numbers(item(r, 0, TA_CHIP_CELL), 2, cell) || crs[0] == '\0' ||
        strlen(crs) > CRS_MAX)
        return false;
    if (!(cell[0] >= 0.0 && cell[0] <= (double)most) ||
        !(cell[1] >= 0.0 && cell[1] <= (double)most))
        return false;
    c->col = (int64_t)cell[0];
    c->row = (int64_t)cell[1];
    return true;
}

static enum ta_status read_head(struct reading *r, struct ta_error *err)
{
    struct ta_chip *c = &r->chip;
    double bands = 0.0;
    const char *time = item(r, 0, TA_CHIP_TIME);
    if (strcmp(item(r, 0, "FORMAT"), TA_CHIP_FORMAT) != 0)
        return fail(r, err, "its FORMAT is not \"" TA_CHIP_FORMAT "\"");
    if (!read_names(r) || !read_place(r)) return fail(r, err, "broken metadata");
    c->time = TA_TIME_NONE;
    if (time[0] != '\0' && ta_time_parse(time, &c->time) != TA_OK)
        return fail(r, err, "broken time");
    c->simulated = strcmp(item(r, 0, TA_CHIP_SIMULATED), "no") != 0;
    int n = ta_raster_bands(r->raster);
    if (!read_numbers(item(r, 0, TA_CHIP_BANDS), 1, &bands) || !(bands >= 1.0) ||
        !(bands < (double)n))
        return fail(r, err, "broken number of bands");
    c->n_bands = (size_t)bands;

    c->grid = *ta_raster_grid(r->raster);
    c->crs = ta_strdup(item(r, 0, TA_CHIP_CRS));
    c->grid.crs = c->crs;
    struct ta_grid whole = c->grid;
    memcpy(whole.affine, c->affine, sizeof whole.affine);
    if (c->grid.rows > TA_CHIP_CELLS_MOST / c->grid.cols ||
        ta_grid_check(&whole, NULL) != TA_OK)
        return fail(r, err, "absurd size or grid");
    r->n_cells = (size_t)(c->grid.cols * c->grid.rows);
    return c->crs != NULL ? TA_OK : ta_fail(err, TA_E_NOMEM, "chip: out of memory");
}

/* --- bands ------------------------------------------------------------------------ */

/* No-data values and legal range. */
static bool read_rule(const struct reading *r, int number, enum ta_pixel_type type,
                      struct ta_pixel_rule *rule)
{
    char word[2][WORD];
    struct ta_pixel_value value;
    size_t n = words_of(item(r, number, TA_CHIP_NODATA), word, 2);
    if (n > 2) return false;
    for (size_t i = 0; i < n; i++) {
        if (!ta_pixel_parse(type, word[i], &value)) return false;
        ta_pixel_rule_exclude(rule, type, value);
    }
    n = words_of(item(r, number, TA_CHIP_RANGE), word, 2);
    rule->ranged = n == 2;
    return n == 0 || (n == 2 && ta_pixel_parse(type, word[0], &rule->lo) &&
                      ta_pixel_parse(type, word[1], &rule->hi));
}

static bool read_band_words(struct reading *r, size_t b)
{
    struct ta_band *band = &r->chip.band[b];
    int number = (int)b + 1;
    size_t quantity =
        find(ta_chip_quantities, TA_QUANTITY_COUNT, item(r, number, TA_CHIP_QUANTITY));
    size_t type =
        find(ta_chip_types, TA_PIXEL_TYPE_COUNT, item(r, number, TA_CHIP_TYPE));
    if (quantity == TA_QUANTITY_COUNT || type == TA_PIXEL_TYPE_COUNT ||
        !ta_copy(band->name, sizeof band->name, item(r, number, TA_CHIP_NAME)) ||
        !ta_copy(band->unit, sizeof band->unit, item(r, number, TA_CHIP_UNIT)) ||
        !read_numbers(item(r, number, TA_CHIP_SCALE), 1, &band->scale) ||
        !read_numbers(item(r, number, TA_CHIP_OFFSET), 1, &band->offset))
        return false;
    band->quantity = (enum ta_quantity)quantity;
    band->number = number;
    r->chip.plane[b].type = (enum ta_pixel_type)type;
    return read_rule(r, number, (enum ta_pixel_type)type, &r->chip.rule[b]);
}

/* One band of the file into r->cells. */
static enum ta_status read_cells(struct reading *r, int number, struct ta_error *err)
{
    struct ta_raster_band header;
    struct ta_window all = {0, 0, r->chip.grid.cols, r->chip.grid.rows};
    enum ta_status rc = ta_raster_band(r->raster, number, &header, err);
    if (rc != TA_OK) return rc;
    if (header.type != r->type) return fail(r, err, "its bands differ in type");
    struct ta_pixel_room room = {r->cells, (size_t)all.cols, (size_t)all.rows};
    return ta_raster_read(r->raster, number, &all, &room, err);
}

static enum ta_status read_band(struct reading *r, size_t b, struct ta_error *err)
{
    struct ta_plane *plane = &r->chip.plane[b];
    enum ta_pixel_type common;
    if (!read_band_words(r, b)) return fail(r, err, "broken metadata of a band");
    if (!ta_pixel_common(r->type, plane->type, &common) || common != r->type)
        return fail(r, err, "a band's type does not fit the file's");
    plane->value = ta_alloc(r->n_cells, ta_pixel_size(plane->type));
    plane->valid = ta_alloc(r->n_cells, 1);
    if (plane->value == NULL || plane->valid == NULL)
        return ta_fail(err, TA_E_NOMEM, "chip: out of memory");
    enum ta_status rc = read_cells(r, (int)b + 1, err);
    if (rc != TA_OK) return rc;
    if (!ta_pixels_narrow(r->type, r->cells, r->n_cells, plane->type, plane->value))
        return fail(r, err, "a number that its band cannot have");
    ta_pixels_valid(plane->type, &r->chip.rule[b], r->n_cells, plane->value,
                    plane->valid);
    return TA_OK;
}

/* Validity where the rule alone does not say it. */
static enum ta_status read_flags(struct reading *r, size_t b, struct ta_error *err)
{
    double flag = 0.0;
    const char *text = item(r, (int)b + 1, TA_CHIP_FLAG);
    if (text[0] == '\0') return TA_OK;
    if (!read_numbers(text, 1, &flag) ||
        !(flag >= 0.0 && flag < (double)r->chip.n_bands))
        return fail(r, err, "broken flag");

    size_t k = (size_t)flag;
    int number = (int)(r->chip.n_bands + 1 + k / TA_CHIP_FLAGS);
    uint8_t *valid = r->chip.plane[b].valid;
    if (number >= ta_raster_bands(r->raster)) return fail(r, err, "flags are missing");
    enum ta_status rc = read_cells(r, number, err);
    if (rc != TA_OK) return rc;
    if (!ta_pixels_narrow(r->type, r->cells, r->n_cells, TA_PIXEL_UINT8, valid))
        return fail(r, err, "flags that are none");
    for (size_t i = 0; i < r->n_cells; i++)
        valid[i] = (valid[i] >> (k % TA_CHIP_FLAGS)) & 1U;
    return TA_OK;
}

static enum ta_status read_states(struct reading *r, struct ta_error *err)
{
    enum ta_status rc = read_cells(r, ta_raster_bands(r->raster), err);
    if (rc != TA_OK) return rc;
    r->chip.state = ta_alloc(r->n_cells, 1);
    if (r->chip.state == NULL) return ta_fail(err, TA_E_NOMEM, "chip: out of memory");
    if (!ta_pixels_narrow(r->type, r->cells, r->n_cells, TA_PIXEL_UINT8, r->chip.state))
        return fail(r, err, "a state that is none");
    for (size_t i = 0; i < r->n_cells; i++)
        if (r->chip.state[i] >= TA_PIXEL_STATE_COUNT)
            return fail(r, err, "a state that is none");
    return TA_OK;
}

/* --- the whole -------------------------------------------------------------------- */

static enum ta_status allocate(struct reading *r, struct ta_error *err)
{
    struct ta_raster_band header;
    struct ta_chip *c = &r->chip;
    enum ta_status rc = ta_raster_band(r->raster, 1, &header, err);
    if (rc != TA_OK) return rc;
    r->type = header.type;
    r->cells = ta_alloc(r->n_cells, ta_pixel_size(r->type));
    c->band = ta_alloc(c->n_bands, sizeof *c->band);
    c->plane = ta_alloc(c->n_bands, sizeof *c->plane);
    c->rule = ta_alloc(c->n_bands, sizeof *c->rule);
    if (r->cells != NULL && c->band != NULL && c->plane != NULL && c->rule != NULL)
        return TA_OK;
    return ta_fail(err, TA_E_NOMEM, "chip: out of memory");
}

static enum ta_status read_chip(struct reading *r, struct ta_error *err)
{
    enum ta_status rc = read_head(r, err);
    if (rc == TA_OK) rc = allocate(r, err);
    for (size_t b = 0; b < r->chip.n_bands && rc == TA_OK; b++) {
        rc = read_band(r, b, err);
        if (rc == TA_OK) rc = read_flags(r, b, err);
    }
    return rc == TA_OK ? read_states(r, err) : rc;
}

enum ta_status ta_chip_read(const char *path, struct ta_chip *out, struct ta_error *err)
{
    struct reading r = {0};
    enum ta_status rc = ta_raster_open(path, &r.raster, err);
    if (rc != TA_OK) return rc;
    rc = read_chip(&r, err);
    ta_raster_close(r.raster);
    ta_free(r.cells);
    if (rc == TA_OK)
        *out = r.chip;
    else
        ta_chip_free(&r.chip);
    return rc;
}
