/* SPDX-License-Identifier: Apache-2.0 */
/** @file h5.h  Tables of columns in HDF5, in the form that netCDF tools read: the only file of
 *  this folder's headers that shows HDF5.
 *
 *  Debian's HDF5 is not thread-safe: whoever calls these functions holds ta_h5_lock(). */
#ifndef TA_SERIES_H5_H
#define TA_SERIES_H5_H

#include <hdf5.h>

#include <stdbool.h>
#include <stddef.h>

#include "terrassay/status.h"

enum ta_h5_type {
    TA_H5_F64,  /**< double; NaN is the declared fill value */
    TA_H5_I64,  /**< int64_t; with `gaps` TA_TIME_NONE is the declared fill value */
    TA_H5_I32,  /**< int32_t */
    TA_H5_U8,   /**< unsigned char */
    TA_H5_TEXT, /**< char[text_size], NUL-ended UTF-8 */
    TA_H5_TYPE_COUNT
};

/** One column: what stands in the file, and what is said of it. */
struct ta_h5_column {
    const char *name, *dimension;
    enum ta_h5_type type;
    size_t text_size;
    const char *long_name, *units;
    bool
        gaps; /**< TA_H5_I64: may be missing; xarray then reads doubles, which lose digits */
    const char *const *more; /**< further text attributes: name, text, ..., NULL */
    size_t n_flags;          /**< TA_H5_U8: values and their meanings */
    const unsigned char *flag_values;
    const char *flag_meanings;
};

/** A file that is open. */
struct ta_h5 {
    hid_t id;
    const char *path; /**< borrowed, for complaints */
    size_t
        chunk_bytes; /**< about how much of a column is packed at once, when written */
};

/** A column that is open, for reading. */
struct ta_h5_reader {
    const struct ta_h5 *file;
    const struct ta_h5_column *column;
    hid_t id;
    size_t n;                  /**< rows */
    struct ta_h5_packs *packs; /**< where we undo them ourselves; NULL: HDF5 does */
    bool shared;               /**< the id is another one's */
};

void ta_h5_lock(void);
void ta_h5_unlock(void);
/** Within the lock, threads that read columns by two take turns at HDF5. */
void ta_h5_turn_begin(void);
void ta_h5_turn_end(void);
/** Bytes of one element in memory. */
size_t ta_h5_element(const struct ta_h5_column *column);

/** A new file, which must not be there yet. */
TA_NODISCARD enum ta_status ta_h5_create(const char *path, size_t chunk_bytes,
                                         struct ta_h5 *out, struct ta_error *err);
/** An existing file, for reading, without a file lock. TA_E_NOTFOUND or TA_E_DATA. */
TA_NODISCARD enum ta_status ta_h5_open(const char *path, struct ta_h5 *out,
                                       struct ta_error *err);
/** Flushes what was written. */
TA_NODISCARD enum ta_status ta_h5_close(struct ta_h5 *file, struct ta_error *err);
/** Ends a file that was only read, or whose writing failed; also one that never opened. */
void ta_h5_drop(struct ta_h5 *file);

TA_NODISCARD enum ta_status ta_h5_say(const struct ta_h5 *file, const char *name,
                                      const char *text, struct ta_error *err);
/** Does the file say exactly this of itself? TA_E_DATA otherwise. */
TA_NODISCARD enum ta_status ta_h5_expect(const struct ta_h5 *file, const char *name,
                                         const char *text, struct ta_error *err);
/** A text that only some files say of themselves. @return false: not said, or none of less than @p size bytes */
bool ta_h5_ask(const struct ta_h5 *file, const char *name, char *out, size_t size);

/** Declare a dimension before the columns on it. */
TA_NODISCARD enum ta_status ta_h5_dimension(const struct ta_h5 *file, const char *name,
                                            size_t n, struct ta_error *err);
/** Is there a column of that name, or damage that hides whether? For columns that only some files have. */
bool ta_h5_has(const struct ta_h5 *file, const struct ta_h5_column *column);
/** Write a whole column of n > 0 elements. */
TA_NODISCARD enum ta_status ta_h5_write(const struct ta_h5 *file,
                                        const struct ta_h5_column *column, size_t n,
                                        const void *data, struct ta_error *err);

/** Where the elements of a column come from. */
struct ta_h5_elements {
    void *room;   /**< for `block` elements */
    size_t block; /**< a multiple of what is packed at once */
    void *self;
    /** Put elements [first, first + n) into @p to. */
    enum ta_status (*fill)(void *self, size_t first, size_t n, void *to,
                           struct ta_error *err);
};
/** ta_h5_write() of a column of numbers that nobody has in memory as a whole. */
TA_NODISCARD enum ta_status
ta_h5_write_blocks(const struct ta_h5 *file, const struct ta_h5_column *column,
                   size_t n, const struct ta_h5_elements *from, struct ta_error *err);

/** Open a column and check type, shape and packing before anything is allocated for it. */
TA_NODISCARD enum ta_status ta_h5_column_open(const struct ta_h5 *file,
                                              const struct ta_h5_column *column,
                                              struct ta_h5_reader *out,
                                              struct ta_error *err);
/** The same column for ta_h5_column_read() by another thread, which undoes packs of its own; closed by the
 *  opener, before @p of. @return false when HDF5 undoes them, or out of memory; nothing is open then */
bool ta_h5_column_share(const struct ta_h5_reader *of, struct ta_h5_reader *out);
void ta_h5_column_close(struct ta_h5_reader *reader);
/** @p count elements from @p first; TA_E_DATA when the column does not have them. */
TA_NODISCARD enum ta_status ta_h5_column_read(const struct ta_h5_reader *reader,
                                              size_t first, size_t count, void *data,
                                              struct ta_error *err);
/** Open, read, close. */
TA_NODISCARD enum ta_status ta_h5_read(const struct ta_h5 *file,
                                       const struct ta_h5_column *column, size_t first,
                                       size_t count, void *data, struct ta_error *err);
/** How many elements the column has. */
TA_NODISCARD enum ta_status ta_h5_length(const struct ta_h5 *file,
                                         const struct ta_h5_column *column, size_t *n,
                                         struct ta_error *err);

/** Fails with HDF5's own reason behind @p what. */
enum ta_status ta_h5_fail(struct ta_error *err, enum ta_status status, const char *path,
                          const char *what);

#endif
