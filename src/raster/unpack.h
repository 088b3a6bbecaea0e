/* SPDX-License-Identifier: Apache-2.0 */
/** @file unpack.h  A stored block of a TIFF into numbers: inflated straight into its place, its
 *  differences summed up. GDAL's decoder does the same with copies, and most of what a scene costs is
 *  this. */
#ifndef TA_RASTER_UNPACK_H
#define TA_RASTER_UNPACK_H

#include <stdbool.h>
#include <stddef.h>

/** Memory of one thread. All zero at the start. */
struct ta_unpacker {
    struct libdeflate_decompressor *inflate;
    void *stored;
    size_t room;
};

/** How the numbers of a block are stored: deflated, with zlib's check sum behind. */
struct ta_packed {
    size_t element;    /**< bytes of a number: 1, 2, 4; or 8 without differences */
    size_t cols, rows; /**< of the block */
    size_t rows_least; /**< rows that may be all there are, as of the last strip */
    bool
        differences; /**< each number but the first of a row is what the one to its left
                            lacks, modulo 2^n (TIFF 6.0, section 14) */
};

/** Room for so many stored bytes; what it held is lost. NULL when out of memory. */
void *ta_unpacker_room(struct ta_unpacker *unpacker, size_t size);
/** Unpack what the room holds.
 *  @param size of the stored bytes
 *  @param out  aligned for the numbers, with room for the whole block
 *  @return false when these bytes are no such block, by length or check sum, or memory is short; @p out
 *  may then hold anything */
bool ta_unpack(struct ta_unpacker *unpacker, size_t size, const struct ta_packed *how,
               void *out);
void ta_unpacker_free(struct ta_unpacker *unpacker);

#endif
