/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/growth.h"

#include <math.h>
#include <string.h>

#include "raster/srs.h"

/* --- discs ------------------------------------------------------------------------ */

enum ta_status ta_disc_make(double radius_m, const double cell[2], struct ta_disc *out)
{
    double r2 = radius_m * radius_m;
    *out = (struct ta_disc){.rows = -1};
    if (!(radius_m > 0.0)) return TA_OK;
    if (!(radius_m / fmin(cell[0], cell[1]) < TA_DISC_CELLS_MOST)) return TA_E_LIMIT;
    for (int row = 0; row * cell[1] * (row * cell[1]) <= r2; row++) {
        int col = 0;
        while ((col + 1) * cell[0] * ((col + 1) * cell[0]) +
                   row * cell[1] * (row * cell[1]) <=
               r2)
            col++;
        out->half[row] = col;
        out->rows = row;
    }
    return TA_OK;
}

/* Metres that a unit of the grid's CRS is along x and y in the middle of the grid. Degrees: Snyder
 * 1987, Map Projections, USGS Professional Paper 1395, equations 4-18 to 4-21, on WGS 84. */
static bool unit_metres(const struct ta_grid *grid, double out[2])
{
    static const double axis = 6378137.0, e2 = 0.0066943799901413165;
    static const double degree = 0.017453292519943295;
    OGRSpatialReferenceH srs = ta_srs_new(grid->crs);
    if (srs == NULL) return false;
    bool degrees = OSRIsGeographic(srs) == 1;
    out[0] = out[1] = OSRGetLinearUnits(srs, NULL);
    OSRDestroySpatialReference(srs);
    if (!degrees) return isfinite(out[0]) && out[0] > 0.0;
    double middle = grid->affine[3] + (double)grid->cols / 2.0 * grid->affine[4] +
                    (double)grid->rows / 2.0 * grid->affine[5];
    double s = sin(middle * degree), w = 1.0 - e2 * s * s;
    out[0] = degree * axis * cos(middle * degree) / sqrt(w);
    out[1] = degree * axis * (1.0 - e2) / (w * sqrt(w));
    return isfinite(out[0]) && out[0] > 0.0;
}

enum ta_status ta_growth_make(const struct ta_mask_policy *policy,
                              const struct ta_grid *grid, struct ta_growth *out,
                              struct ta_error *err)
{
    double unit[2];
    const double *a = grid->affine;
    if (!unit_metres(grid, unit))
        return ta_fail(err, TA_E_DATA,
                       "the quality layer's CRS does not say how long its unit is");
    const double cell[2] = {hypot(a[1] * unit[0], a[4] * unit[1]),
                            hypot(a[2] * unit[0], a[5] * unit[1])};
    enum ta_status rc = ta_disc_make(policy->cloud_m, cell, &out->cloud);
    if (rc == TA_OK) rc = ta_disc_make(policy->shadow_m, cell, &out->shadow);
    if (rc != TA_OK)
        return ta_fail(err, rc,
                       "clouds would grow by more than %d cells of the quality layer",
                       TA_DISC_CELLS_MOST);
    const struct ta_disc *d =
        out->cloud.rows > out->shadow.rows ? &out->cloud : &out->shadow;
    out->rows = d->rows > 0 ? d->rows : 0;
    out->cols = out->cloud.half[0] > out->shadow.half[0] ? out->cloud.half[0]
                                                         : out->shadow.half[0];
    return TA_OK;
}

struct ta_window ta_growth_around(const struct ta_growth *growth,
                                  const struct ta_grid *grid, struct ta_window window)
{
    window.col -= growth->cols;
    window.row -= growth->rows;
    window.cols += 2 * (int64_t)growth->cols;
    window.rows += 2 * (int64_t)growth->rows;
    return ta_grid_clip(grid, window);
}

/* --- bits ------------------------------------------------------------------------- */

/* A bit for each cell, rows in whole words. */
struct bits {
    size_t rows, words;
    uint64_t *word;
};

static size_t words_for(size_t cols)
{
    return (cols + 63) / 64;
}

/* Three planes: what grows, clouds and shadows grown; and two lines. */
size_t ta_growth_bytes(size_t cols, size_t rows)
{
    return words_for(cols) * (3 * rows + 2) * sizeof(uint64_t);
}

