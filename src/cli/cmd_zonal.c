/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_zonal.c  Statistics of any rasters over any polygons. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/print.h"
#include "cli/stop.h"
#include "engine/zonal.h"
#include "engine/zonal_table.h"

enum { UNMET_NAMED = 10 }; /* of the zones that lie on no raster */
enum { FIXED = 6, INDICES = 32, COLUMNS = FIXED + TA_ZONAL_STATS_MAX + 1, STEPS = 100 };

/* The command at work. */
struct zonal {
    struct ta_call *call;
    struct ta_zonal_stats stats;
    struct ta_zonal_band band[TA_ZONAL_BANDS_MAX];
    size_t n_bands, n_indices;
    char index[INDICES][TA_NAME_SIZE];
    const char *index_list[INDICES];
    struct ta_column column[COLUMNS];
    /* Where rows go: a file, CSV on stdout, or a list. */
    struct ta_zonal_table *table;
    bool csv, head_out;
    struct ta_text line;
    struct ta_list *list;
    struct ta_progress *progress;
    size_t n_unmet;
    struct ta_text unmet; /* their names, the first ones */
};

/* --- what was typed --------------------------------------------------------------- */

/* The next word of a list with commas; *list is NULL behind the last. */
static bool next_word(const char **list, char word[TA_NAME_SIZE])
{
    size_t size = strcspn(*list, ",");
    bool fits = size > 0 && size < TA_NAME_SIZE;
    if (fits) memcpy(word, *list, size);
    word[fits ? size : 0] = '\0';
    *list = (*list)[size] == ',' ? *list + size + 1 : NULL;
    return fits;
}

/* "red=3", or "red" for products, which know their bands by name. */
static bool read_band(const char *word, struct ta_zonal_band *out)
{
    const char *sign = strchr(word, '=');
    int64_t number = 0;
    size_t size = sign != NULL ? (size_t)(sign - word) : strlen(word);
    if (size == 0) return false;
    memcpy(out->name, word, size);
    out->name[size] = '\0';
    if (sign != NULL &&
        (ta_parse_i64(sign + 1, &number) != TA_OK || number < 1 || number > INT32_MAX))
        return false;
    out->number = (int)number;
    return true;
}

static enum ta_status read_bands(struct zonal *z, struct ta_error *err)
{
    const char *list = ta_call_text(z->call, "bands");
    char word[TA_NAME_SIZE];
    while (list != NULL) {
        const char *rest = list;
        if (z->n_bands == TA_ZONAL_BANDS_MAX || !next_word(&list, word) ||
            !read_band(word, &z->band[z->n_bands]))
            return ta_call_misuse(z->call, err, "--bands: \"%.60s\" is no list like %s",
                                  rest, "red=3,nir=4");
        z->n_bands++;
    }
    return TA_OK;
}

static enum ta_status read_indices(struct zonal *z, struct ta_error *err)
{
    const char *list = ta_call_text(z->call, "index");
    while (list != NULL) {
        const char *rest = list;
        if (z->n_indices == INDICES || !next_word(&list, z->index[z->n_indices]))
            return ta_call_misuse(z->call, err, "--index: \"%.60s\" is no list like %s",
                                  rest, "ndvi,nbr");
        z->index_list[z->n_indices] = z->index[z->n_indices];
        z->n_indices++;
    }
    return TA_OK;
}

static unsigned threads_of(const struct ta_call *call)
{
    long here = sysconf(_SC_NPROCESSORS_ONLN);
    if (here < 1) here = 1;
    if (here > TA_PASS_THREADS_MAX) here = TA_PASS_THREADS_MAX;
    return (unsigned)ta_call_whole(call, "threads", here);
}

/* --- rows ------------------------------------------------------------------------- */

static void set_value(json_t *row, const char *key, const struct ta_zonal_value *v,
                      bool *ok)
{
    if (v->absent)
        ta_json_set(row, key, json_null(), ok);
    else if (v->text != NULL)
        ta_json_set_text(row, key, v->text, ok);
    else if (v->whole && v->integer > -(INT64_C(1) << 53) &&
             v->integer < INT64_C(1) << 53)
        ta_json_set_int(row, key, v->integer, ok);
    else
        ta_json_set_number(row, key, v->number, ok);
}

