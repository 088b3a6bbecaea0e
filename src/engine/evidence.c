/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/evidence.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/project.h"
#include "base/project_input.h"
#include "base/text.h"
#include "base/time.h"
#include "engine/layer_pin.h"
#include "engine/model_use.h"
#include "engine/reading_parts.h"
#include "engine/statement_list.h"
#include "engine/take.h"
#include "season.h"

void ta_evidence_free(struct ta_evidence_list *list)
{
    ta_free(list->item);
    *list = (struct ta_evidence_list){0};
}

void ta_evidence_item_init(struct ta_evidence_item *item, enum ta_evidence_kind kind)
{
    *item = (struct ta_evidence_item){.kind = kind,
                                      .time = TA_TIME_NONE,
                                      .clear_fraction = NAN,
                                      .cloud_fraction = NAN,
                                      .inside = NAN};
}

enum ta_status ta_evidence_add(struct ta_evidence_list *list,
                               const struct ta_evidence_item *item,
                               struct ta_error *err)
{
    if (ta_grow((void **)&list->item, &list->capacity, list->n, sizeof *list->item) !=
        0)
        return ta_fail(err, TA_E_NOMEM, "evidence: out of memory");
    list->item[list->n++] = *item;
    return TA_OK;
}

static int order(const void *left, const void *right)
{
    const struct ta_evidence_item *a = left, *b = right;
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    if (a->site != b->site) return a->site < b->site ? -1 : 1;
    if (a->time != b->time) return a->time < b->time ? -1 : 1;
    int by_id = strcmp(a->id, b->id);
    if (by_id != 0) return by_id;
    int by_processing = strcmp(a->processing, b->processing);
    return by_processing != 0 ? by_processing : strcmp(a->path, b->path);
}

void ta_evidence_sort(struct ta_evidence_list *list)
{
    if (list->n > 1) qsort(list->item, list->n, sizeof *list->item, order);
}

bool ta_evidence_path_ok(const char *path)
{
    if (path[0] == '\0' || path[0] == '/' || strchr(path, '\\') != NULL) return false;
    for (const char *part = path; part != NULL;) {
        size_t length = strcspn(part, "/");
        if (length == 0 || (length == 1 && part[0] == '.') ||
            (length == 2 && part[0] == '.' && part[1] == '.'))
            return false;
        part = part[length] == '/' ? part + length + 1 : NULL;
    }
    return true;
}

/* --- the project's document --------------------------------------------------------- */

static enum ta_status add_document(const struct ta_evidence_plan *plan,
                                   struct ta_evidence_list *out, struct ta_error *err)
{
    struct ta_evidence_item item;
    ta_evidence_item_init(&item, TA_EVIDENCE_DOCUMENT);
    bool fits = ta_copy(item.id, sizeof item.id, plan->project->id) &&
                ta_copy(item.sha256, sizeof item.sha256, plan->project_sha256);
    if (!fits) return ta_fail(err, TA_E_INTERNAL, "%s: its document's hash", item.id);
    return ta_evidence_add(out, &item, err);
}

/* --- looks -------------------------------------------------------------------------- */

static enum ta_status add_chip(const struct ta_chip_row *row,
                               struct ta_evidence_list *out, struct ta_error *err)
{
    struct ta_evidence_item item;
    ta_evidence_item_init(&item, TA_EVIDENCE_CHIP);
    item.site = row->site;
    item.time = row->time;
    item.inside = row->inside;
    item.clear_fraction = row->clear_fraction;
    bool fits = ta_copy(item.id, sizeof item.id, row->scene) &&
                ta_copy(item.processing, sizeof item.processing, row->processing) &&
                ta_copy(item.path, sizeof item.path, row->path) &&
                ta_copy(item.sha256, sizeof item.sha256, row->sha256);
    if (!fits || !ta_evidence_path_ok(row->path))
        return ta_fail(err, TA_E_DATA, "chip of %s: \"%.200s\" is no path of evidence",
                       row->scene, row->path);
    return ta_evidence_add(out, &item, err);
}

