/* SPDX-License-Identifier: Apache-2.0 */
/** @file source_csv.c  CSV: a column of well-known text, or two of coordinates. */
#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/project.h"
#include "base/text.h"
#include "geo/csv_rows.h"
#include "geo/planar.h"
#include "geo/rings.h"
#include "geo/source.h"

enum { NO_COLUMN = TA_CSV_COLUMNS_MAX };

struct csv_file {
    char *bytes;
    struct ta_csv_rows begin; /* behind the header */
    struct ta_csv_row header, row;
    size_t wkt, x, y; /* columns, or NO_COLUMN */
};

static void close_csv(void *self)
{
    struct csv_file *file = self;
    ta_text_free(&file->header.text);
    ta_text_free(&file->row.text);
    ta_free(file->bytes);
    ta_free(file);
}

static size_t find_column(const struct ta_csv_row *header, const char *const *name)
{
    for (; *name != NULL; name++)
        for (size_t i = 0; i < header->n; i++)
            if (strcasecmp(header->cell[i], *name) == 0) return i;
    return NO_COLUMN;
}

static enum ta_status check_header(const char *path, const struct ta_csv_row *header,
                                   struct ta_error *err)
{
    for (size_t i = 0; i < header->n; i++)
        for (size_t k = 0; k < i; k++)
            if (strcasecmp(header->cell[i], header->cell[k]) == 0)
                return ta_mended(ta_fail(err, TA_E_DATA,
                                         "%s: column '%.60s' stands there twice", path,
                                         header->cell[i]),
                                 err, "rename one of them, or leave it out");
    return TA_OK;
}

static enum ta_status find_columns(const char *path, struct csv_file *file,
                                   struct ta_error *err)
{
    static const char *const wkt[] = {"wkt", "geometry", "geom", "the_geom", NULL};
    static const char *const x[] = {"longitude", "lon", "lng", "x", "easting", NULL};
    static const char *const y[] = {"latitude", "lat", "y", "northing", NULL};
    file->wkt = find_column(&file->header, wkt);
    file->x = find_column(&file->header, x);
    file->y = find_column(&file->header, y);
    if (file->wkt != NO_COLUMN || (file->x != NO_COLUMN && file->y != NO_COLUMN))
        return TA_OK;

    (void)ta_fail(err, TA_E_DATA, "%s: the first line names no column of shapes", path);
    ta_error_mend(err, "name columns in it: wkt; or longitude, latitude and radius_m");
    return TA_E_DATA;
}

static enum ta_status read_header(const char *path, struct csv_file *file, size_t size,
                                  struct ta_error *err)
{
    file->begin = ta_csv_rows_begin(file->bytes, size);
    enum ta_status status = ta_csv_rows_next(&file->begin, 0, &file->header, err);
    if (status != TA_OK) {
        ta_error_context(err, "%s:1", path);
        return status;
    }
    status = check_header(path, &file->header, err);
    return status == TA_OK ? find_columns(path, file, err) : status;
}

static enum ta_status open_csv(const char *path,
                               const struct ta_vector_options *options, void **self,
                               char **crs, struct ta_error *err)
{
    (void)crs; /* a table of text declares none */
    size_t size = 0;
    struct csv_file *file = ta_alloc(1, sizeof *file);
    if (file == NULL) return ta_fail(err, TA_E_NOMEM, "no memory to read %s", path);

    enum ta_status status =
        ta_file_read(path, options->bytes_max, &file->bytes, &size, err);
    if (status == TA_OK) status = read_header(path, file, size, err);
    if (status != TA_OK) {
        close_csv(file);
        return status;
    }
    *self = file;
    return TA_OK;
}

/** Only what is read here reaches the parser: nested collections do not. */
static bool is_area_text(const char *text)
{
    text += strspn(text, " \t\r\n");
    return strncasecmp(text, "POLYGON", 7) == 0 ||
           strncasecmp(text, "MULTIPOLYGON", 12) == 0;
}

static bool is_point_text(const char *text)
{
    text += strspn(text, " \t\r\n");
    return strncasecmp(text, "POINT", 5) == 0;
}

