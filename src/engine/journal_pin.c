/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/journal_pin.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"

static const size_t pin_most = (size_t)1 << 28;

static char *path_of(const struct ta_workspace *workspace, const char *folder,
                     const char *name)
{
    struct ta_text text = {0};
    ta_text_addf(&text, "journal/%s/%s", folder, name);
    char *below = ta_text_take(&text);
    char *path = below == NULL ? NULL : ta_workspace_path(workspace, below);
    ta_free(below);
    return path;
}

static bool is_there(const struct ta_workspace *workspace, const char *folder,
                     const char *name)
{
    char *path = path_of(workspace, folder, name);
    bool there = path == NULL || access(path, F_OK) == 0;
    ta_free(path);
    return there;
}

static enum ta_status fail_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "journal: out of memory");
}

/* --- writing -------------------------------------------------------------------------------- */

static json_t *add_object(json_t *list)
{
    json_t *object = json_object();
    return json_array_append_new(list, object) == 0 ? object : NULL;
}

static void add_mappings(json_t *list, const struct ta_journal_inlet *journal, bool *ok)
{
    const char *project, *device;
    struct ta_view text;
    for (size_t i = 0; *ok && ta_journal_mapping(journal, i, &project, &device, &text);
         i++) {
        if (text.size == 0) continue;
        json_t *o = add_object(list);
        ta_json_set_exact(o, "project", project, ok);
        ta_json_set_exact(o, "device", device, ok);
        ta_json_set(o, "text", json_stringn(text.bytes, text.size), ok);
    }
}

static void add_units(json_t *list, const struct ta_inlet *inlet, bool *ok)
{
    for (size_t i = 0; *ok && i < ta_intake_count(inlet->intake); i++) {
        const struct ta_intake_stream *s = ta_intake_at(inlet->intake, i);
        if (inlet->seen[i] == 0) continue;
        json_t *o = add_object(list);
        ta_json_set_exact(o, "project", s->project, ok);
        ta_json_set_exact(o, "device", s->stream.device, ok);
        ta_json_set_exact(o, "name", s->stream.name, ok);
        ta_json_set_exact(o, "unit", s->stream.unit, ok);
    }
}

static void add_days(json_t *list, const struct ta_wait *wait, bool *ok)
{
    const char *project;
    ta_day day;
    for (size_t i = 0; *ok && ta_wait_at(wait, i, &project, &day); i++) {
        json_t *o = add_object(list);
        ta_json_set_exact(o, "project", project, ok);
        ta_json_set_int(o, "day", day, ok);
    }
}

static void add_aside(json_t *list, const struct ta_inlet_counts *aside, bool *ok)
{
    for (int i = 0; *ok && i < TA_OUTCOME_COUNT; i++) {
        if (aside->outcome[i] == 0) continue;
        json_t *o = add_object(list);
        ta_json_set_exact(o, "outcome", ta_outcome_word((enum ta_outcome)i), ok);
        ta_json_set_int(o, "count", (int64_t)aside->outcome[i], ok);
    }
}

static json_t *add_list(json_t *pin, const char *key, bool *ok)
{
    json_t *list = json_array();
    ta_json_set(pin, key, list, ok);
    return *ok ? list : NULL;
}

static enum ta_status pack(const struct ta_journal_inlet *journal,
                           const struct ta_wait *wait, struct ta_text *out)
{
    bool ok = true;
    json_t *pin = json_object();
    add_mappings(add_list(pin, "mappings", &ok), journal, &ok);
    add_units(add_list(pin, "units", &ok), journal->inlet, &ok);
    if (wait != NULL) {
        add_days(add_list(pin, "days", &ok), wait, &ok);
        add_aside(add_list(pin, "aside", &ok), &wait->aside, &ok);
        ta_json_set_int(pin, "letters", (int64_t)wait->aside.letters, &ok);
    }
    enum ta_status rc = ok ? ta_json_canonical(pin, out) : TA_E_NOMEM;
    json_decref(pin);
    return rc;
}

enum ta_status ta_pin_write(struct ta_workspace *workspace, const char *name,
                            const struct ta_journal_inlet *journal,
                            const struct ta_wait *wait, struct ta_error *err)
{
    struct ta_text text = {0};
    char *folder = ta_workspace_path(workspace, "journal/pins");
    char *path = path_of(workspace, "pins", name);
    enum ta_status rc = folder == NULL || path == NULL ? TA_E_NOMEM : TA_OK;
    if (rc == TA_OK) rc = pack(journal, wait, &text);
    if (rc != TA_OK)
        rc = fail_memory(err);
    else
        rc = ta_folder_make(folder, err);
    if (rc == TA_OK) rc = ta_file_write(path, text.bytes, text.size, 0666, err);
    ta_text_free(&text);
    ta_free(path);
    ta_free(folder);
    return rc;
}

/* --- reading -------------------------------------------------------------------------------- */

