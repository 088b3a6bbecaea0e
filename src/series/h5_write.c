/* SPDX-License-Identifier: Apache-2.0 */
/** @file h5_write.c  Columns into a new file: shuffled, deflated, with check sums. */
#include <hdf5_hl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "series/h5_pack.h"
#include "terrassay/types.h"

enum { DEFLATE = 4 };

hid_t ta_h5_file_type(enum ta_h5_type type)
{
    switch (type) {
    case TA_H5_F64: return H5Tcopy(H5T_IEEE_F64LE);
    case TA_H5_I64: return H5Tcopy(H5T_STD_I64LE);
    case TA_H5_I32: return H5Tcopy(H5T_STD_I32LE);
    case TA_H5_U8: return H5Tcopy(H5T_STD_U8LE);
    case TA_H5_TEXT: return H5Tcopy(H5T_C_S1);
    case TA_H5_TYPE_COUNT: break;
    }
    return H5I_INVALID_HID;
}

hid_t ta_h5_memory_type(enum ta_h5_type type)
{
    switch (type) {
    case TA_H5_F64: return H5Tcopy(H5T_NATIVE_DOUBLE);
    case TA_H5_I64: return H5Tcopy(H5T_NATIVE_INT64);
    case TA_H5_I32: return H5Tcopy(H5T_NATIVE_INT32);
    case TA_H5_U8: return H5Tcopy(H5T_NATIVE_UCHAR);
    case TA_H5_TEXT: return H5Tcopy(H5T_C_S1);
    case TA_H5_TYPE_COUNT: break;
    }
    return H5I_INVALID_HID;
}

void ta_h5_drop_type(hid_t type)
{
    if (type >= 0) (void)H5Tclose(type);
}

size_t ta_h5_element(const struct ta_h5_column *column)
{
    switch (column->type) {
    case TA_H5_F64:
    case TA_H5_I64: return 8;
    case TA_H5_I32: return 4;
    case TA_H5_U8: return 1;
    case TA_H5_TEXT: return column->text_size;
    case TA_H5_TYPE_COUNT: break;
    }
    return 0;
}

/* netCDF's name for a dimension without coordinates (netCDF-4 format specification). */
enum ta_status ta_h5_dimension(const struct ta_h5 *file, const char *name, size_t n,
                               struct ta_error *err)
{
    char says[80];
    (void)snprintf(says, sizeof says,
                   "This is a netCDF dimension but not a netCDF variable.%10zu", n);
    const hsize_t size = n;
    hid_t space = H5Screate_simple(1, &size, NULL);
    hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
    (void)H5Pset_obj_track_times(creation, false);
    hid_t scale = H5Dcreate2(file->id, name, H5T_IEEE_F32BE, space, H5P_DEFAULT,
                             creation, H5P_DEFAULT);
    bool made = scale >= 0 && H5DSset_scale(scale, says) >= 0;
    if (scale >= 0) (void)H5Dclose(scale);
    (void)H5Pclose(creation);
    (void)H5Sclose(space);
    if (made) return TA_OK;
    return ta_h5_fail(err, TA_E_IO, file->path, "cannot write a dimension");
}

/* The dimension of the letters of a text column, shared by all of one length. */
static enum ta_status letters(const struct ta_h5 *file, size_t size, char name[32],
                              struct ta_error *err)
{
    (void)snprintf(name, 32, "letters_%zu", size);
    if (H5Lexists(file->id, name, H5P_DEFAULT) > 0) return TA_OK;
    return ta_h5_dimension(file, name, size, err);
}

static bool attach(const struct ta_h5 *file, hid_t column, const char *dimension,
                   unsigned axis)
{
    hid_t scale = H5Dopen2(file->id, dimension, H5P_DEFAULT);
    bool attached = scale >= 0 && H5DSattach_scale(column, scale, axis) >= 0;
    if (scale >= 0) (void)H5Dclose(scale);
    return attached;
}

/* An attribute of numbers. */
static bool note(hid_t object, const char *name, hid_t type, hsize_t n,
                 const void *values)
{
    hid_t space = H5Screate_simple(1, &n, NULL);
    hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    bool noted = attribute >= 0 && H5Awrite(attribute, type, values) >= 0;
    if (attribute >= 0) (void)H5Aclose(attribute);
    (void)H5Sclose(space);
    return noted;
}

static bool note_fill(hid_t object, const struct ta_h5_column *column)
{
    const double no_number = NAN;
    const int64_t no_time = TA_TIME_NONE;
    if (column->type == TA_H5_F64)
        return note(object, "_FillValue", H5T_NATIVE_DOUBLE, 1, &no_number);
    if (column->type == TA_H5_I64 && column->gaps)
        return note(object, "_FillValue", H5T_NATIVE_INT64, 1, &no_time);
    return true;
}

static bool describe(hid_t object, const struct ta_h5_column *column)
{
    bool said = ta_h5_say_of(object, "long_name", column->long_name);
    if (column->units != NULL)
        said = said && ta_h5_say_of(object, "units", column->units);
    for (const char *const *more = column->more; more != NULL && *more != NULL;
         more += 2)
        said = said && ta_h5_say_of(object, more[0], more[1]);
    if (column->type == TA_H5_TEXT)
        said = said && ta_h5_say_of(object, "_Encoding", "utf-8");
    if (column->n_flags > 0)
        said = said &&
               note(object, "flag_values", H5T_NATIVE_UCHAR, column->n_flags,
                    column->flag_values) &&
               ta_h5_say_of(object, "flag_meanings", column->flag_meanings);
    return said && note_fill(object, column);
}