static void set_bit(const struct bits *bits, size_t row, size_t col)
{
    bits->word[row * bits->words + col / 64] |= UINT64_C(1) << (col % 64);
}

/* Each bit spreads to the columns beside it. @p narrow is what @p line was. */
static void widen(uint64_t *line, uint64_t *narrow, size_t words)
{
    memcpy(narrow, line, words * sizeof *line);
    for (size_t i = 0; i < words; i++) {
        line[i] |= narrow[i] << 1 | narrow[i] >> 1;
        if (i > 0) line[i] |= narrow[i - 1] >> 63;
        if (i + 1 < words) line[i] |= narrow[i + 1] << 63;
    }
}

static void add_line(const struct bits *to, size_t row, const uint64_t *line)
{
    for (size_t i = 0; i < to->words; i++) to->word[row * to->words + i] |= line[i];
}

static bool is_empty(const uint64_t *line, size_t words)
{
    uint64_t any = 0;
    for (size_t i = 0; i < words; i++) any |= line[i];
    return any == 0;
}

/* A row of @p from onto the rows above and below it, the furthest and narrowest first. */
static void grow_row(const struct ta_disc *disc, const struct bits *from, size_t row,
                     const struct bits *to, uint64_t *line)
{
    int width = 0;
    memcpy(line, from->word + row * from->words, from->words * sizeof *line);
    for (int away = disc->rows; away >= 0; away--) {
        for (; width < disc->half[away]; width++)
            widen(line, line + from->words, from->words);
        if (row >= (size_t)away) add_line(to, row - (size_t)away, line);
        if (row + (size_t)away < to->rows) add_line(to, row + (size_t)away, line);
    }
}

/* @return false when there is nothing to grow. */
static bool grow(const struct ta_disc *disc, const struct bits *from,
                 const struct bits *to, uint64_t *line)
{
    bool any = false;
    for (size_t row = 0; row < from->rows && disc->rows >= 0; row++) {
        if (is_empty(from->word + row * from->words, from->words)) continue;
        grow_row(disc, from, row, to, line);
        any = true;
    }
    return any;
}

/* --- states ----------------------------------------------------------------------- */

/* Cloud shadow alone (3): dark areas (2) stand with the shadows, but are mostly water or slopes. */
enum { SCL_CLOUD_SHADOW = 3 };

static void mark(enum ta_pixel_type type, const void *code, size_t cols,
                 const uint8_t *state, enum ta_pixel_state what,
                 const struct bits *bits)
{
    memset(bits->word, 0, bits->rows * bits->words * sizeof *bits->word);
    for (size_t row = 0, i = 0; row < bits->rows; row++)
        for (size_t col = 0; col < cols; col++, i++)
            if (state[i] == what &&
                (what != TA_PIXEL_SHADOW ||
                 ta_pixel_at(type, code, i).whole == SCL_CLOUD_SHADOW))
                set_bit(bits, row, col);
}

static void put(const struct bits *bits, size_t cols, enum ta_pixel_state what,
                uint8_t *state)
{
    for (size_t row = 0; row < bits->rows; row++, state += cols)
        for (size_t col = 0; col < cols; col++) {
            bool set = bits->word[row * bits->words + col / 64] >> (col % 64) & 1U;
            if (set && state[col] != TA_PIXEL_FILL && state[col] != TA_PIXEL_CLOUD)
                state[col] = (uint8_t)what;
        }
}

void ta_growth_apply(const struct ta_growth *growth, enum ta_pixel_type type,
                     const void *code, size_t cols, size_t rows, uint8_t *state,
                     void *room)
{
    size_t words = words_for(cols), plane = words * rows;
    uint64_t *word = room, *line = word + 3 * plane;
    struct bits from = {rows, words, word}, cloud = {rows, words, word + plane},
                shadow = {rows, words, word + 2 * plane};
    memset(cloud.word, 0, 2 * plane * sizeof *word);
    mark(type, code, cols, state, TA_PIXEL_SHADOW, &from);
    bool shadows = grow(&growth->shadow, &from, &shadow, line);
    mark(type, code, cols, state, TA_PIXEL_CLOUD, &from);
    bool clouds = grow(&growth->cloud, &from, &cloud, line);
    if (shadows) put(&shadow, cols, TA_PIXEL_SHADOW, state);
    if (clouds) put(&cloud, cols, TA_PIXEL_CLOUD, state);
}
