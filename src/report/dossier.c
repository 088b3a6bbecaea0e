/* SPDX-License-Identifier: Apache-2.0 */
#include "report/dossier.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/project.h"
#include "base/time.h"
#include "engine/evidence.h"
#include "engine/readings.h"

/* Read a record of the store, which is what its id says. */
static enum ta_status read_record(const struct ta_workspace *workspace, const char *id,
                                  struct ta_envelope *envelope, struct ta_facts *out,
                                  struct ta_error *err)
{
    const struct ta_store *store = &workspace->store;
    char *body = NULL, hex[TA_HEX_SIZE];
    size_t size = 0;
    enum ta_status rc =
        store->ops->record_get(store->self, id, envelope, &body, &size, err);
    if (rc != TA_OK) return rc;
    ta_sha256(body, size, hex);
    if (strcmp(hex, id) != 0) {
        rc = ta_fail(err, TA_E_DATA, "record %.16s: its bytes are not those of its id",
                     id);
        ta_error_mend(err, "see `terrassay verify`");
    }
    if (rc == TA_OK) rc = ta_facts_read(body, size, out, err);
    ta_free(body);
    return rc;
}

/* Without the document the report has no outlines; that is told in it. */
static enum ta_status read_project(struct ta_dossier *d, struct ta_error *err)
{
    const struct ta_store *store = &d->workspace->store;
    void *bytes = NULL;
    size_t size = 0;
    json_t *document = NULL;
    enum ta_status rc = store->ops->document_get(store->self, d->facts.document_sha256,
                                                 &bytes, &size, err);
    if (rc == TA_OK)
        rc = ta_json_parse("project document", bytes, size, TA_PROJECT_DOCUMENT_MOST,
                           &document, err);
    ta_free(bytes);
    if (rc == TA_OK) rc = ta_project_from_json(document, &d->project, err);
    json_decref(document);
    d->has_project = rc == TA_OK;
    return rc == TA_E_NOTFOUND || rc == TA_E_DATA ? TA_OK : rc;
}

static enum ta_status read_earlier(struct ta_dossier *d, struct ta_error *err)
{
    const char *id = d->facts.previous_record;
    while (id != NULL && d->n_earlier < TA_DOSSIER_EARLIER) {
        struct ta_earlier *next = &d->earlier[d->n_earlier];
        struct ta_envelope envelope;
        if (!ta_copy(next->id, sizeof next->id, id)) break;
        enum ta_status rc =
            read_record(d->workspace, next->id, &envelope, &next->facts, err);
        if (rc == TA_E_NOTFOUND) return TA_OK;
        if (rc != TA_OK) return rc;
        d->n_earlier++;
        id = next->facts.previous_record;
    }
    d->earlier_cut = id != NULL;
    return TA_OK;
}

static enum ta_status read_standing(struct ta_dossier *d, struct ta_error *err)
{
    const struct ta_lasting_request request = {.store = &d->workspace->store,
                                               .project = d->facts.project,
                                               .record = d->id,
                                               .day = d->facts.as_of};
    return ta_lasting_of(&request, &d->lasting, err);
}

static bool is_listed(const struct ta_dossier *d, const struct ta_aside *one)
{
    for (size_t i = 0; i < d->n_aside; i++)
        if (strcmp(d->aside[i].id, one->id) == 0 &&
            strcmp(d->aside[i].reason, one->reason) == 0)
            return true;
    return false;
}

static bool is_later(const struct ta_dossier *d, const struct ta_scene_row *row)
{
    return row->time != TA_TIME_NONE && ta_day_of(row->time) > d->facts.as_of;
}

