/* SPDX-License-Identifier: Apache-2.0 */
#include "series/h5.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/file.h"
#include "series/h5_column.h"

static pthread_mutex_t library = PTHREAD_MUTEX_INITIALIZER,
                       turn = PTHREAD_MUTEX_INITIALIZER;

/* A file that could not be closed, since its disk was full, stays open inside of the library, which
 * would try again at the program's exit, and crash. Each file is closed here, or is to be lost. */
static void forgo_exit(void)
{
    static bool forgone;
    if (!forgone) (void)H5dont_atexit();
    forgone = true;
}

void ta_h5_lock(void)
{
    (void)pthread_mutex_lock(&library); /* a plain mutex of ours: cannot fail */
    forgo_exit();
    (void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL); /* words come by ta_h5_fail() */
    (void)H5PLset_loading_state(0);              /* no filters from outside */
}

void ta_h5_unlock(void)
{
    (void)pthread_mutex_unlock(&library); /* ours: cannot fail */
}

void ta_h5_turn_begin(void)
{
    (void)pthread_mutex_lock(&turn);             /* as above */
    (void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL); /* each thread has words of its own */
}

void ta_h5_turn_end(void)
{
    (void)pthread_mutex_unlock(&turn); /* ours: cannot fail */
}

/* The innermost entry of HDF5's stack of errors. */
static herr_t keep_first(unsigned n, const H5E_error2_t *entry, void *out)
{
    if (n == 0) (void)snprintf(out, 128, "%s", entry->desc == NULL ? "" : entry->desc);
    return 0;
}

/* HDF5 seldom says that a disk is full, and its words are gone once another call of it went well. */
static void mend_disk(const char *path, bool reasoned, struct ta_error *err)
{
    enum { LITTLE = 1 << 20 };
    struct statvfs disk;
    double room = statvfs(path, &disk) != 0
                      ? LITTLE
                      : (double)disk.f_bavail * (double)disk.f_frsize;
    if (err == NULL) return;
    size_t size = strlen(err->text);
    if (room < LITTLE)
        (void)snprintf(err->text + size, sizeof err->text - size,
                       ": %.0f kB are free on its disk", room / 1e3);
    else if (!reasoned)
        (void)snprintf(err->text + size, sizeof err->text - size,
                       ": its disk did not take it");
    ta_error_mend(err, room < LITTLE
                           ? "make room on that disk, then run again"
                           : "see what ails that disk (a quota, a limit of the size of "
                             "files, a fault of its own), then run again");
}

enum ta_status ta_h5_fail(struct ta_error *err, enum ta_status status, const char *path,
                          const char *what)
{
    char reason[128] = "";
    (void)H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, reason);
    (void)H5Eclear2(H5E_DEFAULT);
    (void)ta_fail(err, status, "%s: %s%s%s", path, what, reason[0] == '\0' ? "" : ": ",
                  reason);
    if (status == TA_E_DATA)
        ta_error_mend(err, "put the file back from a copy, or make its data anew");
    else if (status == TA_E_IO)
        mend_disk(path, reason[0] != '\0', err);
    return status;
}

/* Metadata with checksums (1.10 format), no clock times, names in the order of writing. */
static hid_t create_file(const char *path)
{
    hid_t access = H5Pcreate(H5P_FILE_ACCESS), creation = H5Pcreate(H5P_FILE_CREATE);
    hid_t file = H5I_INVALID_HID;
    if (H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110) >= 0 &&
        H5Pset_file_locking(access, false, true) >= 0 &&
        H5Pset_obj_track_times(creation, false) >= 0 &&
        H5Pset_link_creation_order(creation,
                                   H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) >= 0)
        file = H5Fcreate(path, H5F_ACC_EXCL, creation, access);
    (void)H5Pclose(access);
    (void)H5Pclose(creation);
    return file;
}

enum ta_status ta_h5_create(const char *path, size_t chunk_bytes, struct ta_h5 *out,
                            struct ta_error *err)
{
    hid_t file = create_file(path);
    if (file < 0) return ta_h5_fail(err, TA_E_IO, path, "cannot make the file");
    *out = (struct ta_h5){file, path, chunk_bytes};
    return TA_OK;
}

