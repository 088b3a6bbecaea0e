/* SPDX-License-Identifier: Apache-2.0 */
/** @file geo_test.h  Shapes for the tests of src/geo. */
#ifndef GEO_TEST_H
#define GEO_TEST_H

#include "ta_test.h"

#include "base/project.h"
#include "geo/crs.h"
#include "geo/import.h"
#include "geo/rings.h"

/** A shape from a text of numbers "x y, x y, ...": ';' begins the next ring, '|' the
 * next part. */
static inline struct ta_polygons drawn(const char *text)
{
    struct ta_rings rings = {0};
    struct ta_polygons out = {0};
    char after = '|';
    while (after != '\0') {
        char *end = NULL;
        if (after == '|') ta_rings_part(&rings);
        if (after == '|' || after == ';') ta_rings_ring(&rings);
        double x = strtod(text, &end);
        double y = strtod(end, &end);
        ta_rings_point(&rings, x, y);
        after = *end;
        text = end + (after != '\0');
    }
    if (ta_rings_take(&rings, &out, NULL) != TA_OK) fail_msg("no shape");
    return out;
}

static inline struct ta_transform opened(const char *from, const char *to)
{
    struct ta_error err = {0};
    struct ta_transform transform = {0};
    if (ta_crs_open(from, to, &transform, &err) != TA_OK)
        fail_msg("%s to %s: %s", from, to, err.text);
    return transform;
}

/** A file of these bytes in the build folder; the path stands until the next call. */
static inline const char *written(const char *name, const char *bytes)
{
    static char path[512];
    (void)snprintf(path, sizeof path, "%s/geo_%s", TA_BINARY_DIR, name);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes, 1, strlen(bytes), file) != strlen(bytes) ||
        fclose(file) != 0)
        fail_msg("cannot write %s", path);
    return path;
}

/** What an import told: one line per problem and project. */
struct told {
    char text[16384];
    size_t used;
    struct ta_import_counts counts;
    struct ta_error err;
    enum ta_status status, answer; /* answer: what on_project says */
    size_t projects;
    double area_m2, accuracy_m; /* of the last project's first site */
    char json[8192];            /* of the last project */
};

static inline void tell_line(struct told *told, const char *line)
{
    int n =
        snprintf(told->text + told->used, sizeof told->text - told->used, "%s\n", line);
    told->used += n > 0 && told->used + (size_t)n < sizeof told->text ? (size_t)n : 0;
}

static inline void on_told_problem(void *self, const struct ta_import_problem *p)
{
    char line[1024];
    (void)snprintf(line, sizeof line, "%s row %zu line %zu [%s] %s: %s (%s)",
                   p->set_aside ? "BAD" : "note", p->row, p->line, p->project, p->field,
                   p->reason, p->mend);
    tell_line(self, line);
}

static inline enum ta_status
on_told_project(void *self, const struct ta_project *project, struct ta_error *err)
{
    struct told *told = self;
    struct ta_text json = {0};
    char line[256];
    (void)err;
    (void)snprintf(line, sizeof line, "project %s sites %zu", project->id,
                   project->n_sites);
    tell_line(told, line);
    if (ta_project_to_json(project, &json, NULL) != TA_OK) fail_msg("no document");
    (void)snprintf(told->json, sizeof told->json, "%s", json.bytes);
    ta_text_free(&json);
    told->area_m2 = project->site[0].area_m2;
    told->accuracy_m = project->site[0].accuracy_m;
    told->projects++;
    return told->answer;
}

static inline struct told *imported(const char *path, const char *crs)
{
    static struct told told;
    told = (struct told){.answer = TA_OK};
    struct ta_import_options options = {
        crs, NULL, 20700 /* 2026-09-04 */, &told, on_told_project, on_told_problem};
    told.status = ta_import_read(path, &options, &told.counts, &told.err);
    return &told;
}

#endif
