/* SPDX-License-Identifier: Apache-2.0 */
/** @file chip.h  Chips: the pixels of one scene around one site, as the observations used
 *  them, and everything that can be said from them alone.
 *
 *  A chip holds the digital numbers of the bands as they were, which of them count, the
 *  state of every pixel, and the grid it was cut from. An observation computed from a chip
 *  is the scene pass's observation, bit by bit. */
#ifndef TA_RASTER_CHIP_H
#define TA_RASTER_CHIP_H

#include "raster/grid.h"
#include "raster/pixel.h"
#include "raster/state.h"
#include "raster/tile.h"
#include "terrassay/geometry.h"
#include "terrassay/observation.h"
#include "terrassay/scene.h"

enum {
    TA_CHIP_RIM = 8, /**< cells around the site's window */
    TA_CHIP_CELLS_MOST = 1 << 26
};

struct ta_chip {
    char scene[TA_SCENE_SIZE], processing[TA_NAME_SIZE], platform[TA_NAME_SIZE];
    char orbit[TA_NAME_SIZE], tile[TA_NAME_SIZE];
    char mask[TA_NAME_SIZE]; /**< the mask policy's name */
    char offset_by[TA_NAME_SIZE];
    ta_time_us time;
    bool simulated;
    struct ta_grid grid; /**< of the chip alone; its crs is `crs` */
    char *crs;           /**< owned */
    double affine[6];    /**< of the scene's grid; cell (0, 0) of the chip is ... */
    int64_t col, row;    /**< ... this cell of it */
    size_t n_bands;
    struct ta_band *band;       /**< [n_bands]; `number` is not used */
    struct ta_plane *plane;     /**< [n_bands], each [rows][cols], all owned */
    struct ta_pixel_rule *rule; /**< [n_bands] which numbers count */
    uint8_t *state;             /**< [rows][cols] enum ta_pixel_state */
};

/** A chip that is all zero may be freed. */
void ta_chip_free(struct ta_chip *chip);

struct ta_plain;

/** Moves shapes from WGS 84 onto grids; remembers the last CRS. One per thread; set `port`,
 *  the rest is zero. */
struct ta_cutter {
    struct ta_crs_port port;
    char *crs;
    bool open;
    struct ta_transform transform;
};
void ta_cutter_close(struct ta_cutter *cutter);

/* --- cutting ---------------------------------------------------------------------- */

/** An open scene, ready to be cut site by site; for many sites use the scene pass. One
 *  per thread. */
struct ta_scene_reader;

/** Open a scene (borrowed until closed): all bands that stand on the grid that takes most
 *  of them.
 *  @return TA_OK, TA_E_DATA when there is no band or no CRS, or why a file does not open. */
TA_NODISCARD enum ta_status ta_scene_reader_open(const struct ta_scene *scene,
                                                 struct ta_scene_reader **out,
                                                 struct ta_error *err);
void ta_scene_reader_close(struct ta_scene_reader *reader);

/** Cut the chip of @p shape (WGS 84 longitude, latitude). *meets is false, and no chip is
 *  made, when the site does not lie on the scene's grid.
 *  @return TA_OK; TA_E_LIMIT when the window is above TA_CHIP_CELLS_MOST; TA_E_DATA. */
TA_NODISCARD enum ta_status ta_chip_cut(struct ta_scene_reader *reader,
                                        struct ta_cutter *cutter,
                                        const struct ta_polygons *shape, bool *meets,
                                        struct ta_chip *out, struct ta_error *err);

/** Begin a chip of a group's bands over @p window of its grid; its pixels are pasted. */
TA_NODISCARD enum ta_status ta_chip_begin(const struct ta_scene *scene,
                                          const struct ta_group *group,
                                          const struct ta_mask_policy *policy,
                                          const struct ta_window *window,
                                          struct ta_chip *out, struct ta_error *err);
/** Bytes that a cell of a chip takes in memory. */
size_t ta_chip_cell_bytes(const struct ta_group *group);
/** Copy what a tile over @p window of the same grid has of the chip. */
void ta_chip_paste(struct ta_chip *chip, const struct ta_tile *tile,
                   const struct ta_window *window);

/* --- files ------------------------------------------------------------------------ */

/** Write as GeoTIFF (deflate), durably: digital numbers in the smallest type that holds
 *  all bands, flags where a file's mask says more than its numbers, then the states; what
 *  they mean stands in the metadata. Equal chips give equal bytes. */
TA_NODISCARD enum ta_status ta_chip_write(const struct ta_chip *chip, const char *path,
                                          struct ta_error *err);
/** The same, durable only once the caller settles it (base/file.h).
 *  @param plain the thread's, kept from chip to chip (raster/plain.h) */
TA_NODISCARD enum ta_status ta_chip_write_loose(const struct ta_chip *chip,
                                                struct ta_plain *plain,
                                                const char *path, struct ta_error *err);
/** @return TA_OK; TA_E_DATA when the file is no chip; TA_E_LIMIT; as ta_raster_open(). */
TA_NODISCARD enum ta_status ta_chip_read(const char *path, struct ta_chip *out,
                                         struct ta_error *err);

/* --- what it says ----------------------------------------------------------------- */

/** How a chip meets a site in one layer. */
struct ta_chip_view {
    size_t n;      /**< rows * cols */
    double *share; /**< [n] of each cell inside the site, [0, 1] */
    double *value; /**< [n] physical, NaN where it may not be used */
    double cells;  /**< area of the whole site (cells) */
    double cell_area_m2;
    struct ta_observation observation; /**< all but project, site and chip_sha256 */
};
void ta_chip_view_free(struct ta_chip_view *view);

/** Values of @p layer (a band or an index by id), shares of the site, the observation.
 *  @param area_m2 ellipsoidal area of the site: over its cells, the area of a cell
 *  @return TA_OK; TA_E_NOTFOUND, with the reason in words, when the chip has no such layer:
 *  a band is missing, or is not reflectance. */
TA_NODISCARD enum ta_status
ta_chip_look(const struct ta_chip *chip, struct ta_cutter *cutter,
             const struct ta_polygons *shape, double area_m2, const char *layer,
             struct ta_chip_view *out, struct ta_error *err);
/** The view's observation of @p layer, the one that was looked at. */
TA_NODISCARD enum ta_status ta_chip_observe(const struct ta_chip *chip,
                                            const struct ta_chip_view *view,
                                            const char *layer,
                                            struct ta_observation *out);

#endif
