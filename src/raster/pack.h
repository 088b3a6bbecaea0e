/* SPDX-License-Identifier: Apache-2.0 */
/** @file pack.h  Numbers into a stored block of a TIFF: differences or bytes of a kind together, then
 *  deflated. What unpack.h undoes, and byte for byte what libtiff makes of them. */
#ifndef TA_RASTER_PACK_H
#define TA_RASTER_PACK_H

#include <stddef.h>

#include "raster/pixel.h"

/** Memory of one thread. All zero at the start. */
struct ta_packer {
    struct libdeflate_compressor *deflate;
    uint8_t *row; /**< of one row of floats */
    size_t room;
};

/** TIFF's tag 317. */
enum ta_predictor {
    TA_PREDICT_NOTHING = 1,
    TA_PREDICT_DIFFERENCES = 2, /**< to the number on the left (TIFF 6.0, section 14) */
    TA_PREDICT_BYTES = 3 /**< of floats: high bytes first (TIFF Technical Note 3) */
};

/** What is done to numbers of the type: differences of integers of up to 32 bits. */
enum ta_predictor ta_pack_predictor(enum ta_pixel_type type);
/** Make @p packer ready. @return how many bytes ta_pack() of so many bytes of numbers may take; 0 when
 *  out of memory */
size_t ta_pack_bound(struct ta_packer *packer, size_t size);
/** Pack, by a packer that is ready.
 *  @param cells what they hold is lost
 *  @param out   with room for ta_pack_bound()
 *  @return how many bytes it took; 0 when out of memory */
size_t ta_pack(struct ta_packer *packer, enum ta_pixel_type type, size_t cols,
               size_t rows, void *cells, void *out, size_t room);
void ta_packer_free(struct ta_packer *packer);

#endif