static enum ta_status take_wkt(struct ta_planar *planar, const GEOSGeometry *shape,
                               struct ta_feature *feature, struct ta_error *err)
{
    if (GEOSGeomTypeId_r(planar->geos, shape) != GEOS_POINT) {
        feature->drawn = TA_DRAWN_POLYGONS;
        return ta_planar_to(planar, shape, &feature->outline, err);
    }
    feature->drawn = TA_DRAWN_POINT;
    if (GEOSGeomGetX_r(planar->geos, shape, &feature->point[0]) == 1 &&
        GEOSGeomGetY_r(planar->geos, shape, &feature->point[1]) == 1)
        return TA_OK;
    return ta_mended(ta_fail(err, TA_E_DATA, "geometry: the point is empty"), err,
                     "write it like POINT (10 20), longitude first");
}

static enum ta_status refuse_kind(const char *text, struct ta_error *err)
{
    (void)ta_fail(err, TA_E_DATA,
                  "geometry: '%.40s' is no POLYGON, MULTIPOLYGON or POINT", text);
    ta_error_mend(err, "draw an area as POLYGON or MULTIPOLYGON, or give a POINT and "
                       "radius_m");
    return TA_E_DATA;
}

/* What GEOS says, "ParseException: Expected number but encountered word: 'x'", without the names of its
 * exceptions and classes. */
static enum ta_status refuse_wkt(const char *said, struct ta_error *err)
{
    static const char *const known[][2] = {
        {"closed linestring", "a ring is not closed"},
        {"Invalid number of points", "a ring has fewer than four points"},
        {"Expected number", "a number is missing"},
        {"Expected word", "a bracket, a comma or a word is missing"},
    };
    static const char before[] = "but encountered ";
    const char *what = "points or brackets are missing";
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strstr(said, known[i][0]) != NULL) what = known[i][1];
    const char *found = strstr(said, before);
    const char *quote = found == NULL ? NULL : strchr(found, '\'');
    if (quote != NULL)
        (void)ta_fail(err, TA_E_DATA,
                      "geometry: it is not well-known text: %s, found %.60s", what,
                      quote);
    else
        (void)ta_fail(err, TA_E_DATA, "geometry: it is not well-known text: %s%s", what,
                      found == NULL ? "" : " at its end");
    return ta_mended(TA_E_DATA, err,
                     "write it like POLYGON ((10 20, 10.1 20, 10.1 20.1, 10 20)): "
                     "longitude first, rings closed, in quotes");
}

/* The first word that stands for a coordinate and is no number; NULL when there is none. GEOS takes these as
 * numbers, and then says of the ring that it is not closed. */
static const char *not_a_number(const char *text, size_t *size)
{
    static const char *const word[] = {"nan", "inf", "infinity"};
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (text += strcspn(text, letters); *text != '\0';
         text += strcspn(text, letters)) {
        *size = strspn(text, letters);
        for (size_t i = 0; i < sizeof word / sizeof *word; i++)
            if (*size == strlen(word[i]) && strncasecmp(text, word[i], *size) == 0)
                return text;
        text += *size;
    }
    return NULL;
}

static enum ta_status refuse_word(const char *word, size_t size, struct ta_error *err)
{
    (void)ta_fail(err, TA_E_DATA,
                  "geometry: a coordinate is not a finite number, found %.*s",
                  (int)size, word);
    return ta_mended(
        TA_E_DATA, err,
        "write each corner as two numbers, longitude first; leave the cell "
        "empty where the place is not known");
}

static enum ta_status read_wkt(const char *text, struct ta_feature *feature,
                               struct ta_error *err)
{
    size_t size = 0;
    struct ta_planar planar;
    if (!is_area_text(text) && !is_point_text(text)) return refuse_kind(text, err);
    const char *word = not_a_number(text, &size);
    if (word != NULL) return refuse_word(word, size, err);
    enum ta_status status = ta_planar_begin(&planar, err);
    if (status != TA_OK) return status;

