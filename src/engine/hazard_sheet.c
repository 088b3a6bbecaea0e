/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/hazard_sheet.h"

#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/yaml.h"
#include "units.h"

static const char *const schemas[] = {"terrassay/hazard/1", NULL};
static const char *const frequencies[] = {"event", "exceedance", NULL};
static const char *const blanks[] = {"unknown", "dry", NULL};

/* A sheet being read. */
struct reading {
    struct ta_yaml *yaml;
    const struct ta_yaml_node *root;
    bool kept;
    struct ta_hazard_sheet *sheet;
};

/* --- members ------------------------------------------------------------------------ */

static enum ta_status take_text(const struct reading *r, const struct ta_yaml_node *map,
                                const char *key, char *to, size_t room,
                                struct ta_error *err)
{
    const struct ta_yaml_node *node = NULL;
    const char *text = NULL;
    enum ta_status rc = ta_yaml_need(r->yaml, map, key, TA_YAML_SCALAR, &node, err);
    if (rc == TA_OK) rc = ta_yaml_text(r->yaml, node, &text, err);
    if (rc != TA_OK) return rc;
    if (text[0] == '\0' || strpbrk(text, ";\n\r\t") != NULL || !ta_copy(to, room, text))
        return ta_yaml_fail(r->yaml, node, err,
                            "%s: wanted 1 to %zu bytes on one line without ;", key,
                            room - 1);
    return TA_OK;
}

static enum ta_status take_number(const struct reading *r,
                                  const struct ta_yaml_node *map, const char *key,
                                  double lo, double hi, double *out,
                                  struct ta_error *err)
{
    const struct ta_yaml_node *node = NULL;
    enum ta_status rc = ta_yaml_need(r->yaml, map, key, TA_YAML_SCALAR, &node, err);
    if (rc == TA_OK) rc = ta_yaml_number(r->yaml, node, out, err);
    if (rc == TA_OK && !(*out >= lo && *out <= hi))
        rc = ta_yaml_fail(r->yaml, node, err, "%s: wanted %g to %g", key, lo, hi);
    return rc;
}

static enum ta_status take_choice(const struct reading *r, const char *key,
                                  const char *const *words, size_t *out,
                                  struct ta_error *err)
{
    const struct ta_yaml_node *node = NULL;
    enum ta_status rc = ta_yaml_need(r->yaml, r->root, key, TA_YAML_SCALAR, &node, err);
    return rc == TA_OK ? ta_yaml_choice(r->yaml, node, words, out, err) : rc;
}

/* --- files -------------------------------------------------------------------------- */

/* A sheet may come from anybody: its files lie beside it, and it cannot name others. */
static bool stays_beside(const char *name)
{
    if (name[0] == '/' || strchr(name, '\\') != NULL || strchr(name, ':') != NULL)
        return false;
    for (const char *at = name; *at != '\0'; at++)
        if ((at == name || at[-1] == '/') && strncmp(at, "..", 2) == 0) return false;
    return true;
}

static bool is_hash(const char *text)
{
    return strlen(text) == TA_HEX_SIZE - 1 &&
           strspn(text, "0123456789abcdef") == TA_HEX_SIZE - 1;
}

static enum ta_status take_file(const struct reading *r, const struct ta_yaml_node *map,
                                const char *key, struct ta_hazard_file *out,
                                struct ta_error *err)
{
    enum ta_status rc = take_text(r, map, key, out->name, sizeof out->name, err);
    if (rc == TA_OK && !stays_beside(out->name))
        return ta_yaml_fail(r->yaml, ta_yaml_member(map, key), err,
                            "%s: wanted a file beside this one or below", key);
    if (rc != TA_OK || !r->kept) return rc;
    rc = take_text(r, map, "path", out->path, sizeof out->path, err);
    if (rc == TA_OK)
        rc = take_text(r, map, "sha256", out->sha256, sizeof out->sha256, err);
    if (rc == TA_OK && (strncmp(out->path, "layers/", 7) != 0 ||
                        !stays_beside(out->path) || !is_hash(out->sha256)))
        rc =
            ta_yaml_fail(r->yaml, map, err, "path or sha256 of %s: is none", out->name);
    return rc;
}

static enum ta_status known_members(const struct reading *r,
                                    const struct ta_yaml_node *map, bool points,
                                    struct ta_error *err)
{
    static const char *const of_map[] = {"file", "band",   "period", "frequency",
                                         "path", "sha256", NULL};
    static const char *const of_points[] = {"file", "path", "sha256", NULL};
    return ta_yaml_known(r->yaml, map, points ? of_points : of_map, err);
}

