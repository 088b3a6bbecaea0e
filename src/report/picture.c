/* SPDX-License-Identifier: Apache-2.0 */
#include "report/picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/project.h"

enum { SIDE_WANTED = 560, SIDE_MOST = 900, SAMPLES_MOST = 1 << 18, HATCH = 8 };

void ta_picture_free(struct ta_picture *picture)
{
    ta_free(picture->pixel);
    *picture = (struct ta_picture){0};
}

/* --- bands ------------------------------------------------------------------------ */

static const struct ta_band *find_band(const struct ta_chip *chip, const char *name)
{
    for (size_t b = 0; b < chip->n_bands; b++)
        if (strcmp(chip->band[b].name, name) == 0) return &chip->band[b];
    return NULL;
}

/* One quantity in all, so that one stretch means the same on each. */
static bool all_have(size_t n, const struct ta_chip *const *chip,
                     const char *const name[3])
{
    const struct ta_band *first = find_band(chip[0], name[0]);
    for (size_t i = 0; i < n; i++)
        for (size_t c = 0; c < 3; c++) {
            const struct ta_band *band = find_band(chip[i], name[c]);
            if (band == NULL || band->quantity != first->quantity) return false;
        }
    return true;
}

bool ta_picture_bands(size_t n, const struct ta_chip *const *chip,
                      struct ta_picture_bands *out)
{
    static const struct ta_picture_bands wanted[] = {
        {TA_PICTURE_TRUE, {"red", "green", "blue"}},
        {TA_PICTURE_INFRA, {"nir", "red", "green"}},
        {TA_PICTURE_INFRA, {"nir08", "red", "green"}},
        {TA_PICTURE_SWIR, {"swir16", "nir", "red"}},
        {TA_PICTURE_SWIR, {"swir16", "nir08", "red"}},
    };
    if (n == 0) return false;
    for (size_t w = 0; w < sizeof wanted / sizeof *wanted; w++)
        if (all_have(n, chip, wanted[w].name)) {
            *out = wanted[w];
            return true;
        }
    for (size_t b = 0; b < chip[0]->n_bands; b++) {
        const char *name = chip[0]->band[b].name;
        *out = (struct ta_picture_bands){TA_PICTURE_GREY, {name, name, name}};
        if (all_have(n, chip, out->name)) return true;
    }
    return false;
}

/* --- stretch ---------------------------------------------------------------------- */

/* One band of a chip, read cell by cell. */
struct channel {
    const struct ta_chip *chip;
    const struct ta_plane *plane;
    double scale, offset;
};

static struct channel channel_of(const struct ta_chip *chip, const char *name)
{
    size_t b = (size_t)(find_band(chip, name) - chip->band);
    return (struct channel){chip, &chip->plane[b], chip->band[b].scale,
                            chip->band[b].offset};
}

/* Physical, NaN without data. */
static double value_at(const struct channel *c, size_t i)
{
    if (c->plane->valid != NULL && c->plane->valid[i] == 0) return NAN;
    double number = ta_pixel_to_real(c->plane->type,
                                     ta_pixel_at(c->plane->type, c->plane->value, i));
    return number * c->scale + c->offset;
}

static bool counts(enum ta_pixel_state state, bool clear_only)
{
    if (state == TA_PIXEL_FILL) return false;
    return !clear_only || state == TA_PIXEL_CLEAR || state == TA_PIXEL_UNKNOWN;
}

static size_t cells_of(const struct ta_chip *chip)
{
    return (size_t)(chip->grid.cols * chip->grid.rows);
}