static hid_t open_file(const char *path)
{
    hid_t access = H5Pcreate(H5P_FILE_ACCESS), file = H5I_INVALID_HID;
    if (H5Pset_file_locking(access, false, true) >= 0)
        file = H5Fopen(path, H5F_ACC_RDONLY, access);
    (void)H5Pclose(access);
    return file;
}

enum ta_status ta_h5_open(const char *path, struct ta_h5 *out, struct ta_error *err)
{
    struct stat found;
    if (stat(path, &found) != 0 || access(path, R_OK) != 0)
        return ta_fail_errno(err, errno, path, "cannot open");
    hid_t file = S_ISREG(found.st_mode) ? open_file(path) : H5I_INVALID_HID;
    if (file < 0) return ta_h5_fail(err, TA_E_DATA, path, "not a whole HDF5 file");
    *out = (struct ta_h5){file, path, 0};
    return TA_OK;
}

enum ta_status ta_h5_close(struct ta_h5 *file, struct ta_error *err)
{
    herr_t closed = H5Fclose(file->id);
    file->id = 0;
    if (closed < 0) return ta_h5_fail(err, TA_E_IO, file->path, "cannot write");
    return TA_OK;
}

void ta_h5_drop(struct ta_h5 *file)
{
    if (file->id > 0) (void)H5Fclose(file->id); /* nothing hangs on it */
    file->id = 0;
}

static hid_t text_type(const char *text)
{
    hid_t type = H5Tcopy(H5T_C_S1);
    (void)H5Tset_size(type, strlen(text) > 0 ? strlen(text) : 1);
    (void)H5Tset_strpad(type, H5T_STR_NULLTERM);
    (void)H5Tset_cset(type, H5T_CSET_UTF8);
    return type;
}

bool ta_h5_say_of(hid_t object, const char *name, const char *text)
{
    hid_t type = text_type(text), space = H5Screate(H5S_SCALAR);
    hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    bool said = attribute >= 0 && H5Awrite(attribute, type, text) >= 0;
    if (attribute >= 0) (void)H5Aclose(attribute);
    (void)H5Sclose(space);
    (void)H5Tclose(type);
    return said;
}

enum ta_status ta_h5_say(const struct ta_h5 *file, const char *name, const char *text,
                         struct ta_error *err)
{
    if (ta_h5_say_of(file->id, name, text)) return TA_OK;
    return ta_h5_fail(err, TA_E_IO, file->path, "cannot write an attribute");
}

/* A text attribute of less than @p size bytes, NUL-ended. */
static bool read_text(hid_t attribute, char *out, size_t size)
{
    hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
    size_t found = H5Tget_size(type);
    bool fits = H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0 &&
                found < size && H5Sget_simple_extent_npoints(space) == 1;
    fits = fits && H5Aread(attribute, type, out) >= 0;
    out[fits ? found : 0] = '\0';
    if (type >= 0) (void)H5Tclose(type);
    if (space >= 0) (void)H5Sclose(space);
    return fits;
}

bool ta_h5_ask(const struct ta_h5 *file, const char *name, char *out, size_t size)
{
    hid_t attribute = H5Aopen(file->id, name, H5P_DEFAULT);
    bool said = attribute >= 0 && read_text(attribute, out, size);
    if (attribute >= 0) (void)H5Aclose(attribute);
    (void)H5Eclear2(H5E_DEFAULT);
    return said;
}

enum ta_status ta_h5_expect(const struct ta_h5 *file, const char *name,
                            const char *text, struct ta_error *err)
{
    char found[128];
    if (ta_h5_ask(file, name, found, sizeof found) && strcmp(found, text) == 0)
        return TA_OK;
    (void)ta_fail(err, TA_E_DATA, "%s: its %s is not \"%s\"", file->path, name, text);
    ta_error_mend(err, "name a file that this program wrote for this purpose");
    return TA_E_DATA;
}
