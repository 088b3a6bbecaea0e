/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "zonal_private.h"

/* One zone's cut while it is being made. */
struct maker {
    struct ta_zonal_plan *plan;
    struct ta_zonal_zone *zone;
    struct ta_zonal_cut cut;
    struct ta_zonal_span span; /* the one that may still grow */
    bool open;                 /* `span` holds cells */
    int64_t row0, col0;        /* first cell of the cut's block, on the grid */
};

/* Columns [from, to) of one row of the grid, all of one share. */
struct stretch {
    int64_t row, from, to;
    uint64_t weight;
};

/* Spans and weights come by the million: room is looked for only where there is none. */
static inline enum ta_status push_span(struct ta_zonal_plan *plan,
                                       const struct ta_zonal_span *span)
{
    struct ta_zonal_array *array = &plan->span;
    if (array->count == array->capacity) {
        enum ta_status rc = ta_zonal_reserve(plan, array, 1);
        if (rc != TA_OK) return rc;
    }
    ((struct ta_zonal_span *)array->item)[array->count++] = *span;
    return TA_OK;
}

static inline enum ta_status push_weight(struct ta_zonal_plan *plan, uint64_t weight)
{
    struct ta_zonal_array *array = &plan->weight;
    if (array->count == array->capacity) {
        enum ta_status rc = ta_zonal_reserve(plan, array, 1);
        if (rc != TA_OK) return rc;
    }
    ((uint64_t *)array->item)[array->count++] = weight;
    return TA_OK;
}

static enum ta_status push_cut(struct ta_zonal_plan *plan,
                               const struct ta_zonal_cut *cut, uint64_t block)
{
    enum ta_status rc = ta_zonal_reserve(plan, &plan->cut, 1);
    if (rc == TA_OK) rc = ta_zonal_reserve(plan, &plan->place, 1);
    if (rc != TA_OK) return rc;
    ((struct ta_zonal_place *)plan->place.item)[plan->place.count++] =
        (struct ta_zonal_place){block, plan->cut.count};
    ((struct ta_zonal_cut *)plan->cut.item)[plan->cut.count++] = *cut;
    return TA_OK;
}

static enum ta_status close_span(struct maker *m)
{
    if (!m->open) return TA_OK;
    m->open = false;
    if (m->cut.n_spans == UINT32_MAX) return TA_E_LIMIT;
    m->cut.n_spans++;
    return push_span(m->plan, &m->span);
}

/* Can the open span take this stretch behind its last cell? */
static bool fits(const struct maker *m, const struct stretch *s, bool single)
{
    const struct ta_zonal_span *span = &m->span;
    int64_t end = m->col0 + span->col + span->left + span->run + span->right;
    if (!m->open || m->row0 + span->row != s->row || end != s->from) return false;
    if (!single) return span->run == 0;
    return (span->run == 0 ? span->left : span->right) < UINT16_MAX;
}

/* A run of full cells goes on with a full cell: no span need end there. */
static bool prolongs(const struct maker *m, const struct stretch *s)
{
    const struct ta_zonal_span *span = &m->span;
    return m->open && s->weight == TA_WEIGHT_ONE && span->run > 0 && !span->partial &&
           span->right == 0 && m->row0 + span->row == s->row &&
           m->col0 + span->col + span->left + span->run == s->from;
}

static enum ta_status start_span(struct maker *m, const struct stretch *s)
{
    enum ta_status rc = close_span(m);
    if (rc != TA_OK) return rc;
    m->span = (struct ta_zonal_span){.row = (uint16_t)(s->row - m->row0),
                                     .col = (uint32_t)(s->from - m->col0)};
    m->open = true;
    return TA_OK;
}

/* Widen the zone's window by the stretch; blocks do not come in order of rows. */
static void widen(struct ta_zonal_zone *zone, const struct stretch *s)
{
    int64_t end_col = zone->col + zone->cols, end_row = zone->row + zone->rows;
    bool first = zone->cells == 0;
    if (first || s->to > end_col) end_col = s->to;
    if (first || s->row >= end_row) end_row = s->row + 1;
    if (first || s->from < zone->col) zone->col = s->from;
    if (first || s->row < zone->row) zone->row = s->row;
    zone->cols = end_col - zone->col;
    zone->rows = end_row - zone->row;
}

static void count(struct maker *m, const struct stretch *s)
{
    uint64_t n = (uint64_t)(s->to - s->from);
    widen(m->zone, s);
    m->zone->cells += n;
    m->zone->weight += (ta_uint128)s->weight * n;
    m->cut.cells += n;
}

