/* SPDX-License-Identifier: Apache-2.0 */
/** @file ground.h  What the land of a simulated scene reflects on a day.
 *
 *  A cell's reflectance is the area-weighted mean of what lies in it, so cells on the edge of a
 *  plot are mixed as a sensor mixes them. */
#ifndef TA_DEMO_GROUND_H
#define TA_DEMO_GROUND_H

#include "demo/cover.h"
#include "demo/scene_set.h"
#include "terrassay/status.h"

/** One window of the scene in full detail. */
struct ta_ground_window {
    int64_t col, row, cols, rows;
    unsigned char *cover; /**< [rows][cols] enum ta_cover where no plot lies */
    double *texture;      /**< [rows][cols] factor about 1, the same on every look */
    double **share; /**< [n_plots] NULL, or [rows][cols] share of the cell in it */
};

struct ta_ground {
    const struct ta_sim_set *set;
    int64_t cols, rows;   /**< of the coarse squares */
    unsigned char *cover; /**< [rows][cols] enum ta_cover */
    double *texture;      /**< [rows][cols] */
    size_t n_windows;
    struct ta_ground_window *window;
};

/** Lay the ground out; read-only afterwards. @p out is ended by ta_ground_free() also when this
 *  fails. @return TA_OK, TA_E_NOMEM, TA_E_ARG for plots that are none. */
TA_NODISCARD enum ta_status ta_ground_make(const struct ta_sim_set *set,
                                           struct ta_ground *out, struct ta_error *err);
void ta_ground_free(struct ta_ground *ground);

/** Reflectance of coarse square or window cell @p i on @p day, without air. */
void ta_ground_coarse(const struct ta_ground *ground, size_t i, ta_day day,
                      double out[TA_SIM_BANDS]);
void ta_ground_fine(const struct ta_ground *ground,
                    const struct ta_ground_window *window, size_t i, ta_day day,
                    double out[TA_SIM_BANDS]);

#endif
