/* SPDX-License-Identifier: Apache-2.0 */
/** @file zonal.h  Statistics of any rasters over any polygons: a long table of zone, raster, band.
 *
 *  Every cell counts by the share of it that lies in the zone. Zones are moved to each raster's
 *  CRS, never pixels; a zone that does not lie on a raster has no row for it. */
#ifndef TA_ENGINE_ZONAL_H
#define TA_ENGINE_ZONAL_H

#include "engine/zonal_stats.h"
#include "terrassay/geometry.h"
#include "terrassay/status.h"
#include "terrassay/types.h"

enum { TA_ZONAL_BANDS_MAX = 256 }; /**< that have names */

/** A name for a band of every raster. */
struct ta_zonal_band {
    char name[TA_NAME_SIZE];
    int number; /**< from 1; 0: by name only, which products know */
};

/** One row. Everything is borrowed for the call. */
struct ta_zonal_row {
    const char *zone;
    const struct ta_polygons *shape; /**< in WGS 84, as stored shapes are; or NULL */
    const char *raster; /**< path of the file as given, or the scene's id */
    const char *band;
    ta_day date;           /**< TA_DAY_NONE when nobody states it */
    double count;          /**< cells, weighted */
    double valid_fraction; /**< of the zone, also of what lies beside the raster */
    const struct ta_zonal_value *value; /**< [stats->n] */
};

struct ta_zonal_job {
    const char *zones; /**< file of polygons */
    const char *crs; /**< what the zones' coordinates are in; NULL: as the file says */
    const char *layer;    /**< of the zones; NULL: the only one */
    const char *id_field; /**< NULL: "id", else the row's number */
    size_t n_rasters;
    /** Raster files, STAC items, Landsat MTL or MTD_MSIL2A.xml files, or folders of products. */
    const char *const *raster;
    bool together; /**< the raster files are the bands of one scene, numbered through */
    size_t n_bands;
    const struct ta_zonal_band *band; /**< [n_bands]; none: all, by number */
    size_t n_indices;
    const char *const
        *index;      /**< [n_indices] computed per pixel; rows are of these alone ... */
    bool keep_bands; /**< ... but with this also of the bands, first */
    /** Physical value = number * scale + offset of raster files; NaN: as the file says. */
    double scale, offset;
    /** "FILE:scl", or qa_pixel, bqa_c1; "FILE:3,8,9": codes that mask; "FILE:bits=1,3": bits that
     *  do. NULL: what the product says. */
    const char *mask;
    bool snow; /**< snow counts as clear */
    const struct ta_zonal_stats *stats;
    bool shapes; /**< rows carry their zone's shape */
    unsigned threads;
    void *self;
    /** Rows by raster, then zone, then band. What it returns other than TA_OK ends the job. */
    enum ta_status (*row)(void *self, const struct ta_zonal_row *row,
                          struct ta_error *err);
    /** What could not be done; NULL where it is about all rasters, or zones. May be NULL. */
    void (*problem)(void *self, const char *raster, const char *zone,
                    const struct ta_error *why);
    /** In the end, where some zones have rows: one that lies on no raster that was read. May be NULL. */
    void (*unmet)(void *self, const char *zone);
    /** From time to time; what it returns other than TA_OK ends the job. May be NULL. */
    enum ta_status (*progress)(void *self, double rasters, size_t of);
};

struct ta_zonal_counts {
    size_t zones, zones_met; /**< met: that lie on some raster */
    size_t zones_set_aside, zones_mended;
    size_t rasters, rasters_failed, rows;
};

/** Run it.
 *  @return TA_OK; TA_FINDING when no zone meets any raster; TA_PARTLY when a raster, a zone or a
 *  layer asked for could not be answered, the others were; TA_E_DATA when no raster could be;
 *  TA_E_USAGE for a mask or band that cannot be; what row() or progress() returned. */
TA_NODISCARD enum ta_status ta_zonal_run(const struct ta_zonal_job *job,
                                         struct ta_zonal_counts *counts,
                                         struct ta_error *err);

#endif