    GEOSWKTReader *reader = GEOSWKTReader_create_r(planar.geos);
    GEOSGeometry *shape =
        reader == NULL ? NULL : GEOSWKTReader_read_r(planar.geos, reader, text);
    if (shape == NULL)
        status = refuse_wkt(planar.words, err);
    else
        status = take_wkt(&planar, shape, feature, err);
    if (shape != NULL) GEOSGeom_destroy_r(planar.geos, shape);
    if (reader != NULL) GEOSWKTReader_destroy_r(planar.geos, reader);
    ta_planar_end(&planar);
    return status;
}

static enum ta_status read_point(const struct csv_file *file,
                                 struct ta_feature *feature, struct ta_error *err)
{
    const size_t column[2] = {file->x, file->y};
    feature->drawn = TA_DRAWN_POINT;
    for (size_t i = 0; i < 2; i++) {
        const char *cell = file->row.cell[column[i]];
        if (ta_parse_f64(cell, &feature->point[i]) != TA_OK)
            return ta_mended(ta_fail(err, TA_E_DATA, "%s: '%.40s' is not a number",
                                     file->header.cell[column[i]], cell),
                             err, "write digits and a point only, as in 12.5");
    }
    return TA_OK;
}

static enum ta_status read_shape(const struct csv_file *file,
                                 struct ta_feature *feature, struct ta_error *err)
{
    const struct ta_csv_row *row = &file->row;
    if (file->wkt != NO_COLUMN && row->cell[file->wkt][0] != '\0')
        return read_wkt(row->cell[file->wkt], feature, err);
    bool has_point = file->x != NO_COLUMN && file->y != NO_COLUMN &&
                     (row->cell[file->x][0] != '\0' || row->cell[file->y][0] != '\0');
    return has_point ? read_point(file, feature, err) : TA_OK;
}

/** Columns but those of the shape, empty cells left out. Owned; NULL when out of memory. */
static json_t *fields_of(const struct csv_file *file)
{
    json_t *fields = json_object();
    bool ok = fields != NULL;
    for (size_t i = 0; i < file->row.n && ok; i++) {
        bool is_shape = i == file->wkt || i == file->x || i == file->y;
        if (is_shape || file->row.cell[i][0] == '\0' || file->header.cell[i][0] == '\0')
            continue;
        ok = json_object_set_new(fields, file->header.cell[i],
                                 json_string(file->row.cell[i])) == 0;
    }
    if (ok) return fields;
    json_decref(fields);
    return NULL;
}

static bool is_blank(const struct ta_csv_row *row)
{
    for (size_t i = 0; i < row->n; i++)
        if (row->cell[i][0] != '\0') return false;
    return true;
}

static enum ta_status hand_on(struct csv_file *file, size_t number,
                              const struct ta_error *broken, ta_feature_fn each,
                              void *to, struct ta_error *err)
{
    struct ta_error bad = {0};
    json_t *fields = broken != NULL ? json_object() : fields_of(file);
    struct ta_feature feature = {
        .row = number, .line = file->row.line, .fields = fields, .bad = broken};
    if (fields == NULL)
        return ta_fail(err, TA_E_NOMEM, "no memory for row %zu", number);

    if (broken == NULL && read_shape(file, &feature, &bad) != TA_OK) feature.bad = &bad;
    enum ta_status status = each(to, &feature, err);
    ta_polygons_free(&feature.outline);
    json_decref(fields);
    return status;
}

static enum ta_status each_csv(void *self, ta_feature_fn each, void *to,
                               struct ta_error *err)
{
    struct csv_file *file = self;
    struct ta_csv_rows csv = file->begin;
    for (size_t number = 1;; number++) {
        struct ta_error broken = {0};
        enum ta_status status =
            ta_csv_rows_next(&csv, file->header.n, &file->row, &broken);
        if (status == TA_E_NOMEM) return ta_fail(err, status, "%s", broken.text);
        if (status == TA_OK && file->row.n == 0) return TA_OK;
        if (status == TA_OK && is_blank(&file->row)) continue;

        status = hand_on(file, number, status == TA_OK ? NULL : &broken, each, to, err);
        if (status != TA_OK) return status;
    }
}

const struct ta_source_format ta_source_csv = {
    "CSV", true, open_csv, each_csv, close_csv,
};