static enum ta_status take_mappings(const json_t *pin, struct ta_journal_inlet *journal,
                                    struct ta_error *err)
{
    const json_t *list = json_object_get(pin, "mappings");
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < json_array_size(list); i++) {
        const json_t *o = json_array_get(list, i), *text = json_object_get(o, "text");
        const struct ta_view view = {json_string_value(text), json_string_length(text)};
        if (view.bytes == NULL) return TA_E_DATA;
        rc = ta_journal_map_by(journal, ta_json_text(o, "project"),
                               ta_json_text(o, "device"), view, err);
    }
    return rc;
}

static enum ta_status take_units(const json_t *pin, struct ta_intake *intake)
{
    const json_t *list = json_object_get(pin, "units");
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < json_array_size(list); i++) {
        const json_t *o = json_array_get(list, i);
        size_t at;
        if (ta_intake_find(intake, ta_json_text(o, "project"),
                           ta_json_text(o, "device"), ta_json_text(o, "name"), &at))
            rc = ta_intake_in_unit(intake, at, ta_json_text(o, "unit"));
    }
    return rc;
}

/* Of a project that has no datastreams any more nothing is taken anyway. */
static enum ta_status take_day(struct ta_wait *days, const char *project, ta_day day,
                               struct ta_error *err)
{
    for (size_t i = 0; i < ta_intake_count(days->intake); i++) {
        const struct ta_intake_stream *s = ta_intake_at(days->intake, i);
        const struct ta_sort_row row = {
            .project = s->project_ordinal, .stream = (uint32_t)i, .day = day};
        if (strcmp(s->project, project) == 0) return ta_wait_note(days, &row, 1, err);
    }
    return TA_OK;
}

static enum ta_status take_days(const json_t *pin, struct ta_wait *days,
                                struct ta_error *err)
{
    const json_t *list = json_object_get(pin, "days");
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < json_array_size(list); i++) {
        const json_t *o = json_array_get(list, i);
        rc = take_day(days, ta_json_text(o, "project"),
                      (ta_day)json_integer_value(json_object_get(o, "day")), err);
    }
    return rc;
}

static void take_aside(const json_t *pin, struct ta_inlet_counts *aside)
{
    const json_t *list = json_object_get(pin, "aside");
    aside->letters = (uint64_t)json_integer_value(json_object_get(pin, "letters"));
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *o = json_array_get(list, i);
        const char *word = ta_json_text(o, "outcome");
        enum ta_outcome outcome;
        if (ta_outcome_find((struct ta_view){word, strlen(word)}, &outcome))
            aside->outcome[outcome] =
                (uint64_t)json_integer_value(json_object_get(o, "count"));
    }
}

static enum ta_status take(const char *path, struct ta_journal_inlet *journal,
                           struct ta_intake *intake, struct ta_wait *days, bool *there,
                           struct ta_error *err)
{
    json_t *pin = NULL;
    enum ta_status rc = ta_json_load(path, pin_most, &pin, err);
    if (rc == TA_OK) rc = take_mappings(pin, journal, err);
    if (rc == TA_OK && intake != NULL) rc = take_units(pin, intake);
    if (rc == TA_OK && days != NULL) {
        *there = json_is_array(json_object_get(pin, "days"));
        take_aside(pin, &days->aside);
        rc = take_days(pin, days, err);
    }
    json_decref(pin);
    return rc;
}

static enum ta_status fail_damaged(const char *path, struct ta_error *err)
{
    enum ta_status rc = ta_fail(
        err, TA_E_DATA, "%s: what the segment was first read by is damaged", path);
    return ta_mended(rc, err,
                     "remove it: the segment is then read by today's mappings, and "
                     "readings of it that were sealed by others may stand twice");
}

enum ta_status ta_pin_read(struct ta_workspace *workspace, const char *name,
                           struct ta_journal_inlet *journal, struct ta_intake *intake,
                           struct ta_wait *days, bool *there, struct ta_error *err)
{
    struct ta_error why = {.status = TA_OK};
    char *path = path_of(workspace, "pins", name);
    if (path == NULL) return fail_memory(err);
    *there = access(path, F_OK) == 0;
    enum ta_status rc = *there ? take(path, journal, intake, days, there, &why) : TA_OK;
    if (rc == TA_E_DATA || rc == TA_E_LIMIT)
        rc = fail_damaged(path, err);
    else if (rc != TA_OK)
        rc = ta_fail_as(err, &why);
    ta_free(path);
    return rc;
}

/* --- the end -------------------------------------------------------------------------------- */

bool ta_pin_there(const struct ta_workspace *workspace, const char *name)
{
    return is_there(workspace, "pins", name);
}

void ta_pins_settle(const struct ta_workspace *workspace)
{
    char **name = NULL, *folder = ta_workspace_path(workspace, "journal/pins");
    size_t n = 0;
    if (folder == NULL || ta_folder_list(folder, &name, &n, NULL) != TA_OK) n = 0;
    for (size_t i = 0; i < n; i++) {
        char *path = path_of(workspace, "pins", name[i]);
        if (path != NULL && !is_there(workspace, "open", name[i]) &&
            !is_there(workspace, "waiting", name[i]))
            (void)unlink(path);
        ta_free(path);
    }
    ta_free(name);
    ta_free(folder);
}
