/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/frame.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

enum { STREAM_NOISE = 200000, CODE_FILL = 1, NUMBER_MOST = 65455 };

static const double noise = 0.0025; /* of the sensor, in reflectance */
static const double cloud_light[TA_SIM_BANDS] = {.52, .51, .50, .53, .42};
static const double shadow_dark = 0.55;

/** Where a look is being put. */
struct place {
    double col, row;
    ta_day day;
    uint64_t noise_at; /**< counts cells of all windows; UINT64_MAX: no noise */
};

/* A whole scene is a square turned on its grid: outside is fill. */
static bool is_fill(const struct ta_sim_set *set, double col, double row)
{
    static const double turn = 0.19;
    if (!set->swath) return false;
    double x = col / (double)set->cols, y = row / (double)set->rows;
    double k = turn / (1.0 - turn);
    bool left = x < turn - y * k, right = 1.0 - x < turn - (1.0 - y) * k;
    bool top = y < (x - turn) * k, foot = 1.0 - y < (1.0 - x - turn) * k;
    return left || right || top || foot;
}

static uint16_t number_of(double reflectance)
{
    double dn = floor((reflectance - TA_SIM_OFFSET) / TA_SIM_SCALE + 0.5);
    return (uint16_t)fmin(fmax(dn, 1.0), NUMBER_MOST);
}

/* What the sensor counts of ground light that came through the sky. */
static void see(const struct ta_sky *sky, const struct ta_sky_cell *cell,
                const struct place *place, const double light[TA_SIM_BANDS],
                uint16_t out[TA_SIM_BANDS])
{
    const struct ta_philox random = {sky->set->seed,
                                     STREAM_NOISE + (uint64_t)place->day};
    for (size_t b = 0; b < TA_SIM_BANDS; b++) {
        double r = light[b] * (1.0 - shadow_dark * cell->shadow);
        r = r * (1.0 - cell->cloud) + cloud_light[b] * cell->cloud;
        r *= sky->gain;
        if (place->noise_at != UINT64_MAX)
            r += noise *
                 ta_field_bell(&random, place->noise_at * TA_SIM_BANDS + (uint64_t)b);
        out[b] = number_of(r);
    }
}

static void put(struct ta_frame *frame, uint16_t *const *to, size_t i,
                const uint16_t number[TA_SIM_BANDS], uint16_t code)
{
    size_t n = frame->ground->set->n_bands;
    for (size_t b = 0; b < n; b++) to[b][i] = number[b];
    to[n][i] = code;
}

static void look_coarse(struct ta_frame *frame)
{
    static const uint16_t none[TA_SIM_BANDS];
    const struct ta_ground *g = frame->ground;
    double light[TA_SIM_BANDS], seen = 0.0, cloudy = 0.0;
    uint16_t number[TA_SIM_BANDS];
    for (size_t i = 0; i < (size_t)(g->cols * g->rows); i++) {
        double side = (double)g->set->coarse;
        const struct place place = {((double)((int64_t)i % g->cols) + 0.5) * side,
                                    ((double)((int64_t)i / g->cols) + 0.5) * side,
                                    frame->sky.day, UINT64_MAX};
        if (is_fill(g->set, place.col, place.row)) {
            put(frame, frame->coarse, i, none, CODE_FILL);
            continue;
        }
        struct ta_sky_cell cell = ta_sky_at(&frame->sky, place.col, place.row);
        ta_ground_coarse(g, i, frame->sky.day, light);
        see(&frame->sky, &cell, &place, light, number);
        put(frame, frame->coarse, i, number,
            ta_sky_code(&cell, g->cover[i] == TA_COVER_WATER));
        seen += 1.0;
        cloudy += cell.cloud;
    }
    frame->cloud_percent = seen > 0.0 ? 100.0 * cloudy / seen : 0.0;
}

static void look_window(struct ta_frame *frame, size_t w, uint64_t noise_from)
{
    const struct ta_ground_window *window = &frame->ground->window[w];
    double light[TA_SIM_BANDS];
    uint16_t number[TA_SIM_BANDS], *to[TA_SIM_LAYERS] = {0};
    for (size_t b = 0; b <= frame->ground->set->n_bands; b++)
        to[b] = frame->window[b][w];
    for (size_t i = 0; i < (size_t)(window->cols * window->rows); i++) {
        const struct place place = {
            (double)(window->col + (int64_t)i % window->cols) + 0.5,
            (double)(window->row + (int64_t)i / window->cols) + 0.5, frame->sky.day,
            noise_from + i};
        struct ta_sky_cell cell = ta_sky_at(&frame->sky, place.col, place.row);
        ta_ground_fine(frame->ground, window, i, frame->sky.day, light);
        see(&frame->sky, &cell, &place, light, number);
        put(frame, to, i, number,
            ta_sky_code(&cell, window->cover[i] == TA_COVER_WATER));
    }
}