static enum ta_status read_map(const struct reading *r, const struct ta_yaml_node *map,
                               struct ta_hazard_file *out, struct ta_error *err)
{
    const struct ta_yaml_node *band = NULL;
    int64_t number = 1;
    bool event = r->sheet->frequency == TA_FREQUENCY_EVENT;
    out->period = NAN;
    enum ta_status rc = known_members(r, map, false, err);
    if (rc == TA_OK) rc = take_file(r, map, "file", out, err);
    if (rc == TA_OK && ta_yaml_member(map, event ? "period" : "frequency") != NULL)
        rc = ta_yaml_fail(r->yaml, map, err, "a map of %s has its %s",
                          event ? "an event" : "exceedance",
                          event ? "frequency" : "period");
    if (rc == TA_OK && event)
        rc = take_number(r, map, "frequency", 1e-12, 1e6, &out->frequency, err);
    if (rc == TA_OK && !event) {
        rc = take_number(r, map, "period", 1.000001, 1e7, &out->period, err);
        out->frequency = 1.0 / out->period;
    }
    band = ta_yaml_member(map, "band");
    if (rc == TA_OK && band != NULL)
        rc = ta_yaml_int(r->yaml, band, 1, 65535, &number, err);
    out->band = (int)number;
    return rc;
}

static enum ta_status read_maps(const struct reading *r, struct ta_error *err)
{
    const struct ta_yaml_node *list = NULL;
    struct ta_hazard_sheet *s = r->sheet;
    enum ta_status rc =
        ta_yaml_need(r->yaml, r->root, "maps", TA_YAML_LIST, &list, err);
    if (rc == TA_OK && (list->n == 0 || list->n > TA_HAZARD_MAPS_MAX))
        rc = ta_yaml_fail(r->yaml, list, err, "maps: wanted 1 to %d",
                          TA_HAZARD_MAPS_MAX);
    if (rc != TA_OK) return rc;
    s->file = ta_alloc(list->n, sizeof *s->file);
    if (s->file == NULL) return ta_fail(err, TA_E_NOMEM, "hazard: out of memory");
    for (const struct ta_yaml_node *n = list->child; rc == TA_OK && n != NULL;
         n = n->next)
        rc = read_map(r, n, &s->file[s->n++], err);
    return rc;
}

static enum ta_status read_points(const struct reading *r, struct ta_error *err)
{
    struct ta_hazard_sheet *s = r->sheet;
    const struct ta_yaml_node *node = ta_yaml_member(r->root, "points");
    s->file = ta_alloc(1, sizeof *s->file);
    if (s->file == NULL) return ta_fail(err, TA_E_NOMEM, "hazard: out of memory");
    s->n = 1;
    s->is_points = true;
    enum ta_status rc = take_number(r, r->root, "reach_m", 0.0, 1e5, &s->reach_m, err);
    if (rc != TA_OK) return rc;
    if (node->kind != TA_YAML_MAP && !r->kept)
        return take_file(r, r->root, "points", s->file, err);
    rc = known_members(r, node, true, err);
    return rc == TA_OK ? take_file(r, node, "file", s->file, err) : rc;
}

/* --- the whole ---------------------------------------------------------------------- */

static enum ta_status read_head(const struct reading *r, struct ta_error *err)
{
    struct ta_hazard_sheet *s = r->sheet;
    const struct ta_yaml_node *node = NULL;
    struct ta_unit unit;
    size_t choice = 0;
    int64_t year = 0;
    enum ta_status rc = take_choice(r, "schema", schemas, &choice, err);
    if (rc == TA_OK) rc = take_choice(r, "frequency", frequencies, &choice, err);
    s->frequency = choice == 0 ? TA_FREQUENCY_EVENT : TA_FREQUENCY_EXCEEDANCE;
    if (rc == TA_OK) rc = take_text(r, r->root, "unit", s->unit, sizeof s->unit, err);
    if (rc == TA_OK && ta_unit_parse(s->unit, &unit) != TA_OK)
        rc = ta_yaml_fail(r->yaml, ta_yaml_member(r->root, "unit"), err,
                          "unit: \"%s\" is none", s->unit);
    if (rc == TA_OK)
        rc = take_text(r, r->root, "scenario", s->scenario, sizeof s->scenario, err);
    if (rc == TA_OK)
        rc = ta_yaml_need(r->yaml, r->root, "year", TA_YAML_SCALAR, &node, err);
    if (rc == TA_OK) rc = ta_yaml_int(r->yaml, node, 1800, 2300, &year, err);
    s->year = (int)year;
    if (rc == TA_OK && ta_yaml_member(r->root, "protection_years") != NULL)
        rc = take_number(r, r->root, "protection_years", 1.0, 1e5, &s->protection_years,
                         err);
    return rc;
}

