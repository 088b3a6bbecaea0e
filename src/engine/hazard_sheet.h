/* SPDX-License-Identifier: Apache-2.0 */
/** @file hazard_sheet.h  What a hazard set is made of, and what its publisher says of it.
 *
 *      schema: terrassay/hazard/1
 *      frequency: exceedance            # or event: each map or event has its own frequency
 *      unit: m                          # of the intensity
 *      scenario: historical             # words; and the year it speaks of
 *      year: 2010
 *      protection_years: 50             # optional: what the ground is protected against
 *      nodata: dry                      # of maps; else unknown: NoData is not observed
 *      maps:
 *        - {period: 10, file: depth_RP010.tif}
 *        - {period: 100, file: depth_RP100.tif, band: 1}
 *
 *  or, in place of maps, `points: depths.csv` (hazard_table.h; or a set in HDF5) with `reach_m`, how
 *  far a place may speak. A person writes it as YAML, its files beside it. The import keeps it as
 *  canonical JSON, which the same reader reads, with the hash and the kept path of each file. */
#ifndef TA_ENGINE_HAZARD_SHEET_H
#define TA_ENGINE_HAZARD_SHEET_H

#include <stdbool.h>

#include "base/text.h"
#include "hazard_points.h"
#include "terrassay/types.h"

enum {
    TA_HAZARD_MAPS_MAX = 512,
    TA_HAZARD_SHEET_BYTES = 1 << 20,
    TA_HAZARD_NAME = 256,
    TA_HAZARD_SCENARIO = 96
};

/** A file of the set. */
struct ta_hazard_file {
    char name[TA_HAZARD_NAME]; /**< as its publisher calls it, beside the sheet */
    char path[TA_HAZARD_NAME]; /**< where it is kept below the workspace; else empty */
    char sha256[TA_HEX_SIZE];  /**< of a kept one; else empty */
    int band;                  /**< of a map, from 1 */
    double period;             /**< of a map, years; NaN of an event's */
    double frequency;          /**< of a map, a year: 1 / period, or the event's own */
};

struct ta_hazard_sheet {
    enum ta_hazard_frequency frequency;
    char unit[TA_UNIT_SIZE];
    char scenario[TA_HAZARD_SCENARIO];
    int year;
    double protection_years; /**< NaN: not said */
    bool dry;                /**< NoData of maps is ground that stays dry */
    double reach_m;          /**< of points */
    bool is_points;          /**< file[0] has them; else all are maps */
    size_t n;
    struct ta_hazard_file *file; /**< [n]; several may be of one frequency: tiles */
};

/** Read one.
 *  @param name for errors, which name line and column
 *  @param kept as the import wrote it: each file has a path and a hash
 *  @param out  ended by ta_hazard_sheet_free()
 *  @return TA_OK; TA_E_DATA, TA_E_LIMIT, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_hazard_sheet_read(const char *name, const char *bytes,
                                                 size_t size, bool kept,
                                                 struct ta_hazard_sheet *out,
                                                 struct ta_error *err);
/** Append it as canonical JSON. @return TA_OK, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_hazard_sheet_write(const struct ta_hazard_sheet *sheet,
                                                  struct ta_text *out);
void ta_hazard_sheet_free(struct ta_hazard_sheet *sheet);

#endif
