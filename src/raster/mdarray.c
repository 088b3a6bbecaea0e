/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/mdarray.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cpl_conv.h>
#include <cpl_string.h>
#include <gdal.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "raster/cdf_size.h"
#include "raster/gdal_words.h"
#include "raster/open.h"
#include "raster/open_meta.h"

static const char *const drivers[] = {"netCDF", "HDF5", NULL};
enum { HEAD_BYTES = 1 << 20 };

struct ta_mdfile {
    char *path;
    GDALDatasetH dataset;
    GDALGroupH root;
    char **arrays;
    bool netcdf;
};

static enum ta_status open_root(struct ta_mdfile *f, struct ta_error *err)
{
    struct ta_gdal_words words;
    char *alone[] = {(char *)CPLGetFilename(f->path), NULL}; /* no sidecars */
    ta_gdal_words_start(&words);
    f->dataset = GDALOpenEx(f->path, GDAL_OF_MULTIDIM_RASTER | GDAL_OF_READONLY,
                            drivers, NULL, (const char *const *)alone);
    if (f->dataset != NULL) f->root = GDALDatasetGetRootGroup(f->dataset);
    if (f->root != NULL) f->arrays = GDALGroupGetMDArrayNames(f->root, NULL);
    ta_gdal_words_end();
    if (f->root != NULL) return TA_OK;
    (void)ta_fail(err, TA_E_DATA, "%s: %s", f->path,
                  words.text[0] != '\0' ? words.text : "neither netCDF nor HDF5");
    ta_error_mend(err, "fetch the file again, or convert it to netCDF");
    return TA_E_DATA;
}

/* A classic file that was cut short would read as zeros; one that promises more than it
 * holds would cost memory. */
static enum ta_status check_length(const struct ta_mdfile *f, struct ta_error *err)
{
    unsigned char *head = ta_alloc(HEAD_BYTES, 1);
    FILE *file = fopen(f->path, "rb");
    struct stat found;
    uint64_t whole = 0;
    enum ta_status rc = TA_E_NOMEM;
    if (file == NULL || fstat(fileno(file), &found) != 0)
        rc = ta_fail_errno(err, errno, f->path, "cannot open");
    else if (head == NULL)
        rc = ta_fail(err, TA_E_NOMEM, "%s: out of memory", f->path);
    else
        rc = ta_cdf_size(head, fread(head, 1, HEAD_BYTES, file), &whole);
    if (head != NULL && (rc == TA_E_DATA || rc == TA_E_LIMIT))
        (void)ta_fail(err, rc, "%s: a broken netCDF header", f->path);
    if (rc == TA_OK && whole > (uint64_t)found.st_size) {
        rc =
            ta_fail(err, TA_E_DATA, "%s: %lld bytes of the %llu that its header states",
                    f->path, (long long)found.st_size, (unsigned long long)whole);
        ta_error_mend(err, "the file is cut short: fetch it again");
    }
    if (file != NULL) (void)fclose(file);
    ta_free(head);
    return rc;
}

enum ta_status ta_mdfile_open(const char *path, struct ta_mdfile **out,
                              struct ta_error *err)
{
    enum ta_status rc = ta_raster_start(err);
    if (rc != TA_OK) return rc;