/* A chip cut for an older outline says nothing certain about what lies outside it. */
static enum ta_status add_site(const struct ta_store *store,
                               const struct ta_evidence_plan *plan,
                               const struct ta_site *site, struct ta_evidence_list *out,
                               struct ta_error *err)
{
    char shape[TA_HEX_SIZE];
    struct ta_chip_row *row = NULL;
    size_t n = 0;
    double days = ta_model_days_back(plan->model);
    ta_time_us to = ta_time_of(plan->as_of + 1);
    ta_time_us from = to - (ta_time_us)ceil(days) * TA_US_PER_DAY;
    ta_polygons_sha256(&site->shape, shape);
    enum ta_status rc = store->ops->chips_of(store->self, plan->project->id, site->n,
                                             from, to, &row, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        if (strcmp(row[i].shape_sha256, shape) == 0) rc = add_chip(&row[i], out, err);
    if (rc == TA_OK) ta_free(row);
    return rc;
}

/* --- readings ----------------------------------------------------------------------- */

enum ta_status ta_evidence_add_partition(const struct ta_partition_row *row,
                                         struct ta_evidence_list *out,
                                         struct ta_error *err)
{
    struct ta_evidence_item item;
    ta_evidence_item_init(&item, TA_EVIDENCE_PARTITION);
    bool fits = ta_copy(item.id, sizeof item.id, row->part) &&
                ta_copy(item.path, sizeof item.path, row->path) &&
                ta_copy(item.sha256, sizeof item.sha256, row->sha256);
    if (!fits || !ta_evidence_path_ok(row->path))
        return ta_fail(err, TA_E_DATA, "readings %s: \"%.200s\" is no path of evidence",
                       row->part, row->path);
    return ta_evidence_add(out, &item, err);
}

/* Days that a claim reaches back, where an indicator of readings asks how long ago it began
 * ("declared.production_stopped.days"): all readings since then speak of it. */
static double days_claimed(const struct ta_evidence_plan *plan,
                           const struct ta_indicator *indicator)
{
    static const char ending[] = ".days";
    bool reads = false;
    double days = 0.0;
    for (size_t k = 0; k < indicator->n_inputs; k++) {
        const struct ta_input_spec *spec = &indicator->input[k];
        size_t n = strlen(spec->key), e = sizeof ending - 1;
        struct ta_project_input memory = {0};
        struct ta_input input = {.reason = TA_CLIENT_SILENT};
        reads = reads || spec->origin == TA_FROM_READINGS;
        if (spec->origin != TA_FROM_PROJECT || n < e ||
            strcmp(spec->key + n - e, ending) != 0)
            continue;
        if (ta_project_input(plan->project, plan->as_of, spec, &memory, &input, NULL) ==
                TA_OK &&
            input.reason == TA_OBSERVED)
            days = fmax(days, input.number);
        ta_project_input_free(&memory);
    }
    return reads ? fmin(days, TA_CLAIMED_DAYS_MOST) : 0.0;
}

static double days_read(const struct ta_evidence_plan *plan)
{
    double days = ta_model_days_read(plan->model);
    for (size_t i = 0; i < ta_model_parts(plan->model); i++)
        days = fmax(days,
                    1.0 + days_claimed(plan, ta_model_part(plan->model, i).indicator));
    return days;
}

/* Of a month that stands in one file, that file alone. */
static enum ta_status add_partitions(const struct ta_store *store,
                                     const struct ta_evidence_plan *plan,
                                     struct ta_evidence_list *out, struct ta_error *err)
{
    struct ta_partition_row *row = NULL;
    size_t n = 0;
    ta_day first = plan->as_of - (ta_day)ceil(days_read(plan));
    enum ta_status rc =
        ta_parts_of(store, plan->project->id, first, plan->as_of + 1, &row, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = ta_evidence_add_partition(&row[i], out, err);
    ta_free(row);
    return rc;
}

/* --- layers ------------------------------------------------------------------------- */

static bool has_layer(const struct ta_evidence_list *list, const char *name)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->item[i].kind == TA_EVIDENCE_LAYER &&
            strcmp(list->item[i].id, name) == 0)
            return true;
    return false;
}

