/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/vector.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "geo/crs.h"
#include "geo/source.h"

enum { HEAD = 512 };
static const size_t bytes_max = (size_t)256 << 20;

struct ta_vector {
    const struct ta_source_format *format;
    void *self;
    char *crs;
    char note[300];
};

/** First bytes of the regular file @p path. */
static enum ta_status read_head(const char *path, char head[HEAD], size_t *size,
                                struct ta_error *err)
{
    struct stat about;
    *size = 0;
    if (strncmp(path, "/vsi", 4) == 0)
        return ta_mended(ta_fail(err, TA_E_DATA, "%s: not a file", path), err,
                         "name a file, not a folder");
    int file =
        open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe must not hold us up */
    if (file < 0) {
        enum ta_status status = errno == ENOENT   ? TA_E_NOTFOUND
                                : errno == EACCES ? TA_E_PERMISSION
                                                  : TA_E_IO;
        return ta_fail(err, status, "%s: %s", path, strerror(errno));
    }
    ssize_t got = -1;
    if (fstat(file, &about) == 0 && S_ISREG(about.st_mode))
        got = read(file, head, HEAD);
    (void)close(file); /* only read from */
    if (got < 0)
        return ta_mended(ta_fail(err, TA_E_DATA, "%s: not a readable file", path), err,
                         "name a GeoJSON, GeoPackage, Shapefile or CSV file");
    *size = (size_t)got;
    return TA_OK;
}

static bool has_suffix(const char *path, const char *suffix)
{
    size_t n = strlen(path), k = strlen(suffix);
    return n >= k && strcasecmp(path + n - k, suffix) == 0;
}

/** The format by first bytes; NULL when it is none of ours. */
static const struct ta_source_format *format_of(const char *path, const char *head,
                                                size_t size)
{
    static const char shapefile[] = {0, 0, 0x27,
                                     0x0a}; /* ESRI Shapefile, July 1998, p. 4 */
    static const char geopackage[] = "SQLite format 3"; /* with its NUL */
    if (size >= sizeof shapefile && memcmp(head, shapefile, sizeof shapefile) == 0)
        return &ta_source_ogr;
    if (size >= sizeof geopackage && memcmp(head, geopackage, sizeof geopackage) == 0)
        return &ta_source_ogr;

    size_t at = size >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (at < size && strchr(" \t\r\n", head[at]) != NULL && head[at] != '\0') at++;
    if (at < size && head[at] == '{') return &ta_source_geojson;
    if (has_suffix(path, ".csv") || has_suffix(path, ".tsv") ||
        has_suffix(path, ".txt"))
        return &ta_source_csv;
    return NULL;
}

static enum ta_status refuse_format(const char *path, struct ta_error *err)
{
    (void)ta_fail(err, TA_E_DATA,
                  "%s: not a GeoJSON, CSV, GeoPackage or Shapefile (.shp)", path);
    ta_error_mend(err, "save it as one of these, for example with QGIS");
    return TA_E_DATA;
}

static enum ta_status refuse_undeclared(const char *path, struct ta_error *err)
{
    (void)ta_fail(err, TA_E_DATA, "%s does not say which CRS its coordinates are in",
                  path);
    ta_error_mend(
        err, "say it with --crs EPSG:CODE, for example --crs EPSG:4490 for CGCS2000 "
             "or --crs EPSG:4326 for WGS 84 degrees");
    return TA_E_DATA;
}

/** Take the user's word for the file's, and note when they are not the same. */
static enum ta_status settle_crs(struct ta_vector *vector, const char *wanted,
                                 struct ta_error *err)
{
    char said[TA_CRS_NAME], given[TA_CRS_NAME];
    enum ta_status status = ta_crs_name(wanted, given, err);
    if (status != TA_OK) {
        ta_error_context(err, "--crs");
        return status;
    }
    if (vector->crs != NULL && strcmp(vector->crs, TA_CRS_WGS84) != 0 &&
        ta_crs_name(vector->crs, said, NULL) == TA_OK && strcmp(said, given) != 0)
        (void)snprintf(vector->note, sizeof vector->note,
                       "the file declares %s; taken as %s, as given", said, given);

    char *crs = ta_strdup(wanted);
    if (crs == NULL) return ta_fail(err, TA_E_NOMEM, "no memory for a CRS");
    ta_free(vector->crs);
    vector->crs = crs;
    return TA_OK;
}

static enum ta_status open_format(const char *path,
                                  const struct ta_vector_options *options,
                                  struct ta_vector *vector, struct ta_error *err)
{
    struct ta_vector_options wanted = *options;
    if (wanted.bytes_max == 0) wanted.bytes_max = bytes_max;
    enum ta_status status =
        vector->format->open(path, &wanted, &vector->self, &vector->crs, err);
    if (status != TA_OK) return status;
    if (options->crs != NULL) return settle_crs(vector, options->crs, err);
    return vector->crs != NULL ? TA_OK : refuse_undeclared(path, err);
}

enum ta_status ta_vector_open(const char *path, const struct ta_vector_options *options,
                              struct ta_vector **out, struct ta_error *err)
{
    char head[HEAD];
    size_t size;
    enum ta_status status = read_head(path, head, &size, err);
    if (status != TA_OK) return status;

    const struct ta_source_format *format = format_of(path, head, size);
    if (format == NULL) return refuse_format(path, err);
    struct ta_vector *vector = ta_alloc(1, sizeof *vector);
    if (vector == NULL) return ta_fail(err, TA_E_NOMEM, "no memory to read %s", path);

    vector->format = format;
    status = open_format(path, options, vector, err);
    if (status != TA_OK) {
        ta_vector_close(vector);
        return status;
    }
    *out = vector;
    return TA_OK;
}

const char *ta_vector_crs(const struct ta_vector *vector)
{
    return vector->crs;
}

const char *ta_vector_note(const struct ta_vector *vector)
{
    return vector->note;
}

bool ta_vector_is_flat(const struct ta_vector *vector)
{
    return vector->format->flat;
}

enum ta_status ta_vector_each(struct ta_vector *vector, ta_feature_fn each, void *self,
                              struct ta_error *err)
{
    return vector->format->each(vector->self, each, self, err);
}

void ta_vector_close(struct ta_vector *vector)
{
    if (vector == NULL) return;
    if (vector->self != NULL) vector->format->close(vector->self);
    ta_free(vector->crs);
    ta_free(vector);
}
