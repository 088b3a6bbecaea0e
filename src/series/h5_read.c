/* SPDX-License-Identifier: Apache-2.0 */
/** @file h5_read.c  Columns out of a file, after everything about them has been checked. */
#include <stdint.h>
#include <string.h>

#include "series/h5_pack.h"

/* A file from elsewhere may hold links and external storage that lead out of it. */
static bool is_own(hid_t file, const char *name)
{
    H5L_info_t link;
    return H5Lget_info(file, name, &link, H5P_DEFAULT) >= 0 &&
           link.type == H5L_TYPE_HARD;
}

bool ta_h5_has(const struct ta_h5 *file, const struct ta_h5_column *column)
{
    /* where damage hides that, reading the column says so */
    return H5Lexists(file->id, column->name, H5P_DEFAULT) != 0;
}

static bool packed_as_ours(hid_t object, const struct ta_h5_column *column)
{
    hid_t creation = H5Dget_create_plist(object);
    if (creation < 0) return false;
    hsize_t chunk[2] = {0, 1};
    int rank = column->type == TA_H5_TEXT ? 2 : 1;
    bool ours = H5Pget_layout(creation) == H5D_CHUNKED &&
                H5Pget_chunk(creation, 2, chunk) == rank;
    ours = ours && chunk[0] <= TA_H5_CHUNK_LIMIT && chunk[1] <= TA_H5_CHUNK_LIMIT;
    if (ours) {
        hsize_t element = column->type == TA_H5_TEXT ? 1 : ta_h5_element(column);
        ours = chunk[0] * chunk[1] * element <= TA_H5_CHUNK_LIMIT;
    }
    (void)H5Pclose(creation);
    return ours;
}

static bool typed_as_ours(hid_t object, const struct ta_h5_column *column)
{
    hid_t found = H5Dget_type(object), wanted = ta_h5_file_type(column->type);
    bool same = found >= 0 && H5Tequal(found, wanted) > 0;
    ta_h5_drop_type(found);
    ta_h5_drop_type(wanted);
    return same;
}

static bool shaped_as_ours(hid_t object, const struct ta_h5_column *column, size_t *n)
{
    hid_t space = H5Dget_space(object);
    hsize_t size[2] = {0, 0};
    int rank = space < 0 ? -1 : H5Sget_simple_extent_ndims(space);
    bool fits = rank == (column->type == TA_H5_TEXT ? 2 : 1) &&
                H5Sget_simple_extent_dims(space, size, NULL) == rank &&
                size[0] <= PTRDIFF_MAX;
    if (column->type == TA_H5_TEXT) fits = fits && size[1] == column->text_size;
    if (space >= 0) (void)H5Sclose(space);
    *n = fits ? (size_t)size[0] : 0;
    return fits;
}

/* Deflate packs no tighter than 1032 to 1 (RFC 1951: 258 bytes in 2 bits): a column that claims
 * more elements than its bytes can hold is refused before anything is allocated for it. */
static bool holds(hid_t object, const struct ta_h5_column *column, size_t n)
{
    return n / 1100 <= H5Dget_storage_size(object) / ta_h5_element(column);
}

static enum ta_status fail_column(const struct ta_h5 *file,
                                  const struct ta_h5_column *column,
                                  struct ta_error *err)
{
    ta_h5_turn_begin();
    enum ta_status rc = ta_h5_fail(err, TA_E_DATA, file->path,
                                   "damaged, or not written by this program");
    ta_h5_turn_end();
    ta_error_context(err, "column %s", column->name);
    return rc;
}

/* Without packs: its length can be asked. */
static enum ta_status open_column(const struct ta_h5 *file,
                                  const struct ta_h5_column *column,
                                  struct ta_h5_reader *out, struct ta_error *err)
{
    hid_t object = H5I_INVALID_HID;
    size_t n = 0;
    if (is_own(file->id, column->name))
        object = H5Dopen2(file->id, column->name, H5P_DEFAULT);
    if (object >= 0 && packed_as_ours(object, column) &&
        typed_as_ours(object, column) && shaped_as_ours(object, column, &n) &&
        holds(object, column, n)) {
        *out = (struct ta_h5_reader){file, column, object, n, NULL, false};
        return TA_OK;
    }
    if (object >= 0) (void)H5Dclose(object);
    return fail_column(file, column, err);
}

