/* SPDX-License-Identifier: Apache-2.0 */
/** @file pass.h  The scene pass: each scene is opened once and answers every zone on it.
 *
 *  Zones are moved to the CRS of each grid (edges densified to a tenth of a pixel) and
 *  compiled once per grid; pixels are never resampled. Blocks that no zone touches are not
 *  read. Memory grows with blocks, zones on the grids and the few scenes in work, not with
 *  the number of scenes.
 *
 *  The same answer for any number of threads, bit by bit, in the same order: sums are exact
 *  (statistics.h), so the order of blocks cannot show. */
#ifndef TA_RASTER_PASS_H
#define TA_RASTER_PASS_H

#include "base/text.h"
#include "raster/state.h"
#include "statistics.h"
#include "terrassay/geometry.h"
#include "terrassay/observation.h"
#include "terrassay/scene.h"

enum { TA_PASS_THREADS_MAX = 64 };

/** A shape to answer for. */
struct ta_pass_zone {
    const char *project; /**< its id */
    int site;            /**< below 0: it is no site, and `project` its own name */
    const struct ta_polygons *shape; /**< valid, parts apart */
    double
        area_m2; /**< ellipsoidal, if known: over the zone's cells it is the area of a
                       cell. 0 or NaN: the cell in the middle of the zone is measured */
};

struct ta_zone_set {
    size_t n;
    const struct ta_pass_zone *zone;
    const char *crs;         /**< of all shapes: "OGC:CRS84", WKT ... */
    struct ta_crs_port port; /**< asked unless a grid is in `crs`; also for cell areas.
                                open NULL: no other CRS, areas NaN */
};

/** What one scene says of one zone in one layer. Everything is borrowed for the call. */
struct ta_look {
    size_t scene, zone, layer; /**< places in the request */
    /** Statistics over the usable cells: the clear ones (and snow, where the policy says
     *  so). In a scene without a quality layer (mask "none") they are over all readable
     *  cells, and the shares of clear, cloud, shadow and snow are NaN. */
    const struct ta_observation *observation; /**< chip_sha256 is that of `chip` */
    const char *chip; /**< path of the evidence; NULL when none was written */
    /** The sums behind the statistics, of digital numbers; an index's of its values. */
    const struct ta_tally *tally;
    double area;          /**< of the whole zone, also beside the grid (cells) */
    double scale, offset; /**< from the tally's and the bins' values to physical ones */
    /** With ta_pass.order: the values in order, for quantiles, mode and shares. */
    size_t n_bins;
    const struct ta_bin *bin;
};

/** What could not be done; SIZE_MAX where it is about all scenes, layers or zones. */
struct ta_pass_problem {
    size_t scene, layer, zone;
    const struct ta_error *error;
};

/** Chips to write: the pixels as the observations used them. */
struct ta_pass_chips {
    int rim; /**< cells kept around the zone, 0 to 64 */
    bool
        clouded; /**< also of looks all in cloud, shadow or snow; else those have none */
    bool loose;  /**< durable only once the caller settles them (base/file.h) */
    /** Bytes in memory, all bands of a grid: of one chip, and of all chips of a scene that are in work at once.
     *  What is above has no chip; its looks are told all the same. 0: no limit but TA_CHIP_CELLS_MOST. */
    uint64_t bytes_most, held_most;
    void *self;
    /** Append the path for the chip of a zone in a scene; append nothing for no chip. A
     *  scene whose layers lie on several grids asks once for each, @p grid from 0. Called
     *  by the threads of the pass, at once: it must be thread-safe. */
    enum ta_status (*path)(void *self, size_t scene, size_t zone, size_t grid,
                           struct ta_text *out);
};

struct ta_pass {
    struct ta_zone_set zones;
    size_t n_scenes;
    const struct ta_scene *scene;
    size_t n_layers;
    const char *const *layer; /**< bands by common name, indices by id */
    struct ta_mask_policy mask;
    bool order; /**< keep the values in order: memory grows with the zones' cells */
    unsigned threads; /**< that read, 1 to TA_PASS_THREADS_MAX; 1: in the caller's */
    const struct ta_pass_chips *chips; /**< NULL: none */
    void *self;
    /** By scene, then zone, then layer. Zones that miss the grid are left out, and so are
     *  layers that the scene has not. Called by the caller's thread, as soon as the scene and
     *  all before it are read. What it returns other than TA_OK ends the pass. */
    enum ta_status (*observed)(void *self, const struct ta_look *look,
                               struct ta_error *err);
    /** Before the scene's looks: the scene's own, or those of its layers in their order
     *  (missing, or not reflectance), then those of zones: not to be put on the grid, or,
     *  TA_E_LIMIT, too large for a chip though its looks follow. A
     *  scene of which a block or the quality layer could not be read, or a chip not be
     *  written, has no looks. May be NULL. */
    void (*problem)(void *self, const struct ta_pass_problem *problem);
    /** After the scene's looks. May be NULL. @param zones that lie on it, 0 when it failed */
    void (*scene_done)(void *self, size_t scene, size_t zones);
    /** From time to time while scenes are read, by the caller's thread. @param scenes done, a
     *  scene in work by the share of its blocks. What it returns other than TA_OK ends the
     *  pass. May be NULL. */
    enum ta_status (*progress)(void *self, double scenes);
};

/** Run it.
 *  @return TA_OK, also when layers or zones had problems; TA_PARTLY when a scene has no
 *  looks for one, the others are done; what observed() or progress() returned; TA_E_ARG; TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_pass_run(const struct ta_pass *pass,
                                        struct ta_error *err);

#endif
