/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/statement_list.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"

enum { DOCUMENT_MOST = 64 << 20, STATEMENTS_MOST = 10000 };

static enum ta_status out_of_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "statements: out of memory");
}

static void stated_free(struct ta_stated *stated)
{
    ta_free(stated->step);
    ta_free(stated->means);
}

void ta_statement_list_free(struct ta_statement_list *list)
{
    for (size_t i = 0; i < list->n; i++) stated_free(&list->stated[i]);
    ta_free(list->stated);
    ta_free(list->source);
    ta_free(list->scale);
    *list = (struct ta_statement_list){.n = 0};
}

void ta_statement_part(const char *project, const char *about, const char *list,
                       char out[128])
{
    (void)snprintf(out, 128, "%s/%s/%s", project, about, list);
}

/* --- taking in ------------------------------------------------------------------------ */

static enum ta_status replace_text(char **to, const char *from, struct ta_error *err)
{
    char *copy = ta_strdup(from);
    if (copy == NULL) return out_of_memory(err);
    ta_free(*to);
    *to = copy;
    return TA_OK;
}

/* Days that both lists cover without a gap between them are covered by the list. */
static void join_complete(struct ta_statement_list *list, ta_day from, ta_day to)
{
    bool meets = list->complete_from != TA_DAY_NONE && from != TA_DAY_NONE &&
                 from <= list->complete_to + 1 && list->complete_from <= to + 1;
    if (from == TA_DAY_NONE) return;
    list->complete_from =
        meets && list->complete_from < from ? list->complete_from : from;
    list->complete_to = meets && list->complete_to > to ? list->complete_to : to;
}

enum ta_status ta_statement_list_head(struct ta_statement_list *list,
                                      const char *project,
                                      const struct ta_statement_mapping *m,
                                      struct ta_error *err)
{
    if (list->project[0] == '\0') list->complete_from = list->complete_to = TA_DAY_NONE;
    if (!ta_copy(list->project, sizeof list->project, project) ||
        !ta_copy(list->list, sizeof list->list, m->id) ||
        !ta_copy(list->about, sizeof list->about, m->about) ||
        !ta_copy(list->provider, sizeof list->provider, m->provider))
        return ta_fail(err, TA_E_INTERNAL, "statements of %s: a name too long",
                       project);
    list->grade = m->grade;
    list->simulated = list->simulated || m->simulated;
    join_complete(list, m->complete_from, m->complete_to);
    enum ta_status rc = replace_text(&list->source, m->source, err);
    return rc == TA_OK ? replace_text(&list->scale, m->scale, err) : rc;
}

/* By day, number and, where there is no number, step. */
static int order(const struct ta_stated *a, const struct ta_stated *b)
{
    if (a->day != b->day) return a->day < b->day ? -1 : 1;
    int by_number = strcmp(a->number, b->number);
    if (by_number != 0 || a->number[0] != '\0') return by_number;
    return strcmp(a->step, b->step);
}

enum ta_status ta_statement_list_put(struct ta_statement_list *list,
                                     const struct ta_stated *stated,
                                     struct ta_error *err)
{
    struct ta_stated copy = *stated;
    size_t at = list->n;
    while (at > 0 && order(&list->stated[at - 1], stated) > 0) at--;
    bool there = at > 0 && order(&list->stated[at - 1], stated) == 0;
    void *grown = list->stated;
    if (list->n >= STATEMENTS_MOST)
        return ta_fail(err, TA_E_LIMIT, "%s: more than %d statements of one list",
                       list->project, STATEMENTS_MOST);
    if (ta_grow(&grown, &list->capacity, list->n, sizeof *list->stated) != 0)
        return out_of_memory(err);
    list->stated = grown;
    copy.step = ta_strdup(stated->step);
    copy.means = ta_strdup(stated->means);
    if (copy.step == NULL || copy.means == NULL) {
        stated_free(&copy);
        return out_of_memory(err);
    }
    if (there) {
        stated_free(&list->stated[at - 1]);
        list->stated[at - 1] = copy;
        return TA_OK;
    }
    memmove(&list->stated[at + 1], &list->stated[at],
            (list->n - at) * sizeof *list->stated);
    list->stated[at] = copy;
    list->n++;
    return TA_OK;
}

/* --- writing -------------------------------------------------------------------------- */

static json_t *stated_object(const struct ta_stated *stated, bool *ok)
{
    json_t *object = json_object();
    if (stated->number[0] != '\0')
        ta_json_set_text(object, "number", stated->number, ok);
    ta_json_set_day(object, "day", stated->day, ok);
    if (stated->until != TA_DAY_NONE)
        ta_json_set_day(object, "until", stated->until, ok);
    ta_json_set_text(object, "step", stated->step, ok);
    ta_json_set_text(object, "means", stated->means, ok);
    ta_json_set_number(object, "value", stated->value, ok);
    ta_json_set_text(object, "file_sha256", stated->file, ok);
    return object;
}