/* Shape, packing and check sums of a column of n elements. */
static hid_t plan(const struct ta_h5 *file, const struct ta_h5_column *column, size_t n,
                  hid_t *creation)
{
    hsize_t rows = file->chunk_bytes / ta_h5_element(column);
    if (rows > n) rows = n;
    if (rows == 0) rows = 1;
    const hsize_t size[2] = {n, column->text_size},
                  chunk[2] = {rows, column->text_size};
    int rank = column->type == TA_H5_TEXT ? 2 : 1;
    *creation = H5Pcreate(H5P_DATASET_CREATE);
    bool planned =
        H5Pset_obj_track_times(*creation, false) >= 0 &&
        H5Pset_chunk(*creation, rank, chunk) >= 0 && H5Pset_shuffle(*creation) >= 0 &&
        H5Pset_deflate(*creation, DEFLATE) >= 0 && H5Pset_fletcher32(*creation) >= 0;
    return planned ? H5Screate_simple(rank, size, NULL) : H5I_INVALID_HID;
}

static bool write_block(hid_t object, hid_t type, hsize_t first, hsize_t n,
                        const void *data)
{
    hid_t memory = H5Screate_simple(1, &n, NULL), space = H5Dget_space(object);
    bool done =
        H5Sselect_hyperslab(space, H5S_SELECT_SET, &first, NULL, &n, NULL) >= 0 &&
        H5Dwrite(object, type, memory, space, H5P_DEFAULT, data) >= 0;
    (void)H5Sclose(memory);
    (void)H5Sclose(space);
    return done;
}

/* As write_elements(), the packs made by ourselves. */
static bool write_packs(hid_t object, const struct ta_h5 *file,
                        const struct ta_h5_column *column, size_t n,
                        const struct ta_h5_elements *from, struct ta_error *why)
{
    struct ta_h5_packer *packer = ta_h5_packer_new(object, ta_h5_element(column));
    bool done = packer != NULL;
    if (!done) (void)ta_fail(why, TA_E_NOMEM, "%s: out of memory", file->path);
    if (done && from->fill == NULL) done = ta_h5_packer_put(packer, 0, n, from->room);
    for (size_t i = 0; from->fill != NULL && done && i < n; i += from->block) {
        size_t count = n - i < from->block ? n - i : from->block;
        done = from->fill(from->self, i, count, from->room, why) == TA_OK &&
               ta_h5_packer_put(packer, i, count, from->room);
    }
    ta_h5_packer_free(packer);
    return done;
}

/* All elements of a column, from memory or from whoever has them.
 * @param why as it is unless the source failed, or memory */
static bool write_elements(hid_t object, const struct ta_h5 *file,
                           const struct ta_h5_column *column, size_t n,
                           const struct ta_h5_elements *from, struct ta_error *why)
{
    if (ta_h5_packs_fit(object, column))
        return write_packs(object, file, column, n, from, why);
    hid_t type = ta_h5_memory_type(column->type);
    bool done = true;
    if (from->fill == NULL)
        done = H5Dwrite(object, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, from->room) >= 0;
    for (size_t i = 0; from->fill != NULL && done && i < n; i += from->block) {
        size_t count = n - i < from->block ? n - i : from->block;
        done = from->fill(from->self, i, count, from->room, why) == TA_OK &&
               write_block(object, type, i, count, from->room);
    }
    ta_h5_drop_type(type);
    return done;
}

static enum ta_status write_column(const struct ta_h5 *file,
                                   const struct ta_h5_column *column, size_t n,
                                   const struct ta_h5_elements *from,
                                   struct ta_error *err)
{
    struct ta_error why = {.status = TA_OK};
    char second[32] = "";
    bool text = column->type == TA_H5_TEXT;
    if (text) {
        enum ta_status rc = letters(file, column->text_size, second, err);
        if (rc != TA_OK) return rc;
    }
    hid_t creation, space = plan(file, column, n, &creation);
    hid_t type = ta_h5_file_type(column->type);
    hid_t object = H5Dcreate2(file->id, column->name, type, space, H5P_DEFAULT,
                              creation, H5P_DEFAULT);
    bool written = object >= 0 && write_elements(object, file, column, n, from, &why) &&
                   describe(object, column) &&
                   attach(file, object, column->dimension, 0) &&
                   (!text || attach(file, object, second, 1));
    if (object >= 0 && H5Dclose(object) < 0) written = false;
    ta_h5_drop_type(type);
    if (space >= 0) (void)H5Sclose(space);
    (void)H5Pclose(creation);
    if (written) return TA_OK;
    if (why.status != TA_OK) return ta_fail_as(err, &why);
    return ta_h5_fail(err, TA_E_IO, file->path, "cannot write a column");
}

enum ta_status ta_h5_write(const struct ta_h5 *file, const struct ta_h5_column *column,
                           size_t n, const void *data, struct ta_error *err)
{
    const struct ta_h5_elements whole = {.room = (void *)data}; /* is only read */
    return write_column(file, column, n, &whole, err);
}

enum ta_status ta_h5_write_blocks(const struct ta_h5 *file,
                                  const struct ta_h5_column *column, size_t n,
                                  const struct ta_h5_elements *from,
                                  struct ta_error *err)
{
    return write_column(file, column, n, from, err);
}
