/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/ground.h"

#include <math.h>

#include "base/memory.h"
#include "base/time.h"
#include "demo/field.h"
#include "demo/plot.h"
#include "zonal.h"

enum { STREAM_COVER = 1, STREAM_WATER = 2, STREAM_TOWN = 3, STREAM_TEXTURE = 4 };

/** What is asked of a random field, by set. */
static double field(const struct ta_sim_set *set, uint64_t stream, double size,
                    double col, double row)
{
    const struct ta_field f = {{set->seed, stream}, size, 3};
    return ta_field_at(&f, col, row);
}

static enum ta_cover wild_cover(const struct ta_sim_set *set, double col, double row)
{
    if (field(set, STREAM_WATER, 300.0, col, row) < 0.22) return TA_COVER_WATER;
    if (field(set, STREAM_TOWN, 160.0, col, row) > 0.80) return TA_COVER_BUILT;
    return field(set, STREAM_COVER, 240.0, col, row) < 0.45 ? set->tilled : set->wild;
}

static double texture_at(const struct ta_sim_set *set, double col, double row)
{
    return 0.90 + 0.20 * field(set, STREAM_TEXTURE, 12.0, col, row);
}

void ta_ground_coarse(const struct ta_ground *ground, size_t i, ta_day day,
                      double out[TA_SIM_BANDS])
{
    ta_cover_reflect((enum ta_cover)ground->cover[i], ground->texture[i], day, out);
}

static bool stands(const struct ta_plot *plot, ta_day day)
{
    ta_day from;
    if (plot->from == NULL) return true;
    return ta_day_parse(plot->from, &from) == TA_OK && day >= from;
}

void ta_ground_fine(const struct ta_ground *ground,
                    const struct ta_ground_window *window, size_t i, ta_day day,
                    double out[TA_SIM_BANDS])
{
    double texture = window->texture[i], over[TA_SIM_BANDS];
    ta_cover_reflect((enum ta_cover)window->cover[i], texture, day, out);
    for (size_t p = 0; p < ground->set->n_plots; p++) {
        double share = window->share[p] != NULL ? window->share[p][i] : 0.0;
        if (share <= 0.0 || !stands(&ground->set->plot[p], day)) continue;
        ta_cover_reflect(ground->set->plot[p].cover, texture, day, over);
        for (size_t b = 0; b < TA_SIM_BANDS; b++)
            out[b] = out[b] * (1.0 - share) + over[b] * share;
    }
}

/* --- laying it out ------------------------------------------------------------------------ */

/* Exact shares of the window's cells in the zone of a sealed plan. */
static void paint(const struct ta_zonal_plan *plan,
                  const struct ta_ground_window *window, double *share)
{
    const struct ta_zonal_window room = {window->col, window->row, window->cols,
                                         window->rows, share};
    for (size_t b = 0; b < ta_zonal_plan_blocks(plan); b++) {
        const struct ta_zonal_block *block = ta_zonal_plan_block(plan, b);
        for (size_t c = 0; c < block->n_cuts; c++)
            ta_zonal_paint(plan, block, ta_zonal_plan_cut(plan, block->first_cut + c),
                           &room);
    }
}

static bool meets(const struct ta_zonal_zone *zone, const struct ta_ground_window *w)
{
    return zone->col < w->col + w->cols && w->col < zone->col + zone->cols &&
           zone->row < w->row + w->rows && w->row < zone->row + zone->rows;
}

static enum ta_status plan_plot(const struct ta_sim_set *set,
                                const struct ta_plot *plot, struct ta_zonal_plan **out)
{
    static const struct ta_zonal_memory memory = {ta_alloc, ta_realloc, ta_free};
    const struct ta_zonal_grid grid = {set->cols, set->rows, 256, 256};
    struct ta_plot_ring ring;
    enum ta_status rc = ta_plot_ring(plot, TA_SIM_CELL_M, &ring);
    if (rc != TA_OK) return rc;
    rc = ta_zonal_plan_new(&grid, &memory, out);
    if (rc == TA_OK) rc = ta_zonal_plan_add(*out, &ring.shape);
    if (rc == TA_OK) rc = ta_zonal_plan_seal(*out);
    ta_plot_ring_free(&ring);
    return rc;
}

static enum ta_status lay_plot(struct ta_ground *ground, size_t p)
{
    struct ta_zonal_plan *plan = NULL;
    enum ta_status rc = plan_plot(ground->set, &ground->set->plot[p], &plan);
    for (size_t w = 0; w < ground->n_windows && rc == TA_OK; w++) {
        struct ta_ground_window *window = &ground->window[w];
        if (!meets(ta_zonal_plan_zone(plan, 0), window)) continue;
        window->share[p] =
            ta_alloc((size_t)(window->cols * window->rows), sizeof(double));
        if (window->share[p] == NULL) rc = TA_E_NOMEM;
        if (rc == TA_OK) paint(plan, window, window->share[p]);
    }
    ta_zonal_plan_free(plan);
    return rc;
}

