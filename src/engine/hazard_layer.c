/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/hazard_layer.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/project.h"
#include "base/text.h"
#include "geo/crs.h"
#include "raster/chip.h"
#include "raster/hazard_table.h"

/* Of a bare set; a sheet says its own. */
static const double bare_reach_m = 100.0;
/* Shares of a site that must lie on a map and have a value there. The deepest water may stand in the
 * cells that are left out, so few may be. */
static const double share_least = 0.95;
enum { TABLE_BYTES = 64 << 20 };

bool ta_is_hazard(const char *variable)
{
    return strcmp(variable, TA_HAZARD_EXCEEDANCE) == 0 ||
           strcmp(variable, TA_HAZARD_EVENT) == 0 ||
           strcmp(variable, TA_HAZARD_SHEET) == 0;
}

void ta_hazard_layer_free(struct ta_hazard_layer *layer)
{
    for (size_t i = 0; layer->map != NULL && i < layer->sheet.n; i++)
        ta_hazard_map_close(layer->map[i]);
    ta_free(layer->map);
    if (layer->cutter != NULL) ta_cutter_close(layer->cutter);
    ta_free(layer->cutter);
    ta_hazard_set_free(&layer->set);
    ta_hazard_sheet_free(&layer->sheet);
    ta_free(layer->order);
    *layer = (struct ta_hazard_layer){.order = NULL};
}

/* --- opening ------------------------------------------------------------------------ */

char *ta_hazard_file_path(const struct ta_hazard_sheet *sheet, size_t i,
                          const char *path, const char *folder)
{
    struct ta_text full = {0};
    const char *slash = strrchr(path, '/');
    if (folder != NULL) {
        ta_text_addf(&full, "%s/%s", folder, sheet->file[i].path);
    } else {
        if (slash != NULL) ta_text_add_bytes(&full, path, (size_t)(slash - path) + 1);
        ta_text_add(&full, sheet->file[i].name);
    }
    return ta_text_take(&full);
}

static enum ta_status check_hash(const struct ta_hazard_file *file, const char *path,
                                 struct ta_error *err)
{
    char is[TA_HEX_SIZE];
    enum ta_status rc = ta_sha256_file(path, is, err);
    if (rc != TA_OK || strcmp(is, file->sha256) == 0) return rc;
    return ta_mended(ta_fail(err, TA_E_DATA,
                             "%s: not the bytes that were imported as %s", path,
                             file->name),
                     err, "import the layer again");
}