/* Of several sites on one scene it is told once. */
static enum ta_status add_aside(struct ta_dossier *d, const struct ta_scene_row *row,
                                struct ta_error *err)
{
    static const char product[] = "problem/";
    struct ta_aside one = {.time = row->time};
    if (is_later(d, row)) return TA_OK;
    if (strncmp(row->id, product, sizeof product - 1) != 0)
        memcpy(one.id, row->id, sizeof one.id);
    memcpy(one.reason, row->reason, sizeof one.reason);
    if (is_listed(d, &one)) return TA_OK;
    void *grown = ta_realloc(d->aside, d->n_aside + 1, sizeof *d->aside);
    if (grown == NULL) return ta_fail(err, TA_E_NOMEM, "report: out of memory");
    d->aside = grown;
    d->aside[d->n_aside++] = one;
    return TA_OK;
}

static enum ta_status read_aside_of(struct ta_dossier *d,
                                    const struct ta_fact_site *site,
                                    struct ta_error *err)
{
    const struct ta_store *store = &d->workspace->store;
    const struct ta_box box = {site->box[0], site->box[1], site->box[2], site->box[3]};
    struct ta_scene_row *row = NULL;
    size_t n = 0;
    enum ta_status rc = store->ops->scenes_aside(store->self, &box, &row, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) rc = add_aside(d, &row[i], err);
    ta_free(row);
    return rc;
}

/* Its look stands, and the record has seen by it: it lies where that says. */
static bool is_used(const struct ta_dossier *d, const struct ta_scene_row *row)
{
    for (size_t i = 0; i < d->facts.n_evidence; i++) {
        const struct ta_fact_evidence *e = &d->facts.evidence[i];
        if (strcmp(e->kind, "chip") == 0 && e->id != NULL &&
            strcmp(e->id, row->id) == 0 && e->processing != NULL &&
            strcmp(e->processing, row->processing) == 0)
            return true;
    }
    return false;
}

/* Scenes set aside that lie on a site: what they would have shown is not observed. */
static enum ta_status read_aside(struct ta_dossier *d, struct ta_error *err)
{
    const struct ta_store *store = &d->workspace->store;
    struct ta_scene_row *row = NULL;
    size_t n = 0;
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < d->facts.n_sites; i++)
        if (isfinite(d->facts.site[i].box[0]))
            rc = read_aside_of(d, &d->facts.site[i], err);
    if (rc == TA_OK) rc = store->ops->scenes_aside(store->self, NULL, &row, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        d->n_unplaced += !is_later(d, &row[i]) && !is_used(d, &row[i]);
    ta_free(row);
    return rc;
}

static enum ta_status find_id(const struct ta_report_request *request,
                              struct ta_dossier *d, struct ta_error *err)
{
    const struct ta_store *store = &d->workspace->store;
    if (request->record == NULL)
        return store->ops->record_latest(store->self, request->project, TA_DAY_OPEN,
                                         d->id, err);
    if (ta_copy(d->id, sizeof d->id, request->record)) return TA_OK;
    return ta_fail(err, TA_E_ARG, "%.80s: is no record id", request->record);
}

enum ta_status ta_dossier_open(const struct ta_workspace *workspace,
                               const struct ta_report_request *request,
                               struct ta_dossier *out, struct ta_error *err)
{
    *out = (struct ta_dossier){.workspace = workspace, .shared = request->shared};
    enum ta_status rc = find_id(request, out, err);
    if (rc == TA_OK)
        rc = read_record(workspace, out->id, &out->envelope, &out->facts, err);
    if (rc == TA_OK) rc = read_project(out, err);
    if (rc == TA_OK) rc = read_earlier(out, err);
    if (rc == TA_OK) rc = read_standing(out, err);
    if (rc == TA_OK) rc = read_aside(out, err);
    if (rc == TA_OK)
        rc = ta_has_readings(&out->workspace->store, out->facts.project,
                             &out->has_readings, err);
    return rc;
}

void ta_dossier_close(struct ta_dossier *dossier)
{
    ta_facts_free(&dossier->facts);
    if (dossier->has_project) ta_project_free(&dossier->project);
    for (size_t i = 0; i < dossier->n_earlier; i++)
        ta_facts_free(&dossier->earlier[i].facts);
    ta_free(dossier->aside);
    *dossier = (struct ta_dossier){0};
}

