/* SPDX-License-Identifier: Apache-2.0 */
/** @file scene_set.h  What the simulated scenes show: grids, plots of land, looks.
 *
 *  Everything the simulator knows about the ground stands here as a table, so that what a scene
 *  holds can be told without opening it. Places are metres east and south of the scene's upper
 *  left corner; no real client's land was looked at. */
#ifndef TA_DEMO_SCENE_SET_H
#define TA_DEMO_SCENE_SET_H

#include "terrassay/geometry.h"
#include "terrassay/types.h"

/** The form of what the simulator writes; raised when the same table gives other bytes. */
#define TA_SIMULATOR_VERSION "2"

/** Side of a cell (m). */
#define TA_SIM_CELL_M 30.0

enum ta_sim_band {
    TA_SIM_BLUE,
    TA_SIM_GREEN,
    TA_SIM_RED,
    TA_SIM_NIR,
    TA_SIM_SWIR16,
    TA_SIM_BANDS
};

enum ta_cover {
    TA_COVER_FOREST,
    TA_COVER_PLANTATION,
    TA_COVER_CROPS,
    TA_COVER_STEPPE,
    TA_COVER_SOIL,
    TA_COVER_WATER,
    TA_COVER_BUILT,
    TA_COVER_ARRAY, /**< solar panels in rows, gravel and sparse grass between them */
    TA_COVER_COUNT
};

/** A piece of land with a cover of its own from a day on; later rows lie on top. */
struct ta_plot {
    const char *name;
    enum ta_cover cover;
    const char *from; /**< first day it is so; NULL: always was */
    size_t n;
    const double (*at)[2]; /**< [n] corners: metres east, metres south */
};

/** A disk that stays under cloud from one day to another: hills catch it. */
struct ta_cloud_bank {
    double east, south, radius; /**< (m) */
    const char *from, *to;
};

struct ta_sim_look {
    const char *day;
    double cloud;   /**< share of the scene under cloud, [0, 1] */
    char satellite; /**< 'a' or 'b': eight days apart, each comes back after sixteen */
};

/** A part of the scene in which every cell has its own texture and noise; elsewhere the land is
 *  drawn in squares of `coarse` cells, so that a full scene is written in a second. */
struct ta_sim_window {
    const char *plot; /**< about this plot, with a rim */
    int64_t rim;      /**< (cells) */
};

struct ta_sim_set {
    const char *name, *collection, *crs, *path, *row;
    double x, y; /**< upper left corner (m) */
    int64_t cols, rows;
    int64_t coarse; /**< side of a square far from the plots (cells) */
    bool swath;     /**< the slanted edges of a whole scene, with fill outside */
    uint64_t seed;
    double cloud_size;          /**< of the largest clouds (cells) */
    enum ta_cover wild, tilled; /**< what grows where nobody drew a plot */
    size_t n_bands;             /**< the first so many of enum ta_sim_band */
    size_t n_plots, n_windows, n_looks, n_banks;
    const struct ta_plot *plot;
    const struct ta_sim_window *window;
    const struct ta_sim_look *look; /**< by day */
    const struct ta_cloud_bank *bank;
};

/** The sets, and the plot called @p name of one; NULL when there is none. */
size_t ta_sim_set_count(void);
const struct ta_sim_set *ta_sim_set_at(size_t i);
const struct ta_plot *ta_sim_plot(const struct ta_sim_set *set, const char *name);

struct ta_grid ta_sim_grid(const struct ta_sim_set *set);

#endif