static enum ta_status list_row(struct zonal *z, const struct ta_zonal_row *r,
                               struct ta_error *err)
{
    bool ok = true;
    json_t *row = json_object();
    ta_json_set_text(row, "zone", r->zone, &ok);
    ta_json_set_text(row, "raster", r->raster, &ok);
    ta_json_set_text(row, "band", r->band, &ok);
    if (r->date != TA_DAY_NONE) ta_json_set_day(row, "date", r->date, &ok);
    ta_json_set_number(row, "count", r->count, &ok);
    ta_json_set_number(row, "valid_fraction", r->valid_fraction, &ok);
    for (size_t i = 0; i < z->stats.n; i++)
        set_value(row, z->stats.stat[i].name, &r->value[i], &ok);
    return ta_list_add(z->list, row, ok, err);
}

/* The head goes out with the first row: a job that fails before it prints nothing. */
static enum ta_status print_row(struct zonal *z, const struct ta_zonal_row *row,
                                struct ta_error *err)
{
    z->line.size = 0;
    if (!z->head_out) ta_zonal_csv_head(&z->line, &z->stats);
    z->head_out = true;
    ta_zonal_csv_row(&z->line, &z->stats, row);
    if (z->line.failed) return ta_fail(err, TA_E_NOMEM, "output: out of memory");
    ta_output_bytes(z->call->out, z->line.bytes, z->line.size);
    return TA_OK;
}

static enum ta_status on_row(void *self, const struct ta_zonal_row *row,
                             struct ta_error *err)
{
    struct zonal *z = self;
    if (z->table != NULL) return ta_zonal_table_add(z->table, row, err);
    return z->csv ? print_row(z, row, err) : list_row(z, row, err);
}

/* The words say on what. */
static void on_problem(void *self, const char *raster, const char *zone,
                       const struct ta_error *why)
{
    const struct zonal *z = self;
    (void)raster;
    (void)zone;
    ta_call_say(z->call, "%s%s%s", why->text, why->mend[0] != '\0' ? "; " : "",
                why->mend);
}

static void on_unmet(void *self, const char *zone)
{
    struct zonal *z = self;
    if (z->n_unmet++ < UNMET_NAMED)
        ta_text_addf(&z->unmet, "%s%.60s", z->unmet.size > 0 ? ", " : "", zone);
}

/* A table that lacks zones looks like a whole one. */
static void tell_unmet(struct zonal *z, size_t zones)
{
    char more[40] = "";
    if (z->n_unmet > UNMET_NAMED)
        (void)snprintf(more, sizeof more, " and %zu more", z->n_unmet - UNMET_NAMED);
    if (z->n_unmet > 0)
        ta_call_say(z->call,
                    "%zu of %zu zones lie%s on no raster that was read, and ha%s no "
                    "row: %s%s; compare where they and the rasters lie",
                    z->n_unmet, zones, z->n_unmet == 1 ? "s" : "",
                    z->n_unmet == 1 ? "s" : "ve", z->unmet.failed ? "" : z->unmet.bytes,
                    more);
    ta_text_free(&z->unmet);
}

static enum ta_status on_progress(void *self, double rasters, size_t of)
{
    struct zonal *z = self;
    if (z->progress == NULL)
        z->progress = ta_progress_new("zonal", of * STEPS, z->call->quiet);
    ta_progress_step(z->progress, (size_t)(rasters * STEPS));
    return ta_stop_asked(NULL) ? TA_E_AGAIN : TA_OK;
}

/* --- where rows go ---------------------------------------------------------------- */

static enum ta_status open_list(struct zonal *z, struct ta_error *err)
{
    static const struct ta_column fixed[FIXED] = {
        {"zone", "Zone"}, {"raster", "Raster"}, {"band", "Band"},
        {"date", "Date"}, {"count", "Count"},   {"valid_fraction", "Valid"}};
    memcpy(z->column, fixed, sizeof fixed);
    for (size_t i = 0; i < z->stats.n; i++)
        z->column[FIXED + i] =
            (struct ta_column){z->stats.stat[i].name, z->stats.stat[i].name};
    return ta_list_new(z->call, z->column, &z->list, err);
}

