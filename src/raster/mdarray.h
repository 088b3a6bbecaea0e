/* SPDX-License-Identifier: Apache-2.0 */
/** @file mdarray.h  Arrays of a netCDF or HDF5 file as doubles, sizes checked before
 *  memory is asked for.
 *
 *  Not thread-safe: a file belongs to one thread at a time. */
#ifndef TA_RASTER_MDARRAY_H
#define TA_RASTER_MDARRAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "terrassay/status.h"
#include "terrassay/types.h"

enum {
    TA_MDARRAY_DIMS_MAX = 8,
    TA_MDARRAY_ARRAYS_MAX = 4096,     /**< of a file's root */
    TA_MDARRAY_CELLS_MAX = 1 << 24,   /**< read in one go */
    TA_MDARRAY_CHUNK_BYTES = 1 << 28, /**< a chunk is decompressed whole */
    TA_MDARRAY_TEXT = 256             /**< attributes are cut to this size */
};

struct ta_mdfile;

/** @param path as ta_raster_open() takes it; drivers netCDF and HDF5 only
 *  @param out  owned; ended by ta_mdfile_close()
 *  @return TA_OK, TA_E_NOTFOUND, TA_E_DATA, TA_E_LIMIT, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_mdfile_open(const char *path, struct ta_mdfile **out,
                                           struct ta_error *err);
/** NULL is allowed. */
void ta_mdfile_close(struct ta_mdfile *file);
const char *ta_mdfile_path(const struct ta_mdfile *file);
/** Names of the arrays in the root, NULL-ended; borrowed. */
const char *const *ta_mdfile_arrays(const struct ta_mdfile *file);

struct ta_mdarray {
    void *handle; /**< GDAL's */
    const struct ta_mdfile *file;
    char name[TA_MDARRAY_TEXT];
    char unit[TA_MDARRAY_TEXT]; /**< attribute `units`; "" when absent */
    size_t n_dims;
    char dim[TA_MDARRAY_DIMS_MAX][TA_MDARRAY_TEXT];
    uint64_t size[TA_MDARRAY_DIMS_MAX];
    bool single;          /**< stored as 32-bit floats */
    double scale, offset; /**< 1 and 0 when the file states none */
    size_t n_missing;     /**< raw values that stand for nothing */
    double missing[3];    /**< _FillValue (or the format's default), missing_value */
    double valid_lo, valid_hi; /**< raw; infinite when not stated */
};

/** @param name in the root, or a full path "/group/name"
 *  @return TA_OK; TA_E_NOTFOUND; TA_E_DATA when it holds no plain numbers; TA_E_LIMIT for more
 *          dimensions or larger chunks than the limits. */
TA_NODISCARD enum ta_status ta_mdarray_open(const struct ta_mdfile *file,
                                            const char *name, struct ta_mdarray *out,
                                            struct ta_error *err);
void ta_mdarray_close(struct ta_mdarray *array);

/** A text attribute; "" when absent. */
void ta_mdarray_text(const struct ta_mdarray *array, const char *attribute,
                     char out[TA_MDARRAY_TEXT]);

/** Read a hyperslab: scaled, missing as NaN.
 *  @param start, count per dimension, within the array
 *  @param step  distance in @p out of neighbours along each dimension
 *  @return TA_OK; TA_E_LIMIT above TA_MDARRAY_CELLS_MAX; TA_E_DATA with the library's words. */
TA_NODISCARD enum ta_status ta_mdarray_read(const struct ta_mdarray *array,
                                            const uint64_t *start,
                                            const uint64_t *count, const int64_t *step,
                                            double *out, struct ta_error *err);

#endif