static enum ta_status read_body(const struct reading *r, struct ta_error *err)
{
    bool points = ta_yaml_member(r->root, "points") != NULL;
    const char *stray = points ? "nodata" : "reach_m";
    size_t blank = 0;
    if (points && ta_yaml_member(r->root, "maps") != NULL)
        return ta_yaml_fail(r->yaml, r->root, err, "has maps and points: give one");
    if (ta_yaml_member(r->root, stray) != NULL)
        return ta_yaml_fail(r->yaml, ta_yaml_member(r->root, stray), err,
                            "%s: belongs to %s", stray, points ? "maps" : "points");
    if (points) return read_points(r, err);
    enum ta_status rc = TA_OK;
    if (ta_yaml_member(r->root, "nodata") != NULL)
        rc = take_choice(r, "nodata", blanks, &blank, err);
    r->sheet->dry = blank == 1;
    return rc == TA_OK ? read_maps(r, err) : rc;
}

enum ta_status ta_hazard_sheet_read(const char *name, const char *bytes, size_t size,
                                    bool kept, struct ta_hazard_sheet *out,
                                    struct ta_error *err)
{
    static const char *const known[] = {
        "schema", "frequency", "unit", "scenario", "year", "protection_years",
        "nodata", "reach_m",   "maps", "points",   NULL};
    struct ta_hazard_sheet sheet = {.protection_years = NAN, .reach_m = NAN};
    struct reading r = {.kept = kept, .sheet = &sheet};
    if (size > TA_HAZARD_SHEET_BYTES)
        return ta_fail(err, TA_E_LIMIT, "%s: larger than %d bytes", name,
                       TA_HAZARD_SHEET_BYTES);
    enum ta_status rc = ta_yaml_parse(name, bytes, size, &r.yaml, err);
    if (rc != TA_OK) return rc;
    r.root = ta_yaml_root(r.yaml);
    rc = ta_yaml_known(r.yaml, r.root, known, err);
    if (rc == TA_OK) rc = read_head(&r, err);
    if (rc == TA_OK) rc = read_body(&r, err);
    ta_yaml_free(r.yaml);
    if (rc == TA_OK)
        *out = sheet;
    else
        ta_hazard_sheet_free(&sheet);
    return rc;
}

static json_t *write_file(const struct ta_hazard_sheet *s,
                          const struct ta_hazard_file *file, bool *ok)
{
    json_t *object = json_object();
    bool event = s->frequency == TA_FREQUENCY_EVENT;
    ta_json_set_text(object, "file", file->name, ok);
    ta_json_set_text(object, "path", file->path, ok);
    ta_json_set_text(object, "sha256", file->sha256, ok);
    if (s->is_points) return object;
    ta_json_set_int(object, "band", file->band, ok);
    ta_json_set_number(object, event ? "frequency" : "period",
                       event ? file->frequency : file->period, ok);
    return object;
}

enum ta_status ta_hazard_sheet_write(const struct ta_hazard_sheet *s,
                                     struct ta_text *out)
{
    bool ok = true;
    json_t *object = json_object(), *maps = NULL;
    ta_json_set_text(object, "schema", schemas[0], &ok);
    ta_json_set_text(object, "frequency",
                     frequencies[s->frequency == TA_FREQUENCY_EVENT ? 0 : 1], &ok);
    ta_json_set_text(object, "unit", s->unit, &ok);
    ta_json_set_text(object, "scenario", s->scenario, &ok);
    ta_json_set_int(object, "year", s->year, &ok);
    if (!isnan(s->protection_years))
        ta_json_set_number(object, "protection_years", s->protection_years, &ok);
    if (s->is_points) {
        ta_json_set_number(object, "reach_m", s->reach_m, &ok);
        ta_json_set(object, "points", write_file(s, s->file, &ok), &ok);
    } else {
        ta_json_set_text(object, "nodata", blanks[s->dry ? 1 : 0], &ok);
        maps = json_array();
        for (size_t i = 0; ok && i < s->n; i++)
            ok =
                json_array_append_new(maps, write_file(s, &s->file[i], &ok)) == 0 && ok;
        ta_json_set(object, "maps", maps, &ok);
    }
    enum ta_status rc =
        ok && object != NULL ? ta_json_canonical(object, out) : TA_E_NOMEM;
    json_decref(object);
    return rc == TA_OK && out->failed ? TA_E_NOMEM : rc;
}

void ta_hazard_sheet_free(struct ta_hazard_sheet *sheet)
{
    ta_free(sheet->file);
    *sheet = (struct ta_hazard_sheet){.n = 0};
}
