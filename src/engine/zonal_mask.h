/* SPDX-License-Identifier: Apache-2.0 */
/** @file zonal_mask.h  "FILE:what": a quality layer and how it is read. */
#ifndef TA_ENGINE_ZONAL_MASK_H
#define TA_ENGINE_ZONAL_MASK_H

#include "raster/state.h"

enum { TA_ZONAL_CODES_MAX = 64 };

struct ta_zonal_mask {
    char *file;             /**< owned (ta_free); NULL: none */
    enum ta_mask_kind kind; /**< TA_MASK_NONE: by the codes */
    size_t n_codes;
    int64_t code[TA_ZONAL_CODES_MAX]; /**< that mask; of bits their weights */
    bool bits;
};

/** "qa.tif:qa_pixel", "scl.tif:3,8,9,10", "flags.tif:bits=0,3". @return TA_OK, TA_E_USAGE,
 *  TA_E_NOMEM. */
TA_NODISCARD enum ta_status
ta_zonal_mask_parse(const char *text, struct ta_zonal_mask *out, struct ta_error *err);

#endif