static enum ta_status add_stretch(struct maker *m, const struct stretch *s)
{
    bool full = s->weight == TA_WEIGHT_ONE, single = !full && s->to - s->from == 1;
    count(m, s);
    if (prolongs(m, s)) {
        m->span.run += (uint32_t)(s->to - s->from);
        return TA_OK;
    }
    if (!fits(m, s, single)) {
        enum ta_status rc = start_span(m, s);
        if (rc != TA_OK) return rc;
    }
    if (!single) {
        m->span.run = (uint32_t)(s->to - s->from);
        m->span.partial = !full;
    } else if (m->span.run == 0) {
        m->span.left++;
    } else {
        m->span.right++;
    }
    return full ? TA_OK : push_weight(m->plan, s->weight);
}

/* Sums of valid rings lie in [0, 1]; what is outside comes from invalid ones. */
static uint64_t clamped(uint64_t share)
{
    if ((int64_t)share < 0) return 0;
    return share > TA_WEIGHT_ONE ? TA_WEIGHT_ONE : share;
}

static enum ta_status add_if_any(struct maker *m, const struct stretch *s)
{
    return s->weight == 0 || s->from >= s->to ? TA_OK : add_stretch(m, s);
}

/* A marked cell and the gap between it and the one before. */
static enum ta_status sweep_cell(struct maker *m, int64_t row, int64_t from,
                                 int64_t col)
{
    struct ta_band *band = &m->plan->band;
    size_t r = (size_t)(row - band->row);
    uint64_t *cum = &m->plan->cum[r];
    struct ta_cover *cell =
        &band->cover[r * (size_t)band->cols + (size_t)(col - band->col)];

    enum ta_status rc = add_if_any(m, &(struct stretch){row, from, col, clamped(*cum)});
    if (rc != TA_OK) return rc;
    *cum += cell->cover;
    uint64_t share = clamped(*cum - cell->area);
    *cell = (struct ta_cover){0, 0};
    return add_if_any(m, &(struct stretch){row, col, col + 1, share});
}

/* Columns [from, to) of one row. */
static enum ta_status sweep_row(struct maker *m, int64_t row, int64_t from, int64_t to)
{
    struct ta_band *band = &m->plan->band;
    size_t r = (size_t)(row - band->row);
    size_t first = (size_t)(from - band->col) / 64,
           last = (size_t)(to - 1 - band->col) / 64;
    for (size_t w = first; w <= last; w++) {
        uint64_t *mark = &band->mark[r * band->words + w];
        while (*mark != 0) {
            int64_t col = band->col + (int64_t)(w * 64) + __builtin_ctzll(*mark);
            if (col >= to) break; /* the next block's */
            enum ta_status rc = sweep_cell(m, row, from, col);
            if (rc != TA_OK) return rc;
            *mark &= *mark - 1;
            from = col + 1;
        }
    }
    return add_if_any(m, &(struct stretch){row, from, to, clamped(m->plan->cum[r])});
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}
static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* The part of the band that lies in block (block_col, block_row). */
static enum ta_status sweep_block(struct maker *m, int64_t block_col, int64_t block_row)
{
    struct ta_zonal_plan *plan = m->plan;
    const struct ta_zonal_grid *grid = &plan->grid;
    const struct ta_band *band = &plan->band;
    enum ta_status rc = TA_OK;
    m->row0 = block_row * grid->block_rows;
    m->col0 = block_col * grid->block_cols;
    m->cut = (struct ta_zonal_cut){.zone = (uint32_t)plan->zone.count,
                                   .first_span = plan->span.count,
                                   .first_weight = plan->weight.count};
    int64_t from = most(m->col0, band->col);
    int64_t to = least(m->col0 + grid->block_cols, band->col + band->cols);
    int64_t end = least(m->row0 + grid->block_rows, band->row + band->rows);
    for (int64_t row = most(m->row0, band->row); row < end && rc == TA_OK; row++)
        rc = sweep_row(m, row, from, to);
    if (rc == TA_OK) rc = close_span(m);
    if (rc != TA_OK || m->cut.n_spans == 0) return rc;
    m->cut.n_weights = plan->weight.count - m->cut.first_weight;

    int64_t across = (grid->cols - 1) / grid->block_cols + 1;
    return push_cut(plan, &m->cut, (uint64_t)(block_row * across + block_col));
}

enum ta_status ta_zonal_sweep(struct ta_zonal_plan *plan, struct ta_zonal_zone *zone)
{
    const struct ta_zonal_grid *grid = &plan->grid;
    const struct ta_band *band = &plan->band;
    struct maker m = {.plan = plan, .zone = zone};
    int64_t last_row = (band->row + band->rows - 1) / grid->block_rows;
    int64_t last_col = (band->col + band->cols - 1) / grid->block_cols;

    memset(plan->cum, 0, (size_t)band->rows * sizeof *plan->cum);
    for (int64_t row = band->row / grid->block_rows; row <= last_row; row++)
        for (int64_t col = band->col / grid->block_cols; col <= last_col; col++) {
            enum ta_status rc = sweep_block(&m, col, row);
            if (rc != TA_OK) return rc;
        }
    return TA_OK;
}