/* Each layer that an input names, "protected_zones.coverage" by its first word. */
static enum ta_status add_layers(const struct ta_store *store,
                                 const struct ta_evidence_plan *plan,
                                 struct ta_evidence_list *out, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; i < ta_model_parts(plan->model); i++) {
        const struct ta_model_part part = ta_model_part(plan->model, i);
        for (size_t k = 0; rc == TA_OK && k < part.indicator->n_inputs; k++) {
            char name[TA_NAME_SIZE];
            const struct ta_input_spec *spec = &part.indicator->input[k];
            if (spec->origin != TA_FROM_LAYER) continue;
            (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(spec->key, "."),
                           spec->key);
            if (!has_layer(out, name))
                rc = ta_layer_pin(store, name, plan->as_of, out, err);
        }
    }
    return rc;
}

/* --- statements of third parties ------------------------------------------------------ */

/* Does the model ask for what stands between the slashes of PROJECT/ABOUT/LIST? */
static bool asks_about(const struct ta_model *model, const char *part)
{
    const char *about = strchr(part, '/');
    size_t n = about == NULL ? 0 : strcspn(++about, "/");
    for (size_t i = 0; n > 0 && i < ta_model_parts(model); i++) {
        const struct ta_indicator *indicator = ta_model_part(model, i).indicator;
        for (size_t k = 0; k < indicator->n_inputs; k++)
            if (indicator->input[k].origin == TA_FROM_STATEMENTS &&
                strlen(indicator->input[k].key) == n &&
                strncmp(indicator->input[k].key, about, n) == 0)
                return true;
    }
    return false;
}

static enum ta_status add_statements(const struct ta_store *store,
                                     const struct ta_evidence_plan *plan,
                                     struct ta_evidence_list *out, struct ta_error *err)
{
    char prefix[TA_ID_SIZE + 1];
    struct ta_partition_row *row = NULL;
    size_t n = 0;
    (void)snprintf(prefix, sizeof prefix, "%s/", plan->project->id);
    enum ta_status rc =
        store->ops->partitions(store->self, TA_STATEMENTS_KIND, prefix, &row, &n, err);
    if (rc != TA_OK) return rc;
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        struct ta_evidence_item item;
        if (!asks_about(plan->model, row[i].part)) continue;
        ta_evidence_item_init(&item, TA_EVIDENCE_DOCUMENT);
        (void)snprintf(item.id, sizeof item.id, TA_STATEMENTS_PREFIX "%s", row[i].part);
        memcpy(item.sha256, row[i].sha256, sizeof item.sha256);
        rc = ta_evidence_add(out, &item, err);
    }
    ta_free(row);
    return rc;
}

enum ta_status ta_evidence_choose(const struct ta_store *store,
                                  const struct ta_evidence_plan *plan,
                                  struct ta_evidence_list *out, struct ta_error *err)
{
    enum ta_status rc = add_document(plan, out, err);
    bool looks = ta_model_needs(plan->model, TA_FROM_IMAGERY);
    for (size_t i = 0; looks && rc == TA_OK && i < plan->project->n_sites; i++)
        rc = add_site(store, plan, &plan->project->site[i], out, err);
    if (rc == TA_OK && ta_model_needs(plan->model, TA_FROM_READINGS))
        rc = add_partitions(store, plan, out, err);
    if (rc == TA_OK) rc = add_layers(store, plan, out, err);
    if (rc == TA_OK && ta_model_needs(plan->model, TA_FROM_STATEMENTS))
        rc = add_statements(store, plan, out, err);
    if (rc == TA_OK) ta_evidence_sort(out);
    return rc == TA_OK && looks ? ta_takes_mark(store, out, err) : rc;
}
