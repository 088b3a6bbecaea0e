/* SPDX-License-Identifier: Apache-2.0 */
/** @file h5_pack.h  Packs of a column made and undone by ourselves: HDF5 keeps the stored bytes.
 *
 *  HDF5's own pipeline deflates and inflates by zlib, three bytes at a time where values repeat, and copies
 *  what it made twice more; libdeflate takes a third of the time. The bytes mean the same to either, and
 *  the check sums are the same and are checked. */
#ifndef TA_SERIES_H5_PACK_H
#define TA_SERIES_H5_PACK_H

#include "series/h5_column.h"

/** The pack at hand of one column. */
struct ta_h5_packs;

/** Is the column packed as ta_h5_write() does it, on a machine with the file's order of bytes? */
bool ta_h5_packs_fit(hid_t dataset, const struct ta_h5_column *column);

/** @return NULL when out of memory; ended by ta_h5_packs_free() */
struct ta_h5_packs *ta_h5_packs_new(hid_t dataset, size_t element);
void ta_h5_packs_free(struct ta_h5_packs *packs);

/** What became of some rows. */
enum ta_h5_taken {
    TA_H5_TAKEN,
    TA_H5_LEFT,  /**< HDF5 left out a filter here, and has to read it */
    TA_H5_BROKEN /**< damaged */
};
/** @p count rows from @p first to @p to, fewer where their pack ends before.
 *  @param took rows, also when they are left to HDF5 */
enum ta_h5_taken ta_h5_packs_take(struct ta_h5_packs *packs, size_t first, size_t count,
                                  void *to, size_t *took);

/** What makes the packs of one column, in room for one of them. */
struct ta_h5_packer;

/** Of a column that fits. @return NULL when out of memory; ended by ta_h5_packer_free() */
struct ta_h5_packer *ta_h5_packer_new(hid_t dataset, size_t element);
void ta_h5_packer_free(struct ta_h5_packer *packer);
/** Write @p n rows from @p first, where a pack begins; where the last of theirs ends, the column does, or
 *  another begins. @return false when HDF5 cannot */
bool ta_h5_packer_put(struct ta_h5_packer *packer, size_t first, size_t n,
                      const void *rows);

#endif