const struct ta_site *ta_dossier_site(const struct ta_dossier *dossier, int n)
{
    for (size_t i = 0; dossier->has_project && i < dossier->project.n_sites; i++)
        if (dossier->project.site[i].n == n) return &dossier->project.site[i];
    return NULL;
}

/* Is it not among the first @p n? */
static bool is_new_scene(const struct ta_chip_row *row, size_t n,
                         const struct ta_chip_row *one)
{
    for (size_t i = n; i-- > 0;)
        if (strcmp(row[i].scene, one->scene) == 0) return false;
    return true;
}

/* Adds the rows of scenes that are not in @p all yet. */
static enum ta_status add_scenes(struct ta_chip_row **all, size_t *n_all,
                                 const struct ta_chip_row *row, size_t n,
                                 struct ta_error *err)
{
    if (n == 0) return TA_OK;
    struct ta_chip_row *grown = ta_realloc(*all, *n_all + n, sizeof **all);
    if (grown == NULL) return ta_fail(err, TA_E_NOMEM, "report: out of memory");
    *all = grown;
    for (size_t i = 0; i < n; i++)
        if (is_new_scene(grown, *n_all, &row[i])) grown[(*n_all)++] = row[i];
    return TA_OK;
}

enum ta_status ta_dossier_older(const struct ta_dossier *d, ta_time_us from, size_t *n,
                                struct ta_error *err)
{
    const struct ta_store *store = &d->workspace->store;
    struct ta_chip_row *all = NULL;
    enum ta_status rc = TA_OK;
    *n = 0;
    for (size_t i = 0; rc == TA_OK && i < d->facts.n_sites; i++) {
        struct ta_chip_row *row = NULL;
        size_t rows = 0;
        rc = store->ops->chips_of(store->self, d->facts.project, d->facts.site[i].n,
                                  INT64_MIN, from, &row, &rows, err);
        if (rc == TA_OK) rc = add_scenes(&all, n, row, rows, err);
        if (rc == TA_OK) ta_free(row);
    }
    ta_free(all);
    return rc;
}

enum ta_status ta_dossier_evidence(const struct ta_dossier *dossier,
                                   const struct ta_fact_evidence *evidence, char **path,
                                   struct ta_error *err)
{
    char hex[TA_HEX_SIZE];
    if (!ta_evidence_path_ok(evidence->path))
        return ta_fail(err, TA_E_NOTFOUND, "%s: no file is kept", evidence->id);
    char *full = ta_workspace_path(dossier->workspace, evidence->path);
    if (full == NULL) return ta_fail(err, TA_E_NOMEM, "report: out of memory");
    enum ta_status rc = ta_sha256_file(full, hex, err);
    if (rc == TA_OK && strcmp(hex, evidence->sha256) != 0)
        rc = ta_fail(err, TA_E_DATA, "%s: changed since the record", evidence->path);
    if (rc == TA_OK)
        *path = full;
    else
        ta_free(full);
    return rc;
}

enum ta_status ta_dossier_gone(const struct ta_dossier *dossier, struct ta_gone *out,
                               struct ta_error *err)
{
    *out = (struct ta_gone){.files = 0};
    for (size_t i = 0; i < dossier->facts.n_evidence; i++) {
        const struct ta_fact_evidence *e = &dossier->facts.evidence[i];
        struct ta_error why = {0};
        char *path = NULL;
        if (strcmp(e->kind, "document") == 0) continue; /* the store holds it */
        enum ta_status rc = ta_dossier_evidence(dossier, e, &path, &why);
        ta_free(path);
        if (rc == TA_E_NOMEM) return ta_fail_as(err, &why);
        out->files++;
        out->changed += rc == TA_E_DATA;
        out->missing += rc != TA_OK && rc != TA_E_DATA;
    }
    return TA_OK;
}
