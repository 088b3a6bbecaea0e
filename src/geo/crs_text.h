/* SPDX-License-Identifier: Apache-2.0 */
/** @file crs_text.h  From the words that declare a CRS to PROJ's object, hostile words
 * kept out. */
#ifndef TA_GEO_CRS_TEXT_H
#define TA_GEO_CRS_TEXT_H

#include <proj.h>
#include <stdbool.h>

#include "terrassay/status.h"

struct ta_crs_parsed {
    PJ *crs;              /**< owned (proj_destroy); horizontal part only */
    bool user_parameters; /**< the way to WGS 84 was given with +towgs84 */
    double accuracy_m;    /**< of those parameters; NaN when not given */
};

/** A context that fetches nothing and says nothing; NULL when out of memory. */
PJ_CONTEXT *ta_crs_context(void);

/** @return TA_OK, TA_E_DATA or TA_E_LIMIT, in words that name the declared text. */
TA_NODISCARD enum ta_status ta_crs_parse(PJ_CONTEXT *context, const char *text,
                                         struct ta_crs_parsed *out,
                                         struct ta_error *err);

/** TA_OK; TA_E_DATA with why and the mend when @p text names a datum that is shifted on purpose, as
 *  Chinese web maps do (GCJ-02, BD-09), however it is written. */
TA_NODISCARD enum ta_status ta_crs_refuse_obfuscated(const char *text,
                                                     struct ta_error *err);

/** Does @p crs rest on the same datum as the geographic CRS @p code ("EPSG:4490")? */
bool ta_crs_rests_on(PJ_CONTEXT *context, const PJ *crs, const char *code);

#endif