enum ta_status ta_statement_list_write(const struct ta_statement_list *list,
                                       struct ta_text *out, struct ta_error *err)
{
    bool ok = true;
    json_t *object = json_object(), *array = json_array();
    for (size_t i = 0; i < list->n; i++)
        if (json_array_append_new(array, stated_object(&list->stated[i], &ok)) != 0)
            ok = false;
    ta_json_set_text(object, "schema", "terrassay/statements/1", &ok);
    ta_json_set_text(object, "project", list->project, &ok);
    ta_json_set_text(object, "id", list->list, &ok);
    ta_json_set_text(object, "about", list->about, &ok);
    ta_json_set_text(object, "provider", list->provider, &ok);
    ta_json_set_text(object, "source", list->source, &ok);
    ta_json_set_text(object, "scale", list->scale, &ok);
    ta_json_set_int(object, "grade", list->grade, &ok);
    ta_json_set_bool(object, "simulated", list->simulated, &ok);
    ta_json_set_day(object, "complete_from", list->complete_from, &ok);
    ta_json_set_day(object, "complete_to", list->complete_to, &ok);
    ta_json_set(object, "statements", array, &ok);
    enum ta_status rc = ok ? ta_json_canonical(object, out) : TA_E_NOMEM;
    json_decref(object);
    return rc == TA_OK ? TA_OK : ta_fail(err, rc, "statements of %s", list->project);
}

/* --- reading -------------------------------------------------------------------------- */

static enum ta_status read_text(const json_t *object, const struct ta_json_path *at,
                                const char *key, char *to, size_t size, bool required,
                                struct ta_error *err)
{
    const char *text = "";
    enum ta_status rc = ta_json_get_text(object, at, key, required, &text, err);
    if (rc == TA_OK && !ta_copy(to, size, text))
        rc = ta_json_fail(err, at, key, "a shorter text", NULL);
    return rc;
}

static enum ta_status read_stated(const json_t *object, const struct ta_json_path *at,
                                  struct ta_statement_list *out, struct ta_error *err)
{
    struct ta_stated s = {.until = TA_DAY_NONE};
    const char *step = NULL, *means = NULL;
    enum ta_status rc =
        read_text(object, at, "number", s.number, sizeof s.number, false, err);
    if (rc == TA_OK) rc = ta_json_get_day(object, at, "day", true, &s.day, err);
    if (rc == TA_OK) rc = ta_json_get_day(object, at, "until", false, &s.until, err);
    if (rc == TA_OK) rc = ta_json_get_text(object, at, "step", true, &step, err);
    if (rc == TA_OK) rc = ta_json_get_text(object, at, "means", true, &means, err);
    if (rc == TA_OK) rc = ta_json_get_number(object, at, "value", true, &s.value, err);
    if (rc == TA_OK)
        rc = read_text(object, at, "file_sha256", s.file, sizeof s.file, true, err);
    if (rc != TA_OK) return rc;
    s.step = (char *)(uintptr_t)step; /* copied by the call */
    s.means = (char *)(uintptr_t)means;
    return ta_statement_list_put(out, &s, err);
}

static enum ta_status read_owned(const json_t *object, const char *key, char **to,
                                 struct ta_error *err)
{
    const char *text = NULL;
    enum ta_status rc = ta_json_get_text(object, NULL, key, true, &text, err);
    return rc == TA_OK ? replace_text(to, text, err) : rc;
}

static enum ta_status read_head(const json_t *object, struct ta_statement_list *out,
                                struct ta_error *err)
{
    int64_t grade = 0;
    const struct {
        const char *key;
        char *to;
        size_t size;
    } word[] = {{"project", out->project, sizeof out->project},
                {"id", out->list, sizeof out->list},
                {"about", out->about, sizeof out->about},
                {"provider", out->provider, sizeof out->provider}};
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < sizeof word / sizeof *word; i++)
        rc = read_text(object, NULL, word[i].key, word[i].to, word[i].size, true, err);
    if (rc == TA_OK) rc = read_owned(object, "source", &out->source, err);
    if (rc == TA_OK) rc = read_owned(object, "scale", &out->scale, err);
    if (rc == TA_OK) rc = ta_json_get_int(object, NULL, "grade", true, &grade, err);
    out->grade = (int)grade;
    if (rc == TA_OK)
        rc = ta_json_get_bool(object, NULL, "simulated", true, &out->simulated, err);
    out->complete_from = out->complete_to = TA_DAY_NONE;
    if (rc == TA_OK)
        rc = ta_json_get_day(object, NULL, "complete_from", false, &out->complete_from,
                             err);
    if (rc == TA_OK)
        rc =
            ta_json_get_day(object, NULL, "complete_to", false, &out->complete_to, err);
    return rc;
}

enum ta_status ta_statement_list_read(const char *name, const char *bytes, size_t size,
                                      struct ta_statement_list *out,
                                      struct ta_error *err)
{
    json_t *object = NULL, *item = NULL;
    size_t i;
    enum ta_status rc = ta_json_parse(name, bytes, size, DOCUMENT_MOST, &object, err);
    if (rc != TA_OK) return rc;
    if (!json_is_object(object))
        rc = ta_json_fail(err, NULL, NULL, "an object", object);
    if (rc == TA_OK) rc = read_head(object, out, err);
    const json_t *array = json_object_get(object, "statements");
    if (rc == TA_OK && !json_is_array(array))
        rc = ta_json_fail(err, NULL, "statements", "a list", array);
    json_array_foreach(array, i, item)
    {
        const struct ta_json_path top = {.key = "statements"};
        const struct ta_json_path at = {.up = &top, .index = i};
        if (rc != TA_OK) break;
        rc = json_is_object(item) ? read_stated(item, &at, out, err)
                                  : ta_json_fail(err, &at, NULL, "an object", item);
    }
    json_decref(object);
    if (rc != TA_OK) ta_error_context(err, "%s", name);
    return rc;
}