static enum ta_status open_output(struct zonal *z, struct ta_error *err)
{
    const char *path = ta_call_text(z->call, "output");
    if (path == NULL) return open_list(z, err);
    if (strcmp(path, "-") != 0)
        return ta_zonal_table_open(path, &z->stats, z->call->now, &z->table, err);
    z->csv = true;
    return TA_OK;
}

/* Whatever was found is kept; a job that failed leaves no file. */
static enum ta_status close_output(struct zonal *z, bool keep, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    ta_text_free(&z->line);
    if (!keep) {
        ta_zonal_table_abandon(z->table);
        ta_list_drop(z->list);
        return TA_OK;
    }
    if (z->table != NULL) rc = ta_zonal_table_finish(z->table, err);
    if (z->list != NULL) rc = ta_list_end(z->list, err);
    return rc;
}

/* --- run -------------------------------------------------------------------------- */

static enum ta_status read_call(struct zonal *z, struct ta_error *err)
{
    enum ta_status rc =
        ta_zonal_stats_parse(ta_call_text(z->call, "stats"), &z->stats, err);
    if (rc == TA_OK) rc = read_bands(z, err);
    return rc == TA_OK ? read_indices(z, err) : rc;
}

static enum ta_status run_job(struct zonal *z, struct ta_zonal_counts *counts,
                              struct ta_error *err)
{
    const struct ta_call *call = z->call;
    const char *path = ta_call_text(call, "output");
    const struct ta_zonal_job job = {
        .zones = ta_call_text(call, "zones"),
        .crs = ta_call_text(call, "crs"),
        .layer = ta_call_text(call, "layer"),
        .id_field = ta_call_text(call, "id"),
        .n_rasters = call->n_arguments,
        .raster = call->argument,
        .together = ta_call_has(call, "together"),
        .n_bands = z->n_bands,
        .band = z->band,
        .n_indices = z->n_indices,
        .index = z->index_list,
        .keep_bands = ta_call_has(call, "keep-bands"),
        .scale = ta_call_number(call, "scale"),
        .offset = ta_call_number(call, "offset"),
        .mask = ta_call_text(call, "mask"),
        .snow = ta_call_has(call, "snow"),
        .stats = &z->stats,
        .shapes = path != NULL && ta_zonal_table_has_shapes(path),
        .threads = threads_of(call),
        .self = z,
        .row = on_row,
        .problem = on_problem,
        .unmet = on_unmet,
        .progress = on_progress,
    };
    ta_stop_watch();
    enum ta_status rc = ta_zonal_run(&job, counts, err);
    ta_progress_end(z->progress);
    return rc;
}

static enum ta_status run(struct ta_call *call, struct ta_error *err)
{
    struct zonal z = {.call = call};
    struct ta_zonal_counts counts = {0};
    struct ta_error late = {0};
    enum ta_status rc = read_call(&z, err);
    if (rc == TA_OK) rc = open_output(&z, err);
    if (rc != TA_OK) return rc;
    rc = run_job(&z, &counts, err);
    bool keep = rc == TA_OK || rc == TA_PARTLY || rc == TA_FINDING;
    enum ta_status closed = close_output(&z, keep, &late);
    if (closed != TA_OK) {
        ta_text_free(&z.unmet);
        *err = late;
        return closed;
    }
    tell_unmet(&z, counts.zones);
    if (keep)
        ta_call_say(call,
                    "zonal: rasters=%zu failed=%zu zones=%zu met=%zu set_aside=%zu "
                    "mended=%zu rows=%zu",
                    counts.rasters, counts.rasters_failed, counts.zones,
                    counts.zones_met, counts.zones_set_aside, counts.zones_mended,
                    counts.rows);
    return rc;
}