static enum ta_status sort_places(const char *path, struct ta_hazard_layer *out,
                                  struct ta_error *err)
{
    out->order = ta_alloc(out->set.points.n_points, sizeof *out->order);
    if (out->order == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    ta_hazard_sort(&out->set.points, out->order);
    return TA_OK;
}

bool ta_hazard_is_set(const char *path)
{
    static const char mark[4] = {'\x89', 'H', 'D', 'F'};
    char begin[sizeof mark] = "";
    FILE *file = fopen(path, "rb");
    size_t n = file == NULL ? 0 : fread(begin, 1, sizeof begin, file);
    if (file != NULL) (void)fclose(file); /* only read from */
    return n == sizeof mark && memcmp(begin, mark, sizeof mark) == 0;
}

static enum ta_status open_points(const char *path, struct ta_hazard_layer *out,
                                  struct ta_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    enum ta_status rc = TA_OK;
    if (ta_hazard_is_set(path)) {
        rc = ta_hazard_set_read(path, &out->set, err);
    } else {
        rc = ta_file_read(path, TABLE_BYTES, &bytes, &size, err);
        if (rc == TA_OK)
            rc = ta_hazard_table_read(path, bytes, size, out->sheet.frequency,
                                      &out->set, err);
    }
    ta_free(bytes);
    return rc == TA_OK ? sort_places(path, out, err) : rc;
}

static enum ta_status open_file(struct ta_hazard_layer *out, size_t i, const char *path,
                                const char *folder, struct ta_error *err)
{
    struct ta_hazard_file *file = &out->sheet.file[i];
    char *full = ta_hazard_file_path(&out->sheet, i, path, folder);
    if (full == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    enum ta_status rc = folder != NULL ? check_hash(file, full, err) : TA_OK;
    if (rc == TA_OK && out->sheet.is_points)
        rc = open_points(full, out, err);
    else if (rc == TA_OK)
        rc = ta_hazard_map_open(full, file->band, &out->map[i], err);
    ta_free(full);
    return rc;
}

static enum ta_status open_sheet(const char *path, const char *folder,
                                 struct ta_hazard_layer *out, struct ta_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    enum ta_status rc = ta_file_read(path, TA_HAZARD_SHEET_BYTES, &bytes, &size, err);
    if (rc == TA_OK)
        rc = ta_hazard_sheet_read(path, bytes, size, folder != NULL, &out->sheet, err);
    ta_free(bytes);
    if (rc != TA_OK) return rc;
    if (!out->sheet.is_points) {
        out->map = ta_alloc(out->sheet.n, sizeof(*out->map));
        out->cutter = ta_alloc(1, sizeof *out->cutter);
        if (out->map == NULL || out->cutter == NULL)
            return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
        out->cutter->port = ta_crs_port();
    }
    for (size_t i = 0; rc == TA_OK && i < out->sheet.n; i++)
        rc = open_file(out, i, path, folder, err);
    return rc;
}

enum ta_status ta_hazard_layer_open(const char *path, const char *variable,
                                    const char *folder, struct ta_hazard_layer *out,
                                    struct ta_error *err)
{
    *out = (struct ta_hazard_layer){
        .sheet = {.protection_years = NAN, .reach_m = bare_reach_m, .is_points = true}};
    if (strcmp(variable, TA_HAZARD_SHEET) == 0)
        return open_sheet(path, folder, out, err);
    out->sheet.frequency = strcmp(variable, TA_HAZARD_EVENT) == 0
                               ? TA_FREQUENCY_EVENT
                               : TA_FREQUENCY_EXCEEDANCE;
    enum ta_status rc = ta_hazard_set_read(path, &out->set, err);
    return rc == TA_OK ? sort_places(path, out, err) : rc;
}

/* --- places ------------------------------------------------------------------------- */

/* One call of ta_hazard_peaks(). */
struct looking {
    struct ta_hazard_layer *layer;
    const struct ta_project *project;
    struct ta_room *room;
    struct ta_hazard_peak *peak;
    size_t n;
    const char **why;
};

/* What is in the way; the words are the record's, so each has its form in why.def. */
static enum ta_status say(const struct looking *l, struct ta_error *err,
                          const char *format, ...) TA_PRINTF(3, 4);
static enum ta_status say(const struct looking *l, struct ta_error *err,
                          const char *format, ...)
{
    enum { ROOM = 128 };
    char *why = ta_room_take(l->room, ROOM, 1);
    if (why == NULL) return ta_fail(err, TA_E_NOMEM, "hazard: out of memory");
    va_list args;
    va_start(args, format);
    ta_words_format(why, ROOM, format, args);
    va_end(args);
    *l->why = why;
    return TA_OK;
}

static void take_place(const struct looking *l, size_t place)
{
    const struct ta_hazard_points *h = &l->layer->set.points;
    for (size_t e = 0; e < l->n; e++)
        l->peak[e].intensity = fmax(l->peak[e].intensity, ta_hazard_at(h, e, place));
}

/* @return whether some place speaks for the site */
static bool take_places(const struct looking *l, const struct ta_site *site)
{
    const struct ta_hazard_layer *layer = l->layer;
    const struct ta_hazard_points *h = &layer->set.points;
    struct ta_box box = ta_polygons_box(&site->shape);
    bool any = false;
    for (size_t i = 0; i < h->n_points; i++) {
        size_t p = layer->order[i];
        if (h->lat[p] < box.y_min) continue;
        if (h->lat[p] > box.y_max) break;
        if (h->lon[p] < box.x_min || h->lon[p] > box.x_max) continue;
        take_place(l, p);
        any = true;
    }
    if (any) return true;
    size_t near =
        ta_hazard_nearest(h, layer->order, 0.5 * (box.x_min + box.x_max),
                          0.5 * (box.y_min + box.y_max), layer->sheet.reach_m);
    if (near == h->n_points) return false;
    take_place(l, near);
    return true;
}

static enum ta_status look_at_points(struct looking *l, struct ta_error *err)
{
    const struct ta_hazard_points *h = &l->layer->set.points;
    l->n = h->n_events;
    l->peak = ta_room_take(l->room, l->n, sizeof *l->peak);
    if (l->peak == NULL) return ta_fail(err, TA_E_NOMEM, "hazard: out of memory");
    for (size_t e = 0; e < l->n; e++) l->peak[e].frequency = h->frequency[e];
    for (size_t i = 0; i < l->project->n_sites; i++)
        if (!take_places(l, &l->project->site[i]))
            return say(l, err, "the hazard set has no place within %g m of a site",
                       l->layer->sheet.reach_m);
    return TA_OK;
}

/* --- maps --------------------------------------------------------------------------- */

static int by_frequency(const void *a, const void *b)
{
    const struct ta_hazard_peak *p = a, *q = b;
    return p->frequency > q->frequency ? -1 : p->frequency < q->frequency;
}

/* One peak for each frequency: maps of one period are tiles of one another. Of events each is its
 * own, tile or not. */
static enum ta_status list_peaks(struct looking *l, struct ta_error *err)
{
    const struct ta_hazard_sheet *sheet = &l->layer->sheet;
    l->peak = ta_room_take(l->room, sheet->n, sizeof *l->peak);
    if (l->peak == NULL) return ta_fail(err, TA_E_NOMEM, "hazard: out of memory");
    for (size_t i = 0; i < sheet->n; i++)
        l->peak[i].frequency = sheet->file[i].frequency;
    l->n = sheet->n;
    if (sheet->frequency == TA_FREQUENCY_EVENT) return TA_OK;
    qsort(l->peak, sheet->n, sizeof *l->peak, by_frequency);
    l->n = 1;
    for (size_t i = 1; i < sheet->n; i++)
        if (l->peak[i].frequency < l->peak[l->n - 1].frequency)
            l->peak[l->n++] = l->peak[i];
    return TA_OK;
}

static bool is_of(const struct looking *l, size_t file, size_t peak)
{
    const struct ta_hazard_sheet *sheet = &l->layer->sheet;
    return sheet->frequency == TA_FREQUENCY_EVENT
               ? file == peak
               : sheet->file[file].frequency == l->peak[peak].frequency;
}

/* What all tiles of one period say of a site, added to the peak. */
static enum ta_status take_map(struct looking *l, size_t peak,
                               const struct ta_site *site, struct ta_error *err)
{
    struct ta_hazard_layer *layer = l->layer;
    double known = 0.0, blank = 0.0;
    for (size_t i = 0; i < layer->sheet.n; i++) {
        struct ta_hazard_seen seen;
        if (!is_of(l, i, peak)) continue;
        enum ta_status rc =
            ta_hazard_map_look(layer->map[i], layer->cutter, &site->shape, &seen, err);
        if (rc != TA_OK) return rc;
        if (seen.least < 0.0)
            return say(l, err,
                       "a map of the hazard has %g on a site: is its NoData declared?",
                       seen.least);
        known += seen.known;
        blank += seen.blank;
        if (seen.known > 0.0)
            l->peak[peak].intensity = fmax(l->peak[peak].intensity, seen.most);
    }
    if (known + blank < share_least)
        return say(l, err, "the maps of the hazard hold %.3g %% of a site",
                   100.0 * (known + blank));
    if (known + (layer->sheet.dry ? blank : 0.0) < share_least)
        return say(l, err, "the maps of the hazard have a value for %.3g %% of a site",
                   100.0 * known);
    return TA_OK;
}

static enum ta_status look_at_maps(struct looking *l, struct ta_error *err)
{
    enum ta_status rc = list_peaks(l, err);
    for (size_t s = 0; rc == TA_OK && s < l->project->n_sites; s++)
        for (size_t k = 0; rc == TA_OK && *l->why == NULL && k < l->n; k++)
            rc = take_map(l, k, &l->project->site[s], err);
    return rc;
}

enum ta_status ta_hazard_peaks(struct ta_hazard_layer *layer,
                               const struct ta_project *project, struct ta_room *room,
                               struct ta_hazard_peak **out, size_t *n, const char **why,
                               struct ta_error *err)
{
    struct looking l = {.layer = layer, .project = project, .room = room, .why = why};
    *why = NULL;
    *out = NULL;
    *n = 0;
    enum ta_status rc =
        layer->sheet.is_points ? look_at_points(&l, err) : look_at_maps(&l, err);
    if (rc != TA_OK || *why != NULL || project->n_sites == 0) return rc;
    qsort(l.peak, l.n, sizeof *l.peak, by_frequency);
    *out = l.peak;
    *n = l.n;
    return TA_OK;
}