    struct ta_mdfile *f = ta_alloc(1, sizeof *f);
    if (f == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    rc = ta_raster_local_path(path, &f->path, err);
    if (rc == TA_OK) rc = check_length(f, err);
    if (rc == TA_OK) rc = open_root(f, err);
    if (rc == TA_OK && CSLCount(f->arrays) > TA_MDARRAY_ARRAYS_MAX)
        rc = ta_fail(err, TA_E_LIMIT, "%s: %d arrays", path, CSLCount(f->arrays));
    if (rc != TA_OK) {
        ta_mdfile_close(f);
        return rc;
    }
    f->netcdf = strcmp(GDALGetDriverShortName(GDALGetDatasetDriver(f->dataset)),
                       drivers[0]) == 0;
    *out = f;
    return TA_OK;
}

void ta_mdfile_close(struct ta_mdfile *file)
{
    if (file == NULL) return;
    struct ta_gdal_words words;
    ta_gdal_words_start(&words);
    CSLDestroy(file->arrays);
    if (file->root != NULL) GDALGroupRelease(file->root);
    if (file->dataset != NULL) GDALClose(file->dataset);
    ta_gdal_words_end();
    ta_free(file->path);
    ta_free(file);
}

const char *ta_mdfile_path(const struct ta_mdfile *file)
{
    return file->path;
}

const char *const *ta_mdfile_arrays(const struct ta_mdfile *file)
{
    static const char *const none[] = {NULL};
    return file->arrays != NULL ? (const char *const *)file->arrays : none;
}

static bool attribute_number(GDALMDArrayH array, const char *name, size_t at,
                             double *out)
{
    GDALAttributeH attribute = GDALMDArrayGetAttribute(array, name);
    if (attribute == NULL) return false;
    GDALExtendedDataTypeH type = GDALAttributeGetDataType(attribute);
    bool numeric = GDALExtendedDataTypeGetClass(type) == GEDTC_NUMERIC;
    bool few = GDALAttributeGetTotalElementsCount(attribute) <= 2;
    size_t n = 0;
    double *values =
        numeric && few ? GDALAttributeReadAsDoubleArray(attribute, &n) : NULL;
    bool found = values != NULL && at < n;
    if (found) *out = values[at];
    CPLFree(values);
    GDALExtendedDataTypeRelease(type);
    GDALAttributeRelease(attribute);
    return found;
}

static void add_missing(struct ta_mdarray *a, double value)
{
    if (!isnan(value) && a->n_missing < sizeof a->missing / sizeof *a->missing)
        a->missing[a->n_missing++] = value;
}

/* What netCDF writes where nothing was written: NetCDF User's Guide, netcdf.h. */
static bool default_fill(GDALDataType type, double *out)
{
    if (type == GDT_Float32 || type == GDT_Float64) *out = 9.9692099683868690e+36;
    if (type == GDT_Int16) *out = -32767.0;
    if (type == GDT_Int32) *out = -2147483647.0;
    return type == GDT_Float32 || type == GDT_Float64 || type == GDT_Int16 ||
           type == GDT_Int32;
}

static void read_missing(struct ta_mdarray *a, GDALDataType type)
{
    int has = 0;
    double value = GDALMDArrayGetNoDataValueAsDouble(a->handle, &has);
    if (has) add_missing(a, value);
    if (attribute_number(a->handle, "_FillValue", 0, &value)) {
        add_missing(a, value);
        has = 1;
    }
    if (attribute_number(a->handle, "missing_value", 0, &value)) add_missing(a, value);
    if (!has && a->file->netcdf && default_fill(type, &value)) add_missing(a, value);
}

static void read_range(struct ta_mdarray *a)
{
    a->valid_lo = -INFINITY;
    a->valid_hi = INFINITY;
    if (attribute_number(a->handle, "valid_range", 1, &a->valid_hi))
        (void)attribute_number(a->handle, "valid_range", 0, &a->valid_lo);
    (void)attribute_number(a->handle, "valid_min", 0, &a->valid_lo);
    (void)attribute_number(a->handle, "valid_max", 0, &a->valid_hi);
}

static void read_scale(struct ta_mdarray *a)
{
    int has = 0;
    a->scale = GDALMDArrayGetScale(a->handle, &has);
    if (!has && !attribute_number(a->handle, "scale_factor", 0, &a->scale))
        a->scale = 1.0;
    a->offset = GDALMDArrayGetOffset(a->handle, &has);
    if (!has && !attribute_number(a->handle, "add_offset", 0, &a->offset))
        a->offset = 0.0;
}

static void read_unit(struct ta_mdarray *a)
{
    const char *unit = GDALMDArrayGetUnit(a->handle);
    (void)snprintf(a->unit, sizeof a->unit, "%s", unit != NULL ? unit : "");
    if (a->unit[0] == '\0') ta_mdarray_text(a, "units", a->unit);
}

static enum ta_status read_dims(struct ta_mdarray *a, struct ta_error *err)
{
    size_t n = 0;
    GDALDimensionH *dims = GDALMDArrayGetDimensions(a->handle, &n);
    a->n_dims = n;
    for (size_t i = 0; i < n && n <= TA_MDARRAY_DIMS_MAX; i++) {
        (void)snprintf(a->dim[i], sizeof a->dim[i], "%s",
                       GDALDimensionGetName(dims[i]));
        a->size[i] = GDALDimensionGetSize(dims[i]);
    }
    GDALReleaseDimensions(dims, n);
    if (n <= TA_MDARRAY_DIMS_MAX) return TA_OK;
    return ta_fail(err, TA_E_LIMIT, "%s: %s has %zu dimensions", a->file->path, a->name,
                   n);
}

/* A chunk is decompressed whole, whatever of it is wanted. */
static enum ta_status check_chunk(const struct ta_mdarray *a, GDALDataType type,
                                  struct ta_error *err)
{
    size_t n = 0;
    GUInt64 *block = GDALMDArrayGetBlockSize(a->handle, &n);
    double bytes = GDALGetDataTypeSizeBytes(type);
    for (size_t i = 0; i < n; i++) bytes *= block[i] > 0 ? (double)block[i] : 1.0;
    CPLFree(block);
    if (bytes <= TA_MDARRAY_CHUNK_BYTES) return TA_OK;
    (void)ta_fail(err, TA_E_LIMIT, "%s: %s has chunks of %.0f bytes", a->file->path,
                  a->name, bytes);
    ta_error_mend(err, "rewrite it with smaller chunks: nccopy -c");
    return TA_E_LIMIT;
}

static enum ta_status describe(struct ta_mdarray *a, struct ta_error *err)
{
    GDALExtendedDataTypeH extended = GDALMDArrayGetDataType(a->handle);
    GDALDataType type = GDALExtendedDataTypeGetNumericDataType(extended);
    bool plain = GDALExtendedDataTypeGetClass(extended) == GEDTC_NUMERIC &&
                 type != GDT_Unknown && !GDALDataTypeIsComplex(type);
    GDALExtendedDataTypeRelease(extended);
    if (!plain)
        return ta_fail(err, TA_E_DATA, "%s: %s holds no plain numbers", a->file->path,
                       a->name);
    enum ta_status rc = read_dims(a, err);
    if (rc == TA_OK) rc = check_chunk(a, type, err);
    if (rc != TA_OK) return rc;
    a->single = type == GDT_Float32;
    read_scale(a);
    read_missing(a, type);
    read_range(a);
    read_unit(a);
    return TA_OK;
}

enum ta_status ta_mdarray_open(const struct ta_mdfile *file, const char *name,
                               struct ta_mdarray *out, struct ta_error *err)
{
    struct ta_gdal_words words;
    struct ta_mdarray a = {.file = file};
    if (!ta_copy(a.name, sizeof a.name, name))
        return ta_fail(err, TA_E_LIMIT, "%s: an array's name is too long", file->path);
    ta_gdal_words_start(&words);
    a.handle = name[0] == '/' ? GDALGroupOpenMDArrayFromFullname(file->root, name, NULL)
                              : GDALGroupOpenMDArray(file->root, name, NULL);
    enum ta_status rc = TA_E_NOTFOUND;
    if (a.handle != NULL) rc = describe(&a, err);
    ta_gdal_words_end();
    if (a.handle == NULL)
        return ta_fail(err, rc, "%s: no array \"%s\"", file->path, name);
    if (rc == TA_OK)
        *out = a;
    else
        ta_mdarray_close(&a);
    return rc;
}

void ta_mdarray_close(struct ta_mdarray *array)
{
    if (array->handle != NULL) GDALMDArrayRelease(array->handle);
    array->handle = NULL;
}

void ta_mdarray_text(const struct ta_mdarray *array, const char *attribute,
                     char out[TA_MDARRAY_TEXT])
{
    struct ta_gdal_words words;
    out[0] = '\0';
    ta_gdal_words_start(&words);
    GDALAttributeH found = GDALMDArrayGetAttribute(array->handle, attribute);
    const char *text = found != NULL ? GDALAttributeReadAsString(found) : NULL;
    if (text != NULL) (void)snprintf(out, TA_MDARRAY_TEXT, "%s", text);
    if (found != NULL) GDALAttributeRelease(found);
    ta_gdal_words_end();
}

static bool missing(const struct ta_mdarray *a, double raw)
{
    if (!isfinite(raw) || raw < a->valid_lo || raw > a->valid_hi) return true;
    for (size_t i = 0; i < a->n_missing; i++)
        if (raw == a->missing[i] || (a->single && (float)raw == (float)a->missing[i]))
            return true;
    return false;
}

static double meaning_of(const struct ta_mdarray *a, double raw)
{
    if (missing(a, raw)) return NAN;
    return raw * a->scale + a->offset;
}

static enum ta_status check_slab(const struct ta_mdarray *a, const uint64_t *start,
                                 const uint64_t *count, size_t *cells,
                                 struct ta_error *err)
{
    double total = 1.0;
    for (size_t i = 0; i < a->n_dims; i++) {
        if (count[i] > a->size[i] || start[i] > a->size[i] - count[i])
            return ta_fail(err, TA_E_ARG, "%s: %s: a slab beyond its end",
                           a->file->path, a->name);
        total *= (double)count[i];
    }
    if (total > TA_MDARRAY_CELLS_MAX)
        return ta_fail(err, TA_E_LIMIT, "%s: %s: %.0f values at once", a->file->path,
                       a->name, total);
    *cells = (size_t)total;
    return TA_OK;
}

enum ta_status ta_mdarray_read(const struct ta_mdarray *array, const uint64_t *start,
                               const uint64_t *count, const int64_t *step, double *out,
                               struct ta_error *err)
{
    struct ta_gdal_words words;
    GUInt64 from[TA_MDARRAY_DIMS_MAX] = {0};
    size_t many[TA_MDARRAY_DIMS_MAX] = {0}, cells = 0;
    GPtrDiff_t stride[TA_MDARRAY_DIMS_MAX] = {0};
    enum ta_status rc = check_slab(array, start, count, &cells, err);
    if (rc != TA_OK || cells == 0) return rc;

    for (size_t i = 0; i < array->n_dims; i++) {
        from[i] = start[i];
        many[i] = (size_t)count[i];
        stride[i] = (GPtrDiff_t)step[i];
    }
    ta_gdal_words_start(&words);
    GDALExtendedDataTypeH real = GDALExtendedDataTypeCreate(GDT_Float64);
    bool done = GDALMDArrayRead(array->handle, from, many, NULL, stride, real, out, out,
                                cells * sizeof *out) != 0;
    GDALExtendedDataTypeRelease(real);
    ta_gdal_words_end();
    if (!done || words.text[0] != '\0')
        return ta_fail(err, TA_E_DATA, "%s: %s: %s", array->file->path, array->name,
                       ta_gdal_words_text(&words));
    for (size_t i = 0; i < cells; i++) out[i] = meaning_of(array, out[i]);
    return TA_OK;
}