static size_t gather(size_t n, const struct ta_chip *const *chip, const char *name,
                     bool clear_only, size_t step, double *out)
{
    size_t used = 0;
    for (size_t k = 0; k < n; k++) {
        struct channel c = channel_of(chip[k], name);
        for (size_t i = 0; i < cells_of(chip[k]); i += step) {
            double value = value_at(&c, i);
            if (counts((enum ta_pixel_state)chip[k]->state[i], clear_only) &&
                isfinite(value))
                out[used++] = value;
        }
    }
    return used;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void stretch_channel(size_t n, double *value, double *lo, double *hi)
{
    if (n == 0) {
        *lo = 0.0;
        *hi = 1.0;
        return;
    }
    qsort(value, n, sizeof *value, by_value);
    *lo = value[(n - 1) * 2 / 100];
    *hi = value[(n - 1) - (n - 1) * 2 / 100];
    if (*hi <= *lo) *hi = *lo + fmax(fabs(*lo), 1.0) * 1e-6;
}

/* One span for the three channels, so that hues stay. Of each dark end most is taken away,
 * as haze; the rest keeps a forest green instead of black. */
static void keep_hue(struct ta_stretch *s)
{
    static const double haze = 0.7;
    double span = 0.0;
    for (size_t c = 0; c < 3; c++) {
        if (s->lo[c] > 0.0) s->lo[c] *= haze;
        span = fmax(span, s->hi[c] - s->lo[c]);
    }
    for (size_t c = 0; c < 3; c++) s->hi[c] = s->lo[c] + span;
}

enum ta_status ta_picture_stretch(size_t n, const struct ta_chip *const *chip,
                                  const struct ta_picture_bands *bands,
                                  struct ta_stretch *out)
{
    size_t cells = 0;
    for (size_t k = 0; k < n; k++) cells += cells_of(chip[k]);
    size_t step = cells / SAMPLES_MOST + 1;
    double *value = ta_alloc(cells / step + n + 1, sizeof *value);
    if (value == NULL) return TA_E_NOMEM;
    for (size_t c = 0; c < 3; c++) {
        size_t used = gather(n, chip, bands->name[c], true, step, value);
        if (used == 0) used = gather(n, chip, bands->name[c], false, step, value);
        stretch_channel(used, value, &out->lo[c], &out->hi[c]);
    }
    ta_free(value);
    if (bands->kind == TA_PICTURE_TRUE) keep_hue(out);
    return TA_OK;
}

/* --- pixels ------------------------------------------------------------------------- */

static ta_argb mix(ta_argb a, ta_argb b, double share)
{
    const ta_argb two[] = {a, b};
    const struct ta_ramp ramp = {2, two};
    return ta_ramp_at(&ramp, share);
}

/* What is not clear is told by tone and pattern, not by colour alone. */
struct mark_style {
    enum { MARK_NOTHING, MARK_RISING, MARK_FALLING, MARK_CROSSED, MARK_DOTS } pattern;
    ta_argb line, tint;
    double share; /* of the tint between the lines */
};

static const struct mark_style mark_style[TA_PIXEL_STATE_COUNT] = {
    [TA_PIXEL_FILL] = {MARK_DOTS, 0xffb4bec3u, 0xffe1e6e8u, 1.0},
    [TA_PIXEL_CLOUD] = {MARK_RISING, 0xff7d8a91u, 0xfff4f6f7u, 0.72},
    [TA_PIXEL_SHADOW] = {MARK_FALLING, 0xff2a3236u, 0xff59646au, 0.55},
    [TA_PIXEL_SNOW] = {MARK_DOTS, 0xff5b7f96u, 0xffe8f3f9u, 0.7},
    [TA_PIXEL_SATURATED] = {MARK_CROSSED, 0xff7d8a91u, 0xfff4f6f7u, 0.5},
};

static bool on_line(const struct mark_style *style, size_t x, size_t y)
{
    bool rising = (x + y) % HATCH < 2, falling = (x + HATCH * y - y) % HATCH < 2;
    switch (style->pattern) {
    case MARK_RISING: return rising;
    case MARK_FALLING: return falling;
    case MARK_CROSSED: return rising || falling;
    case MARK_DOTS: return x % HATCH < 2 && y % HATCH < 2;
    case MARK_NOTHING:
    default: return false;
    }
}

static ta_argb mark(ta_argb colour, enum ta_pixel_state state, size_t x, size_t y)
{
    const struct mark_style *style = &mark_style[state];
    if (style->pattern == MARK_NOTHING) return colour;
    return on_line(style, x, y) ? style->line : mix(colour, style->tint, style->share);
}

/* Gives the colour of a cell, or alpha 0 where it has none. */
typedef ta_argb (*paint_fn)(const void *self, size_t cell);

/* Whole pixels a cell, or every so many cells a pixel; one of the two is 1. */
struct steps {
    size_t grow, shrink;
};

static struct steps steps_of(const struct ta_chip *chip)
{
    int64_t longer =
        chip->grid.cols > chip->grid.rows ? chip->grid.cols : chip->grid.rows;
    size_t side = (size_t)longer;
    if (side > SIDE_MOST) return (struct steps){1, (side + SIDE_MOST - 1) / SIDE_MOST};
    if (side >= SIDE_WANTED) return (struct steps){1, 1};
    return (struct steps){(SIDE_WANTED + side / 2) / side, 1};
}

static enum ta_status picture_room(const struct ta_chip *chip, struct steps steps,
                                   struct ta_picture *out)
{
    size_t cols = (size_t)chip->grid.cols * steps.grow;
    size_t rows = (size_t)chip->grid.rows * steps.grow;
    *out = (struct ta_picture){.cols = (cols + steps.shrink - 1) / steps.shrink,
                               .rows = (rows + steps.shrink - 1) / steps.shrink,
                               .per_cell = (double)steps.grow / (double)steps.shrink,
                               .metres_per_pixel = NAN,
                               .north = NAN};
    out->pixel = ta_alloc(out->cols * out->rows, sizeof *out->pixel);
    return out->pixel == NULL ? TA_E_NOMEM : TA_OK;
}

static enum ta_status paint(const struct ta_chip *chip, paint_fn colour_of,
                            const void *self, struct ta_picture *out)
{
    struct steps steps = steps_of(chip);
    enum ta_status rc = picture_room(chip, steps, out);
    if (rc != TA_OK) return rc;
    for (size_t y = 0; y < out->rows; y++)
        for (size_t x = 0; x < out->cols; x++) {
            size_t col = x * steps.shrink / steps.grow;
            size_t row = y * steps.shrink / steps.grow;
            size_t cell = row * (size_t)chip->grid.cols + col;
            enum ta_pixel_state state = (enum ta_pixel_state)chip->state[cell];
            ta_argb colour = colour_of(self, cell);
            if (colour >> 24 == 0) {
                colour = 0xffd3d9dcu;
                if (counts(state, true)) state = TA_PIXEL_FILL;
            }
            out->marked[state] = true;
            out->pixel[y * out->cols + x] = mark(colour, state, x, y);
        }
    return TA_OK;
}

struct bands_painter {
    struct channel channel[3];
    const struct ta_stretch *stretch;
};

/* A little brighter in the middle, as prints and screens want it. */
static uint32_t byte_of(double share)
{
    return (uint32_t)lround(255.0 * pow(fmin(fmax(share, 0.0), 1.0), 0.6));
}

static ta_argb bands_colour(const void *self, size_t cell)
{
    const struct bands_painter *p = self;
    uint32_t byte[3];
    for (size_t c = 0; c < 3; c++) {
        double value = value_at(&p->channel[c], cell);
        if (!isfinite(value)) return 0;
        double lo = p->stretch->lo[c], hi = p->stretch->hi[c];
        byte[c] = byte_of((value - lo) / (hi - lo));
    }
    return 0xff000000u | byte[0] << 16 | byte[1] << 8 | byte[2];
}

enum ta_status ta_picture_draw(const struct ta_chip *chip,
                               const struct ta_picture_bands *bands,
                               const struct ta_stretch *stretch, struct ta_picture *out)
{
    struct bands_painter painter = {.stretch = stretch};
    for (size_t c = 0; c < 3; c++)
        painter.channel[c] = channel_of(chip, bands->name[c]);
    return paint(chip, bands_colour, &painter, out);
}

struct values_painter {
    const double *value, *range;
    const struct ta_ramp *ramp;
};

static ta_argb values_colour(const void *self, size_t cell)
{
    const struct values_painter *p = self;
    double value = p->value[cell];
    if (!isfinite(value)) return 0;
    return ta_ramp_at(p->ramp, (value - p->range[0]) / (p->range[1] - p->range[0]));
}

enum ta_status ta_picture_values(const struct ta_chip *chip, const double *value,
                                 const double range[2], const struct ta_ramp *ramp,
                                 struct ta_picture *out)
{
    struct values_painter painter = {value, range, ramp};
    return paint(chip, values_colour, &painter, out);
}
