/* SPDX-License-Identifier: Apache-2.0 */
/** @file plain.h  Small GeoTIFFs put together in memory, to be written in one go: the bytes that GDAL
 *  writes of the same request, without the files it opens, seeks in and describes anew for each. A
 *  refresh writes one chip for each site and scene. */
#ifndef TA_RASTER_PLAIN_H
#define TA_RASTER_PLAIN_H

#include "base/text.h"
#include "raster/pack.h"
#include "raster/tiff_head.h"
#include "raster/write.h"

/** One thread's: what is worth keeping from one file to the next. All zero at the start. */
struct ta_plain {
    struct ta_packer packer;
    uint8_t *bytes; /**< the file */
    size_t size, room;
    void *block; /**< one strip */
    size_t block_room;
    char *crs;                /**< the last one, with ... */
    struct ta_tiff_head head; /**< ... the tags that GDAL says it by */
};

/** Is it of the kind that is put together here? Strips of full width, deflated, of no more than some
 *  megabytes, on a grid that lies to the north, and no case in which GDAL has a mind of its own. */
bool ta_plain_fits(const struct ta_write *spec);
/** Put the file together, in `bytes`.
 *  @return TA_OK; TA_FINDING when it is a case for GDAL after all; TA_E_NOMEM; what fill() returned */
TA_NODISCARD enum ta_status ta_plain_build(struct ta_plain *plain,
                                           const struct ta_write *spec);
void ta_plain_free(struct ta_plain *plain);
/** Rows of a strip of full width, here and where GDAL writes. */
int64_t ta_plain_strip_rows(const struct ta_grid *grid);

/** plain_keys: have the tags of this CRS in `head`.
 *  @return TA_OK; TA_FINDING when GDAL makes none; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_plain_crs(struct ta_plain *plain, const char *crs);
/** plain_words: GDAL's metadata of all that the request says in words; nothing when it says none. */
void ta_plain_words(const struct ta_write *spec, struct ta_text *out);
/** Are these words that ta_plain_words() spells as GDAL does? NULL is. */
bool ta_plain_words_fit(const char *words);

#endif