static bool make_room(struct ta_frame *frame)
{
    const struct ta_ground *g = frame->ground;
    for (size_t b = 0; b <= g->set->n_bands; b++) {
        frame->coarse[b] = ta_alloc((size_t)(g->cols * g->rows), sizeof(uint16_t));
        frame->window[b] = ta_alloc(g->n_windows, sizeof(uint16_t *));
        if (frame->coarse[b] == NULL || frame->window[b] == NULL) return false;
        for (size_t w = 0; w < g->n_windows; w++) {
            size_t n = (size_t)(g->window[w].cols * g->window[w].rows);
            frame->window[b][w] = ta_alloc(n, sizeof(uint16_t));
            if (frame->window[b][w] == NULL) return false;
        }
    }
    return true;
}

enum ta_status ta_frame_make(const struct ta_ground *ground, size_t look,
                             struct ta_frame *out, struct ta_error *err)
{
    *out = (struct ta_frame){.ground = ground};
    enum ta_status rc = ta_sky_make(ground->set, look, &out->sky, err);
    if (rc != TA_OK) return rc;
    if (!make_room(out))
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", ground->set->name);
    look_coarse(out);
    uint64_t noise_from = 0;
    for (size_t w = 0; w < ground->n_windows; w++) {
        look_window(out, w, noise_from);
        noise_from += (uint64_t)(ground->window[w].cols * ground->window[w].rows);
    }
    return TA_OK;
}

void ta_frame_free(struct ta_frame *frame)
{
    for (size_t b = 0; b < TA_SIM_LAYERS; b++) {
        for (size_t w = 0; frame->window[b] != NULL && w < frame->ground->n_windows;
             w++)
            ta_free(frame->window[b][w]);
        ta_free(frame->window[b]);
        ta_free(frame->coarse[b]);
    }
    *frame = (struct ta_frame){.ground = NULL};
}

/* --- handing it out ----------------------------------------------------------------------- */

/* @return whether any of it is not 0. */
static bool copy_squares(const struct ta_frame *frame, size_t layer,
                         const struct ta_window *window,
                         const struct ta_pixel_room *pixels)
{
    int64_t side = frame->ground->set->coarse, cols = frame->ground->cols;
    unsigned any = 0;
    for (int64_t r = 0; r < window->rows; r++) {
        uint16_t *row = (uint16_t *)pixels->pixels + (size_t)r * pixels->stride;
        if (r > 0 && (window->row + r) % side != 0) {
            memcpy(row, row - pixels->stride, (size_t)window->cols * sizeof *row);
            continue;
        }
        const uint16_t *from = frame->coarse[layer] + (window->row + r) / side * cols;
        for (int64_t c = 0; c < window->cols; c++)
            any |= row[c] = from[(window->col + c) / side];
    }
    return any != 0;
}

static void copy_detail(const struct ta_ground_window *from, const uint16_t *number,
                        const struct ta_window *window,
                        const struct ta_pixel_room *pixels)
{
    int64_t left = from->col > window->col ? from->col : window->col;
    int64_t right = from->col + from->cols < window->col + window->cols
                        ? from->col + from->cols
                        : window->col + window->cols;
    if (left >= right) return;
    for (int64_t r = 0; r < window->rows; r++) {
        int64_t row = window->row + r - from->row;
        if (row < 0 || row >= from->rows) continue;
        memcpy((uint16_t *)pixels->pixels + (size_t)r * pixels->stride + left -
                   window->col,
               number + row * from->cols + left - from->col,
               (size_t)(right - left) * sizeof *number);
    }
}

bool ta_frame_copy(const struct ta_frame *frame, size_t layer,
                   const struct ta_window *window, const struct ta_pixel_room *pixels)
{
    if (!copy_squares(frame, layer, window, pixels)) return false;
    for (size_t w = 0; w < frame->ground->n_windows; w++)
        copy_detail(&frame->ground->window[w], frame->window[layer][w], window, pixels);
    return true;
}