/* The cells about a plot, with its rim. */
static void place_window(const struct ta_sim_set *set, const struct ta_plot *plot,
                         int64_t rim, struct ta_ground_window *out)
{
    double lo[2] = {INFINITY, INFINITY}, hi[2] = {-INFINITY, -INFINITY};
    for (size_t i = 0; i < plot->n; i++)
        for (size_t k = 0; k < 2; k++) {
            lo[k] = fmin(lo[k], plot->at[i][k] / TA_SIM_CELL_M);
            hi[k] = fmax(hi[k], plot->at[i][k] / TA_SIM_CELL_M);
        }
    out->col = (int64_t)fmax(floor(lo[0]) - (double)rim, 0.0);
    out->row = (int64_t)fmax(floor(lo[1]) - (double)rim, 0.0);
    out->cols = (int64_t)fmin(ceil(hi[0]) + (double)rim, (double)set->cols) - out->col;
    out->rows = (int64_t)fmin(ceil(hi[1]) + (double)rim, (double)set->rows) - out->row;
}

static enum ta_status lay_window(const struct ta_sim_set *set, size_t w,
                                 struct ta_ground_window *out)
{
    const struct ta_plot *plot = ta_sim_plot(set, set->window[w].plot);
    if (plot == NULL) return TA_E_ARG;
    place_window(set, plot, set->window[w].rim, out);
    size_t n = (size_t)(out->cols * out->rows);
    out->cover = ta_alloc(n, 1);
    out->texture = ta_alloc(n, sizeof *out->texture);
    out->share = ta_alloc(set->n_plots, sizeof *out->share);
    if (out->cover == NULL || out->texture == NULL || out->share == NULL)
        return TA_E_NOMEM;
    for (size_t i = 0; i < n; i++) {
        double col = (double)(out->col + (int64_t)i % out->cols) + 0.5;
        double row = (double)(out->row + (int64_t)i / out->cols) + 0.5;
        out->cover[i] = (unsigned char)wild_cover(set, col, row);
        out->texture[i] = texture_at(set, col, row);
    }
    return TA_OK;
}

static enum ta_status lay_coarse(struct ta_ground *ground)
{
    const struct ta_sim_set *set = ground->set;
    ground->cols = (set->cols + set->coarse - 1) / set->coarse;
    ground->rows = (set->rows + set->coarse - 1) / set->coarse;
    size_t n = (size_t)(ground->cols * ground->rows);
    ground->cover = ta_alloc(n, 1);
    ground->texture = ta_alloc(n, sizeof *ground->texture);
    if (ground->cover == NULL || ground->texture == NULL) return TA_E_NOMEM;
    for (size_t i = 0; i < n; i++) {
        double half = 0.5 * (double)set->coarse;
        double col = (double)((int64_t)i % ground->cols * set->coarse) + half;
        double row = (double)((int64_t)i / ground->cols * set->coarse) + half;
        ground->cover[i] = (unsigned char)wild_cover(set, col, row);
        ground->texture[i] = texture_at(set, col, row);
    }
    return TA_OK;
}

enum ta_status ta_ground_make(const struct ta_sim_set *set, struct ta_ground *out,
                              struct ta_error *err)
{
    *out = (struct ta_ground){.set = set, .n_windows = set->n_windows};
    out->window = ta_alloc(set->n_windows, sizeof *out->window);
    enum ta_status rc = out->window != NULL ? lay_coarse(out) : TA_E_NOMEM;
    for (size_t w = 0; w < set->n_windows && rc == TA_OK; w++)
        rc = lay_window(set, w, &out->window[w]);
    for (size_t p = 0; p < set->n_plots && rc == TA_OK; p++) rc = lay_plot(out, p);
    if (rc != TA_OK)
        return ta_fail(err, rc, "simulated land %s: %s", set->name, ta_status_text(rc));
    return TA_OK;
}

void ta_ground_free(struct ta_ground *ground)
{
    for (size_t w = 0; ground->window != NULL && w < ground->n_windows; w++) {
        struct ta_ground_window *window = &ground->window[w];
        for (size_t p = 0; window->share != NULL && p < ground->set->n_plots; p++)
            ta_free(window->share[p]);
        ta_free(window->share);
        ta_free(window->cover);
        ta_free(window->texture);
    }
    ta_free(ground->window);
    ta_free(ground->cover);
    ta_free(ground->texture);
    *ground = (struct ta_ground){.set = NULL};
}