void ta_h5_column_close(struct ta_h5_reader *reader)
{
    ta_h5_packs_free(reader->packs);
    reader->packs = NULL;
    if (reader->id > 0 && !reader->shared)
        (void)H5Dclose(reader->id); /* only read from */
    reader->id = 0;
}

enum ta_status ta_h5_column_open(const struct ta_h5 *file,
                                 const struct ta_h5_column *column,
                                 struct ta_h5_reader *out, struct ta_error *err)
{
    enum ta_status rc = open_column(file, column, out, err);
    if (rc != TA_OK || out->n == 0 || !ta_h5_packs_fit(out->id, column)) return rc;
    out->packs = ta_h5_packs_new(out->id, ta_h5_element(column));
    if (out->packs != NULL) return TA_OK;
    ta_h5_column_close(out);
    return ta_fail(err, TA_E_NOMEM, "%s: out of memory", file->path);
}

bool ta_h5_column_share(const struct ta_h5_reader *of, struct ta_h5_reader *out)
{
    *out = *of;
    out->shared = true;
    out->packs =
        of->packs == NULL ? NULL : ta_h5_packs_new(of->id, ta_h5_element(of->column));
    return out->packs != NULL;
}

/* Each text has its NUL; what stands behind it is not ours to judge. */
static bool texts_end(const char *texts, size_t count, size_t size)
{
    for (size_t i = 0; i < count; i++)
        if (memchr(texts + i * size, 0, size) == NULL) return false;
    return true;
}

static bool read_rows(const struct ta_h5_reader *reader, size_t first, size_t count,
                      void *data)
{
    int rank = reader->column->type == TA_H5_TEXT ? 2 : 1;
    const hsize_t start[2] = {first, 0}, size[2] = {count, reader->column->text_size};
    ta_h5_turn_begin();
    hid_t space = H5Dget_space(reader->id), room = H5Screate_simple(rank, size, NULL);
    hid_t type = ta_h5_memory_type(reader->column->type);
    bool done =
        H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, size, NULL) >= 0 &&
        H5Dread(reader->id, type, room, space, H5P_DEFAULT, data) >= 0;
    ta_h5_drop_type(type);
    if (room >= 0) (void)H5Sclose(room);
    if (space >= 0) (void)H5Sclose(space);
    ta_h5_turn_end();
    return done;
}

/* Pack by pack, by ourselves where that goes. */
static bool read_packs(const struct ta_h5_reader *reader, size_t first, size_t count,
                       void *data)
{
    unsigned char *to = data;
    if (reader->packs == NULL) return read_rows(reader, first, count, data);
    for (size_t took = 0; count > 0; first += took, count -= took) {
        enum ta_h5_taken taken =
            ta_h5_packs_take(reader->packs, first, count, to, &took);
        if (taken == TA_H5_BROKEN) return false;
        if (taken == TA_H5_LEFT && !read_rows(reader, first, took, to)) return false;
        to += took * ta_h5_element(reader->column);
    }
    return true;
}

enum ta_status ta_h5_column_read(const struct ta_h5_reader *reader, size_t first,
                                 size_t count, void *data, struct ta_error *err)
{
    if (count == 0) return TA_OK;
    const struct ta_h5_column *column = reader->column;
    bool done = count <= reader->n && first <= reader->n - count &&
                read_packs(reader, first, count, data);
    if (column->type == TA_H5_TEXT)
        done = done && texts_end(data, count, column->text_size);
    return done ? TA_OK : fail_column(reader->file, column, err);
}

enum ta_status ta_h5_read(const struct ta_h5 *file, const struct ta_h5_column *column,
                          size_t first, size_t count, void *data, struct ta_error *err)
{
    struct ta_h5_reader reader = {0};
    enum ta_status rc = ta_h5_column_open(file, column, &reader, err);
    if (rc == TA_OK) rc = ta_h5_column_read(&reader, first, count, data, err);
    ta_h5_column_close(&reader);
    return rc;
}

enum ta_status ta_h5_length(const struct ta_h5 *file, const struct ta_h5_column *column,
                            size_t *n, struct ta_error *err)
{
    struct ta_h5_reader reader = {0};
    enum ta_status rc = open_column(file, column, &reader, err);
    if (rc == TA_OK) *n = reader.n;
    ta_h5_column_close(&reader);
    return rc;
}