static const struct ta_argument arguments[] = {
    {.name = "RASTER",
     .help = "GeoTIFF, JPEG 2000, netCDF or HDF5; or a STAC item, a Landsat MTL, an "
             "MTD_MSIL2A.xml, or a folder of these",
     .repeatable = true},
    {.name = NULL}};

static const struct ta_option options[] = {
    {.name = "zones",
     .letter = 'z',
     .value = "FILE",
     .required = true,
     .help = "polygons: GeoJSON, GeoPackage, Shapefile, or CSV with a column `wkt`"},
    {.name = "id",
     .value = "FIELD",
     .help = "field that names a zone; without it `id`, else the row's number"},
    {.name = "stats",
     .letter = 's',
     .value = "LIST",
     .fallback = "mean,stdev,min,max",
     .help =
         "of sum, mean, variance, stdev, min, max, median, p5 and other percentiles, "
         "mode, minority, variety, shares"},
    {.name = "bands",
     .letter = 'b',
     .value = "LIST",
     .help = "names for bands, such as red=3,nir=4; without it all, by number"},
    {.name = "index",
     .letter = 'i',
     .value = "LIST",
     .help = "indices computed per pixel from named bands, such as ndvi"},
    {.name = "keep-bands", .help = "with --index: rows for the bands too"},
    {.name = "together",
     .help = "the raster files are the bands of one scene, numbered through"},
    {.name = "scale",
     .value = "NUMBER",
     .kind = TA_VALUE_NUMBER,
     .help = "value of one count; without it as the file says"},
    {.name = "offset",
     .value = "NUMBER",
     .kind = TA_VALUE_NUMBER,
     .help = "value of count 0; without it as the file says"},
    {.name = "mask",
     .letter = 'm',
     .value = "FILE:HOW",
     .help = "quality layer, read as scl, qa_pixel or bqa_c1, or by codes that mask "
             "(3,8,9), or bits that do (bits=1,3)"},
    {.name = "snow", .help = "snow counts as clear"},
    {.name = "crs",
     .value = "CRS",
     .help = "what the zones' coordinates are in, such as EPSG:32650; needed where the "
             "file does not say it"},
    {.name = "layer",
     .value = "NAME",
     .help = "layer of a zones file that has several"},
    {.name = "threads",
     .value = "N",
     .kind = TA_VALUE_WHOLE,
     .least = 1,
     .most = TA_PASS_THREADS_MAX,
     .help = "threads that read; without it one for each processor"},
    {.name = "output",
     .letter = 'o',
     .value = "FILE",
     .help = "write .csv, .geojson or .gpkg; - is CSV on standard output"},
    {.name = NULL}};

const struct ta_command ta_command_zonal = {
    .name = "zonal",
    .summary = "statistics of any rasters over any polygons",
    .more =
        "A long table: one row for each zone, raster and band, with the weighted count "
        "of cells and the share of the zone that they are. A cell counts by the share "
        "of "
        "it that lies in the zone; variance is the weighted population's. Zones are "
        "moved to the CRS of each raster; pixels are never moved. A zone that does not "
        "lie on a raster has no row for it; zones that lie on none are named, and "
        "where "
        "no zone meets any raster the exit code is 1.\n"
        "Missing values of the file, NaN, masked pixels and alpha count for nothing. "
        "An index has no value where its divisor is not above 0, as over water and "
        "shadow with negative reflectances, so it may count fewer cells than its "
        "bands; what lies beyond its range is put at the end of it. "
        "Products bring their bands' names, scales, masks and dates; for plain files a "
        "date is taken from the product they belong to, or from their name.",
    .argument = arguments,
    .option = options,
    .example =
        "terrassay zonal slope.tif --zones parcels.gpkg --stats mean,p5,median,p95\n"
        "terrassay zonal scene.tif -z farms.geojson -b red=3,nir=4 -i ndvi -o "
        "ndvi.csv\n"
        "terrassay zonal B04.tif B08.tif --together -z farms.geojson "
        "-b red=1,nir=2 -i ndvi -m SCL.tif:scl -o ndvi.gpkg",
    .run = run,
};
